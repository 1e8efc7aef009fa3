// What a tab or the browser remembers.

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
    clear() {
      try {
        storage().clear();
      } catch {
        // Nothing was remembered.
      }
    },
  };
}

export const forTab = remembering(() => sessionStorage);
export const forBrowser = remembering(() => localStorage);
