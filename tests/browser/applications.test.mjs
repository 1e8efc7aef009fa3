// Requests of applications: from an application's link through the steps that are missing and back, with the answers of the
// operations given by the test, so that each page is met in each state.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clockMoves,
  code,
  emailCode,
  found,
  keys,
  mail,
  numbers,
  outside,
  PASSWORD,
  resendWaits,
  SMALL,
  system,
  TRIES,
  Visitor,
} from './harness.mjs';

system();

const APPLICATION = 'https://engineering.example';
const NAME = 'Engineering portal';
/** @type {import('portal').Requirement} */
const CODE = { strength: 'phone-otp', proofed: false };
const us = { service: 'In one of the 50 US states', proofing: 'No, a code is enough' };

const problem = (type, status, more = {}) => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ type, status, title: type, ...more }),
});
const missing = (step) => problem('login-requirements-not-met', 403, { next_step: step });
const expired = problem('authorization-expired', 410);
const granted = { json: { redirect: `${APPLICATION}/callback?code=c&state=s` } };

let requests = 0;

/** An application's request in a visitor's browser. */
class Request {
  /** What the operation was asked to grant, in turn. @type {any[]} */
  grants = [];
  cancelled = 0;

  /**
   * @param {Visitor} visitor
   * @param {any[]} answers the answers to the grants, in turn; the last one is given to all after it
   */
  constructor(visitor, answers) {
    requests += 1;
    this.id = String(requests).padStart(32, '0');
    this.visitor = visitor;
    this.answers = answers;
    this.path = `/authorizations/${this.id}`;
    /** What the page is told, or its refusal. @type {any} */
    this.shown = { json: {} };
  }

  /**
   * An application asks.
   * @param {Visitor} visitor
   * @param {any[]} answers
   * @param {{ requirement?: import('portal').Requirement, login_hint?: string, consent?: string[], consent_each_time?: boolean }} [view]
   */
  static async by(visitor, answers, { requirement = CODE, ...more } = {}) {
    const request = new Request(visitor, answers);
    const { context, sites } = visitor;
    request.shown = {
      json: {
        application: { id: 'engineering', name: NAME, url: `${APPLICATION}/` },
        requirement,
        expires_in: 600,
        ...more,
      },
    };
    sites.add(APPLICATION);
    await context.route(
      (url) => url.origin === APPLICATION,
      (route) => {
        const { pathname } = new URL(route.request().url());
        return route.fulfill({ contentType: 'text/html', body: `<title>${NAME}</title><h1>${NAME}: ${pathname}</h1>` });
      },
    );
    const path = (url) => url.pathname;
    await context.route(
      (url) => path(url) === request.path,
      async (route) => {
        if (route.request().method() === 'GET') return route.fulfill(request.shown);
        const headers = await route.request().allHeaders();
        assert.match(headers['phone-otp-account'], /^acct_/);
        request.grants.push(route.request().postDataJSON());
        const answer = answers[Math.min(request.grants.length, answers.length) - 1];
        return answer === 'lost' ? route.abort() : route.fulfill(answer);
      },
    );
    await context.route(
      (url) => path(url) === `${request.path}/cancellation`,
      (route) => {
        request.cancelled += 1;
        return route.fulfill(request.cancellation);
      },
    );
    return request;
  }

  /** @type {any} */
  cancellation = { json: { redirect: `${APPLICATION}/callback?error=access_denied&state=s` } };

  /** Comes from the application to the request's page, as a link there leads to it. */
  async arrive() {
    await this.visitor.page.goto(`${APPLICATION}/start`);
    await this.visitor.open(this.path);
  }

  /** The browser is back at the application. */
  async isBack(page = this.visitor.page, end = '?code=c&state=s') {
    await page.waitForURL(`${APPLICATION}/callback${end}`);
    await page.getByRole('heading', { name: `${NAME}: /callback` }).waitFor();
  }
}

