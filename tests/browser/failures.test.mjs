// What goes wrong for people, and how the pages get them out of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clockMoves,
  code,
  found,
  mail,
  messages,
  numbers,
  outside,
  PASSWORD,
  resendWaits,
  system,
  TRIES,
  Visitor,
} from './harness.mjs';

system();

const us = { service: 'In one of the 50 US states', proofing: 'No, a code is enough' };

/** A code that is not the one. */
const wrong = (digits) => String((Number(digits) + 1) % 10 ** digits.length).padStart(digits.length, '0');

/** The time for which a code is valid. */
const validity = () => `${numbers['code-minutes']} minutes`;

test('a code that expired, one that was tried too often, and a new one', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550130';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await ada.press('Send the code');
  const expired = await code(phone, 1);
  await clockMoves(validity());
  await ada.fill('Code', expired);
  await ada.refused('code-expired');
  await ada.look('code-expired');
  await ada.page.reload();
  await ada.heading('Enter your code');
  await ada.press('Send the code');

  const digits = await code(phone, 2);
  for (let left = numbers['code-tries'] - 1; left > 0; left -= 1) {
    await ada.fill('Code', wrong(digits));
    await ada.sees(left === 1 ? 'One try is left' : `${left} tries are left`);
    await ada.hasFocus(ada.page.getByLabel('Code'));
    if (left === numbers['code-tries'] - 1) await ada.look('code-wrong');
  }
  await ada.page.reload();
  await ada.sees('One try left');
  await ada.fill('Code', wrong(digits));
  await ada.sees('it was the last try');
  await ada.look('code-tries-used-up');
  await ada.sees('You can ask for a new code in');
  await resendWaits();
  await ada.page.reload();
  await ada.press(/^Send (the|a new) code$/);
  const fresh = await code(phone, 3);
  await ada.fill('Code', fresh);
  await ada.sees('You are signed in with Phone OTP.');
  await ada.leave();
});

test('resend as soon as it is allowed: the older code is dead and the newer one works', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550131';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await ada.page.clock.install();
  await ada.press('Send the code');
  const older = await code(phone, 1);
  await ada.sees('You can ask for a new code in 0:');
  await resendWaits();
  await ada.timePasses((numbers['resend-seconds'] + 1) * 1000);
  await ada.press('Send a new code');
  const newer = await code(phone, 2);
  if (older !== newer) {
    await ada.fill('Code', older);
    await ada.refused('wrong-code');
  }
  await ada.fill('Code', newer);
  await ada.sees('You are signed in with Phone OTP.');
  await ada.leave();
});

test('the countdown reaches its end by itself, says so, and offers a new code', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550132';
  await ada.becomeMember(phone);
  await ada.comesBack();
  await ada.page.clock.install();
  await ada.press('Send the code');
  await ada.sees('Valid for');
  const spoken = ada.page.locator('.unseen[role=status]');
  const heard = new Set();
  const expired = ada.page.locator('[data-problem="code-expired"]');
  // The account may be read again meanwhile, and says how much is left by the clock of the portal, which has not moved.
  for (let second = 0; second <= 2 * numbers['code-minutes'] * 60 && !(await expired.isVisible()); second += 1) {
    await ada.page.clock.runFor(1_000);
    heard.add(await spoken.textContent());
  }
  await ada.refused('code-expired');
  assert.ok(heard.size <= 6, `a countdown that does not chatter: ${[...heard].join(' | ')}`);
  await ada.page.getByRole('button', { name: 'Send a new code' }).waitFor();
  await ada.leave();
});

