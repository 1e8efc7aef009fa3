// Answers that are lost, and tabs that have not heard of a change: what the pages say is so, and nothing is done twice or
// to somebody else's account.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, messages, numbers, resendWaits, system, TRIES, Visitor } from './harness.mjs';

system();

const us = { service: 'In one of the 50 US states', proofing: 'No, a code is enough' };

/** Somebody whose browser cannot tell its tabs of each other. */
async function unheard() {
  const ada = await Visitor.arrive();
  await ada.context.addInitScript(() => Reflect.deleteProperty(window, 'BroadcastChannel'));
  return ada;
}

/** This tab shows the account of whoever signed in in another tab, and says so. */
async function showsAnother(visitor, name) {
  await visitor.heading(`Welcome, ${name}`);
  await visitor.sees('Someone else has signed in in this browser');
  assert.equal(await visitor.page.evaluate(() => Object.values(sessionStorage).join().includes('Secret')), false);
}

test('a tab that has not heard of another person does nothing to their account', async () => {
  const ada = await unheard();
  await ada.signUp();
  const key = await ada.buy(us);
  // The order's page looks again and again, and would hear of Bob.
  await ada.open('/account');
  await ada.heading(/Welcome/);
  const bob = await ada.sharing(`${ada.userId}bob`);
  const asAda = async () => {
    await bob.signOut();
    await ada.signIn();
    await ada.heading(/Welcome/);
  };
  const asBob = async () => {
    await bob.page.reload();
    await bob.heading(/Welcome, Ada/);
    await bob.signOut();
    await bob.signIn();
    await bob.heading('Welcome, Bob Byron');
  };
  await bob.open('/sign-in');
  await bob.heading(/Welcome, Ada/);
  await bob.signOut();
  await bob.signUp({ name: 'Bob Byron' });

  // A license key.
  await asAda();
  await ada.open('/license');
  await ada.fill('License key', key);
  await asBob();
  await ada.press('Use this license key');
  await showsAnother(ada, 'Bob Byron');
  await ada.look('another-account');

  // An order, with an address that is not Bob's.
  await asAda();
  await ada.choose(us);
  await ada.follow('Proceed to checkout');
  await ada.page.getByLabel('Invoice').check();
  await ada.fill('Street and number', 'Secret Street 1');
  await ada.fill('City', 'London');
  await asBob();
  await bob.choose({ ...us, quantity: 3 });
  await ada.press('Place order');
  await showsAnother(ada, 'Bob Byron');
  await bob.page.reload();
  assert.equal(await bob.page.getByLabel('Quantity').inputValue(), '3', "Bob's cart is his");
  await bob.open('/account');
  await bob.heading(/Welcome/);
  assert.equal(await bob.page.locator('a[href^="#/orders/"]').count(), 0);

  // A sign-out, and a page that is loaded again.
  await asAda();
  await asBob();
  await ada.press('Sign out');
  await showsAnother(ada, 'Bob Byron');
  await bob.page.reload();
  await bob.heading('Welcome, Bob Byron');
  await asAda();
  await asBob();
  await ada.page.reload();
  await showsAnother(ada, 'Bob Byron');
  await ada.leave();
});

