// The whole way without reading anything but the pages: what happens outside the portal happens on `/_local`.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { code, keys, numbers, system, Visitor } from './harness.mjs';

system();

test('from no account to an opened application, with the portal in one tab and the world outside in another', async () => {
  const ada = await Visitor.arrive();
  const { page } = ada;
  await ada.signUp();
  await ada.choose({ service: 'Anywhere else', proofing: 'Yes, with identity proofing' });
  await ada.checkOut('Invoice');
  const number = await ada.orderNumber();
  const world = await ada.outside();
  await world.getByRole('button', { name: /Record its payment/ }).click();
  await ada.sees('We have emailed you the license keys.');
  await world
    .locator('#mails')
    .getByRole('button', { name: new RegExp(number) })
    .click();
  const key = await world.frameLocator('iframe').getByText(keys(numbers['license-key-symbols'])).textContent();
  await world.getByRole('heading', { name: new RegExp(number) }).waitFor();
  await world.frameLocator('iframe').getByRole('link', { name: 'Enter a license key' }).click();
  await world.getByRole('heading', { level: 1, name: 'Enter your license key' }).waitFor();
  await world.goBack();

  await ada.enterLicense(key);
  await ada.heading('Prove your identity');
  await page.getByLabel('By video, with an agent').check();
  await ada.press('Book the appointment');
  await ada.sees('Your appointment');
  await world.getByLabel('User ID').fill(ada.userId);
  await world.getByRole('button', { name: 'Decide' }).click();
  const activation = await world.getByText(keys(numbers['activation-code-symbols'])).textContent();
  await ada.fill('Activation code', activation);
  await ada.press('Finish proofing');
  await ada.registerPhone({ channel: 'Text message', country: 'CA', number: '2042345678' });
  const digits = await code('+12042345678');
  await world.getByText(digits, { exact: true }).first().waitFor();
  await ada.fill('Code', digits);
  await ada.sees('now receives your codes');
  await ada.open('/applications/designs');
  await ada.isIn('designs');

  const before = await world.locator('#ahead').textContent();
  await world.getByRole('button', { name: '11 months' }).click();
  await world.locator('#ahead', { hasText: /11 months/ }).waitFor();
  assert.notEqual(await world.locator('#ahead').textContent(), before);
  ada.page = world;
  await ada.look('local');
  await world.setViewportSize({ width: 320, height: 640 });
  await ada.look('small-local');
  await ada.leave();
});

test('the sandbox of the card provider is as usable as the portal', async () => {
  const ada = await Visitor.arrive();
  await ada.signUp();
  await ada.choose({ service: 'In one of the 50 US states', proofing: 'No, a code is enough' });
  await ada.checkOut('Card');
  await ada.page.getByLabel(/Card number/).waitFor();
  await ada.look('checkout-card');
  await ada.follow(/return to the portal/);
  await ada.orderNumber();
  await ada.sees('Awaiting payment');
  await ada.leave();
});