test('a declined card, Back from the provider, and one order in the end', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.choose(us);
  await ada.checkOut('Card');
  await page.getByLabel(/Card number/).waitFor();
  await page.goBack();
  const number = await ada.orderNumber();
  await ada.sees('Awaiting payment');
  await page.goBack();
  await page.goForward();
  await ada.orderNumber();
  await ada.press(/^Pay/);
  await page.getByLabel(/Card number/).fill('4000 0000 0000 0002');
  await page.getByRole('button', { name: /Pay/ }).click();
  await ada.orderNumber();
  await ada.sees('Your card was declined.');
  await ada.look('order-declined');
  await ada.press(/^Pay/);
  await page.getByLabel(/Card number/).fill('4242 4242 4242 4242');
  await page.getByRole('button', { name: /Pay/ }).click();
  await ada.sees('We have emailed you the license keys.');
  await ada.open('/checkout');
  await ada.sees('Your cart is empty.');
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.deepEqual(await page.locator('a[href^="#/orders/"]').allTextContents(), [number]);
  await ada.leave();
});

test('an order that was placed without a page to pay on is paid from its own page', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.choose(us);
  await page.route(
    '**/orders',
    async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), payment_url: null } });
    },
    { times: 1 },
  );
  await ada.checkOut('Card');
  await ada.orderNumber();
  await ada.sees('Awaiting payment');
  await page.route('**/orders/*/checkout', (route) => route.fulfill({ status: 503 }), { times: 1 });
  await ada.press(/^Pay/);
  await page.getByLabel(/Card number/).fill('4242 4242 4242 4242');
  await page.getByRole('button', { name: /Pay/ }).click();
  await ada.sees('We have emailed you the license keys.');
  assert.equal(await page.getByRole('button', { name: /^Pay/ }).count(), 0);
  await ada.leave();
});

test('an order whose answer is lost is placed once, and a payment that comes late is awaited', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.choose(us);
  await ada.loseAnswer('/orders', TRIES);
  await ada.checkOut('Card');
  await ada.refused('outcome-unknown');
  await ada.look('checkout-outcome-unknown');
  assert.equal(await page.getByLabel('City').inputValue(), 'London', 'nothing is lost');
  await ada.loseAnswer('/orders');
  await ada.press(/Place order/);
  await page.getByLabel(/Card number/).fill('4000 0000 0000 0077');
  await page.getByRole('button', { name: /Pay/ }).click();
  const number = await ada.orderNumber();
  await ada.sees('Your payment is not confirmed yet.');
  await clockMoves('2 minutes');
  await ada.sees('We have emailed you the license keys.');
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.deepEqual(await page.locator('a[href^="#/orders/"]').allTextContents(), [number]);
  await ada.leave();
});

test('a code whose answer is lost is sent once, and so is a registered phone', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550133';
  await ada.signUp();
  await ada.enterLicense(await ada.buy(us));
  await ada.loseAnswer('/credential/phones');
  await ada.registerPhone({ channel: 'Text message', number: '2025550133' });
  await ada.sees('we do not know whether the code was sent');
  assert.equal(await ada.page.getByText('is on its way').count(), 0);
  await ada.fill('Code', await code(phone));
  await ada.sees('now receives your codes');
  await ada.comesBack();
  await ada.loseAnswer('/otp');
  await ada.press('Send the code');
  await ada.sees('we do not know whether the code was sent');
  await ada.look('code-perhaps-sent');
  await ada.fill('Code', await code(phone, 1));
  await ada.sees('You are signed in with Phone OTP.');
  assert.equal(await messages(phone), 2, 'no second text');
  await ada.leave();
});

test('on a slow network, pressing twice sends one code and places one order', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550134';
  await ada.becomeMember(phone);
  await ada.comesBack();
  const slowly = async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await route.continue();
  };
  await page.route('**/otp', slowly);
  await page.getByRole('button', { name: 'Send the code' }).dblclick();
  await page.getByRole('button', { name: 'Working …' }).click({ force: true });
  await ada.look('waiting');
  await ada.sees('A text message with the code is on its way');
  assert.equal(await messages(phone), 2);
  await page.route('**/orders', slowly);
  await ada.choose(us);
  await ada.follow('Proceed to checkout');
  await page.getByLabel('Invoice').check();
  await ada.fill('Street and number', '12 St James Square');
  await ada.fill('City', 'London');
  await page.getByRole('button', { name: 'Place order' }).dblclick();
  await ada.orderNumber();
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.equal(await page.locator('a[href^="#/orders/"]').count(), 2, 'the first one and this one');
  await ada.leave();
});

