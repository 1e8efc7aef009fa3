// The application's request that this tab is on its way to meet: from the application, through the steps, and back.

/** @import { Asking } from 'portal' */

import { call } from './api.js';
import { forBrowser, forTab } from './storage.js';
import { Store } from './store.js';

const ASKING = 'asking';
/** The newest requests that were answered. Their redirects are good for one visit, so no tab of this browser asks again. */
const ANSWERED = 'answered';
const ANSWERED_KEPT = 8;

/** The request, until the person is back at the application. It is the browser's, whoever is signed in. */
export const asking = new Store(/** @type {Asking | null} */ (forTab.get(ASKING)));

/** @param {Asking | null} request */
export function ask(request) {
  forTab.set(ASKING, request);
  asking.value = request;
}

/** The page of the request that waits, if one does. */
export const askingPath = () => (asking.value && !asking.value.over ? `/authorizations/${asking.value.id}` : null);

/** A step was done: if it is asked for again, the way leads round. */
export function did(step) {
  const request = asking.value;
  if (!request) return;
  const times = (request.done[step]?.times ?? 0) + 1;
  ask({ ...request, done: { ...request.done, [step]: { times, at: Date.now() } } });
}

/** A request that this browser knows to be answered. @type {(id: string) => Pick<Asking, 'id' | 'application'> | undefined} */
export const answered = (id) => (forBrowser.get(ANSWERED) ?? []).find((request) => request.id === id);

/**
 * Leads back to the application. The page gives way, so that Back does not lead to it.
 * @param {string} to
 */
export function leave(to) {
  const { id, application } = /** @type {Asking} */ (asking.value);
  forBrowser.set(ANSWERED, [...(forBrowser.get(ANSWERED) ?? []).slice(1 - ANSWERED_KEPT), { id, application }]);
  ask(null);
  location.replace(to);
}

/** Goes back to the application without what it asked for. */
export async function cancel() {
  const page = askingPath();
  try {
    const { redirect } = await call('POST', `/authorizations/${asking.value?.id}/cancellation`);
    leave(redirect);
  } catch (problem) {
    if (![404, 410].includes(problem.details?.status)) throw problem;
    // Its page says what became of it.
    if (location.hash === `#${page}`) location.reload();
    else location.hash = `${page}`;
  }
}
