// What pages are made of.

/** @import { CredentialView, Person, Requirement } from 'portal' */

import { Problem } from './api.js';
import { announce, place } from './router.js';
import { account } from './session.js';
import { useStore } from './store.js';
import { brand, byName, countryName, day, duration, maybe, span, support, t } from './texts.js';
import { createContext, html, useContext, useEffect, useId, useRef, useState } from './vendor/preact.js';

// Pages.

/** The first page leaves the focus to the browser, as every page does that is loaded. */
let first = true;

/** A page: its heading is where the focus goes, unless something on it is marked with `data-focus`. */
export function Page({ title, lead, wide, children }) {
  const heading = useRef();
  const { address } = useStore(place);
  useEffect(() => {
    document.title = `${title} – ${brand}`;
  }, [title]);
  useEffect(() => {
    const marked = /** @type {HTMLElement | null} */ (document.querySelector('main [data-focus]'));
    if (marked) marked.focus();
    else if (!first) heading.current.focus();
    if (!first) scrollTo(0, 0);
    first = false;
  }, [address]);
  return html`<main id="main" class=${wide ? 'wide' : ''}>
    <h1 tabindex="-1" ref=${heading}>${title}</h1>
    ${lead && html`<p class="lead">${lead}</p>`}
    ${children}
  </main>`;
}

/** Puts the focus on the page's heading, when what had it is gone. */
export function focusHeading() {
  /** @type {HTMLElement | null} */ (document.querySelector('main h1'))?.focus();
}

export const Loading = () => html`<p class="loading" role="status">${t('loading')}</p>`;

export const Card = ({ title, children, class: name = '' }) => html`<section class="card ${name}">
  ${title && html`<h2>${title}</h2>`}${children}
</section>`;

export const LinkButton = ({ href, quiet, children, ...more }) =>
  html`<a class="button ${quiet ? 'quiet' : ''}" href=${href} ...${more}>${children}</a>`;

/** Label and value pairs. */
export const Facts = ({ facts }) => html`<dl class="facts">
  ${facts.filter(([, value]) => value).map(([label, value]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}
</dl>`;

export const Pill = ({ kind, children }) => html`<span class="pill ${kind}">${children}</span>`;

/**
 * What an application asks for, in words.
 * @param {Requirement} requirement
 */
export function needs({ strength, proofed, max_age: age }) {
  const needed = t(`requires-${strength}${proofed ? '-proofed' : ''}`);
  if (typeof age !== 'number') return needed;
  const fresh =
    strength === 'password' ? (age ? 'fresh-sign-in' : 'fresh-sign-in-each') : age ? 'fresh-code' : 'fresh-code-each';
  return `${needed} ${t(fresh, { time: span(age) })}`;
}

// Time.

/** Seconds until a time of this machine's clock, counted down once a second; `onEnd` when it has come. */
export function useSecondsUntil(at, onEnd) {
  const left = () => (at ? Math.max(0, Math.ceil((at - Date.now()) / 1000)) : 0);
  const [seconds, setSeconds] = useState(left());
  const end = useRef();
  end.current = onEnd;
  useEffect(() => {
    setSeconds(left());
    if (!at) return undefined;
    let over = left() === 0;
    const timer = setInterval(() => {
      setSeconds(left());
      if (!over && left() === 0) {
        over = true;
        end.current?.();
      }
    }, 250);
    return () => clearInterval(timer);
  }, [at]);
  return seconds;
}

/** A countdown for the eyes. A screen reader hears of it at the seconds of `spoken` only. */
export function Countdown({ until, text, spoken = [], onEnd }) {
  const seconds = useSecondsUntil(until, onEnd);
  const words = t(text, { time: duration(seconds) });
  useEffect(() => {
    if (spoken.includes(seconds)) announce(words);
  }, [seconds]);
  return html`<span class="countdown" role="timer" aria-live="off">${words}</span>`;
}

// Problems.

/** Where a problem's next step is done. */
const NEXT = {
  'confirm-email': '/email',
  'send-email-code': '/email',
  'sign-in': '/sign-in',
  'send-otp': '/code',
  renew: '/renew',
  'place-order': '/store',
  'enter-license': '/license',
  'start-proofing': '/proofing',
  'redeem-proofing': '/proofing',
  'register-phone': '/phones',
  'remove-phone': '/phones',
  'reset-password': '/reset',
  'contact-support': '/help',
};

