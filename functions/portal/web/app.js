// The frame around every page: who is signed in and how strongly, where things are, and the page of the address.

import { ChoosePassword, ResetPassword, SignIn, SignUp } from './access.js';
import { asking, askingPath, cancel } from './asking.js';
import { Action, focusHeading, Loading, needs, Page, ProblemNote, useVisitor } from './parts.js';
import { announcement, go, notice, place, told, want } from './router.js';
import { account, restoreSession, settle, signOut, strong } from './session.js';
import { useStore } from './store.js';
import { brand, chooseLanguage, day, keepLinkedLanguage, LANGUAGES, language, loadTexts, t } from './texts.js';
import { html, render, useEffect, useErrorBoundary, useState } from './vendor/preact.js';

const page = (module, name) => () => import(module).then((pages) => pages[name]);

/**
 * Every page: its address, what shows it, and whether it is for signed-in people.
 * @type {[RegExp, any, 'signed-in'?][]}
 */
const PAGES = [
  [/^\/sign-in$/, SignIn],
  [/^\/sign-up$/, SignUp],
  [/^\/reset$/, ResetPassword],
  [/^\/password-resets\/([^/]+)$/, ChoosePassword],
  [/^\/store$/, page('./shop.js', 'Shop')],
  [/^\/cart$/, page('./shop.js', 'Cart')],
  [/^\/help$/, page('./help.js', 'Help')],
  [/^\/email$/, page('./confirm.js', 'ConfirmEmail'), 'signed-in'],
  [/^\/account$/, page('./account.js', 'Account'), 'signed-in'],
  [/^\/applications$/, page('./account.js', 'Applications'), 'signed-in'],
  [/^\/applications\/([^/]+)$/, page('./account.js', 'Application'), 'signed-in'],
  [/^\/authorizations\/([^/]+)$/, page('./authorization.js', 'Authorization')],
  [/^\/sign-out$/, page('./authorization.js', 'SignOut')],
  [/^\/error$/, page('./authorization.js', 'Refused')],
  [/^\/checkout$/, page('./shop.js', 'Checkout'), 'signed-in'],
  [/^\/renew$/, page('./shop.js', 'Renew'), 'signed-in'],
  [/^\/orders\/([^/]+)$/, page('./shop.js', 'Order'), 'signed-in'],
  [/^\/license$/, page('./license.js', 'License'), 'signed-in'],
  [/^\/proofing$/, page('./license.js', 'Proofing'), 'signed-in'],
  [/^\/phones$/, page('./phones.js', 'Phones'), 'signed-in'],
  [/^\/code$/, page('./phones.js', 'Code'), 'signed-in'],
];
const EAGER = new Set([SignIn, SignUp, ResetPassword, ChoosePassword]);

function Current() {
  const { address, path } = useStore(place);
  const person = useStore(account);
  const [loaded, setLoaded] = useState(/** @type {{ source?: unknown, page?: unknown }} */ ({}));
  const [broken, reset] = useErrorBoundary((error) => console.error(error));
  const found = PAGES.find(([pattern]) => pattern.test(path));
  const [, source, guarded] = found ?? [];
  const ready = EAGER.has(source) ? source : loaded.source === source ? loaded.page : null;

  useEffect(() => {
    if (broken) reset();
    if (!source || EAGER.has(source)) return undefined;
    let here = true;
    source().then(
      (page) => here && setLoaded({ source, page }),
      () => here && setLoaded({ source, page: Outdated }),
    );
    return () => (here = false);
  }, [path]);
  useEffect(() => {
    if (path === '/' && person !== undefined) {
      go(person ? '/account' : '/sign-in', { replace: true, notice: notice.value });
    }
  }, [path, person]);
  useEffect(() => {
    if (guarded && person === null) {
      // After the sign-in, a code comes next by itself.
      if (path !== '/code') want(address);
      go('/sign-in', { replace: true, notice: notice.value ?? told('sign-in-first', {}, 'warning') });
    }
  }, [guarded, person]);
  useEffect(() => {
    if (guarded && person && 'account' in person) settle();
  }, [address]);

  if (broken) return html`<${Broken} />`;
  if (!found && path !== '/') return html`<${Nowhere} />`;
  if (person instanceof Error && (guarded || !found)) return html`<${Unreachable} problem=${person} />`;
  if (!ready || person === undefined || (guarded && !person)) return html`<main id="main"><${Loading} /></main>`;
  const [, parameter = ''] = found?.[0].exec(path) ?? [];
  return html`<${ready} key=${guarded && person && 'account' in person ? `${person.account.id} ${address}` : address} parameter=${decoded(parameter)} />`;
}

