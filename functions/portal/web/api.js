// Requests to the operations, and their refusals.

/** @import { Answers, Refusal, Takes } from 'portal' */

const TIMEOUT = 20_000;
const TRIES = 3;
const DAY = 86_400;

/** A refusal, as the interface describes it, or a request that did not come through (`connection-failed`). */
export class Problem extends Error {
  /** @param {Refusal} details */
  constructor(details) {
    super(details.type);
    this.details = details;
    this.slug = details.type;
    const { retry_after: wait } = details;
    /** When trying again is worth it, by this machine's clock; nobody waits for a day at a page. */
    this.retryAt = wait && wait <= DAY ? Date.now() + wait * 1000 : null;
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Who is told when an answer says that the session has ended. */
let sessionEnded = () => {};
export const onSessionEnd = (listener) => {
  sessionEnded = listener;
};

/**
 * Calls an operation. Only what changes nothing is tried again by itself.
 * @template {string} M
 * @template {string} P
 * @param {M} method
 * @param {P} path
 * @param {Takes<M, P>} [body]
 * @returns {Promise<Answers<M, P>>}
 */
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
        if (ended) sessionEnded();
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
  /** @type {any} */
  let content = null;
  try {
    content = text && JSON.parse(text);
  } catch {
    // Not the interface's own answer.
  }
  if (answer.ok) return content;
  throw new Problem(content?.type ? content : unnamed(answer));
}

/**
 * What API Gateway itself refuses has no type.
 * @returns {Refusal}
 */
function unnamed(answer) {
  const type = { 404: 'not-found', 413: 'body-too-large', 429: 'busy', 503: 'busy' }[answer.status];
  return { type: type ?? 'unavailable', status: answer.status };
}
