// Applications on another site, and the portal's own operations: a person comes from a link of the application and is back
// there, as far as it wants.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { after, test } from 'node:test';
import {
  clockMoves,
  code,
  emailCode,
  outside,
  PASSWORD,
  portalOrigin,
  resendWaits,
  system,
  Visitor,
} from './harness.mjs';

system(applications);

const SECRET = 'a secret of the engineering portal';
/** The applications of the tests: what differs from the first one. */
const APPLICATIONS = {
  engineering: { requirement: { strength: 'phone-otp' } },
  lunch: { name: 'Lunch menu', requirement: { strength: 'password' } },
  releases: { name: 'Releases', requirement: { strength: 'phone-otp', max_age: 300 } },
  vault: { name: 'Vault', requirement: { strength: 'phone-otp', proofed: true } },
  partner: { name: 'Partner', requirement: { strength: 'password' }, consent: true },
};
const digest = (text) => createHash('sha256').update(text).digest();

/** The applications, on a site of their own. @type {import('node:http').Server} */
let server;
/** Where they are. @type {string} */
let site;
const verifiers = new Map();

/** The link of an application that asks who is there. */
function link(id, more) {
  const [verifier, state] = [randomBytes(32).toString('base64url'), randomBytes(8).toString('hex')];
  verifiers.set(state, { id, verifier });
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: id,
    redirect_uri: `${site}/callback`,
    scope: 'openid profile',
    state,
    code_challenge: digest(verifier).toString('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return `${portalOrigin()}/oauth2/authorize?${parameters}`;
}

/** What an application learns for the code that came back, or the error that came instead. */
async function learned(query) {
  const { id, verifier } = verifiers.get(query.get('state'));
  assert.equal(query.get('iss'), portalOrigin());
  if (query.has('error')) return { error: query.get('error') };
  const answer = await fetch(`${portalOrigin()}/oauth2/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${encodeURIComponent(SECRET).replaceAll('%20', '+')}`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: query.get('code'),
      redirect_uri: `${site}/callback`,
      code_verifier: verifier,
    }),
  });
  const tokens = await answer.json();
  if (!answer.ok) return tokens;
  const { acr, amr } = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString());
  return { acr, amr, hint: tokens.id_token };
}

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/** Starts the applications, and registers them. */
async function applications() {
  server = createServer(async (request, response) => {
    const { pathname, searchParams: query } = new URL(request.url ?? '', site);
    let body = '<h1>Goodbye</h1>';
    if (pathname === '/callback') {
      const told = await learned(query);
      body = `<h1>${told.error ?? told.acr}</h1><p id="amr">${told.amr ?? ''}</p><p id="hint">${told.hint ?? ''}</p>`;
    } else if (pathname === '/start') {
      const { application, to, ...more } = Object.fromEntries(query);
      body = `<h1>${application ?? 'Elsewhere'}</h1><a href="${escaped(to ?? link(application, more))}">Open</a>`;
    }
    response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Application</title>${body}`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  site = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
  const entries = Object.entries(APPLICATIONS).map(([id, entry]) => [
    id,
    {
      name: 'Engineering portal',
      url: `${site}/start?application=${id}`,
      redirect_uris: ['http://127.0.0.1/callback'],
      post_logout_redirect_uris: [`${site}/bye`],
      client_secret_digests: [digest(SECRET).toString('hex')],
      scopes: ['openid', 'profile'],
      ...entry,
    },
  ]);
  await outside('invoke/configure', {
    operator: 'kim',
    reason: 'applications of the tests',
    change: { applications: Object.fromEntries(entries) },
  });
  // Every operation knows of a change a minute later.
  await clockMoves('61 seconds');
}
after(() => server?.close());

/** Somebody who goes to the applications' site, too. */
async function arrives(options = {}) {
  const visitor = await Visitor.arrive(options);
  visitor.sites.add(site);
  return visitor;
}

/** Follows the link of an application. */
async function opens(visitor, application, more = {}) {
  await visitor.page.goto(`${site}/start?${new URLSearchParams({ application, ...more })}`);
  await visitor.page.getByRole('link', { name: 'Open' }).click();
}

/** The person is back, and the application has learned this. */
async function isBack({ page }, told) {
  await page.waitForURL(`${site}/callback?**`);
  await page.getByRole('heading', { name: told, exact: true }).waitFor();
}

async function signsIn({ page, userId }) {
  await page.getByLabel('User ID').fill(userId);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function entersCode(visitor, phone, before) {
  await visitor.heading('Enter your code');
  await resendWaits();
  await visitor.press('Send the code');
  await visitor.fill('Code', await code(phone, before));
}

/** The pages of the portal that a browser shows from now on. */
function shown({ page }) {
  const pages = /** @type {string[]} */ ([]);
  page.on('framenavigated', (frame) => {
    if (frame.url().startsWith(portalOrigin())) pages.push(frame.url());
  });
  return pages;
}

test('a stranger gets an account and a phone on the way into an application', async () => {
  const ada = await arrives();
  const { page } = ada;
  const phone = '+12025550180';
  await opens(ada, 'engineering');
  await ada.heading('Sign in to Engineering portal');
  await ada.look('real-authorization');
  await ada.follow('Create an account');
  await ada.fill('User ID', ada.userId);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.fill('Legal name', 'Ada Lovelace');
  await ada.fill('Email address', ada.address);
  await page.getByLabel('Country').selectOption('US');
  await ada.press('Create an account');
  await ada.heading('Before you can open Engineering portal');
  await ada.follow('Confirm the email address');
  await ada.fill('Code', await emailCode(ada.address));
  await ada.press('Confirm');
  await ada.heading('Before you can open Engineering portal');
  const key = await ada.buy({ service: 'In one of the 50 US states', proofing: 'No, a code is enough' });
  await ada.follow('Continue to Engineering portal');
  await ada.follow('Enter a license key');
  await ada.fill('License key', key);
  await ada.press('Use this license key');
  await ada.registerPhone({ channel: 'Text message', number: '2025550180' });
  await ada.fill('Code', await code(phone));
  await isBack(ada, 'phone-otp');
  assert.equal(await page.locator('#amr').textContent(), 'pwd,otp,sms,mfa');

  // From now on no page is between.
  const pages = shown(ada);
  for (const [application, acr] of [
    ['engineering', 'phone-otp'],
    ['lunch', 'phone-otp'],
  ]) {
    await opens(ada, application);
    await isBack(ada, acr);
  }
  assert.deepEqual(pages, []);
  await ada.leave();
});

test('a password is enough until more is asked for, and a code until a newer one is', async () => {
  const ada = await arrives();
  const phone = '+12025550181';
  await ada.becomeMember(phone);
  await ada.signOut();
  await opens(ada, 'lunch');
  await ada.heading('Sign in to Lunch menu');
  await signsIn(ada);
  await isBack(ada, 'password');

  await opens(ada, 'lunch', { acr_values: 'phone-otp' });
  await entersCode(ada, phone, 1);
  await isBack(ada, 'phone-otp');
  await opens(ada, 'releases');
  await isBack(ada, 'phone-otp');

  await clockMoves('6 minutes');
  const pages = shown(ada);
  await opens(ada, 'engineering');
  await isBack(ada, 'phone-otp');
  assert.deepEqual(pages, []);
  await opens(ada, 'releases');
  await entersCode(ada, phone, 2);
  await isBack(ada, 'phone-otp');

  await opens(ada, 'lunch', { max_age: '60', acr_values: 'phone-otp' });
  await isBack(ada, 'phone-otp');
  await ada.leave();
});

test('who has to sign in again does so once, and enters a code once', async () => {
  const ada = await arrives();
  const { page } = ada;
  const phone = '+12025550182';
  await ada.becomeMember(phone);
  await opens(ada, 'engineering', { prompt: 'login', login_hint: ada.userId });
  await ada.heading('Sign in again to open Engineering portal');
  assert.equal(await page.getByLabel('User ID').inputValue(), ada.userId);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.press('Sign in');
  await entersCode(ada, phone, 1);
  await isBack(ada, 'phone-otp');

  await opens(ada, 'lunch', { max_age: '0' });
  await ada.heading('Sign in again to open Lunch menu');
  await signsIn(ada);
  await isBack(ada, 'password');
  const hint = (await page.locator('#hint').textContent()) ?? '';

  // The application expects Ada, and Bob is signed in.
  const bob = await arrives();
  await bob.signUp({ name: 'Bob Byron' });
  await opens(bob, 'lunch', { id_token_hint: hint });
  await bob.heading('Sign in again to open Lunch menu');
  await signsIn(bob);
  await bob.heading('Lunch menu asks for the same step again');
  await bob.press('Do this step again');
  await signsIn({ page: bob.page, userId: ada.userId });
  await isBack(bob, 'password');
  await bob.leave();
  await ada.leave();
});

test('an application may ask silently, and the person may go back without an answer', async () => {
  const ada = await arrives();
  await opens(ada, 'lunch', { prompt: 'none' });
  await isBack(ada, 'login_required');
  await opens(ada, 'lunch');
  await ada.heading('Sign in to Lunch menu');
  await ada.press('Cancel and go back to Lunch menu');
  await isBack(ada, 'access_denied');
  await ada.signUp();
  await opens(ada, 'engineering');
  await ada.heading('Before you can open Engineering portal');
  await ada.open('/store');
  await ada.press('Cancel and go back to Engineering portal');
  await isBack(ada, 'access_denied');
  await ada.leave();
});

test('what is told is asked about once, and a strength out of reach is explained', async () => {
  const ada = await arrives();
  await ada.becomeMember('+12025550183');
  await opens(ada, 'partner');
  await ada.heading('Do you want to share your details with Partner?');
  await ada.look('real-consent');
  await ada.press('Agree and continue');
  await isBack(ada, 'phone-otp');
  await opens(ada, 'partner');
  await isBack(ada, 'phone-otp');
  await opens(ada, 'vault');
  await ada.refused('unreachable');
  await ada.press('Cancel and go back to Vault');
  await isBack(ada, 'access_denied');
  await ada.leave();
});

test('a request is its browser’s and has its time, and leads to the application afterwards', async () => {
  const ada = await arrives();
  const { page } = ada;
  await ada.signUp();
  await opens(ada, 'engineering');
  await ada.heading('Before you can open Engineering portal');
  const address = page.url();
  const eve = await arrives();
  await eve.page.goto(address);
  await eve.heading('We cannot find this sign-in');
  await eve.leave();

  const tab = await ada.tab();
  await tab.goto(address);
  await tab.getByRole('heading', { name: 'Before you can open Engineering portal' }).waitFor();
  await clockMoves('10 minutes');
  await page.reload();
  await ada.heading('Your time to sign in has run out');
  await ada.follow('Open Engineering portal again');
  await ada.heading('Login requirements not met');
  await opens(ada, 'lunch');
  await isBack(ada, 'password');

  await page.goto(
    `${site}/start?${new URLSearchParams({ to: `${portalOrigin()}/oauth2/authorize?client_id=nobody` })}`,
  );
  await page.getByRole('link', { name: 'Open' }).click();
  await ada.sees('is not registered in this portal');
  await page.goto(`${site}/start?application=lunch&redirect_uri=${encodeURIComponent('https://evil.example/')}`);
  await page.getByRole('link', { name: 'Open' }).click();
  await ada.sees('not registered for it');
  await ada.leave();
});

test('an application signs its person out after a question, and they are back there', async () => {
  const ada = await arrives();
  const { page } = ada;
  await ada.signUp();
  await opens(ada, 'lunch');
  await isBack(ada, 'password');
  const hint = (await page.locator('#hint').textContent()) ?? '';
  const logout = (more) => `${portalOrigin()}/oauth2/logout?${new URLSearchParams({ state: 's 😀', ...more })}`;
  const goes = async (more) => {
    await page.goto(`${site}/start?${new URLSearchParams({ to: logout(more) })}`);
    await page.getByRole('link', { name: 'Open' }).click();
  };
  await goes({ client_id: 'lunch', post_logout_redirect_uri: 'https://evil.example/' });
  await ada.sees('so you were not signed out');
  const asked = { id_token_hint: hint, post_logout_redirect_uri: `${site}/bye` };
  await goes(asked);
  await ada.heading('Do you want to sign out?');
  await ada.sees('Lunch menu asks whether you want to sign out here too.');
  await ada.look('real-sign-out');
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${site}/bye?**`);
  assert.equal(new URL(page.url()).searchParams.get('state'), 's 😀');
  await opens(ada, 'lunch', { prompt: 'none' });
  await isBack(ada, 'login_required');
  // Nobody is asked who is not signed in.
  await goes(asked);
  await page.waitForURL(`${site}/bye?**`);
  await ada.leave();
});