/** Fills in the form of the page, whoever is asked to sign in there. */
async function signsIn(visitor, page = visitor.page) {
  await page.getByLabel('User ID').fill(visitor.userId);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const cancelButton = { name: `Cancel and go back to ${NAME}` };
/** What stands above the pages of the way. */
const asked = (page) => page.getByRole('complementary');

test('somebody signs in for an application, and is back there by themselves', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.signOut();
  const request = await Request.by(ada, [granted], {
    requirement: { strength: 'password', proofed: false },
    login_hint: ada.userId,
  });
  await request.arrive();
  await ada.heading(`Sign in to ${NAME}`);
  await ada.sees('Opens with your password.');
  assert.equal(await page.getByLabel('User ID').inputValue(), ada.userId);
  await ada.look('authorization-sign-in');
  await page.reload();
  await ada.heading(`Sign in to ${NAME}`);
  await page.getByLabel('Password', { exact: true }).fill('wrong and wrong again');
  await ada.press('Sign in');
  await ada.refused('wrong-credentials');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.press('Sign in');
  await request.isBack();
  assert.deepEqual(request.grants, [{}]);
  // The portal's page has given way to the application.
  await page.goBack();
  await page.getByRole('heading', { name: `${NAME}: /start` }).waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await ada.leave();
});

test('somebody who is signed in strongly enough passes without a press', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  const request = await Request.by(ada, [granted]);
  await request.arrive();
  await request.isBack();
  // An answer is good for one visit: Back, or the address again, asks for none.
  await ada.open(request.path);
  await ada.heading(`You have already continued to ${NAME}`);
  await ada.look('authorization-answered');
  assert.equal(
    await ada.page.getByRole('link', { name: `Open ${NAME} again` }).getAttribute('href'),
    '#/applications/engineering',
  );
  assert.equal(request.grants.length, 1);
  await ada.leave();
});

test('a code is entered for an application, also a newer one in a session that has one', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550170';
  await ada.becomeMember(phone);
  await ada.signOut();
  const request = await Request.by(ada, [missing('send-otp'), granted], { requirement: { ...CODE, max_age: 300 } });
  await request.arrive();
  await ada.heading(`Sign in to ${NAME}`);
  await ada.sees('The code must be no more than 5 minutes old.');
  await signsIn(ada);
  await ada.heading('Enter your code');
  await asked(page).getByText(`You are signing in to ${NAME}. Opens with a code`).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Continue without a code' }).count(), 0, 'that leads here again');
  await ada.look('authorization-code');
  await resendWaits();
  await ada.press('Send the code');
  await ada.sees('on its way');
  // The request, and the code, outlive a reload.
  await page.reload();
  await ada.sees('on its way');
  await asked(page).waitFor();
  await ada.fill('Code', await code(phone, 1));
  await request.isBack();
  await page.goBack();
  await page.getByRole('heading', { name: `${NAME}: /start` }).waitFor();

  const fresh = await Request.by(ada, [missing('send-otp'), granted]);
  await fresh.arrive();
  await ada.heading('Enter your code');
  assert.equal(await page.locator('[data-strength]').textContent(), 'Phone OTP');
  await resendWaits();
  await ada.press('Send the code');
  await ada.fill('Code', await code(phone, 2));
  await fresh.isBack();
  assert.equal(fresh.grants.length, 2);
  await ada.leave();
});

test('a code that expires on the way is followed by another, and the way goes on', async () => {
  const ada = await Visitor.arrive({ viewport: SMALL });
  const phone = '+12025550171';
  await ada.becomeMember(phone);
  const request = await Request.by(ada, [missing('send-otp'), granted]);
  await ada.page.clock.install();
  await request.arrive();
  await ada.heading('Enter your code');
  await resendWaits();
  await ada.press('Send the code');
  const late = await code(phone, 1);
  await ada.look('small-authorization-code');
  await clockMoves(`${numbers['code-minutes']} minutes`);
  await ada.fill('Code', late);
  await ada.refused('code-expired');
  await ada.timePasses((numbers['resend-seconds'] + 1) * 1000);
  await ada.press('Send a new code');
  await ada.fill('Code', await code(phone, 2));
  await request.isBack();
  await ada.leave();
});

