// The whole way, from no account to an opened application, as two people go it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockMoves, code, found, keys, mail, numbers, outside, resendWaits, system, Visitor } from './harness.mjs';

system();

test('a US text phone with instant proofing, paid by card', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.open('/');
  await ada.heading('Sign in');
  await ada.look('sign-in');
  await ada.follow('Create an account');
  await ada.heading('Create an account');
  await ada.look('sign-up');
  await ada.signUp();
  await ada.look('account-new');
  await ada.sees('Credential strength:');

  await ada.open('/applications/designs');
  await ada.heading('Login requirements not met');
  await ada.look('requirements-not-met');

  await ada.open('/store');
  await ada.look('store');
  await ada.choose({ service: 'In one of the 50 US states', proofing: 'Yes, with identity proofing' });
  await ada.sees(/^Phone OTP, .*US phones, with proofing$/);
  await ada.look('cart');
  await ada.follow('Proceed to checkout');
  await ada.heading('Checkout');
  await ada.look('checkout');
  await page.goBack();
  await ada.checkOut('Card');
  await page.getByLabel(/Card number/).fill('4242 4242 4242 4242');
  await page.getByRole('button', { name: /Pay/ }).click();
  const number = await ada.orderNumber();
  await ada.sees('We have emailed you the license keys.');
  await ada.look('order-paid');
  await ada.press('Email the keys again');
  await ada.sees('We are emailing the same keys again');

  const { text } = await mail(ada.address, new RegExp(number));
  const key = found(keys(numbers['license-key-symbols']), text);
  await ada.follow('Enter a license key');
  await ada.heading('Enter your license key');
  await ada.look('license');
  // As people type: small letters and spaces. The field groups it by itself.
  await page.getByLabel('License key').fill(` ${key.toLowerCase().replaceAll('-', ' ')} `);
  assert.equal(await page.getByLabel('License key').inputValue(), key);
  await ada.press('Use this license key');

  await ada.heading('Prove your identity');
  assert.equal(await page.getByLabel('Is this your legal name?').inputValue(), 'Ada Lovelace');
  await ada.look('proofing');
  await page.getByLabel('By questions, now').check();
  await ada.press('Show the questions');
  await ada.heading('Questions about you');
  await ada.look('proofing-questions');
  for (const choice of ['Maple Street', 'First Example Bank', 'Example County']) await page.getByLabel(choice).check();
  await ada.press('Submit the answers');
  await ada.sees('Your identity is proved.');

  await ada.heading('Phones');
  await ada.look('phones-first');
  await page.getByLabel('Phone number').pressSequentially('2025550123');
  assert.equal(await page.getByLabel('Phone number').inputValue(), '(202) 555-0123');
  await ada.press('Register and send a code');
  await ada.heading('Enter your code');
  await ada.look('code-first');
  const digits = await code('+12025550123');
  // As people paste it from the message.
  await ada.fill('Code', `${digits.slice(0, 3)} ${digits.slice(3)}`);
  await ada.sees('now receives your codes');
  await ada.sees('Add a second one');
  assert.equal(await page.locator('[data-strength]').textContent(), 'Phone OTP');
  await ada.look('phones-second');

  await ada.open('/applications');
  await ada.look('applications');
  await ada.follow('Controlled designs');
  await ada.isIn('designs');
  await ada.open('/account');
  await ada.heading(/Welcome/);
  await ada.look('account-active');
  await ada.leave();
});

test('an international voice phone with video proofing, paid by invoice, and the next sign-in', async () => {
  const max = await Visitor.arrive({ timezoneId: 'Europe/Berlin' });
  const { page } = max;
  await max.signUp({ country: 'DE', name: 'Max Müller' });
  await max.choose({ service: 'Anywhere else', proofing: 'Yes, with identity proofing' });
  await max.checkOut('Invoice');
  const number = await max.orderNumber();
  await max.sees('Transfer the amount');
  await max.look('order-awaiting-invoice');
  await outside('invoke/record-payment', { order_number: number, reference: 'bank transfer' });
  await max.sees('We have emailed you the license keys.');
  const { text } = await mail(max.address, new RegExp(number));
  await max.enterLicense(found(keys(numbers['license-key-symbols']), text));

  await max.heading('Prove your identity');
  assert.equal(await page.getByLabel('By questions, now').count(), 0);
  await max.press('Book the appointment');
  await max.heading('Prove your identity');
  await max.sees('Your appointment');
  await max.look('proofing-appointment');
  const [download] = await Promise.all([page.waitForEvent('download'), max.follow('Add it to your calendar')]);
  assert.equal(download.suggestedFilename(), 'appointment.ics');
  const calendar = await (await import('node:fs/promises')).readFile(await download.path(), 'utf8');
  assert.match(calendar, /^BEGIN:VCALENDAR\r\n[\s\S]*DTSTART:\d{8}T\d{6}Z\r\n[\s\S]*END:VCALENDAR\r\n$/);

  await clockMoves('5 days');
  await max.signIn();
  await max.heading(/Welcome/);
  const { activation_code: activation } = await outside('invoke/decide-proofing', {
    user_id: max.userId,
    outcome: 'passed',
    request_id: '1',
  });
  await max.open('/proofing');
  await max.fill('Activation code', activation.toLowerCase());
  await max.press('Finish proofing');
  await max.sees('Your identity is proved.');

  await max.registerPhone({ channel: 'Voice call', country: 'DE', number: '03023125000' });
  await max.sees('We are calling');
  await max.fill('Code', await code('+493023125000'));
  await max.sees('now receives your codes');

  await max.signOut();
  await max.heading('Sign in');
  await resendWaits();
  await max.open('/applications/designs');
  await max.heading('Sign in');
  await max.fill('User ID', max.userId.toUpperCase());
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
  await max.press('Sign in');
  await max.heading('Enter your code');
  await max.look('code-choose');
  await max.press('Send the code');
  await max.sees('We are calling');
  await max.look('code');
  await max.fill('Code', await code('+493023125000', 1));
  await max.isIn('designs');
  await max.leave();
});
