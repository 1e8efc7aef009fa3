// A local run and a browser for it; people who use the portal as people do.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

const TOP = new URL('../..', import.meta.url).pathname;
const PICTURES = join(TOP, 'target/browser');
/** The pictures that the README shows; `PHONE_OTP_WRITE=1` takes them again. */
const OF_THE_README = ['account-active', 'small-code', 'dark-store', 'local'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const PASSWORD = 'correct horse battery staple';
export const WIDE = { width: 1280, height: 900 };
export const SMALL = { width: 320, height: 640 };

/** How long a page may take to show something, in milliseconds: many times what it takes. */
const PATIENCE = 30_000;

/** Where the portal is, as the local run prints it. @type {string} */
let portal;
/** Where the sample application is. @type {string} */
let sample;
/** The numbers of the rules, as the portal's page has them. @type {import('portal').Numbers} */
export let numbers;
/** @type {import('playwright-core').Browser} */
let browser;
let local, profile;

/**
 * Starts the product and the browser for the tests of a file, and ends both with them.
 * @param {() => Promise<void>} [prepare] what the tests need besides
 */
export function system(prepare) {
  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    local = spawn(join(TOP, 'target/debug/local'), ['--in-memory', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    [portal, sample] = await new Promise((resolve, reject) => {
      let printed = '';
      local.stdout.on('data', (data) => {
        printed += data;
        const found = /Portal\s+(http:\S+?)\/\n[\s\S]*Application\s+(http:\S+?)\/\s/.exec(printed);
        if (found) resolve([found[1], found[2]]);
      });
      local.on('exit', (code) => reject(new Error(`the local run ended with ${code}`)));
    });
    numbers = await theNumbers();
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
    await prepare?.();
  });
  after(async () => {
    await browser?.close();
    local?.kill();
    if (profile) rmSync(profile, { recursive: true, force: true });
  });
}

/** What the world outside the portal says: the local run's JSON. */
export async function outside(path, body) {
  const answer = await fetch(
    `${portal}/_local/${path}`,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

/** Where the portal is, for whoever links to it. */
export const portalOrigin = () => portal;
/** Where the sample application is. */
export const sampleOrigin = () => sample;

/** A request to the portal, past the pages. */
export const portalAnswers = (path, headers = {}) => fetch(`${portal}${path}`, { headers });

/** Reads the numbers of the rules from the portal's page. */
async function theNumbers() {
  const page = await (await portalAnswers('/')).text();
  const told = found(/(?<=data-numbers=")[^"]+/, page);
  return JSON.parse(told.replaceAll('&quot;', '"'));
}

export const clockMoves = (advance) => outside('clock', { advance });

/** Asks again until there is something. */
async function eventually(what, find) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const found = await find();
    if (found) return found;
    assert.ok(Date.now() < until, `${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Moves the clock to when another code may be sent. */
export const resendWaits = () => clockMoves(`${numbers['resend-seconds']} seconds`);

/** The newest code of a phone, after as many messages as were there before. */
export async function code(number, before = 0) {
  const messages = await eventually(`a code for ${number}`, async () => {
    const messages = await outside(`phones/${encodeURIComponent(number)}`);
    return messages.length > before && messages;
  });
  return found(new RegExp(`\\d(?: ?\\d){${numbers['code-digits'] - 1}}`), messages[0].body).replaceAll(' ', '');
}

export const messages = async (number) => (await outside(`phones/${encodeURIComponent(number)}`)).length;

/** The code that was mailed to an address to confirm it. */
export async function emailCode(address) {
  const { text } = await mail(address, /^Confirm your email address$/);
  return found(new RegExp(`\\b\\d{${numbers['email-code-digits']}}\\b`), text);
}

/** The newest mail to an address whose subject fits. */
export const mail = (to, subject) =>
  eventually(`a mail "${subject}" to ${to}`, async () =>
    (await outside('mail')).find((mail) => mail.to.includes(to) && subject.test(mail.subject)),
  );

/** What of a text fits a pattern. */
export function found(pattern, text) {
  const [fitting] = pattern.exec(text) ?? [];
  assert.ok(fitting, `${pattern} is not in ${text}`);
  return fitting;
}

/** Keys of so many symbols, in groups. */
export function keys(symbols) {
  const { 'key-group': group, 'key-alphabet': alphabet } = numbers;
  const before = Math.ceil(symbols / group) - 1;
  return new RegExp(`([${alphabet}]{${group}}-){${before}}[${alphabet}]{${symbols - before * group}}`);
}

/** How often a page sends a request that gets no answer, where it is sent again by itself. */
export const TRIES = 4;

let visitors = 0;

/** Somebody with a browser of their own. Whatever they see is held to what every page promises. */
export class Visitor {
  /** What is wrong with what the browser met. @type {(string | undefined)[]} */
  complaints = [];
  /** @type {Set<import('playwright-core').Request>} */
  underWay = new Set();
  /** The sites besides the portal that the person goes to. @type {Set<string>} */
  sites = new Set();
  /** How many requests met each loss of answers. @type {{ path: string, met: number }[]} */
  losses = [];

  /**
   * @param {import('playwright-core').BrowserContext} context
   * @param {import('playwright-core').Page} page
   * @param {string} userId
   */
  constructor(context, page, userId) {
    this.context = context;
    this.page = page;
    this.userId = userId;
    this.address = `${userId}@example.com`;
    this.watch(page);
  }

  static async arrive(options = {}) {
    visitors += 1;
    const context = await browser.newContext({
      viewport: WIDE,
      locale: 'en-US',
      reducedMotion: 'reduce',
      extraHTTPHeaders: { 'x-local-source-ip': `192.0.2.${visitors}` },
      ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(AXE);
    return new Visitor(context, await context.newPage(), `person${visitors}`);
  }

  /** Another tab of the same browser. */
  async tab() {
    const page = await this.context.newPage();
    this.watch(page);
    return page;
  }

  /** Notes what a page complains of, and what it asks other sites for. */
  watch(page) {
    page.on('console', (message) => {
      // The browser itself notes every refusal and every lost request; pages show those.
      const noted = /Failed to load resource/.test(message.text());
      if (message.type() === 'error' && !noted) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.stack));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && ![portal, sample, ...this.sites].includes(origin))
        this.complaints.push(`a request to ${origin}`);
      this.underWay.add(request);
    });
    for (const end of /** @type {const} */ (['requestfinished', 'requestfailed'])) {
      page.on(end, (request) => this.underWay.delete(request));
    }
  }

  /**
   * The clock of a page that has one of its own jumps. An answer that came afterwards would be taken for one of then, so
   * none is under way.
   */
  async timePasses(milliseconds) {
    let quiet = 0;
    await eventually('the end of all requests', () => {
      quiet = this.underWay.size === 0 ? quiet + 1 : 0;
      return quiet > 1;
    });
    await this.page.clock.fastForward(milliseconds);
  }

  /** The next requests to a path are answered, the first one well, and the answers are lost on their way. */
  async loseAnswer(path, times = 1) {
    const loss = { path, met: 0 };
    this.losses.push(loss);
    await this.page.route(
      `**${path}`,
      async (route) => {
        loss.met += 1;
        const first = loss.met === 1;
        const answer = await route.fetch();
        assert.ok(!first || answer.ok(), `${path}: ${answer.status()}`);
        await route.abort();
      },
      { times },
    );
  }

  async leave() {
    await this.context.close();
    assert.deepEqual(this.complaints, []);
    assert.deepEqual(
      this.losses.filter(({ met }) => met === 0).map(({ path }) => path),
      [],
      'requests whose answers were to be lost and that were not sent',
    );
  }

  /** Opens a page of the portal, as a link or a typed address does. */
  async open(path) {
    await this.page.goto(`${portal}/#${path}`);
  }

  /** Somebody else in the same browser, in a tab of their own. */
  async sharing(userId) {
    const other = new Visitor(this.context, await this.context.newPage(), userId);
    other.complaints = this.complaints;
    other.sites = this.sites;
    return other;
  }

  /** The page of the local run that stands for the world outside, in a tab of its own. */
  async outside() {
    const page = await this.tab();
    await page.goto(`${portal}/_local`);
    return page;
  }

  /** The sample application has opened one of its pages to the person. */
  async isIn(application) {
    await this.page.waitForURL(`${sample}/${application}`);
  }

  async heading(text) {
    await this.page.getByRole('heading', { level: 1, name: text }).waitFor();
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  /** A problem of this kind is on the page. */
  async refused(slug) {
    await this.page.locator(`[data-problem="${slug}"]`).waitFor();
  }

  async press(name) {
    await this.page.getByRole('button', { name }).click();
  }

  async follow(name) {
    await this.page.getByRole('link', { name }).first().click();
  }

  async fill(label, value) {
    await this.page.getByLabel(label, { exact: false }).first().fill(value);
  }

  /** The page is there. */
  async arrived() {
    await this.page.locator('h1').waitFor();
    await this.page.locator('.loading').waitFor({ state: 'detached' });
  }

  /** Holds the page to WCAG 2.2 AA by axe-core and keeps a picture of it. */
  async look(name) {
    const { page } = this;
    await this.arrived();
    // A page that a link or an address leads away from stands until the next frame.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await this.arrived();
    const { violations, passes } = await page.evaluate(() =>
      /** @type {any} */ (window).axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      }),
    );
    const found = violations.map(
      (rule) => `${name}: ${rule.id}: ${rule.help}: ${rule.nodes.map((node) => node.html).join(' | ')}`,
    );
    assert.deepEqual(found, []);
    assert.ok(passes.length > 10, `${name}: axe looked at something`);
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(wider <= 0, `${name}: ${wider} px wider than the window`);
    await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
    if (process.env.PHONE_OTP_WRITE && OF_THE_README.includes(name)) {
      await page.screenshot({ path: join(TOP, 'functions/portal/pictures', `${name}.png`) });
    }
  }

  /** Looks at pages one after another. */
  async lookAt(prefix, paths) {
    for (const path of paths) {
      await this.open(path);
      await this.page.waitForFunction((path) => location.hash === `#${path}`, path);
      await this.look(prefix + path.replace('/', '-'));
    }
  }

  /** The focus is, or comes to be, where the next action is. */
  async hasFocus(locator) {
    await locator.and(this.page.locator(':focus')).waitFor();
  }

  async focused() {
    return this.page.evaluate(() => {
      const { activeElement: element } = document;
      return element?.id || element?.getAttribute('name') || (element?.textContent ?? '').trim().slice(0, 60);
    });
  }

  // What people do.

  /** Signs up and confirms the address; the store comes next. */
  async signUp(person = {}) {
    await this.createAccount(person);
    await this.fill('Code', await emailCode(this.address));
    await this.press('Confirm');
    await this.heading('Store');
    await this.open('/account');
    await this.heading(/Welcome/);
  }

  /** Signs up; the address is to be confirmed. */
  async createAccount({ country = 'US', name = 'Ada Lovelace' } = {}) {
    await this.open('/sign-up');
    await this.fill('User ID', this.userId);
    await this.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await this.fill('Legal name', name);
    await this.fill('Email address', this.address);
    await this.page.getByLabel('Country').selectOption(country);
    await this.press('Create an account');
    await this.heading('Confirm your email address');
  }

  async signIn(password = PASSWORD) {
    await this.open('/sign-in');
    await this.fill('User ID', this.userId);
    await this.page.getByLabel('Password', { exact: true }).fill(password);
    await this.press('Sign in');
  }

  async signOut(button = 'Sign out') {
    await Promise.all([this.page.waitForEvent('load'), this.press(button)]);
    await this.page.locator('input[name=user_id]').waitFor();
  }

  /** Signs out and, when another code may be sent, in again: a code comes next. */
  async comesBack() {
    await this.signOut();
    await resendWaits();
    await this.signIn();
    await this.heading('Enter your code');
  }

  /** Puts a product into the cart, from the store's questions. The term is asked where products differ in it. */
  async choose({ service, proofing, term = 'One year', quantity = 1 }) {
    await this.open('/store');
    await this.page.getByLabel(service).check();
    await this.page.getByLabel(proofing).check();
    const terms = this.page.getByRole('group', { name: 'For how long?' });
    await terms.or(this.page.getByRole('button', { name: 'Add to cart' })).waitFor();
    if (await terms.isVisible()) await terms.getByLabel(term).check();
    if (quantity !== 1) await this.fill('Quantity', String(quantity));
    await this.press('Add to cart');
    await this.heading('Cart');
  }

  async checkOut(method) {
    await this.follow('Proceed to checkout');
    await this.heading('Checkout');
    await this.page.getByLabel(method, { exact: false }).check();
    await this.fill('Street and number', '12 St James Square');
    await this.fill('City', 'London');
    await this.press(/Place order/);
  }

  /** The number of the order that the page shows. */
  async orderNumber() {
    await this.heading(/^Order PO-/);
    return found(/PO-\w+/, await this.page.getByRole('heading', { level: 1 }).textContent());
  }

  /** Buys by invoice, has it paid, and reads the license key from the mail. */
  async buy(product) {
    await this.choose(product);
    await this.checkOut('Invoice');
    const number = await this.orderNumber();
    await outside('invoke/record-payment', { order_number: number, reference: 'bank transfer' });
    const { text } = await mail(this.address, new RegExp(number));
    return found(keys(numbers['license-key-symbols']), text);
  }

  async enterLicense(key) {
    await this.open('/license');
    await this.fill('License key', key);
    await this.press('Use this license key');
    await this.sees('Your license key is accepted.');
  }

  /** @param {{ channel: string, country?: string, number: string }} phone */
  async registerPhone({ channel, country, number }) {
    await this.page.getByLabel(channel).check();
    if (country) await this.page.getByLabel('Country of the number').selectOption(country);
    await this.page.getByLabel('Phone number').pressSequentially(number);
    await this.press('Register and send a code');
    await this.heading('Enter your code');
  }

  /** Somebody with an active US phone without proofing, signed in with a code. The phone is no other test's. */
  async becomeMember(number) {
    assert.equal(
      await messages(number),
      0,
      `${number} has messages of another test, whose codes would be taken for its own`,
    );
    await this.signUp();
    await this.enterLicense(
      await this.buy({ service: 'In one of the 50 US states', proofing: 'No, a code is enough' }),
    );
    await this.registerPhone({ channel: 'Text message', number: number.replace('+1', '') });
    await this.fill('Code', await code(number));
    await this.sees('now receives your codes');
  }
}