test('an application that wants the password again gets it from the same person or from another', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const again = await Request.by(ada, [missing('sign-in-again'), granted]);
  await again.arrive();
  await ada.heading(`Sign in again to open ${NAME}`);
  assert.equal(await page.getByLabel('User ID').inputValue(), ada.userId);
  await ada.hasFocus(page.getByLabel('Password', { exact: true }));
  await ada.look('authorization-sign-in-again');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.press('Sign in');
  await again.isBack();
  assert.equal(again.grants.length, 2);

  const bob = await Visitor.arrive();
  await bob.signUp({ name: 'Bob Byron' });
  const other = await Request.by(ada, [missing('sign-in-again'), granted], { login_hint: bob.userId });
  await other.arrive();
  await ada.heading(`Sign in again to open ${NAME}`);
  assert.equal(await page.getByLabel('User ID').inputValue(), bob.userId);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.press('Sign in');
  await other.isBack();
  await ada.open('/account');
  await ada.heading('Welcome, Bob Byron');
  await bob.leave();
  await ada.leave();
});

test('a step that is asked for again right after it was done is said, and is not taken round and round', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550172';
  await ada.becomeMember(phone);
  const codes = await Request.by(ada, [missing('send-otp')]);
  await codes.arrive();
  await ada.heading('Enter your code');
  await resendWaits();
  await ada.press('Send the code');
  await ada.fill('Code', await code(phone, 1));
  await ada.heading(`${NAME} asks for the same step again`);
  await ada.sees(`You are signed in as ${ada.userId}.`);
  await ada.look('authorization-round');
  assert.equal(codes.grants.length, 2);
  await page.reload();
  await ada.heading(`${NAME} asks for the same step again`);
  await ada.press('Do this step again');
  await ada.heading('Enter your code');
  await resendWaits();
  await ada.press('Send the code');
  await ada.fill('Code', await code(phone, 2));
  await ada.heading(`${NAME} asks for the same step again`);
  await page.getByRole('button', cancelButton).click();
  await codes.isBack(page, '?error=access_denied&state=s');

  const passwords = await Request.by(ada, [missing('sign-in-again')]);
  await passwords.arrive();
  for (const press of [null, 'Do this step again']) {
    if (press) await ada.press(press);
    await ada.heading(`Sign in again to open ${NAME}`);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await ada.press('Sign in');
    await ada.heading(`${NAME} asks for the same step again`);
  }
  await ada.leave();
});

test('a code that was entered a while ago is asked for again without more words', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550173';
  await ada.becomeMember(phone);
  const request = await Request.by(ada, [missing('send-otp'), problem('unavailable', 503), missing('send-otp')]);
  await ada.page.clock.install();
  await request.arrive();
  await ada.heading('Enter your code');
  await resendWaits();
  await ada.press('Send the code');
  await ada.fill('Code', await code(phone, 1));
  // The answer fails until the code is too old.
  await ada.page.waitForFunction(() => location.hash.startsWith('#/authorizations/'));
  await ada.timePasses(70_000);
  await ada.heading('Enter your code');
  await ada.leave();
});

test('what is told is asked about once, and nothing is told to who does not agree', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const consent = ['openid', 'profile', 'email', 'phone', 'proofing'];
  const request = await Request.by(ada, [missing('consent'), granted], { consent });
  await request.arrive();
  await ada.heading(`Do you want to share your details with ${NAME}?`);
  assert.equal(await page.locator('main li').count(), consent.length);
  await ada.look('authorization-consent');
  await ada.press('Agree and continue');
  await request.isBack();
  assert.deepEqual(request.grants, [{}, { consent: true }]);

  const refused = await Request.by(ada, [missing('consent')], { consent });
  await refused.arrive();
  await ada.heading(/share your details/);
  await page.getByRole('button', cancelButton).click();
  await refused.isBack(page, '?error=access_denied&state=s');
  assert.deepEqual(refused.grants, [{}]);

  const program = await Request.by(ada, [missing('consent'), granted], { consent, consent_each_time: true });
  await program.arrive();
  await ada.sees('We ask you each time, because other programs on your device');
  await ada.press('Agree and continue');
  await program.isBack();

  const round = await Request.by(ada, [missing('consent')], { consent });
  await round.arrive();
  await ada.press('Agree and continue');
  await ada.heading(`${NAME} asks for the same step again`);
  await ada.leave();
});

