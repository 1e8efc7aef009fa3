// The account at a glance, and the applications behind it.

import { call } from './api.js';
import { Card, Facts, LinkButton, Loading, needs, Page, Pill, ProblemNote, useAccount, useLoad } from './parts.js';
import { want } from './router.js';
import { strong } from './session.js';
import { countryName, day, money, productName, t } from './texts.js';
import { html, useEffect } from './vendor/preact.js';

/** Where the next step is done. */
export const STEPS = {
  'confirm-email': '/email',
  'enter-license': '/license',
  'start-proofing': '/proofing',
  'answer-questions': '/proofing',
  'keep-appointment': '/proofing',
  'enter-activation-code': '/proofing',
  'register-phone': '/phones',
  'activate-phone': '/phones',
  'add-second-phone': '/phones',
  renew: '/renew',
};

export function Account() {
  const { account, credential, session, next_step: step, orders } = useAccount();
  const elevate = credential?.state === 'active' && !strong(session);
  const spent = credential?.state === 'spent';
  return html`<${Page} title=${t('account-title', { name: account.legal_name })} wide>
    ${
      elevate &&
      html`<${Card} title=${t('elevate-title')} class="next">
      <p>${t('elevate')}</p>
      <p><${LinkButton} href="#/code" onClick=${() => want(null)}>${t('elevate-submit')}<//></p>
    <//>`
    }
    ${
      step &&
      html`<${Card} title=${t('next-title')} class=${elevate ? '' : 'next'}>
      <p>${t(spent && step === 'enter-license' ? 'next-license-spent' : `next-${step}`)}</p>
      <p class="actions"><${LinkButton} href="#${STEPS[step]}">${t(`do-${step}`)}<//>
        ${step === 'enter-license' && html`<${LinkButton} quiet href="#/store">${t('do-buy')}<//>`}</p>
    <//>`
    }
    ${
      account.email_state !== 'confirmed' &&
      step !== 'confirm-email' &&
      html`<${Card} title=${t('email-title')}>
      <p>${t('next-confirm-email')}</p>
      <p><${LinkButton} quiet href="#/email">${t('do-confirm-email')}<//></p>
    <//>`
    }
    <div class="columns">
      ${credential && html`<${Credential} credential=${credential} />`}
      ${credential && html`<${PhoneList} credential=${credential} />`}
      <${Card} title=${t('nav-applications')}><${ApplicationList} /><//>
      ${orders.length > 0 && html`<${Card} title=${t('orders-title')}><${OrderList} orders=${orders} /><//>`}
      <${Card} title=${t('profile-title')}>
        <${Facts} facts=${[
          [t('user-id'), account.user_id],
          [t('legal-name'), account.legal_name],
          [
            t('email'),
            account.email_state === 'confirmed'
              ? account.email
              : html`${account.email} <a href="#/email">${t('email-confirm')}</a>`,
          ],
          [t('country'), countryName(account.country)],
        ]} />
      <//>
    </div>
  <//>`;
}

function Credential({ credential }) {
  const { renewal } = credential;
  const gone = credential.state === 'expired' && !renewal.open;
  return html`<${Card} title=${t('credential-title')}>
    <${Facts} facts=${[
      [t('credential-state'), html`<${Pill} kind=${credential.state}>${t(`state-${credential.state}`)}<//>`],
      [t('credential-product'), productName(credential)],
      [t('credential-purchased'), day(credential.purchased_at)],
      [t('credential-expires'), day(credential.expires_at)],
      [t('credential-renewal'), renewal.open || gone ? null : t('renewal-from', { day: day(renewal.opens_at) })],
    ]} />
    ${renewal.open && html`<p><${LinkButton} href="#/renew">${t('renew')}<//></p>`}
    ${gone && html`<p>${t('renewal-closed')}</p><p><${LinkButton} href="#/store">${t('do-buy')}<//></p>`}
  <//>`;
}

