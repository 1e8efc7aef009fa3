// The ways in which people use the portal: by keyboard, on a small phone, in the dark, in their language, next year.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  clockMoves,
  code,
  mail,
  numbers,
  outside,
  PASSWORD,
  portalAnswers,
  resendWaits,
  SMALL,
  system,
  Visitor,
} from './harness.mjs';

system();

const us = { service: 'In one of the 50 US states', proofing: 'No, a code is enough' };

test('by keyboard alone, from sign-in to Phone OTP', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const phone = '+12025550140';
  await ada.becomeMember(phone);
  await ada.signOut();
  await resendWaits();
  await ada.open('/sign-in');
  await ada.heading('Sign in');
  let keystrokes = 0;
  const press = async (key) => {
    keystrokes += 1;
    await page.keyboard.press(key);
  };
  const type = async (text) => {
    keystrokes += text.length;
    await page.keyboard.type(text);
  };
  /** The page's part that is new has the focus. That comes a moment after its words, and keys of that moment are lost. */
  const focus = () => page.locator('main :focus').waitFor({ state: 'attached' });
  await focus();
  await type(ada.userId);
  await press('Tab');
  await type(PASSWORD);
  await press('Enter');
  await ada.heading('Enter your code');
  await focus();
  await press('Enter');
  await ada.sees('A text message with the code is on its way');
  await focus();
  await type(await code(phone, 1));
  await ada.sees('You are signed in with Phone OTP.');
  assert.equal(
    keystrokes,
    ada.userId.length + 1 + PASSWORD.length + 1 + 1 + numbers['code-digits'],
    'no key but what has to be said',
  );

  // Everything on the page is reached, shows that it is, and the skip link leads past the frame.
  await ada.open('/account');
  await ada.heading(/Welcome/);
  await page.locator('.skip').focus();
  await page.keyboard.press('Enter');
  assert.match(await ada.focused(), /^Welcome/);
  const reached = [];
  for (let tabs = 0; tabs < 40 && reached.at(-1) !== 'Deutsch'; tabs += 1) {
    await page.keyboard.press('Tab');
    reached.push(await ada.focused());
    const outline = await page.locator(':focus').evaluate((element) => getComputedStyle(element).outlineStyle);
    assert.notEqual(outline, 'none', `${reached.at(-1)} shows that it has the focus`);
  }
  for (const name of ['Add a phone', 'Manage phones', 'Timesheets', 'Deutsch'])
    assert.ok(reached.includes(name), `${name}: ${reached}`);
  await ada.leave();
});

test('skip the code, be refused by an application, elevate later, and manage phones', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const first = '+12025550141';
  await ada.becomeMember(first);
  await page.getByLabel('Voice call').check();
  await page.getByLabel('Phone number').pressSequentially('2025550142');
  await resendWaits();
  await ada.press('Register and send a code');
  await ada.heading('Enter your code');
  await ada.fill('Code', await code('+12025550142'));
  await ada.heading(/Welcome/);
  await ada.comesBack();
  assert.equal(await page.getByRole('radio').count(), 2);
  await ada.look('code-choose-two');
  await ada.press('Continue without a code');
  await ada.heading(/Welcome/);
  assert.equal(await page.locator('[data-strength]').textContent(), 'Password');
  await ada.look('account-password');
  await ada.open('/phones');
  await ada.sees('phones can be changed only after you enter a code');
  await ada.look('phones-locked');
  await ada.open('/applications/documents');
  await ada.heading('Login requirements not met');
  await ada.look('application-closed');
  await ada.follow('Enter a code');
  await ada.heading('Enter your code');
  await page.getByRole('radio').nth(1).check();
  await ada.press('Send the code');
  await ada.sees('We are calling');
  await ada.press('Use another phone');
  await ada.sees('Choose a phone.');
  await ada.press('I already have a code');
  await ada.sees('We are calling');
  await ada.press('Use another phone');
  await ada.sees('Choose a phone.');
  await page.goBack();
  await page.goForward();
  await ada.sees('We are calling');
  await ada.fill('Code', await code('+12025550142', 1));
  await ada.isIn('documents');

  await ada.open('/phones');
  await ada.look('phones');
  await page.getByRole('button', { name: /^Remove \+1 .* 0141/ }).click();
  await ada.sees('Remove this phone?');
  await ada.hasFocus(page.getByRole('button', { name: 'Remove', exact: true }));
  await ada.press('Keep');
  await ada.hasFocus(page.getByRole('button', { name: /^Remove \+1 .* 0141/ }));
  await page.getByRole('button', { name: /^Remove \+1 .* 0141/ }).click();
  await ada.look('phone-remove');
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.locator('.phones').getByText('0141').waitFor({ state: 'detached' });
  await mail(ada.address, /phone was removed/);
  assert.equal(await page.getByRole('button', { name: /^Remove/ }).count(), 0, 'the last one stays');
  await ada.leave();
});