test('a strength that nobody can reach from here is explained, with the way back', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.becomeMember('+12025550174');
  const request = await Request.by(ada, [missing('unreachable')], { requirement: { ...CODE, proofed: true } });
  await request.arrive();
  await ada.refused('unreachable');
  await ada.heading('Login requirements not met');
  await ada.sees('which your Phone OTP does not include');
  await ada.look('authorization-unreachable');
  await page.getByRole('button', cancelButton).click();
  await request.isBack(page, '?error=access_denied&state=s');
  await ada.leave();
});

test('the whole way for an application: an account, an order by card, a license, a phone, and back', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550175';
  const steps = ['confirm-email', 'enter-license', 'register-phone'].map(missing);
  const request = await Request.by(ada, [...steps, granted]);
  await request.arrive();
  await ada.heading(`Sign in to ${NAME}`);
  await ada.follow('Create an account');
  await ada.heading('Create an account');
  await asked(page).getByText(`You are signing in to ${NAME}.`).waitFor();
  await ada.look('authorization-sign-up');
  await ada.fill('User ID', ada.userId);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.fill('Legal name', 'Ada Lovelace');
  await ada.fill('Email address', ada.address);
  await page.getByLabel('Country').selectOption('US');
  await ada.press('Create an account');

  await ada.heading(`Before you can open ${NAME}`);
  await ada.look('authorization-step-email');
  await ada.follow('Confirm the email address');
  await ada.fill('Code', await emailCode(ada.address));
  await ada.press('Confirm');

  await ada.heading(`Before you can open ${NAME}`);
  await ada.sees('is confirmed');
  await ada.look('authorization-step-license');
  await ada.follow('Buy a license');
  await ada.heading('Store');
  await page.getByLabel(us.service).check();
  await page.getByLabel(us.proofing).check();
  await ada.press('Add to cart');
  await ada.heading('Cart');
  await asked(page).waitFor();
  await ada.checkOut('Card');
  // The payment page of the provider, and back.
  await page.getByLabel(/Card number/).fill('4242 4242 4242 4242');
  await page.getByRole('button', { name: /Pay/ }).click();
  const number = await ada.orderNumber();
  await ada.sees('We have emailed you the license keys.');
  await ada.look('authorization-order');
  const { text } = await mail(ada.address, new RegExp(number));
  await ada.follow(`Continue to ${NAME}`);
  await ada.heading(`Before you can open ${NAME}`);
  assert.equal(request.grants.length, 3);
  await page.goBack();
  await ada.orderNumber();
  await ada.follow('Enter a license key');
  await ada.fill('License key', found(keys(numbers['license-key-symbols']), text));
  await ada.press('Use this license key');
  await ada.heading('Phones');
  await page.getByLabel('Text message').check();
  await page.getByLabel('Phone number').pressSequentially('2025550175');
  await ada.press('Register and send a code');
  await ada.heading('Enter your code');
  await page.reload();
  await ada.fill('Code', await code(phone));
  await request.isBack();
  assert.equal(request.grants.length, 4);
  await ada.leave();
});

test('a renewal for an application leads back to it once it is paid', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.becomeMember('+12025550176');
  await clockMoves('366 days');
  await ada.signIn();
  await ada.heading(/Welcome/);
  const request = await Request.by(ada, [missing('renew'), granted]);
  await request.arrive();
  await ada.heading(`Before you can open ${NAME}`);
  await page.getByRole('main').getByRole('link', { name: 'Renew' }).click();
  await ada.heading('Renew Phone OTP');
  await page.getByLabel('Invoice').check();
  await ada.fill('Street and number', '12 St James Square');
  await ada.fill('City', 'London');
  await ada.press('Place order');
  const number = await ada.orderNumber();
  await outside('invoke/record-payment', { order_number: number, reference: 'bank transfer' });
  await request.isBack();
  await ada.leave();
});

