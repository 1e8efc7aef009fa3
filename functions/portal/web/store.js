// Values that pages follow.

import { useEffect, useState } from './vendor/preact.js';

/**
 * A value that pages follow.
 * @template T
 */
export class Store {
  #value;
  #followers = new Set();
  /** @param {T} value */
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

/**
 * @template T
 * @param {Store<T>} store
 * @returns {T}
 */
export function useStore(store) {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    setValue(store.value);
    return store.follow(setValue);
  }, [store]);
  return value;
}
