// Apache with mod_auth_openidc lets people in by the portal: `/user` with a password, `/designs` with a code. Chromium walks
// from one to the other by links.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { Apache, freePort } from './apache.mjs';
import { Client } from './clients.mjs';
import { eventually, Local, PASSWORD, Person } from './local.mjs';

/** How long a page may take to show something, in milliseconds. */
const PATIENCE = 30_000;

/** How long a browser is watched that is to stay where it is, in milliseconds. */
const A_WHILE = 3_000;

/** @type {Local} */
let local;
/** @type {Apache} */
let apache;
/** @type {import('playwright-core').Browser} */
let browser;
let profile;

before(async () => {
  local = await Local.start();
  const port = await freePort();
  const client = new Client(local, 'apache', {
    redirect_uris: [`http://127.0.0.1:${port}/callback`],
    post_logout_redirect_uris: [`http://127.0.0.1:${port}/`],
    backchannel_logout_uri: `http://127.0.0.1:${port}/callback?logout=backchannel`,
    grant_types: ['authorization_code', 'refresh_token'],
    scopes: ['openid', 'email'],
  });
  await local.configure({ applications: { [client.id]: client.entry() } });
  apache = await Apache.start({ port, issuer: local.portal, client: client.id, secret: client.secret });
  profile = mkdtempSync(join(tmpdir(), 'phone-otp-browser-'));
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--crash-dumps-dir=${profile}`,
    ],
  });
});

after(async () => {
  await browser?.close();
  await apache?.stop();
  local?.stop();
  if (profile) rmSync(profile, { recursive: true, force: true });
});

/** A browser of somebody. */
class Walker {
  /** What the browser asked for and got, each page and redirect. @type {import('playwright-core').Response[]} */
  steps = [];

  /** @param {Person} person */
  static async of(person) {
    const context = await browser.newContext({ locale: 'en-US', reducedMotion: 'reduce' });
    context.setDefaultTimeout(PATIENCE);
    return new Walker(person, context, await context.newPage());
  }

  constructor(person, context, page) {
    this.person = person;
    this.context = context;
    this.page = page;
    page.on('response', (response) => {
      if (response.request().isNavigationRequest()) this.steps.push(response);
    });
  }

  /** Opens the application's entrance, which is open, and follows a link from there. */
  async follows(name) {
    await this.page.goto(`${apache.origin}/`);
    this.steps.length = 0;
    await this.page.getByRole('link', { name, exact: true }).click();
  }

  /** A page of the application is shown, and came for this strength. */
  async isIn(title, acr) {
    await this.page.getByRole('heading', { level: 1, name: title }).waitFor();
    const { origin, pathname } = new URL(this.page.url());
    assert.deepEqual([origin, pathname], [apache.origin, `/${title.toLowerCase()}`]);
    const shown = this.steps.findLast((step) => step.status() === 200 && step.url() === this.page.url());
    assert.equal((await shown?.allHeaders())?.['x-acr'], acr);
  }

  /** The portal's page is shown. */
  async isAtThePortal() {
    await this.page.waitForURL(`${local.portal}/#/**`);
    await this.page.locator('h1').waitFor();
  }

  /** How many of the requests so far were for the authorization endpoint. */
  authorizations() {
    return this.steps.filter((step) => new URL(step.url()).pathname === '/oauth2/authorize');
  }

  async signsIn() {
    await this.page.getByLabel('User ID').fill(this.person.name);
    await this.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await this.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  async entersCode() {
    await this.page.getByRole('heading', { level: 1, name: 'Enter your code' }).waitFor();
    const messages = (await local.outside(`phones/${encodeURIComponent(this.person.number)}`)).length;
    await this.page.getByRole('button', { name: 'Send the code' }).click();
    await this.page
      .getByLabel('Code')
      .first()
      .fill(await local.code(this.person.number, messages));
  }

  /** Signs out at the portal. */
  async signsOut() {
    await this.page.goto(`${local.portal}/#/account`);
    await this.page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await this.page.locator('input[name=user_id]').waitFor();
  }

  /** What Apache knows of the session, if there is one. */
  async session() {
    const answer = await this.context.request.get(`${apache.origin}/callback?info=json`);
    return answer.status() === 200 ? answer.json() : null;
  }

  async leaves() {
    await this.context.close();
  }
}

async function member() {
  const person = new Person(local);
  await person.becomeMember();
  // Another code may be sent.
  await local.clockMoves('1 minute');
  return person;
}

test('a password opens one path, a code the other, and then both are open without another sign-in', async () => {
  const walker = await Walker.of(await member());
  await walker.follows('User');
  await walker.isAtThePortal();
  await walker.signsIn();
  await walker.isIn('User', 'password');

  await walker.follows('Designs');
  await walker.isAtThePortal();
  assert.equal(
    await walker.page.getByLabel('Password', { exact: true }).count(),
    0,
    'the password was entered already',
  );
  await walker.entersCode();
  await walker.isIn('Designs', 'phone-otp');

  for (const title of ['User', 'Designs', 'User']) {
    await walker.follows(title);
    await walker.isIn(title, 'phone-otp');
    assert.equal(walker.authorizations().length, 0, 'the portal is not asked');
  }
  await walker.leaves();
});

test('who is signed in at the portal comes in without a page, and the request carries no Strict cookie', async () => {
  const walker = await Walker.of(await member());
  const { page } = walker;
  await page.goto(`${local.portal}/#/sign-in`);
  await walker.signsIn();
  await walker.entersCode();
  await page.getByText('You are signed in with Phone OTP').first().waitFor();
  const strict = (await walker.context.cookies(local.portal)).filter((cookie) => cookie.sameSite === 'Strict');
  assert.ok(strict.length > 0);

  await walker.follows('Designs');
  await walker.isIn('Designs', 'phone-otp');
  const [first, ...further] = walker.authorizations();
  assert.equal(further.length, 0);
  const { cookie = '' } = await first.request().allHeaders();
  for (const { name } of strict) assert.ok(!cookie.includes(`${name}=`), `${name} came: ${cookie}`);
  assert.match(cookie, /__Host-authorize=/, 'the Lax cookie that opens this endpoint only');
  const pages = walker.steps.filter((step) => new URL(step.url()).origin === local.portal && step.status() === 200);
  assert.deepEqual(pages, [], 'no page of the portal');

  const sizes = await Promise.all(
    walker.steps.map(async (step) => {
      const { responseHeadersSize, responseBodySize } = await step.request().sizes();
      return responseHeadersSize + responseBodySize;
    }),
  );
  const redirects = walker.steps.length - 1;
  console.log(
    `signed in, from the link to the page: ${redirects} redirects, ${sizes.reduce((a, b) => a + b, 0)} bytes`,
  );
  await walker.leaves();
});

test('nobody gets in below the strength, and who cancels sees an error and no loop', async () => {
  const bob = new Person(local);
  await bob.signUp();
  const walker = await Walker.of(bob);
  const { page } = walker;
  await walker.follows('Designs');
  await walker.isAtThePortal();
  await walker.signsIn();
  // The portal says what is missing: a license key.
  await page
    .getByRole('button', { name: /^Cancel/ })
    .or(page.getByRole('link', { name: /^Cancel/ }))
    .first()
    .waitFor();
  await page.getByText('license key').first().waitFor();
  await walker.follows('User');
  await walker.isIn('User', 'password');
  const told = await walker.context.request.get(`${apache.origin}/designs`, { maxRedirects: 0 });
  assert.doesNotMatch(await told.text(), /Designs/, 'the answer to a password is not the page');

  await walker.follows('Designs');
  await walker.isAtThePortal();
  await page.getByText('license key').first().waitFor();
  await page
    .getByRole('button', { name: /^Cancel/ })
    .or(page.getByRole('link', { name: /^Cancel/ }))
    .first()
    .click();
  await page.waitForURL(`${apache.origin}/callback?*`);
  const answer = new URL(page.url()).searchParams;
  assert.equal(answer.get('error'), 'access_denied');
  assert.equal(answer.get('iss'), local.portal);
  assert.match((await page.locator('body').textContent()) ?? '', /Error/);
  const steps = walker.steps.length;
  await new Promise((resolve) => setTimeout(resolve, A_WHILE));
  assert.equal(walker.steps.length, steps, 'the browser stays where it is');
  assert.equal(walker.authorizations().length, 1);

  await walker.follows('User');
  await walker.isIn('User', 'password');
  await walker.leaves();
});

test('a refresh brings another access token, and ends when the session does', async () => {
  const walker = await Walker.of(await member());
  await walker.follows('User');
  await walker.signsIn();
  await walker.isIn('User', 'password');
  const before = await walker.session();
  const refresh = ({ access_token: token }) =>
    walker.context.request.get(
      `${apache.origin}/callback?refresh=${encodeURIComponent(`${apache.origin}/user`)}&access_token=${token}`,
    );
  const answer = await refresh(before);
  assert.equal(answer.url(), `${apache.origin}/user`, 'without an error_code');
  const now = await walker.session();
  assert.notEqual(now.access_token, before.access_token);
  assert.equal(now.userinfo.sub, before.userinfo.sub);

  await walker.person.signIn();
  await walker.person.signOut();
  assert.ok(await walker.session(), 'another session of the same person ends alone');
  await walker.signsOut();
  const ended = await refresh(now);
  assert.ok(
    ended.status() === 401 || new URL(ended.url()).searchParams.has('error_code'),
    `${ended.status()} ${ended.url()}`,
  );
  await walker.leaves();
});

test('a sign-out at the portal ends the session of Apache by the back channel', async () => {
  const walker = await Walker.of(await member());
  const { page } = walker;
  await walker.follows('User');
  await walker.signsIn();
  await walker.isIn('User', 'password');
  const before = await walker.session();
  assert.ok(before.id_token.sid);

  await walker.signsOut();
  await eventually('the end of the session at Apache', async () => !(await walker.session()));
  await walker.follows('User');
  await walker.isAtThePortal();
  await page.getByLabel('User ID').waitFor();
  await walker.leaves();
});

test('a sign-out at Apache asks at the portal, ends both sessions and comes back', async () => {
  const walker = await Walker.of(await member());
  const { page } = walker;
  await walker.follows('User');
  await walker.signsIn();
  await walker.isIn('User', 'password');

  await page.getByRole('link', { name: 'Sign out' }).click();
  await walker.isAtThePortal();
  await page.getByRole('button', { name: 'Sign out', exact: true }).last().click();
  await page.waitForURL(`${apache.origin}/`);
  await walker.follows('User');
  await walker.isAtThePortal();
  await page.getByLabel('User ID').waitFor();
  await walker.leaves();
});