test('the phone that got the text fills the code in by itself, where its browser can read it', async () => {
  const ada = await Visitor.arrive();
  const phone = '+12025550148';
  await ada.becomeMember(phone);
  await ada.signOut();
  await resendWaits();
  // Chromium reads texts on Android only: this stands for its part, which hands over the code of a text for this origin.
  await ada.page.exposeFunction('textArrives', () => code(phone, 1));
  await ada.page.addInitScript(() => {
    /** @type {any} */
    const browser = window;
    browser.OTPCredential = class {};
    browser.navigator.credentials.get = async ({ otp }) => ({
      code: otp.transport[0] === 'sms' && (await browser.textArrives()),
    });
  });
  await ada.page.reload();
  await ada.signIn();
  await ada.heading('Enter your code');
  await ada.press('Send the code');
  await ada.sees('You are signed in with Phone OTP.');
  await ada.leave();
});

test('every page survives a reload, and Back and Forward lead where they did', async () => {
  const ada = await Visitor.arrive();
  await ada.becomeMember('+12025550143');
  const pages = ['/account', '/applications', '/store', '/help', '/phones', '/license', '/renew', '/cart', '/code'];
  const heading = async () => {
    await ada.page.locator('main h1').waitFor();
    await ada.page.locator('.loading').waitFor({ state: 'detached' });
    return ada.page.locator('main h1').textContent();
  };
  const seen = [];
  for (const path of pages) {
    await ada.open(path);
    await ada.page.waitForFunction((path) => location.hash === `#${path}`, path);
    seen.push(await heading());
    await ada.page.reload();
    assert.equal(await heading(), seen.at(-1), path);
  }
  assert.ok(new Set(seen).size >= pages.length - 1, String(seen));
  await ada.open('/help');
  await ada.look('help');
  await ada.page.goBack();
  for (let at = pages.length - 2; at >= 0; at -= 1) {
    await ada.page.goBack();
    await ada.page.getByRole('heading', { level: 1, name: seen[at] }).waitFor();
  }
  await ada.page.goForward();
  await ada.page.getByRole('heading', { level: 1, name: seen[1] }).waitFor();
  for (const [path, title, name] of [
    ['/nowhere', 'Page not found', 'nowhere'],
    ['/orders/PO-0000000000', 'Order PO-0000000000', 'order-unknown'],
    ['/cart', 'Cart', 'cart-empty'],
    ['/proofing', 'Prove your identity', 'proofing-not-needed'],
    ['/code', 'Enter your code', 'code-not-needed'],
    ['/code?phone=none', 'Enter your code', 'code-no-phone'],
    ['/password-resets/abc%', 'Choose a new password', 'choose-password-odd'],
  ]) {
    await ada.open(path);
    await ada.heading(title);
    await ada.look(name);
  }
  await ada.leave();
});

test('text of twice the size fits a phone of 320 pixels', async () => {
  const ada = await Visitor.arrive({ viewport: SMALL });
  await ada.page.addInitScript(() =>
    addEventListener('DOMContentLoaded', () => (document.documentElement.style.fontSize = '200%')),
  );
  await ada.becomeMember('+12025550150');
  await ada.lookAt('large-text', ['/account', '/phones', '/store', '/help', '/applications']);
  await ada.leave();
});

