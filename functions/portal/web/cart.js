// The cart.

import { forBrowser } from './storage.js';
import { Store } from './store.js';

/** What is to be bought: how many of which product. The browser keeps it, also for somebody who is not signed in yet. */
export const cart = new Store(/** @type {Record<string, number>} */ (forBrowser.get('cart') ?? {}));
addEventListener('storage', ({ key }) => {
  if (key === 'cart') cart.value = forBrowser.get('cart') ?? {};
});

export function emptyCart() {
  cart.value = {};
  forBrowser.set('cart', null);
}

/** Sets how many of a product are to be bought; fewer than one take it out. */
export function setQuantity(product, quantity) {
  const lines = { ...cart.value, [product]: quantity };
  if (quantity < 1) delete lines[product];
  cart.value = lines;
  forBrowser.set('cart', lines);
}

export const units = (lines) => Object.values(lines).reduce((sum, quantity) => sum + quantity, 0);
