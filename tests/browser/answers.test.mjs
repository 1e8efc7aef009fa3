// Answers that are lost, and tabs that have not heard of a change: what the pages say is so, and nothing is done twice or
// to somebody else's account.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockMoves, code, messages, numbers, resendWaits, system, TRIES, Visitor } from './harness.mjs';

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
    // As the page itself does when a request finds that out.
    await ada.page.reload();
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
  await ada.page.reload();
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
 * The next code is accepted, and so many answers to it are lost with the cookie in them: this browser keeps the token of
 * before. The next request that is the same gets that answer. Returns what was asked meanwhile.
 */
async function loseAcceptance(visitor, times = 1) {
  const { page } = visitor;
  const loss = { times, asked: /** @type {string[]} */ ([]) };
  let accepted;
  await page.route('**/otp/verification', async (route) => {
    if (loss.times < 0) return route.fallback();
    const request = route.request();
    const { cookie, 'idempotency-key': key, ...headers } = await request.allHeaders();
    const sent = { cookie, key, body: request.postData() };
    if (accepted) {
      assert.deepEqual(sent, accepted.sent, 'the same request again');
    } else {
      assert.match(key, /^[0-9a-f]{32}$/);
      const answer = await fetch(request.url(), { method: 'POST', headers: { ...headers, cookie }, body: sent.body });
      assert.equal(answer.status, 200);
      const cookies = answer.headers.getSetCookie().join('\n');
      accepted = {
        sent,
        answer: {
          status: 200,
          headers: { ...Object.fromEntries(answer.headers), 'set-cookie': cookies },
          body: await answer.text(),
        },
      };
      page.on('request', (request) => loss.asked.push(new URL(request.url()).pathname));
    }
    loss.times -= 1;
    return loss.times < 0 ? route.fulfill(accepted.answer) : route.abort();
  });
  return loss;
}

test('a right code whose answer is lost with its cookie is sent again under the same key before anything else', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550153';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await ada.press('Send the code');
  const { asked } = await loseAcceptance(ada);
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
  const loss = await loseAcceptance(ada, Infinity);
  const lost = ada.page.waitForEvent('requestfailed', (request) => request.url().endsWith('/otp/verification'));
  await ada.fill('Code', await code(phone, 1));
  await lost;
  ada.page.once('framenavigated', () => {
    loss.times = 0;
    loss.asked = [];
  });
  await ada.page.reload();
  await ada.page.locator('[data-strength=phone-otp]').waitFor();
  assert.deepEqual(loss.asked.filter((path) => path === '/account' || path.startsWith('/otp')).slice(0, 2), [
    '/otp/verification',
    '/account',
  ]);
  await ada.leave();
});

/** Makes another code due, on the page's clock, which is installed, and on the product's. */
async function anotherIsDue(visitor) {
  await visitor.sees('You can ask for a new code in 0:');
  await resendWaits();
  await visitor.timePasses((numbers['resend-seconds'] + 1) * 1000);
}

test('a right code whose answers are all lost is not followed by another code, but found out', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550157';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await ada.page.clock.install();
  await ada.press('Send the code');
  const { asked } = await loseAcceptance(ada, TRIES);
  await ada.fill('Code', await code(phone, 1));
  await ada.refused('outcome-unknown');
  await ada.sees('Check your connection');
  await anotherIsDue(ada);
  await ada.press('Send a new code');
  await ada.sees('You are signed in with Phone OTP.');
  assert.ok(!asked.includes('/otp'), asked.join());
  assert.equal(await messages(phone), 2, 'no third text');
  await ada.leave();
});

test('a code without an answer is not entered against a newer one', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550158';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await page.clock.install();
  await ada.press('Send the code');
  const first = await code(phone, 1);
  await page.route('**/otp/verification', (route) => route.abort(), { times: TRIES });
  await ada.fill('Code', first.startsWith('0') ? first.replace(/^0/, '1') : first.replace(/^./, '0'));
  await ada.refused('outcome-unknown');
  await anotherIsDue(ada);
  await ada.press('Send a new code');
  const second = await code(phone, 2);
  await ada.sees(`${numbers['code-tries']} tries left`);
  let entered = 0;
  page.on('request', (request) => (entered += request.url().endsWith('/otp/verification') ? 1 : 0));
  await Promise.all([page.waitForResponse('**/account'), page.evaluate(() => dispatchEvent(new Event('online')))]);
  await page.reload();
  await ada.sees(`${numbers['code-tries']} tries left`);
  assert.equal(entered, 0);
  await ada.fill('Code', second);
  await ada.sees('You are signed in with Phone OTP.');
  await ada.leave();
});