test('on a phone of 320 pixels, and at 400 percent zoom', async () => {
  const ada = await Visitor.arrive({ viewport: SMALL, hasTouch: true, isMobile: true });
  await ada.open('/sign-in');
  await ada.heading('Sign in');
  await ada.look('small-sign-in');
  await ada.becomeMember('+12025550144');
  await ada.lookAt('small', ['/account', '/applications', '/phones', '/store', '/license', '/help', '/renew']);
  await ada.choose(us);
  await ada.look('small-cart');
  await ada.follow('Proceed to checkout');
  await ada.heading('Checkout');
  await ada.look('small-checkout');
  await ada.comesBack();
  await ada.press('Send the code');
  await ada.sees('A text message with the code is on its way');
  await ada.look('small-code');
  await ada.leave();
});

test('in the dark', async () => {
  const ada = await Visitor.arrive({ colorScheme: 'dark' });
  await ada.open('/sign-in');
  await ada.heading('Sign in');
  await ada.look('dark-sign-in');
  await ada.becomeMember('+12025550145');
  await ada.lookAt('dark', ['/account', '/applications', '/phones', '/store']);
  await ada.comesBack();
  await ada.press('Send the code');
  await ada.fill('Code', '0'.repeat(numbers['code-digits']));
  await ada.look('dark-code');
  await ada.leave();
});

test('renewal shows only inside its window, the expiry shortly before its end, and after it the way to buy anew', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  const renewLinks = () => page.locator('main a[href="#/renew"]').count();
  await ada.becomeMember('+12025550146');
  await ada.open('/account');
  await ada.heading(/Welcome/);
  assert.equal(await renewLinks(), 0);
  await ada.open('/renew');
  await ada.sees(/You can renew from/);

  const { 'renewal-opens-days': opens, 'renewal-closes-months': closes, 'expiry-shown-days': shown } = numbers;
  const year = 365;
  await clockMoves(`${year - opens + 2} days`);
  await ada.signIn();
  await ada.heading('Enter your code');
  await ada.press('Continue without a code');
  await ada.heading(/Welcome/);
  assert.equal(await renewLinks(), 1);
  assert.equal(await page.locator('.expiry').count(), 0);
  await ada.open('/store');
  await ada.sees('You already have Phone OTP and can renew it.');
  await ada.choose(us);
  await ada.checkOut('Invoice');
  await ada.refused('renew-instead');
  await ada.look('checkout-renew-instead');
  await page.getByLabel('Everything in this order is for other people').check();
  await ada.press(/Place order/);
  await ada.orderNumber();

  await clockMoves(`${opens - shown} days`);
  await ada.signIn();
  await ada.heading('Enter your code');
  await ada.sees(/^Expires on/);
  await ada.open('/account');
  await ada.follow('Renew');
  await ada.heading('Renew Phone OTP');
  await ada.look('renew');
  await page.getByLabel('Invoice').check();
  await ada.fill('Street and number', '12 St James Square');
  await ada.fill('City', 'London');
  await ada.press('Place order');
  const number = await ada.orderNumber();
  await ada.open('/renew');
  await ada.sees(`Your renewal order ${number} is not paid yet.`);
  assert.equal(await page.getByRole('button', { name: /Place order/ }).count(), 0, 'no second order by mistake');
  await ada.look('renew-unpaid');
  await ada.open(`/orders/${number}`);
  await ada.orderNumber();
  // The confirmation is still on its way.
  const onItsWay = async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), mail: 'on-its-way' } });
  };
  await page.route('**/orders/*', onItsWay);
  await outside('invoke/record-payment', { order_number: number, reference: 'bank transfer' });
  await ada.sees('Your Phone OTP is renewed. Your phones stay registered. We are emailing you the confirmation.');
  await page.unroute('**/orders/*', onItsWay);
  await page.getByText('We are emailing you the confirmation.').waitFor({ state: 'detached' });
  await page.locator('.expiry').waitFor({ state: 'detached' });

  await clockMoves(`${year + shown} days`);
  await ada.signIn();
  await ada.heading(/Welcome/);
  await ada.sees('Your Phone OTP has expired.');
  await ada.look('account-expired');
  await clockMoves(`${closes} months 2 days`);
  await ada.signIn();
  await ada.sees('The time to renew is over.');
  await ada.look('account-lapsed');
  await ada.open('/renew');
  await ada.sees('The time to renew is over.');
  await ada.leave();
});

