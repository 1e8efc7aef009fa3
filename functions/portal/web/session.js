// Who is signed in: the account, signing in and out, and the other tabs of this browser.

/** @import { ChallengeView, Challenge, Person } from 'portal' */

import { actFor, call, idempotencyKey, onSession, Problem } from './api.js';
import { ask, asking, askingPath, did } from './asking.js';
import { emptyCart } from './cart.js';
import { arrive, go, goOn, notice, told, WANTED, want } from './router.js';
import { forBrowser, forTab } from './storage.js';
import { Store } from './store.js';
import { numbers } from './texts.js';

/** The signed-in person's account: `undefined` until it is known, `null` if nobody is signed in. */
export const account = new Store(/** @type {Person | Problem | null | undefined} */ (undefined));

/** The account of whoever is signed in. */
const signedIn = () => (account.value instanceof Problem ? null : (account.value ?? null));

const SIGNED_IN = 'signed-in';
/** The account whose things a tab keeps, and whose cart the browser keeps, by its identifier. */
const OWNER = 'account-id';
/** What the person is told after a reload. */
const TOLD = 'told';
/** A code that was entered and has no answer yet. */
const ENTERED = 'entered';
/** The challenge whose code is known to have been sent, by the time at which it expires. */
const SENT = 'sent';

// A tab that is loaded again acts for the account that it showed, until it is known who is signed in now.
actFor(forTab.get(OWNER));
const otherTabs = 'BroadcastChannel' in window ? new BroadcastChannel('session') : null;

let loadedAt = 0;
/** When this tab got the token that its browser has. */
let tokenAt = 0;

/** Loads of the account and changes to it, numbered as they begin, and the number of the newest that the pages show. */
let begun = 0;
let shown = 0;
/** The account is another now: a load that began before does not say so. */
const changed = () => {
  begun += 1;
  shown = begun;
};

/**
 * Loads the account. What it says in seconds becomes times of this machine's clock. A load that something newer overtook
 * is done again.
 * @param {{ signingIn?: boolean }} [options] whether the person of this tab just signed in, perhaps as somebody else
 */
export async function refresh({ signingIn = false } = {}) {
  await enteredBefore();
  begun += 1;
  const number = begun;
  const loaded = await call('GET', '/account');
  if (number < shown) return refresh({ signingIn });
  shown = number;
  const { id } = loaded.account;
  const owner = signedIn()?.account.id ?? forTab.get(OWNER);
  if (owner && owner !== id) {
    if (!signingIn) return showAnother();
    forgetPerson();
  }
  if ((forBrowser.get(OWNER) ?? id) !== id) emptyCart();
  forTab.set(OWNER, id);
  forBrowser.set(OWNER, id);
  forBrowser.set(SIGNED_IN, true);
  actFor(id);
  loadedAt = Date.now();
  /** @type {Person} */
  const person = {
    ...loaded,
    challenge: loaded.challenge && timed(loaded.challenge),
    emailResendAt: loadedAt + (loaded.account.email_confirmation?.resend_in ?? 0) * 1000,
    emailCodeDiesAt: loadedAt + (loaded.account.email_confirmation?.code?.expires_in ?? 0) * 1000,
  };
  account.value = person;
  return person;
}

/** Loads the account after something was done: that stays done if this load fails. */
export const settle = () => refresh().catch(signedIn);

/** Nothing of the person stays in this tab. An application's request stays: it is the browser's. */
function forgetPerson() {
  forTab.clear();
  ask(asking.value);
}

/**
 * Somebody else signed in in this browser: nothing of the first person stays in this tab, which is loaded again and shows
 * whoever is signed in. What waits for this never goes on, since it was for the first person.
 * @returns {Promise<never>}
 */
function showAnother() {
  forgetPerson();
  forTab.set(TOLD, told('another-account', {}, 'warning'));
  history.replaceState(null, '', '#/account');
  location.reload();
  return new Promise(() => {});
}

