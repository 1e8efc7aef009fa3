// An application's request: who asks, what is missing and where that is done, and the way back to the application. Also
// signing out for an application, and requests that lead nowhere.

import { SignInForm } from './access.js';
import { STEPS } from './account.js';
import { call, Problem } from './api.js';
import { answered, ask, asking, cancel, did, leave } from './asking.js';
import {
  Action,
  Card,
  LinkButton,
  Loading,
  needs,
  Page,
  ProblemNote,
  useAccount,
  useLoad,
  useVisitor,
} from './parts.js';
import { go, place, want } from './router.js';
import { account, beginSession, restoreSession, signOutBy } from './session.js';
import { useStore } from './store.js';
import { day, support, t } from './texts.js';
import { html, useEffect, useRef, useState } from './vendor/preact.js';

/** A step that is asked for again this soon after it was done, in milliseconds, or after it was done twice, leads round. */
const RIGHT_AFTER = 60_000;
const OFTEN = 2;

const leadsRound = (step) => {
  const done = asking.value?.done[step];
  return Boolean(done && (done.times >= OFTEN || Date.now() - done.at < RIGHT_AFTER));
};

/** What is asked for under several names, by the step that does it. */
const SAME = { 'sign-in': 'sign-in-again', 'send-otp': 'enter-code', 'verify-otp': 'enter-code' };

/** One tab after another, since the second one finds the request answered. */
const alone = (name, what) => (navigator.locks ? navigator.locks.request(name, what) : what());

/**
 * Asks for what the application waits for, and goes back to it. Another tab of this browser may have done so before.
 * @param {string} id
 * @param {{ consent?: boolean }} [body]
 * @returns {Promise<{ to?: string }>}
 */
const grant = (id, body = {}) =>
  alone(`authorization ${id}`, async () => {
    if (answered(id)) return {};
    const { redirect: to } = await call('POST', `/authorizations/${id}`, body);
    leave(to);
    return { to };
  });

export function Authorization({ parameter: id }) {
  const known = useStore(account);
  const person = useVisitor();
  const before = answered(id);
  const {
    value: request,
    problem,
    again,
  } = useLoad(async () => {
    if (before) return null;
    const { login_hint: hint, ...told } = await call('GET', `/authorizations/${encodeURIComponent(id)}`);
    const done = asking.value?.id === id ? asking.value.done : {};
    // Who goes to an application goes nowhere else.
    want(null);
    ask({ ...told, id, done });
    return { ...told, id, hint };
  }, [id]);
  if (before) return html`<${Answered} application=${before.application} />`;
  if (isGone(problem)) return html`<${Gone} id=${id} problem=${problem} />`;
  const failed = problem ?? (known instanceof Problem ? known : null);
  if (failed) {
    const retry = () => {
      if (failed === problem) return again();
      account.value = undefined;
      return restoreSession();
    };
    return html`<${Page} title=${t('request-title')}><${ProblemNote} problem=${failed} onRetry=${retry} /><//>`;
  }
  if (!request) return html`<main id="main"><${Loading} /></main>`;
  return person
    ? html`<${Granting} request=${request} />`
    : html`<${SignInFor} request=${request} action=${beginSession} />`;
}

const isGone = (problem) => [404, 410].includes(problem?.details.status);

/** The way back, for somebody who does not go on. */
const Cancel = ({ name }) => html`<p><${Action} quiet action=${cancel}>${t('asking-cancel', { name })}<//></p>`;