test('the store asks what tells its products apart, and nothing else', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  /** The catalogue with these rows only, so that the test does not depend on what is sold. */
  const sells = (...products) =>
    page.route(
      '**/products',
      async (route) => {
        const answer = await route.fetch();
        const headers = { ...answer.headers(), 'cache-control': 'no-store' };
        await route.fulfill({ json: { ...(await answer.json()), products }, headers });
      },
      { times: 1 },
    );
  const prices = { price: { amount: 3600, currency: 'usd' }, renewal_price: { amount: 3600, currency: 'usd' } };
  const row = (product, coverage, proofing, years) => ({ product, coverage, proofing, years, ...prices });
  const proofed = row('us-proofed', 'us', true, 1);
  const oneYear = row('us', 'us', false, 1);
  const offer = page.getByRole('button', { name: 'Add to cart' });

  const elsewhere = row('international', 'international', false, 1);
  await sells(proofed, oneYear, row('international-proofed', 'international', true, 1), elsewhere, {
    ...oneYear,
    years: 3,
  });
  await ada.open('/store');
  await page.getByLabel(us.service).check();
  assert.equal(await page.getByLabel('3 years').count(), 0, 'the term is asked last');
  await page.getByLabel(us.proofing).check();
  await page.getByLabel('3 years').waitFor();
  assert.equal(await offer.count(), 0);
  await ada.look('store-term');
  await page.getByLabel('3 years').check();
  await ada.sees('for 3 years');
  await page.getByRole('heading', { name: 'Phone OTP, 3 years, US phones, without proofing' }).waitFor();
  await page.getByLabel('One year').check();
  await ada.sees('for one year');
  await page.getByLabel('Anywhere else').check();
  await page.getByLabel('3 years').waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: /^Phone OTP, .*international phones, without proofing$/ }).waitFor();

  await sells(proofed, oneYear);
  await page.reload();
  await page.getByLabel(us.proofing).check();
  await offer.waitFor();
  assert.equal(await page.locator('fieldset').count(), 1, 'no question whose answer is known');

  await sells(oneYear);
  await page.reload();
  await offer.waitFor();
  assert.equal(await page.getByRole('radio').count(), 0);
  await ada.leave();
});

test('in the language that the browser asks for, or that is chosen by hand, with what is sent', async () => {
  const signIn = {
    de: 'Anmelden',
    es: /Iniciar sesión/,
    fr: /connecter|Connexion/,
    ja: /ログイン|サインイン/,
  };
  const english = await Visitor.arrive();
  await english.open('/sign-in');
  await english.heading('Sign in');
  const others = english.page.locator('.languages button:not([aria-current])');
  const languages = await others.evaluateAll((buttons) => buttons.map((button) => /** @type {any} */ (button).lang));
  await english.leave();
  for (const language of languages) {
    assert.ok(signIn[language], `this test has no heading of the page to sign in in the language ${language}`);
    const visitor = await Visitor.arrive({ locale: language });
    await visitor.open('/sign-in');
    await visitor.heading(signIn[language]);
    assert.equal(await visitor.page.getAttribute('html', 'lang'), language);
    await visitor.look(`${language}-sign-in`);
    await visitor.lookAt(language, ['/sign-up', '/store', '/help', '/reset']);
    await visitor.leave();
  }

  const ada = await Visitor.arrive();
  const phone = '+12025550147';
  await ada.becomeMember(phone);
  await ada.press('Deutsch');
  await ada.page.locator('html[lang=de]').waitFor();
  await ada.open('/account');
  await ada.look('de-account');
  await ada.lookAt('de', ['/phones', '/applications', '/renew']);
  await resendWaits();
  await ada.signOut('Abmelden');
  await ada.page.locator('input[name=user_id]').fill(ada.userId);
  await ada.page.locator('input[name=password]').fill(PASSWORD);
  await ada.page.locator('button[type=submit]').click();
  await ada.page.locator('input[name=phone]').waitFor();
  await ada.page.locator('button[type=submit]').click();
  await ada.page.locator('#code').fill(await code(phone, 1));
  await ada.page.locator('[data-strength=phone-otp]').waitFor();
  const [newest] = await outside(`phones/${encodeURIComponent(phone)}`);
  assert.match(newest.body, /Ihr .*Code/);
  await ada.leave();
});

