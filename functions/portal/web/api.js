// Requests to the operations, and their refusals: the one place that knows how long an answer is waited for, and what is
// sent again by itself.

/** @import { Answers, Refusal, Takes } from 'portal' */

/** How long an answer is waited for, in milliseconds: longer than an operation waits for what it calls. */
const TIMEOUT = 20_000;
/** The pauses before a request is sent again by itself, in milliseconds, and how long after the first try none is sent. */
const PAUSES = [500, 1_500, 4_500];
const AGAIN_WITHIN = 60_000;
const DAY = 86_400;

/**
 * What is sent again by itself, because it ends in the same state however often it comes. Other writes are sent again only
 * by the person, after a look at what became of them.
 */
const REPEATABLE = [
  /^GET /,
  /^DELETE /,
  /^PUT \/account\/email$/,
  /^POST \/accounts$/,
  /^POST \/password-resets\/./,
  /^POST \/credential(\/proofing\/(answers|code))?$/,
  /^POST \/orders\/[^/]+\/checkout$/,
  /^POST \/authorizations\//,
  /^POST \/oauth2\/logout$/,
  // Under an idempotency key.
  /^POST \/(orders|renewals|otp\/verification)$/,
];

const SIGN_OUTS = ['DELETE /sessions/current', 'POST /oauth2/logout'];

/**
 * A refusal, as the interface describes it, or one of the pages' own: no answer came to a read (`connection-failed`), none
 * came from behind API Gateway (`service-failed`), API Gateway has too many requests (`busy`). No answer to a write is
 * `outcome-unknown`, as an operation says that does not know; without a connection its status is 0.
 */
export class Problem extends Error {
  /**
   * Whether a try of the same request may have been carried out although it has no answer. A refusal of a later try may
   * then be about what the earlier one did.
   */
  uncertain = false;

  /** @param {Refusal} details */
  constructor(details) {
    super(details.type);
    this.details = details;
    this.slug = details.type;
    const { retry_after: wait } = details;
    const at = wait ? Date.now() + wait * 1000 : null;
    /** When trying again is worth it, by this machine's clock; nobody waits for a day at a page, so `retryOn` is told then. */
    this.retryAt = wait && wait <= DAY ? at : null;
    this.retryOn = wait && wait > DAY ? at : null;
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** 128 random bits, by which a request that is sent again is told from another one. */
export const idempotencyKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Who is told when an answer says that the session has ended, to a request of this time, or that it is another account's.
 * @type {{ sessionEnded: (begun: number) => void, anotherAccount: () => Promise<never> }}
 */
let heard;
export const onSession = (listeners) => {
  heard = listeners;
};

/** The identifier of the account that the pages show. @type {string | null} */
let shown = null;
/** From now on requests are for this account, and refused if somebody else is signed in. */
export const actFor = (account) => {
  shown = account;
};

/**
 * Calls an operation.
 * @template {string} M
 * @template {string} P
 * @param {M} method
 * @param {P} path
 * @param {Takes<M, P>} [body]
 * @returns {Promise<Answers<M, P>>}
 */
export async function call(method, path, body, headers = {}) {
  const name = `${method} ${path}`;
  const repeatable = REPEATABLE.some((pattern) => pattern.test(name));
  // Who is signed in is what this read finds out.
  const whose = shown && name !== 'GET /account' ? { 'Phone-OTP-Account': shown } : {};
  const begun = Date.now();
  let uncertain = false;
  for (let tried = 0; ; tried += 1) {
    try {
      return await once(method, path, body, { ...whose, ...headers });
    } catch (problem) {
      const unknown = problem.slug === 'outcome-unknown';
      uncertain ||= unknown;
      const passing = unknown || ['connection-failed', 'service-failed', 'unavailable', 'busy'].includes(problem.slug);
      const ended = problem.slug === 'not-signed-in' || problem.slug === 'session-expired';
      // A read that was under way while a code was entered carried the token that the code replaced.
      const overtaken = ended && method === 'GET' && tried === 0;
      const again = passing && repeatable && tried < PAUSES.length && Date.now() - begun < AGAIN_WITHIN;
      if (again) {
        await pause(PAUSES[tried]);
      } else if (!overtaken) {
        // Who signs out is not told that the session has ended.
        if (ended && !SIGN_OUTS.includes(name)) heard.sessionEnded(begun);
        if (problem.slug === 'another-account') await heard.anotherAccount();
        const last = uncertain && passing && !unknown ? new Problem({ type: 'outcome-unknown' }) : problem;
        last.uncertain = uncertain;
        throw last;
      }
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
    throw new Problem({ type: method === 'GET' ? 'connection-failed' : 'outcome-unknown', status: 0 });
  }
  /** @type {any} */
  let content = null;
  try {
    content = text && JSON.parse(text);
  } catch {
    // Not the interface's own answer.
  }
  if (answer.ok) return content;
  throw new Problem(content?.type ? content : unnamed(answer, method));
}

/**
 * What API Gateway itself answers has no type. It passes nothing on that it refuses; whether an operation that failed or
 * took too long did something is not known.
 * @returns {Refusal}
 */
function unnamed({ status }, method) {
  const type = { 404: 'not-found', 413: 'body-too-large', 429: 'busy' }[status];
  return { type: type ?? (method === 'GET' ? 'service-failed' : 'outcome-unknown'), status };
}
