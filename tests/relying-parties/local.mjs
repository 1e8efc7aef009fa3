// A local run, and people who sign in to it over HTTP with the cookies that a browser would keep and send.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { join } from 'node:path';

export const TOP = new URL('../..', import.meta.url).pathname;
export const PASSWORD = 'correct horse battery staple';

/** How long a test waits for something that happens in the background, in milliseconds. */
const PATIENCE = 30_000;

/** @typedef {{ status: number, headers: http.IncomingHttpHeaders, text: string, json: any }} Answer */
/** @typedef {{ answer: Answer, kept?: string, back?: URL, error?: string }} Led */
/** @typedef {{ method?: string, headers?: Record<string, string | string[]>, body?: string | Buffer }} Asked */

/**
 * Sends one request as it is given: no header is added but those that HTTP needs, and no redirect is followed.
 * @param {string} url
 * @param {Asked} [asked]
 * @returns {Promise<Answer>}
 */
export function send(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const request = http.request(url, { method, headers: { ...headers, ...length }, agent: false, timeout: PATIENCE });
    request.on('timeout', () => request.destroy(new Error(`no answer from ${url}`)));
    request.on('error', reject);
    request.on('response', (response) => {
      const chunks = [];
      response.on('error', reject);
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        let json;
        try {
          json = JSON.parse(text);
        } catch {
          json = undefined;
        }
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json });
      });
    });
    request.end(body);
  });
}

/** A body of an HTML form. A value that is a list is sent once for each, one that is undefined not at all. */
export function form(fields) {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === undefined ? [] : [[name, String(one)]])),
  );
  return new URLSearchParams(pairs).toString();
}