test('a request that has expired, or that is another browser’s, is said to be, and leads to its application', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const late = await Request.by(ada, [missing('confirm-email'), expired]);
  await late.arrive();
  await ada.heading(`Before you can open ${NAME}`);
  await ada.open('/help');
  await ada.follow(`Continue to ${NAME}`);
  await ada.heading('Your time to sign in has run out');
  await ada.look('authorization-expired');
  const again = page.getByRole('link', { name: `Open ${NAME} again` });
  assert.equal(await again.getAttribute('href'), '#/applications/engineering');
  late.shown = expired;
  await page.reload();
  await ada.heading('Your time to sign in has run out');
  await again.waitFor();
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.equal(await asked(page).count(), 0, 'nothing waits any more');

  // The person goes back from a page of the way.
  const cancelled = await Request.by(ada, [missing('confirm-email')]);
  await cancelled.arrive();
  await ada.heading(`Before you can open ${NAME}`);
  await ada.open('/help');
  cancelled.cancellation = expired;
  cancelled.shown = expired;
  await asked(page).getByRole('button', cancelButton).click();
  await ada.heading('Your time to sign in has run out');

  const foreign = new Request(ada, []);
  await page.route(
    (url) => url.pathname === foreign.path,
    (route) => route.fulfill(problem('not-found', 404)),
  );
  await ada.open(foreign.path);
  await ada.heading('We cannot find this sign-in');
  await ada.sees('Go back to the application and sign in from there.');
  await ada.look('authorization-unknown');
  await ada.leave();
});

test('lost answers on the way are asked for again, and what stays lost is said', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const lost = await Request.by(ada, ['lost', 'lost', granted]);
  await lost.arrive();
  await lost.isBack();
  assert.equal(lost.grants.length, 3);

  const dead = await Request.by(ada, [...Array(TRIES).fill('lost'), granted]);
  await dead.arrive();
  await ada.refused('outcome-unknown');
  await ada.look('authorization-lost');
  await ada.press('Try again');
  await dead.isBack();

  const unread = await Request.by(ada, [granted]);
  const { shown } = unread;
  unread.shown = problem('unavailable', 503);
  await unread.arrive();
  await ada.refused('unavailable');
  unread.shown = shown;
  await ada.press('Try again');
  await unread.isBack();

  // The sign-in's own answer.
  const again = await Request.by(ada, [missing('sign-in-again'), granted]);
  await again.arrive();
  await ada.heading(`Sign in again to open ${NAME}`);
  await page.waitForTimeout(1_100);
  await ada.loseAnswer('/sessions');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.press('Sign in');
  await again.isBack();

  await page.context().route('**/account', (route) => route.abort());
  await (await Request.by(ada, [granted])).arrive();
  await ada.refused('connection-failed');
  await page.context().unroute('**/account');
  await ada.press('Try again');
  await page.waitForURL(`${APPLICATION}/callback?code=c&state=s`);
  await ada.leave();
});

test('a session that has expired on the way is begun again there, and the way goes on', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const request = await Request.by(ada, [problem('session-expired', 401), missing('enter-license'), granted]);
  await request.arrive();
  await ada.heading(`Sign in to ${NAME}`);
  await ada.sees('Your session has ended.');
  await signsIn(ada);
  await ada.heading(`Before you can open ${NAME}`);

  // On a page of the way, too.
  await ada.follow('Enter a license key');
  await ada.heading('Enter your license key');
  await clockMoves('13 hours');
  await page.reload();
  await ada.heading('Sign in');
  await asked(page).waitFor();
  await ada.look('authorization-session-ended');
  await signsIn(ada);
  await ada.heading('Enter your license key');
  await ada.follow(`Continue to ${NAME}`);
  await request.isBack();

  // Who signs out on the way may sign in as somebody else.
  const other = await Request.by(ada, [missing('enter-license'), granted]);
  await other.arrive();
  await ada.heading(`Before you can open ${NAME}`);
  await ada.signOut();
  await asked(page).waitFor();
  await signsIn(ada);
  await other.isBack();
  await ada.leave();
});