test('an account whose answer is lost is signed in to', async () => {
  const ada = await Visitor.arrive();
  await ada.loseAnswer('/accounts');
  await ada.open('/sign-up');
  await ada.fill('User ID', ada.userId);
  await ada.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.fill('Legal name', 'Ada Lovelace');
  await ada.fill('Email address', ada.address);
  await ada.press('Create an account');
  await ada.heading('Confirm your email address');
  await ada.leave();
});

test('an answer that is lost on the way of proofing, of a code and of a removal is found out', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550135';
  await ada.signUp();
  await ada.enterLicense(await ada.buy({ ...us, proofing: 'Yes, with identity proofing' }));
  const answer = async (choices) => {
    await ada.heading('Prove your identity');
    await page.getByLabel('By questions, now').check();
    await ada.press('Show the questions');
    await ada.heading('Questions about you');
    for (const choice of choices) for (const box of await page.getByLabel(choice).all()) await box.check();
    await ada.loseAnswer('/credential/proofing/answers');
    await ada.press('Submit the answers');
  };
  // A failed attempt, if that leaves another one at the questions.
  if (numbers['instant-attempts'] > 1) {
    await answer(['None of these']);
    await ada.sees('One attempt did not succeed.');
  }
  await answer(['Maple Street', 'First Example Bank', 'Example County']);
  await ada.sees('Your identity is proved.');
  await ada.registerPhone({ channel: 'Text message', number: '2025550135' });
  await ada.loseAnswer('/otp/verification');
  await ada.fill('Code', await code(phone));
  await ada.sees('now receives your codes');
  await resendWaits();
  await ada.registerPhone({ channel: 'Text message', number: '2025550136' });
  await ada.fill('Code', await code('+12025550136'));
  await ada.heading(/Welcome/);
  await ada.open('/phones');
  await page.getByRole('button', { name: /^Remove \+1 .* 0135/ }).click();
  await ada.loseAnswer('/credential/phones/*');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.locator('.phones').getByText('0135').waitFor({ state: 'detached' });
  await ada.leave();
});

test('a form that is corrected after a lost answer orders nothing twice', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.choose(us);
  await ada.loseAnswer('/orders', TRIES);
  await ada.checkOut('Invoice');
  await ada.refused('outcome-unknown');
  await ada.fill('City', 'Paris');
  await ada.press('Place order');
  const number = await ada.orderNumber();
  await ada.sees('Your first attempt went through after all');
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.deepEqual(await page.locator('a[href^="#/orders/"]').allTextContents(), [number]);
  await ada.leave();
});

test('signed out at the code page, the way leads through the code and on', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550137';
  await ada.becomeMember(phone);
  await ada.signOut();
  await resendWaits();
  await ada.open('/code');
  await ada.heading('Sign in');
  await ada.signIn();
  await ada.heading('Enter your code');
  await ada.press('Send the code');
  await ada.fill('Code', await code(phone, 1));
  await ada.heading(/Welcome/);
  await ada.open('/');
  await ada.heading(/Welcome/);
  await ada.open('/sign-in');
  await ada.heading(/Welcome/);
  await ada.leave();
});

test('a part that comes late does not take the place of the page that was opened since', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await ada.page.route('**/help.js', async (route) => {
    await released;
    await route.continue();
  });
  const late = ada.page.waitForResponse('**/help.js');
  const asked = ada.page.waitForRequest('**/help.js');
  await ada.open('/help');
  await asked;
  await ada.open('/applications');
  await ada.heading('Applications');
  release();
  await (await late).finished();
  // Once the module is there for a page to import, what waited for it has gone on.
  await ada.page.evaluate((address) => import(address), (await late).url());
  await ada.heading('Applications');
  await ada.leave();
});

