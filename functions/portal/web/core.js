// What the pages stand on: requests and their problems, the account, the way between pages.

import { useEffect, useState } from './vendor/preact.js';

/** A value that pages follow. */
export class Store {
  #value;
  #followers = new Set();
  constructor(value) {
    this.#value = value;
  }
  get value() {
    return this.#value;
  }
  set value(value) {
    this.#value = value;
    for (const follower of [...this.#followers]) follower(value);
  }
  follow(follower) {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }
}

export function useStore(store) {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    setValue(store.value);
    return store.follow(setValue);
  }, [store]);
  return value;
}

/** Storage that may be switched off in the browser: then nothing is remembered, and nothing fails. */
function remembering(storage) {
  return {
    works() {
      try {
        return storage().length >= 0;
      } catch {
        return false;
      }
    },
    get(key) {
      try {
        return JSON.parse(storage().getItem(key));
      } catch {
        return null;
      }
    },
    set(key, value) {
      try {
        if (value === null) storage().removeItem(key);
        else storage().setItem(key, JSON.stringify(value));
      } catch {
        // Nothing is remembered.
      }
    },
  };
}

export const forTab = remembering(() => sessionStorage);
export const forBrowser = remembering(() => localStorage);

// Requests.

const TIMEOUT = 20_000;
const TRIES = 3;
const DAY = 86_400;

/** A refusal, as the interface describes it, or a request that did not come through (`connection-failed`). */
export class Problem extends Error {
  constructor(body) {
    super(body.type);
    Object.assign(this, body);
    this.slug = body.type;
    /** When trying again is worth it, by this machine's clock; nobody waits for a day at a page. */
    this.retryAt = body.retry_after <= DAY ? Date.now() + body.retry_after * 1000 : null;
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Calls an operation. Only what changes nothing is tried again by itself. */
export async function call(method, path, body, headers = {}) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await once(method, path, body, headers);
    } catch (problem) {
      const passing = problem.slug === 'connection-failed' || problem.slug === 'busy';
      const ended = problem.slug === 'not-signed-in' || problem.slug === 'session-expired';
      // A read that was under way while a code was entered carried the token that the code replaced.
      const again = method === 'GET' && (passing ? tried < TRIES : ended && tried === 1);
      if (!again) {
        if (ended) forget();
        throw problem;
      }
      if (passing) await pause(400 * 3 ** tried);
    }
  }
}

async function once(method, path, body, headers) {
  let answer, text;
  try {
    answer = await fetch(path, {
      method,
      headers: body ? { 'Content-Type': 'application/json', ...headers } : headers,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    text = await answer.text();
  } catch {
    throw new Problem({ type: 'connection-failed', status: 0 });
  }
  let content = null;
  try {
    content = text && JSON.parse(text);
  } catch {
    // Not the interface's own answer.
  }
  if (answer.ok) return content;
  throw new Problem(content?.type ? content : unnamed(answer));
}

/** What API Gateway itself refuses has no type. */
function unnamed(answer) {
  const type = { 404: 'not-found', 413: 'body-too-large', 429: 'busy', 503: 'busy' }[answer.status];
  return { type: type ?? 'unavailable', status: answer.status };
}

// The account.

/** The signed-in person's account: `undefined` until it is known, `null` if nobody is signed in. */
export const account = new Store(undefined);

const SIGNED_IN = 'signed-in';
const OWNER = 'owner';
const otherTabs = 'BroadcastChannel' in window ? new BroadcastChannel('account') : null;

let loadedAt = 0;

/** Loads the account. What it says in seconds becomes times of this machine's clock. */
export async function refresh() {
  const loaded = await call('GET', '/account');
  const owner = forTab.get(OWNER);
  forTab.set(OWNER, loaded.account.user_id);
  if (owner && owner !== loaded.account.user_id) {
    // Somebody else signed in, in another tab: nothing of the first person stays here.
    forgetPerson();
    location.reload();
  }
  forBrowser.set(SIGNED_IN, true);
  loadedAt = Date.now();
  if (loaded.challenge) loaded.challenge = timed(loaded.challenge);
  account.value = loaded;
  return loaded;
}

/** Loads the account after something was done: that stays done if this load fails. */
export const settle = () => refresh().catch(() => account.value);

/**
 * Does something whose answer may be lost: then the account says whether it was done. Returns the answer, or `null` if it
 * is lost and the thing is done.
 */
export async function surely(request, done) {
  try {
    return await request();
  } catch (problem) {
    if (problem.slug !== 'connection-failed') throw problem;
    const person = await refresh().catch(() => null);
    if (person && done(person)) return null;
    throw problem;
  }
}

/** A challenge with the times at which it dies and at which another may be asked for, by this machine's clock. */
export const timed = (challenge) => ({
  ...challenge,
  diesAt: Date.now() + challenge.expires_in * 1000,
  resendAt: Date.now() + challenge.resend_in * 1000,
});

/** Finds out whether somebody is signed in, without a request when nobody can be. */
export async function begin() {
  if (!forBrowser.get(SIGNED_IN) && forBrowser.works()) {
    account.value = null;
    return;
  }
  await refresh().catch((problem) => {
    if (account.value === undefined) account.value = problem;
  });
}

/** Nobody is signed in any more, and the person did not ask for it. */
function forget() {
  const was = account.value;
  forBrowser.set(SIGNED_IN, null);
  if (was) notice.value = told('session-ended', {}, 'warning');
  account.value = null;
}

/** What is to be bought: how many of which product. The browser keeps it, also for somebody who is not signed in yet. */
export const cart = new Store(forBrowser.get('cart') ?? {});
addEventListener('storage', ({ key }) => {
  if (key === 'cart') cart.value = forBrowser.get('cart') ?? {};
});

export function emptyCart() {
  cart.value = {};
  forBrowser.set('cart', null);
}

/** Forgets what was kept of a person in this tab and browser. */
function forgetPerson() {
  for (const key of ['address', 'order', 'not-sent', WANTED]) forTab.set(key, null);
  emptyCart();
}

/** Tells this product's other tabs that the session or the account is another now. */
export const tellOtherTabs = () => otherTabs?.postMessage('changed');

if (otherTabs) {
  otherTabs.onmessage = () => {
    if (forBrowser.get(SIGNED_IN)) settle();
    else if (account.value) forget();
  };
}
// A page that comes back from the browser's memory may be hours old.
addEventListener('pageshow', (event) => event.persisted && account.value && settle());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && account.value?.account && Date.now() - loadedAt > 60_000) settle();
});