/** A part of an address; one that is no encoded text is what it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const Reload = () =>
  html`<p><button type="button" class="primary" onClick=${() => location.reload()}>${t('reload')}</button></p>`;
const Broken = () => html`<${Page} title=${t('broken-title')} lead=${t('broken')}><${Reload} /><//>`;
/** A part of the page did not come: the network failed, or a newer version is there. */
const Outdated = () => html`<${Page} title=${t('outdated-title')} lead=${t('outdated')}><${Reload} /><//>`;
const Nowhere = () =>
  html`<${Page} title=${t('nowhere-title')} lead=${t('nowhere')}><p><a href="#/account">${t('nav-account')}</a></p><//>`;
const Unreachable = ({ problem }) => html`<${Page} title=${t('outdated-title')}>
  <${ProblemNote} problem=${problem} onRetry=${() => {
    account.value = undefined;
    restoreSession();
  }} />
<//>`;

function Strength({ person }) {
  const { session, credential } = person;
  return html`<div class="strength">
    <p><span class="label">${t('strength-label')}</span> <strong class=${strong(session) ? 'strong' : ''} data-strength=${session.strength}>${t(`strength-${session.strength}`)}</strong></p>
    ${
      credential?.expiry_shown &&
      html`<p class="expiry">${t(credential.state === 'expired' ? 'expired-on' : 'expires-on', { day: day(credential.expires_at) })}</p>`
    }
  </div>`;
}

/** Where a request says itself what it is about, and where the step itself is the way on. */
const OWN_PAGES = /^\/(authorizations\/|sign-out|error)/;
const STEP_PAGES = ['/sign-in', '/sign-up', '/code'];

/** The application that waits while the person does what it needs, on every page of the way. */
function Asked() {
  const request = useStore(asking);
  const { path } = useStore(place);
  if (!request || request.over || OWN_PAGES.test(path)) return null;
  const { name } = request.application;
  return html`<aside class="asked" aria-label=${t('asking-label')}>
    <p><strong>${t('asking', { name })}</strong> ${needs(request.requirement)}</p>
    <div class="actions">
      ${STEP_PAGES.includes(path) || html`<a href="#${askingPath()}">${t('asking-go-on', { name })}</a>`}
      <${Action} class="link" action=${cancel}>${t('asking-cancel', { name })}<//>
    </div>
  </aside>`;
}

function Frame() {
  const known = useStore(account);
  const person = useVisitor();
  const { path } = useStore(place);
  const message = useStore(notice);
  const words = useStore(announcement);
  // The frame depends on who is signed in: shown before that is known, it would move under the person's eyes.
  if (known === undefined) return html`<main id="main"><${Loading} /></main>`;
  const link = (to, text) =>
    html`<a href="#${to}" aria-current=${path.startsWith(to) ? 'page' : undefined}>${text}</a>`;
  return html`
    <a class="skip" href="#main" onClick=${(event) => {
      event.preventDefault();
      focusHeading();
    }}>${t('skip-to-content')}</a>
    <header>
      <a class="brand" href="#/">${brand}</a>
      ${person && html`<${Strength} person=${person} />`}
      <nav aria-label=${t('nav-label')}>
        ${person && link('/account', t('nav-account'))}
        ${person && link('/applications', t('nav-applications'))}
        ${link('/store', t('nav-store'))}
        ${link('/help', t('nav-help'))}
        ${person ? html`<${Action} quiet action=${signOut}>${t('sign-out')}<//>` : link('/sign-in', t('sign-in'))}
      </nav>
    </header>
    <div class="told" role="status">${message && html`<p class="note ${message.kind}">${t(message.id, message.args)}</p>`}</div>
    <${Asked} />
    <${Current} />
    <footer>
      <ul class="languages" aria-label=${t('language')}>
        ${Object.entries(LANGUAGES).map(
          ([code, name]) => html`<li>
            <button type="button" class="link" lang=${code} aria-current=${code === language ? 'true' : undefined}
              onClick=${() => chooseLanguage(code)}>${name}</button>
          </li>`,
        )}
      </ul>
    </footer>
    <div class="unseen" role="status">${words}</div>
  `;
}

keepLinkedLanguage();
await loadTexts();
document.body.replaceChildren();
render(html`<${Frame} />`, document.body);
restoreSession();