test('of two tabs with a request, one goes back to the application and the other says so', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  await ada.signOut();
  const request = await Request.by(ada, [granted]);
  await request.arrive();
  await ada.heading(`Sign in to ${NAME}`);
  const other = await ada.tab();
  await other.goto(ada.page.url());
  await other.getByRole('heading', { name: `Sign in to ${NAME}` }).waitFor();
  await signsIn(ada, other);
  const answered = `You have already continued to ${NAME}`;
  const back = [];
  for (const page of [ada.page, other]) {
    await page
      .getByRole('heading', { name: `${NAME}: /callback` })
      .or(page.getByRole('heading', { name: answered }))
      .waitFor();
    back.push(page.url().startsWith(APPLICATION));
  }
  assert.deepEqual([...back].sort(), [false, true]);
  assert.equal(request.grants.length, 1);
  await ada.leave();
});

test('a tab that did not ask stays where it is, and one on the way hears what the other does', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  await ada.open('/help');
  const request = await Request.by(ada, [missing('confirm-email'), granted]);
  const other = await ada.tab();
  await other.goto(new URL(`/#${request.path}`, ada.page.url()).href);
  await other.getByRole('heading', { name: `Before you can open ${NAME}` }).waitFor();
  assert.equal(await asked(ada.page).count(), 0);
  await ada.open('/account');
  await ada.heading(/Welcome/);
  await ada.leave();
});

test('Back and Forward on the way lead where they did, and the request goes on', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const request = await Request.by(ada, [missing('enter-license'), missing('enter-license'), granted]);
  await request.arrive();
  await ada.heading(`Before you can open ${NAME}`);
  await ada.follow('Enter a license key');
  await ada.heading('Enter your license key');
  await page.goBack();
  await ada.heading(`Before you can open ${NAME}`);
  await page.goBack();
  await page.getByRole('heading', { name: `${NAME}: /start` }).waitFor();
  await page.goForward();
  await request.isBack();
  await ada.leave();
});

test('an application on this machine that the browser cannot open by itself is opened by hand', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  const request = await Request.by(ada, [{ json: { redirect: 'com.example.engineering:/callback?code=c' } }]);
  await request.arrive();
  await ada.heading(`Opening ${NAME} …`);
  const link = ada.page.getByRole('link', { name: `Continue to ${NAME}` });
  assert.equal(await link.getAttribute('href'), 'com.example.engineering:/callback?code=c');
  await ada.look('authorization-by-hand');
  await ada.leave();
});

test('each step fits a phone of 320 pixels, in each language', async () => {
  const steps = ['sign-in-again', 'send-otp', 'enter-license', 'start-proofing', 'renew', 'consent', 'unreachable'];
  const ada = await Visitor.arrive({ viewport: SMALL, hasTouch: true, isMobile: true });
  const { page, context } = ada;
  await ada.becomeMember('+12025550177');
  const consent = ['openid', 'profile', 'email', 'phone', 'proofing'];
  const requirement = { ...CODE, proofed: true, max_age: 3600 };
  for (const language of ['en', 'de', 'es', 'fr', 'ja']) {
    const value = { name: 'language', value: language, url: new URL('/', page.url()).href };
    await context.addCookies([value]);
    for (const step of steps) {
      const request = await Request.by(ada, [missing(step)], { requirement, consent });
      await request.arrive();
      await page.locator(`html[lang=${language}] main h1`).waitFor();
      await page.getByText(NAME).first().waitFor();
      await ada.look(`small-authorization-${language}-${step}`);
      await ada.open('/account');
      await page.locator('.asked').waitFor();
      if (step === 'consent') await ada.look(`small-asked-${language}`);
    }
    const late = await Request.by(ada, [expired]);
    await late.arrive();
    await page.locator('a[href="#/applications/engineering"]').waitFor();
    await ada.look(`small-authorization-${language}-expired`);
  }
  await ada.leave();
});