/** The sentence of a problem: what happened and what to do. */
function problemText(problem) {
  const { attempts_left: tries = 0, opens_at: opens, closed_at: closed } = problem.details;
  const args = { tries, opens: opens ? day(opens) : '', closed: closed ? day(closed) : '' };
  if (problem.slug === 'locked' && !problem.retryAt) return t('problem-locked-for-good');
  if (problem.slug === 'outcome-unknown' && problem.details.status === 0) return t('problem-no-answer');
  return maybe(`problem-${problem.slug}`, args) ?? t('problem-unnamed');
}

/**
 * A request for a mail. Whether that went out without an answer, the mailbox says.
 * @template T
 * @param {Promise<T>} request
 */
export const mailing = (request) =>
  request.catch((problem) => {
    throw problem.slug === 'outcome-unknown' ? new Problem({ type: 'perhaps-mailed' }) : problem;
  });

/** A problem that is about the whole page or form. It takes the focus, so that nobody misses it. */
export function ProblemNote({ problem, onRetry, focused = true, id }) {
  const box = useRef();
  const { address } = useStore(place);
  const [waiting, setWaiting] = useState(Boolean(problem.retryAt));
  useEffect(() => {
    setWaiting(Boolean(problem.retryAt));
    if (focused) box.current.focus();
  }, [problem]);
  const { next_step: step } = problem.details;
  const next = step && NEXT[step];
  const elsewhere = next && next !== address;
  return html`<div class="note problem" id=${id} role="alert" tabindex="-1" ref=${box} data-problem=${problem.slug}>
    <p>${problemText(problem)}</p>
    ${
      waiting &&
      html`<p><${Countdown} until=${problem.retryAt} text="try-again-in" onEnd=${() => {
        setWaiting(false);
        announce(t('try-again-now'));
      }} /></p>`
    }
    ${!waiting && problem.retryAt && html`<p>${t('try-again-now')}</p>`}
    ${problem.slug === 'too-many-requests' && problem.retryOn && html`<p>${t('try-again-on', { day: day(problem.retryOn) })} <a href="#/help">${t('nav-help')}</a></p>`}
    ${problem.slug === 'locked' && !problem.retryAt && html`<p><a href="#/reset">${t('reset-title')}</a></p>`}
    ${onRetry && html`<p><button type="button" onClick=${onRetry}>${t('try-again')}</button></p>`}
    ${step === 'contact-support' && support && html`<p>${t('support-at', { support })}</p>`}
    ${elsewhere && html`<p><a href="#${next}">${t(`step-${step}`)}</a></p>`}
  </div>`;
}

// Forms.

/**
 * Runs one thing at a time: what is asked for while it runs is not done.
 * @returns {[boolean, (what: () => unknown) => Promise<void>]}
 */
export function useOneAtATime() {
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const run = async (what) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await what();
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return [busy, run];
}

/** What is wrong with a form's fields, by name. */
const Faults = createContext({});

/** What is wrong with a control before anything is sent, as the id of a text. */
function fault(control) {
  const { validity } = control;
  if (control.type === 'radio') return validity.valueMissing ? 'fault-choose' : null;
  if (validity.valueMissing || (control.required && !control.value.trim())) return 'fault-missing';
  if (validity.typeMismatch) return 'fault-email';
  if (validity.rangeUnderflow || validity.rangeOverflow || validity.stepMismatch) return 'fault-range';
  return validity.badInput ? 'fault-range' : null;
}

const values = (form) =>
  Object.fromEntries(
    [...new FormData(form)].map(([name, value]) => [name, name === 'password' ? value : String(value).trim()]),
  );

/**
 * A form whose `action` gets the values by name. What is wrong stands beside its field, which takes the focus; a problem
 * of no field stands above the button. Nothing is lost, and a form that is on its way is not sent again.
 */