/**
 * Does something whose answer may be lost: then the account says whether it was done. Returns the answer, or `null` if it
 * is lost and the thing is done. If it is not done so far, the problem is `not-done`.
 * @template T
 * @param {() => Promise<T>} request
 * @param {(person: Person) => unknown} done whether it was done
 * @param {Parameters<typeof refresh>[0]} [look]
 */
export async function surely(request, done, look) {
  try {
    const answer = await request();
    changed();
    return answer;
  } catch (problem) {
    if (!problem.uncertain) throw problem;
    const person = await refresh(look).catch(() => null);
    if (person && done(person)) return null;
    throw person && problem.slug === 'outcome-unknown' ? new Problem({ type: 'not-done' }) : problem;
  }
}

/** The code that was entered and has no answer yet, while it can have one and no other code waits. */
function unanswered() {
  const entered = forTab.get(ENTERED);
  if (!entered) return null;
  const waiting = signedIn()?.challenge?.expires_at ?? entered.challenge;
  if (entered.challenge === waiting && Date.now() - entered.at <= numbers['code-minutes'] * 60_000) return entered;
  forTab.set(ENTERED, null);
  return null;
}

/** The code that is on its way. @type {{ code: string, answer: Promise<unknown> } | null} */
let entering = null;

/**
 * Enters a code. Until an answer came, the same code goes under the same key, also after a reload: if its first try was
 * accepted and the answer lost, this browser still has the token of before, and gets the new one by the same request.
 * @param {string} code
 */
export async function enterCode(code) {
  if (entering?.code === code) return entering.answer;
  const before = unanswered();
  const challenge = signedIn()?.challenge?.expires_at;
  const entered = before?.code === code ? before : { code, key: idempotencyKey(), at: Date.now(), challenge };
  forTab.set(ENTERED, entered);
  const answer = call('POST', '/otp/verification', { code }, { 'Idempotency-Key': entered.key });
  entering = { code, answer };
  try {
    await answer;
    changed();
    forTab.set(ENTERED, null);
    forBrowser.set(SIGNED_IN, true);
    tokenAt = Date.now();
  } catch (problem) {
    if (problem.slug !== 'outcome-unknown') forTab.set(ENTERED, null);
    throw problem;
  } finally {
    entering = null;
  }
  return answer;
}

/**
 * Waits for the answer to a code that was entered, and asks for it again if it is lost. Before that, the session may be
 * under a token that this browser does not have, and any other request would be told that the session has ended. Returns
 * whether a code was accepted.
 */
export async function enteredBefore() {
  const entered = unanswered();
  if (!entered) return false;
  try {
    await enterCode(entered.code);
    return true;
  } catch (problem) {
    if (problem.slug === 'outcome-unknown') throw problem;
    return false;
  }
}

/**
 * A code was sent, as an answer says: one that was entered before is dead.
 * @param {ChallengeView} challenge
 */
export function codeSent({ expires_at: challenge }) {
  forBrowser.set(SENT, challenge);
  forTab.set(ENTERED, null);
}

/** @param {ChallengeView} challenge */
export const isKnownSent = ({ expires_at: challenge }) => forBrowser.get(SENT) === challenge;

/**
 * Makes a code that was sent the one that waits, on every page.
 * @param {Challenge} challenge
 */
export function waits(challenge) {
  changed();
  account.value = { .../** @type {Person} */ (account.value), challenge };
}

/** A challenge with the times at which it dies and at which another may be asked for, by this machine's clock. @type {(challenge: ChallengeView) => Challenge} */
export const timed = (challenge) => ({
  ...challenge,
  diesAt: Date.now() + challenge.expires_in * 1000,
  resendAt: Date.now() + challenge.resend_in * 1000,
});

/** Finds out whether somebody is signed in, without a request when nobody can be. */
export async function restoreSession() {
  notice.value = forTab.get(TOLD) ?? notice.value;
  forTab.set(TOLD, null);
  if (!forBrowser.get(SIGNED_IN) && !forTab.get(ENTERED) && forBrowser.works()) {
    account.value = null;
    return;
  }
  await refresh().catch((problem) => {
    if (account.value === undefined) account.value = problem;
  });
}

