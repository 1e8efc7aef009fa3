// Who is signed in: the account, signing in and out, and the other tabs of this browser.

/** @import { ChallengeView, Challenge, Person } from 'portal' */

import { call, onSessionEnd, Problem } from './api.js';
import { emptyCart } from './cart.js';
import { arrive, go, goOn, notice, told } from './router.js';
import { forBrowser, forTab } from './storage.js';
import { Store } from './store.js';

/** The signed-in person's account: `undefined` until it is known, `null` if nobody is signed in. */
export const account = new Store(/** @type {Person | Problem | null | undefined} */ (undefined));

/** The account of whoever is signed in. */
const signedIn = () => (account.value instanceof Problem ? null : (account.value ?? null));

const SIGNED_IN = 'signed-in';
const OWNER = 'owner';
const otherTabs = 'BroadcastChannel' in window ? new BroadcastChannel('account') : null;

let loadedAt = 0;

/** Loads the account. What it says in seconds becomes times of this machine's clock. */
export async function refresh() {
  const loaded = await call('GET', '/account');
  const owner = forTab.get(OWNER);
  if (owner && owner !== loaded.account.user_id) {
    // Somebody else signed in, in another tab: nothing of the first person stays here.
    forgetPerson();
    location.reload();
  }
  forTab.set(OWNER, loaded.account.user_id);
  forBrowser.set(SIGNED_IN, true);
  loadedAt = Date.now();
  /** @type {Person} */
  const person = { ...loaded, challenge: loaded.challenge && timed(loaded.challenge) };
  account.value = person;
  return person;
}

/** Loads the account after something was done: that stays done if this load fails. */
export const settle = () => refresh().catch(signedIn);

/**
 * Does something whose answer may be lost: then the account says whether it was done. Returns the answer, or `null` if it
 * is lost and the thing is done.
 * @template T
 * @param {() => Promise<T>} request
 * @param {(person: Person) => boolean} done
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

/** A challenge with the times at which it dies and at which another may be asked for, by this machine's clock. @type {(challenge: ChallengeView) => Challenge} */
export const timed = (challenge) => ({
  ...challenge,
  diesAt: Date.now() + challenge.expires_in * 1000,
  resendAt: Date.now() + challenge.resend_in * 1000,
});

/** Finds out whether somebody is signed in, without a request when nobody can be. */
export async function restoreSession() {
  if (!forBrowser.get(SIGNED_IN) && forBrowser.works()) {
    account.value = null;
    return;
  }
  await refresh().catch((problem) => {
    if (account.value === undefined) account.value = problem;
  });
}

/** Nobody is signed in any more, and the person did not ask for it. */
function sessionEnded() {
  const was = account.value;
  forBrowser.set(SIGNED_IN, null);
  if (was) notice.value = told('session-ended', {}, 'warning');
  account.value = null;
}
onSessionEnd(sessionEnded);

/** Forgets what was kept of a person in this tab and browser. */
function forgetPerson() {
  forTab.clear();
  emptyCart();
}

/** Tells this product's other tabs that the session or the account is another now. */
export const tellOtherTabs = () => otherTabs?.postMessage('changed');

if (otherTabs) {
  otherTabs.onmessage = () => {
    if (forBrowser.get(SIGNED_IN)) settle();
    else if (account.value) sessionEnded();
  };
}
// A page that comes back from the browser's memory may be hours old.
addEventListener('pageshow', (event) => event.persisted && account.value && settle());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && signedIn() && Date.now() - loadedAt > 60_000) settle();
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
    if (problem.details?.status !== 401) throw problem;
  });
  forBrowser.set(SIGNED_IN, null);
  forgetPerson();
  tellOtherTabs();
  history.replaceState(null, '', '#/sign-in');
  arrive();
  account.value = null;
  location.reload();
}

/** Every session has ended, because the password was changed. */
export function sessionsEnded() {
  forBrowser.set(SIGNED_IN, null);
  account.value = null;
  tellOtherTabs();
}

export const strong = (session) => session.strength === 'phone-otp';
