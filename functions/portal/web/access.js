// Signing up, signing in, and a forgotten password.

import { call } from './api.js';
import { EmailField } from './email.js';
import {
  countryOptions,
  Field,
  Form,
  likelyCountry,
  mailing,
  Page,
  PasswordField,
  Select,
  useVisitor,
} from './parts.js';
import { go, goOn, place, told } from './router.js';
import { refresh, sessionsEnded, signIn } from './session.js';
import { numbers, t } from './texts.js';
import { html, useEffect, useRef, useState } from './vendor/preact.js';

const UserId = (more) =>
  html`<${Field} name="user_id" label=${t('user-id')} autocomplete="username" autocapitalize="none"
  spellcheck=${false} maxlength=${numbers['user-id-max']} ...${more} />`;

/** The user ID and the password; `action` gets both. A user ID that is known leaves the password to be typed. */
export const SignInForm = ({ action, userId }) => html`<${Form} submit=${t('sign-in')} action=${action}>
    <${UserId} defaultValue=${userId} data-focus=${userId ? undefined : ''} />
    <${PasswordField} label=${t('password')} autocomplete="current-password" data-focus=${userId ? '' : undefined} />
  <//>
  <ul class="links">
    <li><a href="#/sign-up">${t('sign-up-link')}</a></li>
    <li><a href="#/reset">${t('reset-link')}</a></li>
  </ul>`;

export function SignIn() {
  // Somebody who is signed in already, here or in another tab, goes on, unless the password is asked for once more.
  const person = useVisitor();
  const [again] = useState(() => place.value.query.has('again'));
  const known = Boolean(person) && !again;
  const signingIn = useRef(false);
  useEffect(() => {
    if (!known || signingIn.current) return;
    refresh().then(
      () => goOn(),
      () => {},
    );
  }, [known]);
  const enter = async ({ user_id: userId, password }) => {
    signingIn.current = true;
    try {
      await signIn(userId, password, { again });
    } finally {
      signingIn.current = false;
    }
  };
  return html`<${Page} title=${t('sign-in')} lead=${t('sign-in-lead')}>
    <${SignInForm} action=${enter} userId=${again ? person?.account.user_id : undefined} />
  <//>`;
}

export function SignUp() {
  // If an answer was lost, the account may be there already: then its own password opens it.
  const perhapsThere = useRef(false);
  const create = async (account) => {
    try {
      await call('POST', '/accounts', account);
      perhapsThere.current = true;
    } catch (problem) {
      perhapsThere.current ||= problem.uncertain;
      if (problem.slug !== 'user-id-taken' || !perhapsThere.current) throw problem;
    }
    await signIn(account.user_id, account.password);
  };
  return html`<${Page} title=${t('sign-up')} lead=${t('sign-up-lead')}>
    <${Form} submit=${t('sign-up')} action=${create}>
      <${UserId} hint=${t('user-id-hint')} data-focus="" />
      <${PasswordField} label=${t('password')} hint=${t('password-hint')} autocomplete="new-password" />
      <${Field} name="legal_name" label=${t('legal-name')} hint=${t('legal-name-hint')} autocomplete="name" maxlength=${numbers['legal-name-max']} />
      <${EmailField} label=${t('email')} hint=${t('email-hint')} />
      <${Select} name="country" label=${t('country')} hint=${t('country-hint')} autocomplete="country"
        options=${countryOptions()} chosen=${likelyCountry()} />
    <//>
    <p><a href="#/sign-in">${t('sign-in-link')}</a></p>
  <//>`;
}

export function ResetPassword() {
  const [asked, setAsked] = useState(false);
  if (asked) {
    return html`<${Page} key="sent" title=${t('reset-sent-title')} lead=${t('reset-sent')}>
      <p>${t('no-mail-hint')} <a href="#/help">${t('nav-help')}</a></p>
      <p><button type="button" onClick=${() => setAsked(false)}>${t('reset-again')}</button></p>
    <//>`;
  }
  const ask = async (values) => {
    await mailing(call('POST', '/password-resets', values));
    setAsked(true);
  };
  return html`<${Page} key="ask" title=${t('reset-title')} lead=${t('reset-lead')}>
    <${Form} submit=${t('reset-submit')} action=${ask}><${UserId} data-focus="" /><//>
    <p><a href="#/sign-in">${t('sign-in-link')}</a></p>
  <//>`;
}

export function ChoosePassword({ parameter: token }) {
  // If an answer was lost, the link may be used up by the new password.
  const unanswered = useRef(false);
  const choose = async ({ password }) => {
    let perhaps = false;
    try {
      await call('POST', `/password-resets/${encodeURIComponent(token)}`, { password });
    } catch (problem) {
      unanswered.current ||= problem.uncertain;
      if (problem.slug !== 'reset-link-dead' || !unanswered.current) throw problem;
      perhaps = true;
    }
    sessionsEnded();
    go('/sign-in', {
      replace: true,
      notice: perhaps ? told('password-perhaps-changed', {}, 'warning') : told('password-changed'),
    });
  };
  return html`<${Page} title=${t('choose-password-title')} lead=${t('choose-password-lead')}>
    <${Form} submit=${t('choose-password-submit')} action=${choose}>
      <${PasswordField} label=${t('new-password')} hint=${t('password-hint')} autocomplete="new-password" data-focus="" />
    <//>
  <//>`;
}