test('somebody else signs in in another tab: nothing of the first person stays', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  await ada.choose(us);
  await ada.follow('Proceed to checkout');
  await ada.fill('Street and number', 'Secret Street 1');
  const first = ada.page;
  const bob = await ada.sharing(`${ada.userId}bob`);
  await bob.signUp({ name: 'Bob Byron' });
  await first.getByRole('heading', { level: 1, name: 'Welcome, Bob Byron' }).waitFor();
  await ada.sees('Someone else has signed in in this browser');
  assert.equal(await first.evaluate(() => Object.values(sessionStorage).join().includes('Secret')), false);
  await ada.open('/cart');
  await first.getByText('Your cart is empty.').waitFor();
  await ada.leave();
});

test('on the code page in two tabs: the code that one sends and enters counts in the other', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550138';
  await ada.becomeMember(phone);
  await ada.comesBack();
  const other = await ada.tab();
  await other.goto(ada.page.url());
  await ada.press('Send the code');
  await ada.sees('A text message with the code is on its way');
  await other.reload();
  await other.getByText('A text message with the code is on its way').first().waitFor();
  await other.getByLabel('Code').fill(await code(phone, 1));
  await other.getByText('You are signed in with Phone OTP.').first().waitFor();
  await ada.sees('You are already signed in with Phone OTP.');
  await ada.leave();
});

test('a session that ended in another tab leads to the sign-in and back', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  await ada.open('/applications');
  await ada.heading('Applications');
  const other = await ada.tab();
  await other.goto(ada.page.url());
  await other.getByRole('button', { name: 'Sign out' }).click();
  await ada.heading('Sign in');
  await ada.sees('Your session has ended.');
  await ada.look('session-ended');
  await ada.fill('User ID', ada.userId);
  await ada.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await ada.press('Sign in');
  await ada.heading('Applications');
  await ada.leave();
});

test('a sign-out in another tab leaves nothing of the person in this one', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.choose(us);
  await ada.follow('Proceed to checkout');
  await ada.fill('Street and number', 'Secret Street 1');
  const other = await ada.tab();
  await other.goto(page.url());
  await other.getByRole('heading', { level: 1, name: 'Checkout' }).waitFor();
  const loaded = page.waitForEvent('load');
  await other.getByRole('button', { name: 'Sign out' }).click();
  await loaded;
  await ada.heading('Sign in');
  await ada.sees('Your session has ended.');
  assert.deepEqual(await page.evaluate(() => Object.entries(sessionStorage)), [['wanted', '"/checkout"']]);
  await ada.leave();
});

test('without an account to show, the pages for everybody are there, and it is said who does not answer', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await page.clock.install();
  const fails = (route) => route.fulfill({ status: 503, body: '' });
  await page.route('**/account', fails);
  await page.reload();
  await page.clock.runFor(10_000);
  await ada.refused('service-failed');
  await ada.sees('The service did not answer.');
  await ada.look('service-failed');
  for (const [path, title] of [
    ['/help', 'Help'],
    ['/reset', 'Reset your password'],
    ['/password-resets/abc', 'Choose a new password'],
    ['/sign-in', 'Sign in'],
  ]) {
    await ada.open(path);
    await ada.heading(title);
  }
  await page.unroute('**/account', fails);
  await ada.open('/account');
  await ada.press('Try again');
  await ada.heading(/Welcome/);
  await ada.leave();
});

test('a limit that ends in days says the day, and a lock without an end says the way past it', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const refuses = (problem) =>
    page.route('**/password-resets', (route) => route.fulfill({ status: 429, json: { status: 429, ...problem } }), {
      times: 1,
    });
  await page.clock.install({ time: new Date('2030-01-10T12:00:00Z') });
  await ada.open('/reset');
  await ada.fill('User ID', ada.userId);
  await refuses({ type: 'too-many-requests', retry_after: 20 * 86_400 });
  await ada.press('Email me a link');
  await ada.sees('You can try again on January 30, 2030.');
  await ada.look('limit-of-days');
  await ada.open('/sign-in');
  await ada.fill('User ID', ada.userId);
  await ada.fill('Password', PASSWORD);
  const locked = { type: 'locked', status: 429, next_step: 'contact-support' };
  await page.route('**/sessions', (route) => route.fulfill({ status: 429, json: locked }), { times: 1 });
  await ada.press('Sign in');
  await ada.sees('Reset your password, then enter a code from your phone.');
  await ada.look('locked-for-good');
  await ada.follow('Reset your password');
  await ada.heading('Reset your password');
  await ada.leave();
});