/** What a signed-in person is asked to do for a request, until nothing is missing. */
function Granting({ request }) {
  const person = useAccount();
  const { id, application } = request;
  const { name } = application;
  /** While the person signs in here, the account changes by that. */
  const signingIn = useRef(false);
  const now = [person.account.id, person.session.strength, person.next_step].join();
  const seen = useRef(now);
  if (!signingIn.current) seen.current = now;
  const [turn, setTurn] = useState(0);
  const { value, problem, again } = useLoad(() => grant(id), [id, seen.current, turn]);
  /** A step leads round, and is done once more. */
  const [anyway, setAnyway] = useState(false);
  const next = () => {
    setAnyway(false);
    setTurn(turn + 1);
  };

  if (value) {
    return value.to
      ? html`<${Leaving} name=${name} to=${value.to} />`
      : html`<${Answered} application=${application} />`;
  }
  if (!problem) return html`<main id="main"><${Loading} /></main>`;
  if (isGone(problem)) return html`<${Gone} id=${id} problem=${problem} />`;
  if (problem.slug !== 'login-requirements-not-met') {
    return html`<${Page} title=${t('request-title')}>
      <${ProblemNote} problem=${problem} onRetry=${again} />
      <${Cancel} name=${name} />
    <//>`;
  }
  const asked = problem.details.next_step ?? '';
  const step = SAME[asked] ?? asked;
  const userId = person.account.user_id;
  if (!anyway && leadsRound(step)) {
    return html`<${Round} name=${name} userId=${userId} onAgain=${() => setAnyway(true)} />`;
  }
  if (step === 'sign-in-again') {
    const signIn = async (...typed) => {
      signingIn.current = true;
      try {
        await beginSession(...typed);
      } finally {
        signingIn.current = false;
      }
      next();
    };
    return html`<${SignInFor} again request=${request} userId=${userId} action=${signIn} />`;
  }
  if (step === 'enter-code') return html`<${ToTheCode} />`;
  if (step === 'consent') return html`<${Consent} request=${request} onRefused=${next} />`;
  if (step in STEPS) return html`<${Step} request=${request} step=${step} />`;
  return html`<${Unreachable} request=${request} />`;
}

/** Signing in for a request: at first, again, or as somebody else. */
const SignInFor = ({ request, again, userId, action }) => {
  const { name } = request.application;
  return html`<${Page} key="sign-in" title=${t(again ? 'request-sign-in-again' : 'request-sign-in', { name })} lead=${needs(request.requirement)}>
    ${again && html`<p>${t('request-why-again', { name })}</p>`}
    <${SignInForm} userId=${request.hint ?? userId} action=${({ user_id: userId, password }) => action(userId, password)} />
    <${Cancel} name=${name} />
  <//>`;
};

function ToTheCode() {
  useEffect(() => go('/code?fresh', { replace: true }), []);
  return html`<main id="main"><${Loading} /></main>`;
}

/** A step that takes a page of its own, or several. */
function Step({ request, step }) {
  const { credential } = useAccount();
  const { name } = request.application;
  useEffect(() => asking.value && ask({ ...asking.value, step }), [step]);
  const spent = credential?.state === 'spent' && step === 'enter-license';
  return html`<${Page} key=${step} title=${t('request-step', { name })} lead=${needs(request.requirement)}>
    <${Card}>
      <p>${t(spent ? 'next-license-spent' : `next-${step}`)}</p>
      <p class="actions"><${LinkButton} href="#${STEPS[step]}" data-focus="">${t(`do-${step}`)}<//>
        ${step === 'enter-license' && html`<${LinkButton} quiet href="#/store">${t('do-buy')}<//>`}</p>
    <//>
    <${Cancel} name=${name} />
  <//>`;
}

/** The question whether the application may be told something. */
function Consent({ request, onRefused }) {
  const { name } = request.application;
  const [to, setTo] = useState(/** @type {string | undefined} */ (undefined));
  const agree = async () => {
    try {
      const given = await grant(request.id, { consent: true });
      if (given.to) setTo(given.to);
      else onRefused();
    } catch (problem) {
      if (problem.slug !== 'login-requirements-not-met' && !isGone(problem)) throw problem;
      did('consent');
      onRefused();
    }
  };
  if (to) return html`<${Leaving} name=${name} to=${to} />`;
  return html`<${Page} key="consent" title=${t('consent-title', { name })} lead=${t('consent-lead', { name })}>
    <ul>${(request.consent ?? ['openid']).map((scope) => html`<li>${t(`consent-${scope}`)}</li>`)}</ul>
    <p>${t(request.consent_each_time ? 'consent-each-time' : 'consent-once', { name })}</p>
    <p><${Action} class="primary" action=${agree}>${t('consent-agree')}<//></p>
    <${Cancel} name=${name} />
  <//>`;
}

/** What the application needs cannot be reached by any step. */
function Unreachable({ request }) {
  const { credential } = useAccount();
  const { name } = request.application;
  const later = credential?.state === 'active' && !credential.proofing.passed;
  return html`<${Page} key="unreachable" title=${t('requirements-not-met')} lead=${t('requirements-of', { name })}>
    <div class="note problem" data-problem="unreachable">
      <p>${needs(request.requirement)}</p>
      <p>${later ? t('missing-proofed-later', { day: day(credential.renewal.closes_at) }) : t('request-unreachable')}</p>
    </div>
    ${support && html`<p>${t('support-at', { support })}</p>`}
    <p><a href="#/help">${t('nav-help')}</a></p>
    <${Cancel} name=${name} />
  <//>`;
}