/** Nobody is signed in any more, and the person did not ask for it in this tab. */
function sessionEnded(asked = Date.now(), owned = forBrowser.get(OWNER)) {
  // A request that was under way during a sign-in says nothing of the session that this began.
  if (asked < tokenAt) return;
  const was = account.value;
  forBrowser.set(SIGNED_IN, null);
  if (was) notice.value = told('session-ended', {}, 'warning');
  // Without an owner, the person signed out in another tab: nothing of theirs stays in this one, but for where they were.
  if (!owned) {
    const wanted = forTab.get(WANTED);
    forgetPerson();
    want(wanted);
    if (was) {
      forTab.set(TOLD, notice.value);
      location.reload();
      return;
    }
  }
  nobody();
}
onSession({ sessionEnded, anotherAccount: showAnother });

function nobody() {
  changed();
  account.value = null;
  actFor(null);
}

/**
 * Tells this product's other tabs that the session or the account is another now, and what is so: a tab may see what
 * another one has stored only after it has heard of it.
 */
export const tellOtherTabs = () =>
  otherTabs?.postMessage({ isSignedIn: forBrowser.get(SIGNED_IN), owned: forBrowser.get(OWNER) });

if (otherTabs) {
  otherTabs.onmessage = ({ data: { isSignedIn, owned } }) => {
    if (isSignedIn) settle();
    else sessionEnded(Date.now(), owned);
  };
}
// A page that comes back from the browser's memory may be hours old.
addEventListener('pageshow', (event) => event.persisted && account.value && settle());
// What became of a request that got no answer is seen as soon as there is a connection again.
addEventListener('online', () => signedIn() && settle());
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && signedIn() && Date.now() - loadedAt > 60_000) settle();
});

/** Begins a session, also while there is one. */
export async function beginSession(userId, password) {
  const signingIn = true;
  const before = signedIn()?.session.ends_at;
  await surely(
    () => call('POST', '/sessions', { user_id: userId, password }),
    ({ account, session }) => account.user_id.toLowerCase() === userId.toLowerCase() && session.ends_at !== before,
    { signingIn },
  );
  tokenAt = Date.now();
  did('sign-in-again');
  const person = await refresh({ signingIn });
  tellOtherTabs();
  return person;
}

/** Signs in, and goes on: to a code, unless somebody signs in again for what asks for no more, or it is asked for there. */
export async function signIn(userId, password, { again = false } = {}) {
  const person = await beginSession(userId, password);
  if (again || askingPath()) goOn();
  else if (person.credential?.state === 'active') go('/code', { replace: true });
  else if (!emailConfirmed(person)) go('/email', { replace: true });
  else goOn();
}

/**
 * Ends the session by a request, which is refused if nobody is signed in any more.
 * @template T
 * @param {() => Promise<T>} request
 */
async function endSession(request) {
  const answer = await request().catch((problem) => {
    if (problem.details?.status !== 401) throw problem;
    return null;
  });
  for (const kept of [SIGNED_IN, OWNER, SENT]) forBrowser.set(kept, null);
  forgetPerson();
  emptyCart();
  tellOtherTabs();
  return answer;
}

/** Loads the sign-in anew: nothing of the person stays in memory. */
function startAnew() {
  history.replaceState(null, '', '#/sign-in');
  arrive();
  nobody();
  location.reload();
}

export async function signOut() {
  await endSession(() => call('DELETE', '/sessions/current'));
  startAnew();
}

/**
 * Signs out for an application, and goes back to it if the answer leads there.
 * @param {() => Promise<{ redirect?: string | null }>} request
 */
export async function signOutBy(request) {
  const answer = await endSession(request);
  ask(null);
  if (answer?.redirect) {
    location.replace(answer.redirect);
    return;
  }
  forTab.set(TOLD, told('signed-out'));
  startAnew();
}

/** Every session has ended, because the password was changed. */
export function sessionsEnded() {
  forBrowser.set(SIGNED_IN, null);
  nobody();
  tellOtherTabs();
}

/** @param {Person} person */
export const emailConfirmed = ({ account }) => account.email_state === 'confirmed';

export const strong = (session) => session.strength === 'phone-otp';