test('a paid order is followed for a while, then looked at by hand, also without a connection', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.choose(us);
  await ada.checkOut('Invoice');
  await ada.orderNumber();
  await page.clock.install();
  await page.reload();
  await ada.sees('This page updates by itself.');
  assert.equal(await page.getByRole('button', { name: 'Check again' }).count(), 0);
  await ada.timePasses(200_000);
  await page.getByRole('button', { name: 'Check again' }).waitFor();
  assert.equal(await page.getByText('This page updates by itself.').count(), 0);
  const dead = (route) => route.abort();
  await page.route('**/orders/*', dead);
  await ada.press('Check again');
  await page.clock.runFor(10_000);
  await ada.refused('connection-failed');
  await ada.look('order-connection-failed');
  await page.unroute('**/orders/*', dead);
  await ada.press('Check again');
  await page.locator('[data-problem]').waitFor({ state: 'detached' });
  await ada.leave();
});

test('wrong passwords lead to a pause that counts down', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  await ada.signOut();
  await ada.heading('Sign in');
  for (let attempt = 0; attempt < numbers['lock-failures']; attempt += 1) {
    await ada.fill('User ID', ada.userId);
    await ada.page.getByLabel('Password', { exact: true }).fill(`wrong ${attempt}`);
    await Promise.all([ada.page.waitForResponse('**/sessions'), ada.press('Sign in')]);
  }
  await ada.press('Sign in');
  await ada.refused('locked');
  const minutes = numbers['lock-minutes'];
  await ada.sees(new RegExp(`You can try again in (${minutes}|${minutes - 1}):\\d\\d\\.`));
  await ada.look('locked');
  await ada.leave();
});

test('a mistyped license key is told at once, and a used one after asking', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  const key = await ada.buy(us);
  await ada.open('/license');
  let asked = 0;
  page.on('request', (request) => (asked += request.method() === 'POST' ? 1 : 0));
  const last = key.at(-1) === 'Z' ? '0' : 'Z';
  await ada.fill('License key', key.slice(0, -1) + last);
  await ada.sees('One of the symbols is mistyped.');
  await ada.look('license-mistyped');
  assert.equal(asked, 0);
  await ada.fill('License key', key);
  await ada.press('Use this license key');
  await ada.sees('Your license key is accepted.');

  const eve = await Visitor.arrive();
  await eve.signUp();
  await eve.open('/license');
  await eve.fill('License key', key);
  await eve.press('Use this license key');
  await eve.sees('This license key has already been used');
  await eve.look('license-used');
  await eve.leave();
  await ada.leave();
});

test('what is missing or refused stands beside its field, which has the focus', async () => {
  const ada = await Visitor.arrive();
  await ada.open('/sign-up');
  await ada.press('Create an account');
  await ada.sees('Fill in this field.');
  await ada.hasFocus(ada.page.getByLabel('User ID'));
  await ada.look('sign-up-missing');
  await ada.fill('User ID', ada.userId);
  await ada.page.getByLabel('Password', { exact: true }).fill('password1234');
  await ada.fill('Legal name', 'Ada Lovelace');
  await ada.fill('Email address', 'nobody');
  await ada.press('Create an account');
  await ada.sees('Enter an email address in the correct format');
  await ada.fill('Email address', ada.address);
  await ada.press('Create an account');
  await ada.sees('This password is easy to guess.');
  await ada.hasFocus(ada.page.getByLabel('Password', { exact: true }));
  await ada.leave();
});