/** The application asks for what was done just now: the person decides whether to do it again. */
const Round = ({
  name,
  userId,
  onAgain,
}) => html`<${Page} key="round" title=${t('round-title', { name })} lead=${t('round')}>
  <p>${t('round-person', { name, user: userId })}</p>
  <p class="actions"><button type="button" onClick=${onAgain} data-focus="">${t('round-again')}</button>
    <a href="#/help">${t('nav-help')}</a></p>
  <${Cancel} name=${name} />
<//>`;

/** The browser leaves for the application. An application on this machine may have to be opened by hand. */
const Leaving = ({ name, to }) => html`<${Page} key="leaving" title=${t('request-going', { name })}>
  ${/^https?:/.test(to) ? html`<${Loading} />` : html`<p><${LinkButton} href=${to} data-focus="">${t('asking-go-on', { name })}<//></p>`}
<//>`;

/** Asks anew, since an answer is good for one visit. */
const OpenAgain = ({ application: { id, name } }) =>
  html`<p><${LinkButton} href="#/applications/${id}" data-focus="">${t('open-again', { name })}<//></p>`;

function Answered({ application }) {
  const { name } = application;
  useEffect(() => ask(null), []);
  return html`<${Page} key="answered" title=${t('request-answered-title', { name })} lead=${t('request-answered')}>
    <${OpenAgain} application=${application} />
  <//>`;
}

/** A request whose time is over, or that this browser does not have. */
function Gone({ id, problem }) {
  const mine = asking.value?.id === id ? asking.value : null;
  const application = mine?.application ?? answered(id)?.application;
  useEffect(() => {
    // A reload still knows whose it was.
    if (mine) ask({ ...mine, over: true });
  }, []);
  const kind = problem.details.status === 410 ? 'expired' : 'unknown';
  const [title, lead] =
    kind === 'expired' ? ['request-expired-title', 'request-expired'] : ['request-unknown-title', 'request-unknown'];
  return html`<${Page} key="gone" title=${t(title)} lead=${t(lead)}>
    ${application ? html`<${OpenAgain} application=${application} />` : html`<p>${t('request-start-again')}</p>`}
    <p><a href="#/account">${t('nav-account')}</a></p>
  <//>`;
}

/** Signs out for an application that asked for it, after a question; nobody else is asked one. */
export function SignOut() {
  const whoever = useStore(account);
  const person = useVisitor();
  const { application: from, ...parameters } = Object.fromEntries(useStore(place).query);
  // Anybody can write an address: only an application that is known is named.
  const known = ({ id, name }) => id === parameters.client_id || name === from;
  const name = person?.applications.find(known)?.name;
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const end = () => signOutBy(() => call('POST', '/oauth2/logout', parameters));
  const endAtOnce = () => {
    setProblem(null);
    return end().catch(setProblem);
  };
  useEffect(() => {
    if (whoever === null) endAtOnce();
  }, [whoever === null]);
  if (!whoever) {
    return html`<${Page} title=${t('sign-out')}>
      ${problem ? html`<${ProblemNote} problem=${problem} onRetry=${endAtOnce} />` : html`<${Loading} />`}
    <//>`;
  }
  return html`<${Page} title=${t('sign-out-title')} lead=${name ? t('sign-out-from', { name }) : undefined}>
    <p>${t('sign-out-more')}</p>
    <p><${Action} class="primary" action=${end}>${t('sign-out')}<//></p>
    <p><${LinkButton} quiet href="#/account">${t('sign-out-stay')}<//></p>
  <//>`;
}

/** Why a request is not taken. Of the address, nothing is shown but which of these it names. */
const REASONS = ['unknown-application', 'redirect-address', 'request-expired', 'another-browser', 'sign-out-address'];

export function Refused() {
  const reason = useStore(place).query.get('reason') ?? '';
  const known = REASONS.includes(reason);
  return html`<${Page} title=${t('error-title')} lead=${t(known ? `error-${reason}` : 'error-other')}>
    ${asking.value && html`<${OpenAgain} application=${asking.value.application} />`}
    ${support && html`<p>${t('support-at', { support })}</p>`}
    <p><a href="#/account">${t('nav-account')}</a></p>
  <//>`;
}
