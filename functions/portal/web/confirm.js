// The address of an account: the code that confirms it, and its correction.

/** @import { Person } from 'portal' */

import { call } from './api.js';
import { did } from './asking.js';
import { EmailField } from './email.js';
import { Action, Field, Form, LinkButton, Page, useAccount, useSecondsUntil } from './parts.js';
import { announce, goOn, told, want } from './router.js';
import { emailConfirmed, settle, strong, surely, tellOtherTabs } from './session.js';
import { duration, t, timeOfDay } from './texts.js';
import { html, useState } from './vendor/preact.js';

export function ConfirmEmail() {
  const person = useAccount();
  const { account, credential, orders } = person;
  /** Somebody who has nothing yet goes on to the store. */
  const otherwise = credential || orders.length > 0 ? '/account' : '/store';
  const [correcting, setCorrecting] = useState(false);
  const sent = useSecondsUntil(person.emailCodeDiesAt) > 0;
  if (emailConfirmed(person)) {
    return html`<${Page} key="done" title=${t('email-title')} lead=${t('email-confirmed', { email: account.email })}>
      <p><${LinkButton} href="#${otherwise}" data-focus="">${t('go-on')}<//></p>
    <//>`;
  }
  if (correcting) return html`<${Correct} person=${person} done=${() => setCorrecting(false)} />`;
  const enter = async ({ code }) => {
    await surely(() => call('POST', '/account/email/confirmation', { code }), emailConfirmed);
    tellOtherTabs();
    did('confirm-email');
    // Another tab may have corrected the address meanwhile.
    const now = await settle();
    goOn({ notice: told('email-confirmed', { email: now?.account.email ?? account.email }), otherwise });
  };
  return html`<${Page} key="enter" title=${t('email-title')} lead=${t(sent ? 'email-lead' : 'email-lead-unsent', { email: account.email, time: timeOfDay(person.emailCodeDiesAt) })}>
    <p>${t(account.email_state === 'not-asked' ? 'email-why-now' : 'email-why')}</p>
    ${
      sent &&
      html`<${Form} submit=${t('email-submit')} action=${enter}>
        <${Field} name="code" label=${t('code')} hint=${t('email-code-hint')} class="code" inputmode="numeric"
          autocomplete="one-time-code" data-focus="" />
      <//>`
    }
    <${Resend} person=${person} primary=${!sent} />
    ${sent && html`<p class="hint">${t('no-mail-hint')}</p>`}
    <ul class="links">
      <li><button type="button" class="link" onClick=${() => setCorrecting(true)}>${t('email-correct')}</button></li>
      <li><a href="#/help">${t('code-none-came')}</a></li>
      <li><button type="button" class="link" onClick=${() => goOn()}>${t('email-later')}</button></li>
    </ul>
  <//>`;
}

/** Has a code mailed, once another may be asked for. */
function Resend({ person, primary }) {
  const { account, emailResendAt } = person;
  const wait = useSecondsUntil(emailResendAt);
  const send = async () => {
    const before = account.email_confirmation?.code?.expires_at;
    /** @param {Person} now */
    const asked = ({ account: { email_confirmation: now } }) => Boolean(now?.code && now.code.expires_at !== before);
    await surely(() => call('POST', '/account/email/code'), asked);
    await settle();
    announce(t('email-sent', { email: account.email }));
  };
  if (wait > 0) return html`<p class="hint">${t('email-resend-in', { time: duration(wait) })}</p>`;
  return html`<p><${Action} class=${primary ? 'primary' : 'quiet'} action=${send}>${t(primary ? 'email-send' : 'email-resend')}<//></p>`;
}

function Correct({ person, done }) {
  const { account, credential, session } = person;
  // Whoever knows the password only must not lead the mail away of somebody who has a phone.
  if (credential?.state === 'active' && !strong(session)) {
    return html`<${Page} key="code" title=${t('email-correct-title')} lead=${t('email-needs-code')}>
      <p><${LinkButton} href="#/code" onClick=${() => want('/email')} data-focus="">${t('elevate-submit')}<//></p>
      <p><button type="button" class="link" onClick=${done}>${t('back')}</button></p>
    <//>`;
  }
  const correct = async ({ email }) => {
    if (email === account.email) return done();
    await surely(
      () => call('PUT', '/account/email', { email }),
      (now) => now.account.email !== account.email,
    );
    tellOtherTabs();
    const now = await settle();
    done();
    announce(t('email-sent', { email: now?.account.email ?? email }));
  };
  return html`<${Page} key="correct" title=${t('email-correct-title')} lead=${t('email-correct-lead')}>
    <${Form} submit=${t('email-correct-submit')} action=${correct}>
      <${EmailField} label=${t('email')} value=${account.email} data-focus="" />
    <//>
    <p><button type="button" class="link" onClick=${done}>${t('back')}</button></p>
  <//>`;
}