test('a tab that has not heard of another person uses up no try at their code, and registers no phone', async () => {
  const ada = await unheard();
  const phone = '+12025550150';
  await ada.becomeMember(phone);
  await ada.open('/phones');
  await ada.page.getByLabel('Text message').check();
  await ada.page.getByLabel('Phone number').pressSequentially('2025550151');
  const bob = await ada.sharing(`${ada.userId}bob`);
  await bob.open('/sign-in');
  await bob.heading(/Welcome/);
  await bob.signOut();
  const bobs = '+12025550152';
  await bob.becomeMember(bobs);
  await ada.press('Register and send a code');
  await showsAnother(ada, 'Ada Lovelace');
  assert.equal(await messages('+12025550151'), 0);

  await bob.signOut();
  await resendWaits();
  await ada.signIn();
  await ada.heading('Enter your code');
  await ada.press('Send the code');
  const adas = await code(phone, 1);
  await ada.page.getByLabel('Code').waitFor();
  await bob.page.reload();
  await bob.open('/account');
  await bob.heading(/Welcome/);
  await bob.signOut();
  await bob.signIn();
  await bob.heading('Enter your code');
  await bob.press('Send the code');
  await bob.page.getByLabel('Code').waitFor();
  await ada.fill('Code', adas);
  await showsAnother(ada, 'Ada Lovelace');
  await bob.page.reload();
  await bob.sees(`${numbers['code-tries']} tries left`);
  await bob.fill('Code', await code(bobs, 1));
  await bob.sees('You are signed in with Phone OTP.');
  await ada.leave();
});

/**
 * The next code is accepted, and its answer lost with the cookie in it: this browser keeps the token of before. The next
 * request that is the same gets that answer. Returns what was asked meanwhile.
 */
async function loseAcceptance(visitor) {
  const { page } = visitor;
  const asked = [];
  let accepted, given;
  await page.route('**/otp/verification', async (route) => {
    if (given) return route.fallback();
    const request = route.request();
    const { cookie, 'idempotency-key': key, ...headers } = await request.allHeaders();
    const sent = { cookie, key, body: request.postData() };
    if (accepted) {
      assert.deepEqual(sent, accepted.sent, 'the same request again');
      given = true;
      return route.fulfill(accepted.answer);
    }
    assert.match(key, /^[0-9a-f]{32}$/);
    const answer = await fetch(request.url(), { method: 'POST', headers: { ...headers, cookie }, body: sent.body });
    assert.equal(answer.status, 200);
    accepted = {
      sent,
      answer: { status: 200, headers: Object.fromEntries(answer.headers), body: await answer.text() },
    };
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    return route.abort();
  });
  return asked;
}

test('a right code whose answer is lost with its cookie is sent again under the same key before anything else', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550153';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await ada.press('Send the code');
  const asked = await loseAcceptance(ada);
  await ada.fill('Code', await code(phone, 1));
  // What makes a page look at the account otherwise.
  await ada.page.evaluate(() => dispatchEvent(new Event('online')));
  await ada.sees('You are signed in with Phone OTP.');
  assert.equal(asked[0], '/otp/verification', asked.join());
  await ada.page.reload();
  await ada.page.locator('[data-strength=phone-otp]').waitFor();
  assert.equal(await ada.page.evaluate(() => sessionStorage.getItem('entered')), null);
  await ada.leave();
});

test('a right code whose answer is lost outlives a reload of the page', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550154';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await ada.press('Send the code');
  const asked = await loseAcceptance(ada);
  await ada.fill('Code', await code(phone, 1));
  await ada.page.waitForFunction(() => sessionStorage.getItem('entered'));
  await ada.page.waitForTimeout(300);
  await ada.page.reload();
  await ada.page.locator('[data-strength=phone-otp]').waitFor();
  assert.deepEqual(asked.filter((path) => path === '/account' || path.startsWith('/otp')).slice(0, 2), [
    '/otp/verification',
    '/account',
  ]);
  await ada.leave();
});

test('a newer code that is not sent leaves the form of the earlier one, which still works', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550155';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await ada.page.clock.install();
  await ada.press('Send the code');
  const digits = await code(phone, 1);
  await ada.sees('You can ask for a new code in 0:');
  await resendWaits();
  await ada.page.clock.fastForward((numbers['resend-seconds'] + 1) * 1000);
  await ada.page.route(
    '**/otp',
    (route) =>
      route.fulfill({
        status: 502,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'delivery-failed', status: 502 }),
      }),
    { times: 1 },
  );
  await ada.press('Send a new code');
  await ada.refused('not-resent');
  await ada.look('code-not-resent');
  await ada.fill('Code', digits);
  await ada.sees('You are signed in with Phone OTP.');
  await ada.leave();
});