function PhoneList({ credential }) {
  if (!['active', 'ready-for-phone'].includes(credential.state)) return null;
  return html`<${Card} title=${t('phones-title')}>
    ${
      credential.phones.length > 0 &&
      html`<ul class="rows">${credential.phones.map(
        (phone) => html`<li><span>${phone.number}</span>
        <span>${t(`channel-${phone.channel}`)}</span>
        ${phone.state === 'pending' && html`<${Pill} kind="pending">${t('phone-pending')}<//>`}</li>`,
      )}</ul>`
    }
    <p><a href="#/phones">${t('manage-phones')}</a></p>
  <//>`;
}

const OrderList = ({ orders }) =>
  html`<ul class="rows">${orders.map(
    (order) => html`<li><a href="#/orders/${order.number}">${order.number}</a>
    <span>${money(order.total)}</span>
    <${Pill} kind=${order.status}>${t(`order-${order.status}`)}<//></li>`,
  )}</ul>`;

function ApplicationList() {
  const { applications } = useAccount();
  if (applications.length === 0) return html`<p>${t('applications-none')}</p>`;
  return html`<ul class="rows applications">${applications.map(
    (application) => html`<li>
      <a href="#/applications/${application.id}">${application.name}</a>
      <${Pill} kind=${application.missing ? 'closed' : 'open'}>${t(application.missing ? 'application-closed' : 'application-open')}<//>
      <small>${needs(application.requirement)}</small>
    </li>`,
  )}</ul>`;
}

export const Applications = () =>
  html`<${Page} title=${t('nav-applications')} lead=${t('applications-lead')}><${ApplicationList} /><//>`;

/** Opens an application: goes where it is, or says what is missing. */
export function Application({ parameter: id }) {
  const { session } = useAccount();
  const {
    value: opened,
    problem,
    again,
  } = useLoad(() => call('GET', `/applications/${encodeURIComponent(id)}`), [id, session.strength]);
  useEffect(() => {
    // Back leads to where the person came from, and not to here again.
    if (opened) location.replace(opened.url);
  }, [opened]);
  if (problem?.slug === 'login-requirements-not-met') return html`<${Missing} id=${id} problem=${problem} />`;
  if (problem) {
    return html`<${Page} title=${t('nav-applications')}>
      <${ProblemNote} problem=${problem} onRetry=${problem.details.status === 404 ? null : again} />
      <p><a href="#/applications">${t('back-to-applications')}</a></p>
    <//>`;
  }
  if (!opened) return html`<main id="main"><${Loading} /></main>`;
  return html`<${Page} title=${opened.name} lead=${t('application-going')}>
    <p><a href="#/applications">${t('back-to-applications')}</a></p>
  <//>`;
}

/** What an application asks for that is not there, and the way to it. */
function Missing({ id, problem }) {
  const { applications, credential, session } = useAccount();
  const application = applications.find((application) => application.id === id);
  const proofing = problem.details.proofing_missing && !credential?.proofing.passed;
  const active = credential?.state === 'active';
  const signInAgain = problem.details.strength_needed === 'password';
  const unproofed = proofing && (active || credential?.state === 'ready-for-phone');
  const way = unproofed
    ? ['missing-proofed-later', '/help', 'nav-help']
    : proofing
      ? credential?.state === 'proofing-needed'
        ? ['missing-proofing', '/proofing', 'do-start-proofing']
        : ['missing-proofed-credential', '/store', 'do-buy']
      : signInAgain
        ? ['missing-sign-in', '/sign-in?again', 'sign-in']
        : active
          ? [strong(session) ? 'missing-fresh-code' : 'missing-code', '/code?fresh', 'elevate-submit']
          : ['missing-phone', '/account', 'missing-phone-go'];
  return html`<${Page} title=${t('requirements-not-met')} lead=${application && t('requirements-of', { name: application.name })}>
    <div class="note problem" data-problem=${problem.slug}>
      ${application && html`<p>${needs(application.requirement)}</p>`}
      <p>${t(way[0], { day: unproofed ? day(credential.renewal.closes_at) : '' })}</p>
    </div>
    <p><${LinkButton} href="#${way[1]}" onClick=${() => want(`/applications/${id}`)} data-focus="">${t(way[2])}<//></p>
    <p><a href="#/applications">${t('back-to-applications')}</a></p>
  <//>`;
}