test('a mistyped domain is asked about, the whole message with a code can be pasted, and mails open in the language', async () => {
  const ada = await Visitor.arrive({ locale: 'de' });
  const { page } = ada;
  await ada.open('/sign-up');
  const email = page.locator('input[name=email]');
  await email.fill('ada@gmial.con');
  await email.blur();
  const asked = page.getByText('Meinten Sie ada@gmail.com?');
  await asked.waitFor();
  await ada.look('sign-up-email');
  await page.getByRole('button', { name: 'Diese Adresse übernehmen' }).click();
  assert.equal(await email.inputValue(), 'ada@gmail.com');
  await ada.hasFocus(email);
  await asked.waitFor({ state: 'detached' });
  await email.fill('ada@example.com');
  await email.blur();
  assert.equal(await page.getByText('Meinten Sie').count(), 0);
  // On the way from a mail no cookie may be there, and the browser may ask for another language.
  await page.goto(new URL('/?lang=fr#/sign-in', page.url()).href);
  await page.locator('html[lang=fr]').waitFor();
  await page.locator('input[name=user_id]').waitFor();
  assert.equal(new URL(page.url()).search, '');
  await page.reload();
  await page.locator('html[lang=fr]').waitFor();
  await ada.leave();

  const bob = await Visitor.arrive();
  const phone = '+12025550149';
  await bob.becomeMember(phone);
  await bob.signOut();
  await resendWaits();
  await bob.signIn();
  await bob.press('Send the code');
  const digits = await code(phone, 1);
  await bob.page.locator('#code').fill(`10:42 ${digits} is your code. Not 12.`);
  await bob.sees('You are signed in with Phone OTP.');
  await bob.leave();
});

test('a page whose scripts do not come says so, and one whose part does not come offers to load it again', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await page.route('**/app.js', (route) => route.abort());
  await ada.open('/sign-in');
  await ada.sees('This takes longer than it should');
  await page.unroute('**/app.js');
  await page.reload();
  await ada.heading('Sign in');
  await page.route('**/shop.js', (route) => route.abort());
  await ada.open('/store');
  await ada.heading('A part of this page did not load');
  await ada.look('outdated');
  await page.unroute('**/shop.js');
  await ada.press('Reload the page');
  await ada.heading('Store');
  await ada.leave();
});

test('the page is guarded by its headers, and its files may be kept for ever', async () => {
  const page = await portalAnswers('/');
  const text = await page.text();
  assert.equal(page.headers.get('cache-control'), 'no-cache');
  const header = (name) => page.headers.get(name) ?? '';
  const policy = header('content-security-policy');
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /frame-ancestors 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|https?:/);
  assert.match(header('strict-transport-security'), /^max-age=\d{8}/);
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  assert.match(header('permissions-policy'), /camera=\(\)/);
  const files = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  assert.ok(files.length >= 8);
  for (const file of files) {
    const answer = await portalAnswers(file, { 'accept-encoding': 'gzip' });
    assert.equal(answer.status, 200, file);
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/, file);
    assert.equal(answer.headers.get('content-encoding'), 'gzip', file);
    const plain = await (await portalAnswers(file, { 'accept-encoding': 'identity' })).text();
    assert.equal(await answer.text(), plain, file);
  }
  assert.equal((await portalAnswers('/assets/0000000000000000/app.js')).status, 404);
});
