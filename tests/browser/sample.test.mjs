// The sample application, on a site of its own: its gate, closed and open, from the links that people follow.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clockMoves,
  code,
  emailCode,
  messages,
  PASSWORD,
  resendWaits,
  SMALL,
  sampleOrigin,
  system,
  Visitor,
} from './harness.mjs';

system();

const CLOSED = ['Closed', 'Closed', 'Closed', 'Closed'];

/** Which of the pages are open, on the start page. */
async function gates({ page }) {
  await page.goto(`${sampleOrigin()}/`);
  await page.getByRole('heading', { level: 1, name: 'Aldgate Engineering' }).waitFor();
  return page.locator('.gate .state').allTextContents();
}

/** Somebody who has come to the sample. */
async function arrive(options = {}) {
  const visitor = await Visitor.arrive(options);
  visitor.sites.add(sampleOrigin());
  return visitor;
}

/** Follows the link of a card on the start page. */
const opens = (visitor, name) => visitor.page.locator('.gate').getByRole('link', { name }).click();

async function signsIn(visitor) {
  await visitor.fill('User ID', visitor.userId);
  await visitor.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await visitor.press('Sign in');
}

/** Has the portal send a code to the phone, and enters it. */
async function entersACode(visitor, number) {
  await visitor.heading('Enter your code');
  await resendWaits();
  const before = await messages(number);
  await visitor.press('Send the code');
  await visitor.fill('Code', await code(number, before));
}

test('a stranger finds the gate closed, goes all six steps, and sees it open', async () => {
  const ada = await arrive();
  const { page } = ada;
  assert.deepEqual(await gates(ada), CLOSED);
  await ada.look('sample-closed');
  await opens(ada, 'Controlled designs');
  await ada.heading('Sign in to Controlled designs');
  await ada.follow('Create an account');
  await ada.fill('User ID', ada.userId);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.fill('Legal name', 'Ada Lovelace');
  await ada.fill('Email address', ada.address);
  await page.getByLabel('Country').selectOption('US');
  await ada.press('Create an account');
  await ada.heading('Before you can open Controlled designs');
  await ada.follow('Confirm the email address');
  await ada.fill('Code', await emailCode(ada.address));
  await ada.press('Confirm');
  await ada.heading('Before you can open Controlled designs');
  const key = await ada.buy({ service: 'In one of the 50 US states', proofing: 'Yes, with identity proofing' });
  await ada.follow('Continue to Controlled designs');
  await ada.follow('Enter a license key');
  await ada.fill('License key', key);
  await ada.press('Use this license key');
  await ada.heading('Prove your identity');
  await page.getByLabel('By questions, now').check();
  await ada.press('Show the questions');
  for (const choice of ['Maple Street', 'First Example Bank', 'Example County']) await page.getByLabel(choice).check();
  await ada.press('Submit the answers');
  await ada.registerPhone({ channel: 'Text message', number: '2025550171' });
  await ada.fill('Code', await code('+12025550171'));
  await ada.heading('Controlled designs');
  await page.waitForURL(`${sampleOrigin()}/designs`);
  await page.getByText('Claims', { exact: true }).click();
  await ada.sees('phone-otp-proofed');
  await ada.look('sample-designs');
  assert.deepEqual(await gates(ada), ['Open', 'Open', 'Open', 'Open']);
  await page.setViewportSize(SMALL);
  await ada.look('small-sample');
  await ada.leave();
});

test('a page that needs more has a code asked for, a release a fresh one, and a sign-out at one closes the other', async () => {
  const number = '+12025550172';
  const ada = await arrive();
  const { page } = ada;
  await ada.becomeMember(number);
  await ada.signOut();
  await gates(ada);
  await opens(ada, 'Timesheets');
  await ada.heading('Sign in to Timesheets');
  await signsIn(ada);
  await ada.heading('Timesheets');
  await ada.follow('Document exchange');
  await entersACode(ada, number);
  await ada.heading('Document exchange');

  await ada.follow('Release approval');
  await ada.heading('Release approval');
  await ada.press('Release R-2041');
  await ada.sees('Released by Ada Lovelace');
  await ada.look('sample-approvals');
  await clockMoves('6 minutes');
  await ada.press('Release R-2042');
  await entersACode(ada, number);
  await ada.heading('Release approval');
  assert.equal(await page.getByText('Released by').count(), 1);

  // Signed in strongly enough, a link of another page leads through the portal without a page of it.
  assert.deepEqual(await gates(ada), ['Open', 'Open', 'Closed', 'Open']);
  await ada.press('Sign out');
  await ada.heading('Do you want to sign out?');
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await ada.heading('You are signed out');
  await ada.look('sample-signed-out');
  assert.deepEqual(await gates(ada), CLOSED);
  await ada.open('/account');
  await page.locator('input[name=user_id]').waitFor();

  await gates(ada);
  await opens(ada, 'Timesheets');
  await signsIn(ada);
  await ada.heading('Timesheets');
  const portal = await ada.tab();
  ada.page = portal;
  await ada.open('/account');
  await ada.heading(/Welcome/);
  await ada.signOut();
  const until = Date.now() + 20_000;
  while ((await gates(ada)).includes('Open')) assert.ok(Date.now() < until, 'the sample was not told');
  await ada.leave();
});
