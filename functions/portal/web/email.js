// An email address, and the likely one for a mistyped domain.

import { Field } from './parts.js';
import { t } from './texts.js';
import { html, useState } from './vendor/preact.js';

/**
 * Domains of mail that many people have, and those that differ from one of them by little. Nobody is asked about an address
 * of these, and others are compared with them.
 */
const KNOWN =
  'gmail.com googlemail.com yahoo.com yahoo.co.jp yahoo.co.uk yahoo.de yahoo.es yahoo.fr ymail.com hotmail.com hotmail.co.uk hotmail.de hotmail.es hotmail.fr hotmail.it outlook.com outlook.de outlook.es outlook.fr outlook.jp live.com live.de live.fr msn.com icloud.com me.com mac.com aol.com aol.de gmx.com gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.de email.com email.de orange.fr wanadoo.fr laposte.net free.fr sfr.fr proton.me protonmail.com comcast.net verizon.net att.net docomo.ne.jp ezweb.ne.jp softbank.ne.jp'.split(
    ' ',
  );

/** The distance of two texts by characters left out, put in, replaced, or swapped with the next one (optimal string alignment). */
function distance(a, b) {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 1; j <= b.length; j += 1) rows[0][j] = j;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.length][b.length];
}

/** The address that somebody likely meant, if the domain is nearly a known one: `ada@gmial.con` is `ada@gmail.com`. */
export function likelyEmail(typed) {
  const [, local, domain] = /^(.+)@([^@]+)$/.exec(typed.trim().toLowerCase()) ?? [];
  if (!domain || KNOWN.includes(domain)) return null;
  // The same provider in another country is no mistake; these three are none of its.
  const [name, ...rest] = domain.split('.');
  const country = rest.at(-1)?.length === 2 && !['co', 'cm', 'om'].includes(rest.join('.'));
  if (country && KNOWN.some((known) => known.startsWith(`${name}.`))) return null;
  const [nearest] = KNOWN.map((known) => ({ known, far: distance(domain, known) })).sort((a, b) => a.far - b.far);
  // In a short domain, two characters make another one.
  const most = nearest.known.length < 8 ? 1 : 2;
  return nearest.far <= most ? `${typed.trim().slice(0, local.length)}@${nearest.known}` : null;
}

/** A field for an email address, which asks about a domain that looks mistyped and takes the address in any case. */
export function EmailField({ name = 'email', value = '', ...more }) {
  const [typed, setTyped] = useState(value);
  const [likely, setLikely] = useState(/** @type {string | null} */ (null));
  const use = ({ target }) => {
    setTyped(likely ?? typed);
    setLikely(null);
    target.form.elements[name].focus();
  };
  return html`<${Field} name=${name} type="email" autocomplete="email" value=${typed} ...${more}
      onInput=${({ target }) => {
        setTyped(target.value);
        setLikely(null);
      }}
      onChange=${({ target }) => setLikely(likelyEmail(target.value))} />
    <div role="status">${
      likely &&
      html`<p class="hint">${t('email-likely', { email: likely })} <button type="button" class="link" onClick=${use}>${t('email-likely-use')}</button></p>`
    }</div>`;
}
