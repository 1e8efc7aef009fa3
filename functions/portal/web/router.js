// The way between pages, and what a person is told on arrival.

/** @import { Notice } from 'portal' */

import { askingPath } from './asking.js';
import { forTab } from './storage.js';
import { Store } from './store.js';

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
export const notice = new Store(/** @type {Notice | null} */ (null));
/** @type {(id: string, args?: Notice['args'], kind?: Notice['kind']) => Notice} */
export const told = (id, args = {}, kind = 'success') => ({ id, args, kind });
/** @type {Notice | null} */
let noticeOnArrival = null;

/** Shows the page of the address. */
export function arrive() {
  notice.value = noticeOnArrival;
  noticeOnArrival = null;
  announcement.value = '';
  place.value = parse();
}
addEventListener('hashchange', arrive);

/**
 * Goes to a page, with what the person is told there.
 * @param {string} path
 * @param {{ replace?: boolean, notice?: Notice | null }} [options]
 */
export function go(path, { replace, notice } = {}) {
  noticeOnArrival = notice ?? null;
  if (location.hash === `#${path}`) arrive();
  else if (replace) location.replace(`#${path}`);
  else location.hash = path;
}

/** Where the person wanted to go when a sign-in or a code came between. */
export const WANTED = 'wanted';
export const want = (path) => forTab.set(WANTED, path);

/** Goes on without a code: to where the person wanted to go, unless that asks for one. */
export function goOnWithoutCode() {
  if (forTab.get(WANTED)?.startsWith('/applications/')) want(null);
  goOn();
}

/**
 * Goes on to where the person wanted to go, to the application that waits, or to another page.
 * @param {{ notice?: Notice, otherwise?: string }} [options]
 */
export function goOn({ notice, otherwise = '/account' } = {}) {
  const wanted = forTab.get(WANTED);
  forTab.set(WANTED, null);
  const elsewhere = [wanted, askingPath()].find((path) => path && path !== place.value.address);
  go(elsewhere ?? otherwise, { replace: true, notice });
}
