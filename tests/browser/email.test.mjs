// The page of the account's address: its code, another code, a correction, and what waits for it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockMoves, emailCode, numbers, SMALL, system, Visitor } from './harness.mjs';

system();

/** A code that is not this one. */
const not = (code) => (code.startsWith('0') ? '1' : '0').repeat(code.length);

test('a sign-up leads to the code of the address, and the code to the store', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.createAccount();
  const code = await emailCode(ada.address);
  await ada.hasFocus(page.getByLabel('Code', { exact: true }));
  assert.equal(await page.getByLabel('Code', { exact: true }).getAttribute('autocomplete'), 'one-time-code');
  await ada.sees(ada.address);
  await ada.look('email');
  await page.setViewportSize(SMALL);
  await ada.look('small-email');

  await ada.fill('Code', not(code));
  await ada.press('Confirm');
  await ada.refused('wrong-email-code');
  await ada.sees(`${numbers['email-code-tries'] - 1} tries are left`);
  await ada.look('email-wrong');

  // The answer of the right one is lost: the page finds out by itself that the address is confirmed.
  await ada.loseAnswer('/account/email/confirmation');
  await ada.fill('Code', `${code.slice(0, 4)} ${code.slice(4)}`);
  await ada.press('Confirm');
  await ada.heading('Store');
  await ada.sees('is confirmed');
  await ada.open('/email');
  await ada.sees('is confirmed');
  await ada.look('email-confirmed');
  await ada.leave();
});

test('the code is mailed again after a while, and a mistyped address is corrected', async () => {
  const ada = await Visitor.arrive();
  await ada.createAccount();
  const code = await emailCode(ada.address);
  await ada.sees('You can ask for the code again in');
  await clockMoves('1 minute');
  await ada.page.reload();
  await ada.press('Send the code again');
  await ada.sees('You can ask for the code again in');

  await ada.press('The address is wrong');
  await ada.heading('Correct your email address');
  await ada.look('email-correct');
  await ada.fill('Email address', `right-${ada.address}`);
  await ada.press('Save and email me a code');
  await ada.heading('Confirm your email address');
  await ada.sees(`right-${ada.address}`);
  await ada.fill('Code', code);
  await ada.press('Confirm');
  await ada.refused('wrong-email-code');
  await ada.fill('Code', await emailCode(`right-${ada.address}`));
  await ada.press('Confirm');
  await ada.heading('Store');
  await ada.leave();
});

test('an order waits for the address before its payment, and the account page says what is next', async () => {
  const ada = await Visitor.arrive();
  await ada.createAccount();
  await ada.press('Later');
  await ada.heading(/Welcome/);
  await ada.sees('Confirm that your email address is yours');
  await ada.look('account-email');
  await ada.choose({ service: 'In one of the 50 US states', proofing: 'No, a code is enough' });
  await ada.checkOut('Card');
  await ada.orderNumber();
  await ada.sees('Confirm your email address, then you can pay.');
  assert.equal(await ada.page.getByRole('button', { name: /^Pay/ }).count(), 0);
  await ada.look('order-email');
  await ada.follow('Confirm the email address');
  await ada.fill('Code', await emailCode(ada.address));
  await ada.press('Confirm');
  await ada.orderNumber();
  await ada.press(/^Pay/);
  await ada.page.getByLabel(/Card number/).waitFor();
  await ada.leave();
});