export async function signIn(userId, password) {
  const answer = await call('POST', '/sessions', { user_id: userId, password });
  if ((forTab.get(OWNER) ?? userId).toLowerCase() !== userId.toLowerCase()) forgetPerson();
  forTab.set(OWNER, null);
  forBrowser.set(SIGNED_IN, true);
  await refresh();
  tellOtherTabs();
  if (answer.code_expected) go('/code', { replace: true });
  else goOn();
}

/** Ends the session, and loads the sign-in anew: nothing of the person stays in memory. */
export async function signOut() {
  await call('DELETE', '/sessions/current').catch((problem) => {
    if (problem.status !== 401) throw problem;
  });
  forBrowser.set(SIGNED_IN, null);
  forTab.set(OWNER, null);
  forgetPerson();
  tellOtherTabs();
  history.replaceState(null, '', '#/sign-in');
  arrive();
  account.value = null;
  location.reload();
}

/** Every session has ended, because the password was changed. */
export function ended() {
  forBrowser.set(SIGNED_IN, null);
  account.value = null;
  tellOtherTabs();
}

export const strong = (session) => session.strength === 'phone-otp';

// The way between pages.

const parse = () => {
  const address = location.hash.slice(1) || '/';
  const [path, query = ''] = address.split('?');
  return { address, path, query: new URLSearchParams(query) };
};

export const place = new Store(parse());

/** What a screen reader says without the focus moving, also if it said the same before. */
export const announcement = new Store('');
export function announce(words) {
  announcement.value = '';
  setTimeout(() => (announcement.value = words), 100);
}

/** What the person is told on this page: the id of a text, its values, and `success` or `warning`. */
export const notice = new Store(null);
export const told = (id, args = {}, kind = 'success') => ({ id, args, kind });
let noticeOnArrival = null;

function arrive() {
  notice.value = noticeOnArrival;
  noticeOnArrival = null;
  announcement.value = '';
  place.value = parse();
}
addEventListener('hashchange', arrive);

/** Goes to a page, with what the person is told there. */
export function go(path, { replace = false, notice = null } = {}) {
  noticeOnArrival = notice;
  if (location.hash === `#${path}`) arrive();
  else if (replace) location.replace(`#${path}`);
  else location.hash = path;
}

/** Where the person wanted to go when a sign-in or a code came between. */
const WANTED = 'wanted';
export const want = (path) => forTab.set(WANTED, path);

/** Goes on without a code: to where the person wanted to go, unless that asks for one. */
export function goOnWithoutCode() {
  if (forTab.get(WANTED)?.startsWith('/applications/')) want(null);
  goOn();
}

/** Goes on to where the person wanted to go. */
export function goOn(options) {
  const wanted = forTab.get(WANTED);
  forTab.set(WANTED, null);
  go(wanted ?? '/account', { replace: true, ...options });
}