export function Form({ action, submit, children, ...more }) {
  const [problem, setProblem] = useState(null);
  const [faults, setFaults] = useState({});
  const [busy, run] = useOneAtATime();
  /** How often it was not sent or was refused for a field: each time the first such field takes the focus. */
  const [refused, setRefused] = useState(0);
  const form = useRef();

  const send = async () => {
    setProblem(null);
    const found = {};
    for (const control of form.current.elements) {
      const id = control.name && fault(control);
      if (id) found[control.name] = t(id);
    }
    setFaults(found);
    if (Object.keys(found).length) {
      setRefused(refused + 1);
      return;
    }
    try {
      await action(values(form.current));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      const { field: name } = problem.details;
      const field = name && form.current.elements[name];
      if (field) {
        setFaults({ [name]: problemText(problem) });
        setRefused(refused + 1);
      }
      if (!field || problem.retryAt) setProblem(problem);
    }
  };
  const submitted = (event) => {
    event.preventDefault();
    run(send);
  };
  const corrected = ({ target: { name } }) => {
    if (!faults[name]) return;
    setFaults({ ...faults, [name]: undefined });
  };
  useEffect(() => {
    if (refused) form.current.querySelector('[aria-invalid=true]')?.focus();
  }, [refused]);

  return html`<form ref=${form} onSubmit=${submitted} novalidate ...${more} onInput=${(event) => {
    corrected(event);
    more.onInput?.(event);
  }}>
    <${Faults.Provider} value=${faults}>
      ${children}
      ${problem && html`<${ProblemNote} problem=${problem} />`}
      <div class="actions">
        <button type="submit" class="primary" aria-disabled=${busy}>${busy ? t('please-wait') : submit}</button>
      </div>
    <//>
  </form>`;
}

/** The parts that every labelled control has: its hint, and what is wrong with it. */
function useControl(name, hint, shown) {
  const id = useId();
  const fault = useContext(Faults)[name];
  const wrong = shown ?? fault;
  const described = [hint && `${id}-hint`, wrong && `${id}-wrong`].filter(Boolean).join(' ') || undefined;
  return {
    id,
    attributes: { id, name, 'aria-invalid': wrong ? 'true' : undefined, 'aria-describedby': described },
    hint: hint && html`<p class="hint" id="${id}-hint">${hint}</p>`,
    wrong: wrong && html`<p class="wrong" id="${id}-wrong"><span aria-hidden="true">⚠ </span>${wrong}</p>`,
  };
}

export function Field({ name, label, hint, wrong, optional, type = 'text', ...more }) {
  const control = useControl(name, hint, wrong);
  return html`<div class="field">
    <label for=${control.id}>${label}${optional && html` <span class="optional">${t('optional')}</span>`}</label>
    ${control.hint}
    <input type=${type} required=${!optional} ...${control.attributes} ...${more} />
    ${control.wrong}
  </div>`;
}

export function PasswordField({ name = 'password', label, hint, autocomplete, ...more }) {
  const control = useControl(name, hint);
  const [shown, setShown] = useState(false);
  return html`<div class="field">
    <label for=${control.id}>${label}</label>
    ${control.hint}
    <div class="with-button">
      <input type=${shown ? 'text' : 'password'} required autocomplete=${autocomplete} autocapitalize="none"
        spellcheck=${false} ...${control.attributes} ...${more} />
      <button type="button" aria-pressed=${shown} onClick=${() => setShown(!shown)}>${t('show-password')}</button>
    </div>
    ${control.wrong}
  </div>`;
}

/** `chosen` is what is chosen at first. */
export function Select({ name, label, hint, options, chosen, ...more }) {
  const control = useControl(name, hint);
  return html`<div class="field">
    <label for=${control.id}>${label}</label>
    ${control.hint}
    <select required ...${control.attributes} ...${more}>
      ${options.map(([value, text]) => html`<option value=${value} selected=${value === chosen}>${text}</option>`)}
    </select>
    ${control.wrong}
  </div>`;
}