test('an account that was read before a code was sent does not take its form away', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550159';
  await ada.becomeMember(phone);
  await ada.comesBack();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const read = new Promise((resolve) => {
    page.route(
      '**/account',
      async (route) => {
        const answer = await route.fetch();
        resolve(null);
        await released;
        await route.fulfill({ response: answer });
      },
      { times: 1 },
    );
  });
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await read;
  await ada.press('Send the code');
  await page.getByLabel('Code').waitFor();
  const again = page.waitForRequest('**/account');
  release();
  await again;
  await page.waitForLoadState('networkidle');
  await page.getByLabel('Code').waitFor();
  await ada.fill('Code', await code(phone, 1));
  await ada.sees('You are signed in with Phone OTP.');
  await ada.leave();
});

test('a code that could not be sent is not said to be on its way, though another waits', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550160';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await page.route(
    '**/otp',
    async (route) => {
      await route.fetch();
      await route.fulfill({
        status: 502,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'delivery-failed', status: 502 }),
      });
    },
    { times: 1 },
  );
  await ada.press('Send the code');
  await ada.refused('delivery-failed');
  assert.equal(await page.getByText('is on its way').count(), 0);
  await ada.fill('Code', await code(phone, 1));
  await ada.sees('You are signed in with Phone OTP.');
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
  await ada.timePasses((numbers['resend-seconds'] + 1) * 1000);
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
  // That stays so, here and in another tab.
  await page.reload();
  await ada.sees('we do not know whether the code was sent');
  const other = await ada.tab();
  await other.goto(page.url());
  await other.getByText('we do not know whether the code was sent').waitFor();
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
  await ada.press('Book the appointment');
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
  await ada.sees('Check your connection');
  const unknown = { type: 'outcome-unknown', status: 503 };
  await page.route('**/sessions', (route) => route.fulfill({ status: 503, json: unknown }), { times: 1 });
  await ada.press('Sign in');
  await ada.sees('We do not know whether this was done. Try again in a moment.');
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
  await ada.press('Email me a link');
  await ada.refused('perhaps-mailed');
  await ada.look('reset-perhaps-mailed');
  await ada.press('Email me a link');
  await ada.heading('Check your email');
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
  await ada.sees('Your first attempt went through after all');
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

test('a renewal does not make an order without an answer forgotten', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.becomeMember('+12025550161');
  await clockMoves(`${365 - numbers['renewal-opens-days'] + 2} days`);
  await ada.signIn();
  await ada.heading('Enter your code');
  await ada.press('Continue without a code');
  await ada.heading(/Welcome/);
  await ada.choose(us);
  await ada.follow('Proceed to checkout');
  await page.getByLabel('Invoice').check();
  await page.getByLabel('Everything in this order is for other people').check();
  await ada.fill('Street and number', '12 St James Square');
  await ada.fill('City', 'London');
  await ada.loseAnswer('/orders', TRIES);
  await ada.press('Place order');
  await ada.refused('outcome-unknown');
  await ada.open('/renew');
  await page.getByLabel('Invoice').check();
  await ada.press('Place order');
  const renewal = await ada.orderNumber();
  await ada.open('/checkout');
  await page.getByLabel('Invoice').check();
  await page.getByLabel('Everything in this order is for other people').check();
  await ada.press('Place order');
  await page
    .locator('h1', { hasText: /^Order PO-/ })
    .and(page.locator(`h1:not(:text("${renewal}"))`))
    .waitFor();
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.equal(await page.locator('a[href^="#/orders/"]').count(), 3, 'the first one, this one and the renewal');
  await ada.leave();
});