/** Asks again until there is something. */
export async function eventually(what, find) {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const found = await find();
    if (found) return found;
    assert.ok(Date.now() < until, `${what} did not come`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export const sha256 = (text, encoding = /** @type {const} */ ('hex')) =>
  createHash('sha256').update(text).digest(encoding);

/** A random text of an OAuth client: a state, a nonce, a verifier. */
export const random = () => randomBytes(32).toString('base64url');

/** A verifier of PKCE and its challenge. */
export function pkce() {
  const verifier = random();
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** The whole product in a process of its own, which keeps nothing. */
export class Local {
  static async start() {
    const child = spawn(join(TOP, 'target/debug/local'), ['--in-memory', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed = await new Promise((resolve, reject) => {
      let text = '';
      child.stdout.on('data', (data) => {
        text += data;
        if (/Ctrl-C stops it/.test(text)) resolve(text);
      });
      child.on('exit', (code) => reject(new Error(`the local run ended with ${code}`)));
    });
    return new Local(child, printed);
  }

  constructor(child, printed) {
    this.child = child;
    /** By how much the portal's clock is ahead, in seconds. */
    this.ahead = 0;
    const portal = /Portal\s+(http:\S+?)\/\n/.exec(printed);
    assert.ok(portal, printed);
    this.portal = portal[1];
    /** What the run prints for the AWS command line. @type {Record<string, string>} */
    this.environment = Object.fromEntries([...printed.matchAll(/export (\w+)='([^']*)'/g)].map(([, n, v]) => [n, v]));
  }

  stop() {
    this.child.kill();
  }

  /** What the world outside the portal says. */
  async outside(path, body) {
    const answer = await send(`${this.portal}/_local/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    assert.ok(answer.status < 300, `${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  async clockMoves(advance) {
    const { ahead_seconds: ahead } = await this.outside('clock', { advance });
    this.ahead = ahead;
  }

  /** What the portal's clock shows, in seconds since 1970. */
  seconds() {
    return Math.floor(Date.now() / 1000) + this.ahead;
  }

  /** Changes settings and the registry as an operator does. */
  async configure(change) {
    const answer = await this.outside('invoke/configure', { operator: 'kim', reason: 'a test', change });
    assert.ok(!answer.errorMessage && !answer.type, JSON.stringify(answer));
    return answer;
  }

  /** The issuer's metadata. */
  async metadata() {
    return (await send(`${this.portal}/.well-known/openid-configuration`)).json;
  }

  async mail(to, subject) {
    return eventually(`a mail ${subject} to ${to}`, async () =>
      (await this.outside('mail')).find((mail) => mail.to.includes(to) && subject.test(mail.subject)),
    );
  }

  /** The code in the newest message to a phone, after as many as were there before. */
  async code(number, before) {
    const messages = await eventually(`a code for ${number}`, async () => {
      const messages = await this.outside(`phones/${encodeURIComponent(number)}`);
      return messages.length > before && messages;
    });
    return messages[0].body.replaceAll(/(?<=\d) (?=\d)/g, '').match(/\d{6,}/)[0];
  }
}

let people = 0;

/** Somebody with a browser. Its cookies are kept and sent as browsers do. */
export class Person {
  /** @type {Map<string, { value: string, sameSite: string }>} */
  cookies = new Map();
  token = '';

  /** @param {Local} local */
  constructor(local, name = `person${people + 1}`) {
    people += 1;
    this.local = local;
    this.name = name;
    this.email = `${name}@example.com`;
    this.number = `+120255501${String(people).padStart(2, '0')}`;
    this.source = `198.51.100.${people}`;
  }

  /**
   * Sends a request with the cookies that a browser sends with it.
   * @param {string} url
   * @param {Asked & { from?: 'same-origin' | 'cross-site', frame?: boolean }} [asked] `from`: whose page it comes from
   */
  async send(url, { method = 'GET', headers = {}, body, from = 'same-origin', frame = false } = {}) {
    const sent = [...this.cookies].filter(
      ([, { sameSite }]) =>
        from === 'same-origin' ||
        sameSite === 'none' ||
        (sameSite === 'lax' && !frame && (method === 'GET' || method === 'HEAD')),
    );
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const answer = await send(new URL(url, this.local.portal).href, {
      method,
      headers: {
        'sec-fetch-site': from,
        'x-local-source-ip': this.source,
        ...(cookie ? { cookie } : {}),
        ...headers,
      },
      body,
    });
    for (const set of answer.headers['set-cookie'] ?? []) {
      const [pair, ...attributes] = set.split(/;\s*/);
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const attribute = (wanted) =>
        attributes.find((one) => one.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
      if (value === '' || attribute('max-age') === '0') this.cookies.delete(name);
      else this.cookies.set(name, { value, sameSite: (attribute('samesite') ?? 'lax').toLowerCase() });
    }
    return answer;
  }

  /** Calls an operation of the portal as its pages do. */
  async call(method, path, body, headers = {}) {
    return this.send(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.account ? { 'phone-otp-account': this.account } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  /** The same, and it has to end well. */
  async does(method, path, body, headers) {
    const answer = await this.call(method, path, body, headers);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  }

  async signUp() {
    await this.does('POST', '/accounts', {
      user_id: this.name,
      password: PASSWORD,
      legal_name: 'Ada Lovelace',
      email: this.email,
      country: 'US',
    });
    await this.signIn();
    const { text } = await this.local.mail(this.email, /^Confirm your email address$/);
    await this.does('POST', '/account/email/confirmation', { code: text.match(/\b\d{8}\b/)[0] });
  }

  async signIn(password = PASSWORD) {
    await this.does('POST', '/sessions', { user_id: this.name, password });
    this.account = undefined;
    this.account = (await this.does('GET', '/account')).account.id;
  }

  async signOut() {
    await this.does('DELETE', '/sessions/current');
  }

  /** Buys, enters the key and binds a phone: the session has the strength `phone-otp`. */
  async becomeMember() {
    await this.signUp();
    const { number } = await this.does('POST', '/orders', {
      lines: [{ product: 'us', quantity: 1 }],
      payment_method: 'invoice',
      billing_address: { name: 'Ada Lovelace', line1: '12 St James Square', city: 'London', country: 'GB' },
    });
    await this.local.outside('invoke/record-payment', { order_number: number, reference: 'bank transfer' });
    const { text } = await this.local.mail(this.email, new RegExp(number));
    await this.does('POST', '/credential', { license_key: text.match(/([0-9A-Z]{5}-){4}[0-9A-Z]{5}/)[0] });
    await this.does('POST', '/credential/phones', { channel: 'text', country: 'US', number: this.number });
    await this.entersCode(0);
  }

  /** Enters the code of the newest message. */
  async entersCode(before) {
    await this.does('POST', '/otp/verification', { code: await this.local.code(this.number, before) });
  }

  /** Asks for a code, which may be after a minute, and enters it. */
  async raises() {
    const messages = await this.local.outside(`phones/${encodeURIComponent(this.number)}`);
    const { credential } = await this.does('GET', '/account');
    await this.does('POST', '/otp', { phone_id: credential.phones[0].id });
    await this.entersCode(messages.length);
  }

  /**
   * Follows a link of an application's page to the authorize endpoint.
   * @returns {Promise<Led>} the request that was kept, the address of the application where it led back at once, or the
   *   reason on the portal's error page
   */
  async follows(url, asked = {}) {
    const answer = await this.send(url, { from: 'cross-site', headers: { 'sec-fetch-mode': 'navigate' }, ...asked });
    return { answer, ...led(this.local.portal, answer) };
  }

  /** What the page of a kept request gets when it asks for the grant. */
  grant(kept, body = {}) {
    return this.call('POST', `/authorizations/${kept}`, body);
  }

  /** Follows a link and, if the page is shown, agrees to what it asks: where the browser goes. */
  async authorizes(url) {
    const { answer, kept, back } = await this.follows(url);
    if (back) return back;
    assert.ok(kept, `${url}\n${answer.status} ${answer.headers.location} ${answer.text}`);
    const granted = await this.grant(kept, { consent: true });
    assert.equal(granted.status, 200, granted.text);
    return new URL(granted.json.redirect);
  }
}

/**
 * Where an answer of the authorize endpoint leads.
 * @param {string} portal
 * @param {Answer} answer
 * @returns {{ kept?: string, back?: URL, error?: string }}
 */
export function led(portal, { headers: { location } }) {
  if (!location) return {};
  const url = new URL(location, portal);
  if (url.origin !== portal) return { back: url };
  const kept = /^#\/authorizations\/([^/?]+)/.exec(url.hash)?.[1];
  if (kept) return { kept };
  const error = /^#\/error\?(.*)$/.exec(url.hash)?.[1];
  return error === undefined ? {} : { error: new URLSearchParams(error).get('reason') ?? '' };
}