/** One of a few: `options` are value, text and perhaps an explanation; `chosen` is what is chosen at first. */
export function Choice({ name, label, options, chosen, onChange, hint, focus, lang }) {
  const control = useControl(name, hint);
  const [value, setValue] = useState(chosen);
  const choose = (option) => {
    setValue(option);
    onChange?.(option);
  };
  return html`<fieldset class="choice" aria-describedby=${control.attributes['aria-describedby']}>
    <legend lang=${lang}>${label}</legend>
    ${control.hint}
    ${options.map(
      ([option, text, more], index) => html`<label class="option" lang=${lang}>
        <input type="radio" name=${name} value=${option} required checked=${value === option}
          aria-invalid=${control.attributes['aria-invalid']} data-focus=${focus && index === 0 ? '' : undefined}
          onChange=${() => choose(option)} />
        <span><span>${text}</span>${more && html`<small>${more}</small>`}</span>
      </label>`,
    )}
    ${control.wrong}
  </fieldset>`;
}

/** A button that does something at once. A problem stands beneath it. */
export function Action({ action, children, quiet, danger, ...more }) {
  const [busy, run] = useOneAtATime();
  const [problem, setProblem] = useState(null);
  const act = async () => {
    setProblem(null);
    try {
      await action();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      setProblem(problem);
    }
  };
  return html`<button type="button" class=${quiet ? 'quiet' : danger ? 'danger' : ''} aria-disabled=${busy}
      onClick=${() => run(act)} ...${more}>${busy ? t('please-wait') : children}</button>
    ${problem && html`<${ProblemNote} problem=${problem} />`}`;
}

/**
 * A page's own load: what it yields, a problem with a way to try again, or that it is loading.
 * @template T
 * @param {() => Promise<T>} load
 * @param {unknown[]} keys
 */
export function useLoad(load, keys) {
  const [state, setState] = useState(/** @type {{ value?: T, problem?: Problem }} */ ({}));
  const attempt = useRef(0);
  const start = () => {
    attempt.current += 1;
    const mine = attempt.current;
    return load().then(
      (value) => mine === attempt.current && setState({ value }),
      (problem) => {
        if (!(problem instanceof Problem)) throw problem;
        if (mine === attempt.current) setState((before) => ({ value: before.value, problem }));
      },
    );
  };
  useEffect(() => {
    setState({});
    start();
  }, keys);
  return { ...state, again: start };
}

/**
 * The account, on a page for signed-in people: what shows one of those has looked.
 * @returns {Person}
 */
export const useAccount = () => /** @type {Person} */ (useStore(account));

/**
 * The credential, on a part of a page that only somebody who has one sees.
 * @returns {CredentialView}
 */
export const useCredential = () => /** @type {CredentialView} */ (useAccount().credential);

/** The account on a page for everybody, if somebody is signed in. */
export function useVisitor() {
  const known = useStore(account);
  return known && 'account' in known ? known : null;
}

/** A page whose time has not come, or is over: why, and where to go instead. */
export function NotNow({ title, credential }) {
  const { state, renewal } = credential ?? { state: 'none' };
  const [text, to, label] = {
    none: ['problem-no-credential', '/license', 'do-enter-license'],
    'proofing-needed': ['problem-proofing-needed', '/proofing', 'do-start-proofing'],
    'ready-for-phone': ['proofing-done', '/phones', 'go-on'],
    active: ['proofing-done', '/account', 'go-on'],
    expired: renewal?.open ? ['problem-credential-expired', '/renew', 'renew'] : ['renewal-closed', '/store', 'do-buy'],
    spent: ['next-license-spent', '/store', 'do-buy'],
  }[state];
  return html`<${Page} title=${title} lead=${t(text)}><p><${LinkButton} href="#${to}" data-focus="">${t(label)}<//></p><//>`;
}

// Countries.

/** ISO 3166-1 alpha-2, and Kosovo; a test compares them with the ones that the interface takes. */
export const COUNTRIES =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW'.split(
    ' ',
  );

/** Countries as options, by their names; `text` adds to a name. */
export const countryOptions = (codes = COUNTRIES, text = (_code, name) => name) =>
  codes
    .map((code) => [code, countryName(code)])
    .sort(([, a], [, b]) => byName(a, b))
    .map(([code, name]) => [code, text(code, name)]);

/** The country that the browser's language names, if it names one. */
export const likelyCountry = () => {
  const region = navigator.languages.map((tag) => new Intl.Locale(tag).maximize().region).find((code) => code);
  return region && COUNTRIES.includes(region) ? region : 'US';
};