test('a landline that cannot take texts, a number that the product does not cover, and a message that is not taken', async () => {
  const ada = await Visitor.arrive({ locale: 'en-GB' });
  const { page } = ada;
  await ada.signUp({ country: 'GB' });
  await ada.enterLicense(await ada.buy({ service: 'Anywhere else', proofing: 'No, a code is enough' }));
  await page.getByLabel('Country of the number').selectOption('GB');
  await page.getByLabel('Phone number').pressSequentially('02079460018');
  await ada.press('Register and send a code');
  await ada.sees('This is a landline and cannot receive text messages.');
  await ada.look('phone-cannot-text');
  await page.getByLabel('Phone number').fill('1');
  await ada.press('Register and send a code');
  await ada.sees('This is not a phone number in that country.');
  await page.getByLabel('Phone number').fill('');
  await page.getByLabel('Phone number').pressSequentially('07400123456');
  const british = await page.getByLabel('Phone number').inputValue();
  await page.getByLabel('Country of the number').selectOption('FR');
  assert.notEqual(
    await page.getByLabel('Phone number').inputValue(),
    british,
    'the other country groups it in another way',
  );
  await page.getByLabel('Country of the number').selectOption('GB');
  assert.equal(await page.getByLabel('Phone number').inputValue(), british);
  await outside('faults', { service: 'sns', fail: 1 });
  await page.getByLabel('Phone number').fill('07400 123456');
  await ada.press('Register and send a code');
  await ada.refused('delivery-failed');
  await ada.look('code-not-sent');
  await ada.press('Send the code');
  await ada.fill('Code', await code('+447400123456'));
  await ada.sees('now receives your codes');
  await ada.leave();
});

test('a forgotten password is reset by mail', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  await ada.signOut();
  await ada.follow('Forgot your password?');
  await ada.heading('Reset your password');
  await ada.look('reset');
  await ada.fill('User ID', ada.userId);
  await ada.press('Email me a link');
  await ada.heading('Check your email');
  await ada.look('reset-sent');
  const { text } = await mail(ada.address, /Reset your password/);
  await ada.page.goto(found(/http\S+/, text));
  await ada.heading('Choose a new password');
  await ada.look('choose-password');
  // A try that does not come through says nothing of the next one.
  await ada.page.route('**/password-resets/*', (route) => route.abort(), { times: TRIES });
  await ada.fill('New password', 'another good long password');
  await ada.press('Set the password');
  await ada.refused('outcome-unknown');
  await ada.loseAnswer('/password-resets/*');
  await ada.fill('New password', 'another good long password');
  await ada.press('Set the password');
  // The page asks again by itself, and the same link sets the same password once.
  await ada.sees('Your password has been changed.');
  await ada.signIn('another good long password');
  await ada.heading(/Welcome/);
  await ada.open('/password-resets/nonsense');
  await ada.fill('New password', 'yet another good long password');
  await ada.press('Set the password');
  await ada.refused('reset-link-dead');
  await ada.look('reset-link-dead');
  await ada.leave();
});

test('proofing that fails leaves what is left to try, and ends with the license used up', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.enterLicense(await ada.buy({ ...us, proofing: 'Yes, with identity proofing' }));
  for (let failures = 1; failures <= numbers['instant-attempts']; failures += 1) {
    await ada.heading('Prove your identity');
    await page.getByLabel('By questions, now').check();
    await ada.press('Show the questions');
    await ada.heading('Questions about you');
    for (const group of await page.getByRole('group').all()) await group.getByLabel('None of these').check();
    await ada.press('Submit the answers');
    await ada.sees(failures === 1 ? 'One attempt did not succeed.' : `${failures} attempts did not succeed.`);
  }
  assert.equal(await page.getByLabel('By questions, now').count(), 0);
  await ada.look('proofing-failed');
  for (let failures = numbers['instant-attempts']; failures < numbers['proofing-attempts']; failures += 1) {
    await ada.press('Book the appointment');
    await ada.sees('Your appointment');
    await outside('invoke/decide-proofing', {
      request_id: crypto.randomUUID(),
      user_id: ada.userId,
      outcome: 'failed',
    });
    await page.reload();
  }
  await ada.sees('no attempt is left');
  await ada.look('proofing-spent');
  await ada.open('/account');
  await ada.sees('Cannot be used');
  await ada.leave();
});