test('a page without an answer says what is so after a look, and that it is not known when it cannot look', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550156';
  await ada.becomeMember(phone);
  await ada.comesBack();
  const dead = (route) => route.abort();
  await page.route('**/otp', dead);
  await ada.press('Send the code');
  await ada.refused('not-done');
  await ada.look('code-not-done');
  await page.route('**/account', dead);
  await ada.press('Send the code');
  await ada.refused('outcome-unknown');
  await ada.look('code-outcome-unknown');
  assert.equal(await messages(phone), 1);
  await page.unroute('**/account');
  await page.unroute('**/otp');

  // The operation itself does not know, though it was done.
  await page.route(
    '**/otp',
    async (route) => {
      await route.fetch();
      await route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'outcome-unknown', status: 503 }),
      });
    },
    { times: 1 },
  );
  await ada.press('Send the code');
  await ada.sees('we do not know whether the code was sent');
  await ada.fill('Code', await code(phone, 1));
  await ada.sees('You are signed in with Phone OTP.');
  await ada.leave();
});

test('a lost answer to a license key, an appointment, a sign-in and a sign-out is found out', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const key = await ada.buy({ ...us, proofing: 'Yes, with identity proofing' });
  await ada.loseAnswer('/credential');
  await ada.enterLicense(key);
  await page.getByLabel('By video, with an agent').check();
  await ada.loseAnswer('/credential/proofing');
  await ada.press('Make the appointment');
  await ada.sees('Your appointment');
  await ada.loseAnswer('/sessions/current');
  await ada.signOut();
  await ada.loseAnswer('/sessions');
  await ada.signIn();
  await ada.heading(/Welcome/);
  await ada.signOut();
  await page.route('**/sessions', (route) => route.abort(), { times: 1 });
  await ada.signIn();
  await ada.refused('outcome-unknown');
  await ada.press('Sign in');
  await ada.heading(/Welcome/);
  await ada.leave();
});

test('a mail that was perhaps sent is looked for in the mailbox before another is asked for', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  await ada.signOut();
  await ada.open('/reset');
  await ada.fill('User ID', ada.userId);
  await ada.loseAnswer('/password-resets');
  await ada.press('Mail me a link');
  await ada.refused('perhaps-mailed');
  await ada.look('reset-perhaps-mailed');
  await ada.press('Mail me a link');
  await ada.heading('Look into your mailbox');
  await ada.leave();
});

test('an order that is corrected after lost answers is placed once, also when the first one comes late', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.choose(us);
  // The first order does not come through at all; the corrected one does, without an answer.
  await page.route('**/orders', (route) => route.abort(), { times: TRIES });
  await ada.checkOut('Invoice');
  await ada.refused('outcome-unknown');
  await ada.fill('City', 'Paris');
  await ada.loseAnswer('/orders', TRIES);
  await ada.press('Place order');
  await ada.refused('outcome-unknown');
  await page.reload();
  await page.getByLabel('Invoice').check();
  await ada.fill('City', 'Rome');
  await ada.press('Place order');
  const number = await ada.orderNumber();
  await ada.sees('Your first try came through after all');
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.deepEqual(await page.locator('a[href^="#/orders/"]').allTextContents(), [number]);

  // A refusal in between does not lose the key of the order without an answer.
  await ada.choose(us);
  await ada.loseAnswer('/orders', TRIES);
  await ada.checkOut('Invoice');
  await ada.refused('outcome-unknown');
  await page.route(
    '**/orders',
    (route) => route.fulfill({ status: 422, json: { type: 'order-too-large', status: 422 } }),
    { times: 1 },
  );
  await ada.press('Place order');
  await ada.refused('order-too-large');
  await ada.press('Place order');
  await ada.orderNumber();
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.equal(await page.locator('a[href^="#/orders/"]').count(), 2);
  await ada.leave();
});