// Signing out for an application.

/** The address of the page that asks whether to sign out. */
const signOutPage = `/sign-out?${new URLSearchParams({
  application: 'Timesheets',
  client_id: 'timesheets',
  id_token_hint: 'header.claims.signature',
  post_logout_redirect_uri: `${APPLICATION}/bye`,
  state: '😀 & more',
})}`;

/** The operation answers as the test says; what it was asked. */
async function logout(visitor, answer, { reaches = true } = {}) {
  const asked = /** @type {any[]} */ ([]);
  visitor.sites.add(APPLICATION);
  await visitor.context.route(
    (url) => url.origin === APPLICATION,
    (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Goodbye</h1>' }),
  );
  await visitor.context.route('**/oauth2/logout', async (route) => {
    asked.push(route.request().postDataJSON());
    if (reaches) {
      const { cookie, ...headers } = await route.request().allHeaders();
      const url = new URL('/sessions/current', route.request().url()).href;
      await fetch(url, {
        method: 'DELETE',
        headers: { cookie, origin: headers.origin, 'phone-otp-account': headers['phone-otp-account'] },
      });
    }
    return answer === 'lost' ? route.abort() : route.fulfill(answer);
  });
  return asked;
}

test('a sign-out for an application is asked about, ends the session in all tabs, and leads back', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const asked = await logout(ada, { json: { redirect: `${APPLICATION}/bye?state=s` } });
  await ada.open(signOutPage);
  await ada.heading('Do you want to sign out?');
  await ada.look('sign-out');
  await ada.follow('Stay signed in');
  await ada.heading(/Welcome/);
  assert.deepEqual(asked, []);

  const other = await ada.tab();
  await other.goto(page.url());
  await other.getByRole('heading', { name: /Welcome/ }).waitFor();
  await ada.open(signOutPage);
  await ada.heading('Do you want to sign out?');
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(`${APPLICATION}/bye?state=s`);
  await other.locator('input[name=user_id]').waitFor();
  assert.deepEqual(asked, [
    {
      client_id: 'timesheets',
      id_token_hint: 'header.claims.signature',
      post_logout_redirect_uri: `${APPLICATION}/bye`,
      state: '😀 & more',
    },
  ]);
  await ada.open('/account');
  await ada.heading('Sign in');
  assert.equal(await page.evaluate(() => localStorage.getItem('signed-in')), null);

  // Nobody is asked who is not signed in.
  await ada.open(signOutPage);
  await page.waitForURL(`${APPLICATION}/bye?state=s`);
  assert.equal(asked.length, 2);
  await ada.leave();
});

test('a sign-out without an address to go to says that it is done, also when its answer was lost', async () => {
  const ada = await Visitor.arrive({ viewport: SMALL });
  await ada.signUp();
  const asked = await logout(ada, { json: {} });
  await ada.open(signOutPage);
  await ada.heading('Do you want to sign out?');
  await ada.look('small-sign-out');
  await ada.page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await ada.sees('You are signed out.');
  await ada.heading('Sign in');
  await ada.open('/sign-out');
  await ada.sees('You are signed out.');
  assert.deepEqual(asked.at(-1), {});
  await ada.leave();

  const bob = await Visitor.arrive();
  await bob.signUp();
  await logout(bob, problem('not-signed-in', 401));
  await bob.open(signOutPage);
  await bob.page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await bob.sees('You are signed out.');
  await bob.leave();

  const eve = await Visitor.arrive();
  await eve.signUp();
  await logout(eve, problem('unavailable', 503), { reaches: false });
  await eve.open(signOutPage);
  await eve.page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await eve.refused('unavailable');
  await eve.look('sign-out-failed');
  await eve.leave();
});

test('a request that leads nowhere is explained, and nothing of the address is repeated', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const leads = new Set();
  const reasons = ['unknown-application', 'redirect-address', 'request-expired', 'another-browser', 'sign-out-address'];
  for (const reason of [...reasons, 'title', '<b>Call 0190</b>']) {
    await ada.open(`/error?reason=${encodeURIComponent(reason)}`);
    await page.waitForFunction((hash) => location.hash === hash, `#/error?reason=${encodeURIComponent(reason)}`);
    await ada.heading('There is a problem with what the application asked for');
    await ada.look(`error-${reasons.indexOf(reason)}`);
    leads.add(await page.locator('.lead').textContent());
    assert.ok(!(await page.locator('body').textContent())?.includes('0190'));
  }
  assert.equal(leads.size, reasons.length + 1);
  await ada.leave();
});

// The applications of the portal.

test('how old a code may be is said in the list, and a newer code is asked for where it is too old', async () => {
  const ada = await Visitor.arrive();
  const { page, context } = ada;
  const phone = '+12025550178';
  await ada.becomeMember(phone);
  const requirement = { ...CODE, max_age: 300 };
  await context.route('**/account', async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const application of body.applications ?? []) application.requirement = requirement;
    await route.fulfill({ response: answer, json: body });
  });
  await ada.open('/applications');
  await ada.sees('Opens with a code from your phone. The code must be no more than 5 minutes old.');
  await ada.look('applications-fresh');
  let entered = false;
  ada.sites.add(APPLICATION);
  await context.route(`${APPLICATION}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<h1>Approvals</h1>' }),
  );
  await context.route('**/applications/documents', (route) =>
    route.fulfill(
      entered
        ? { json: { id: 'documents', name: 'Document exchange', url: `${APPLICATION}/start`, requirement } }
        : problem('login-requirements-not-met', 403, { next_step: 'send-otp', proofing_missing: false }),
    ),
  );
  await ada.open('/applications/documents');
  await ada.sees('Enter a new code from your phone to open it.');
  await ada.look('application-fresh');
  await ada.follow('Enter a code');
  await ada.heading('Enter your code');
  await resendWaits();
  await ada.press('Send the code');
  entered = true;
  await ada.fill('Code', await code(phone, 1));
  await page.waitForURL(`${APPLICATION}/start`);
  await ada.leave();
});

test('a sign-in that is too old for an application is repeated, and leads there without a code', async () => {
  const ada = await Visitor.arrive();
  const { page, context } = ada;
  await ada.becomeMember('+12025550179');
  let signedIn = false;
  ada.sites.add(APPLICATION);
  await context.route(`${APPLICATION}/**`, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<h1>Lunch menu</h1>' }),
  );
  const requirement = { strength: 'password', proofed: false, max_age: 60 };
  await context.route('**/applications/timesheets', (route) =>
    route.fulfill(
      signedIn
        ? { json: { id: 'timesheets', name: 'Timesheets', url: `${APPLICATION}/start`, requirement } }
        : problem('login-requirements-not-met', 403, { strength_needed: 'password', max_age: 60 }),
    ),
  );
  await ada.open('/applications/timesheets');
  await ada.sees('Sign in again to open it.');
  await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
  await ada.heading('Sign in');
  assert.equal(await page.getByLabel('User ID').inputValue(), ada.userId);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  signedIn = true;
  await ada.press('Sign in');
  await page.waitForURL(`${APPLICATION}/start`);
  await ada.leave();
});

test('a request in the dark', async () => {
  const ada = await Visitor.arrive({ colorScheme: 'dark' });
  await ada.signUp();
  const request = await Request.by(ada, [missing('unreachable')]);
  await request.arrive();
  await ada.refused('unreachable');
  await ada.look('dark-authorization');
  await ada.open('/help');
  await asked(ada.page).waitFor();
  await ada.look('dark-asked');
  await ada.leave();
});
