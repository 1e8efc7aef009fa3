// Entering the license key, and proving who one is.

/** @import { Person } from 'portal' */

import { call } from './api.js';
import {
  Card,
  Choice,
  Countdown,
  Field,
  Form,
  focusHeading,
  NotNow,
  Page,
  useAccount,
  useCredential,
} from './parts.js';
import { announce, go, notice, told } from './router.js';
import { refresh, settle, surely, tellOtherTabs } from './session.js';
import { moment, numbers, t, timeZone } from './texts.js';
import { html, useState } from './vendor/preact.js';

// Keys that are typed: Crockford's base32 in groups, with a check symbol at the end.

/** Multiplication by x in GF(32), modulo x^5 + x^2 + 1. */
const timesX = (a) => ((a << 1) & 31) ^ (a & 16 ? 5 : 0);

/**
 * The symbols of what was typed, as the interface reads them: what is no Latin letter and no digit does not matter, nor does
 * case, and letters that look like digits are digits.
 */
function symbolsOf(typed) {
  const plain = typed.normalize('NFKC').replace(/[^0-9A-Za-z]/g, '');
  return [...plain.toUpperCase()].map((c) => ({ O: '0', I: '1', L: '1' })[c] ?? c);
}

/** What is wrong with a key of so many symbols as it was typed so far, as the id of a text; nothing while it is not whole. */
function keyFault(typed, length) {
  const values = symbolsOf(typed).map((symbol) => numbers['key-alphabet'].indexOf(symbol));
  if (values.includes(-1)) return 'key-foreign-symbol';
  if (values.length > length) return 'key-too-long';
  if (values.length < length) return null;
  const check = values.pop();
  return values.reduce((sum, value) => timesX(sum ^ value), 0) === check ? null : 'problem-key-mistyped';
}

const grouped = (typed) =>
  symbolsOf(typed)
    .join('')
    .match(new RegExp(`.{1,${numbers['key-group']}}`, 'g'))
    ?.join('-') ?? '';

function KeyField({ name, label, hint, length }) {
  const [typed, setTyped] = useState('');
  const fault = keyFault(typed, length);
  const change = (event) => {
    const { value, selectionEnd } = event.target;
    const next = selectionEnd === value.length ? grouped(value) : value;
    const wrong = keyFault(next, length);
    if (wrong && wrong !== fault) announce(t(wrong));
    setTyped(next);
  };
  return html`<${Field} name=${name} label=${label} hint=${hint} wrong=${fault && t(fault)} value=${typed} onInput=${change} onBlur=${() => setTyped(grouped(typed))}
    class="key" autocomplete="off" autocapitalize="characters" spellcheck=${false} data-focus="" />`;
}

export function License() {
  const { credential } = useAccount();
  const isLive = (credential) => Boolean(credential && !['spent', 'expired'].includes(credential.state));
  const live = isLive(credential);
  const enter = async ({ license_key: key }) => {
    const entered = await surely(
      () => call('POST', '/credential', { license_key: key }),
      ({ credential }) => !live && isLive(credential),
    );
    tellOtherTabs();
    const person = await settle();
    const { next_step: step } = entered ?? person?.credential ?? {};
    go(step === 'start-proofing' ? '/proofing' : '/phones', {
      replace: true,
      notice: told('license-entered'),
    });
  };
  return html`<${Page} title=${t('license-title')} lead=${t('license-lead')}>
    ${live && html`<div class="note warning"><p>${t('license-not-needed')}</p></div>`}
    <${Form} submit=${t('license-submit')} action=${enter}>
      <${KeyField} name="license_key" label=${t('license-key')} hint=${t('license-key-hint')} length=${numbers['license-key-symbols']} />
    <//>
    <p>${t('license-none')} <a href="#/store">${t('nav-store')}</a></p>
    <p>${t('no-mail-hint')} <a href="#/help">${t('nav-help')}</a></p>
  <//>`;
}

// Proofing.

export function Proofing() {
  const { credential } = useAccount();
  const [questions, setQuestions] = useState(null);
  const [rebook, setRebook] = useState(false);
  if (credential?.state !== 'proofing-needed') {
    return html`<${NotNow} title=${t('proofing-title')} credential=${credential} />`;
  }
  const { appointment_at: at, failures } = credential.proofing;
  const codeWaits = credential.next_step === 'enter-activation-code';
  if (questions) return html`<${Questions} asked=${questions} onEnd=${() => setQuestions(null)} />`;
  return html`<${Page} title=${t('proofing-title')} lead=${t('proofing-lead')}>
    ${failures > 0 && html`<div class="note warning" role="status"><p>${t('proofing-failures', { failures, left: numbers['proofing-attempts'] - failures })}</p></div>`}
    ${at && html`<${Appointment} key=${at} at=${at} />`}
    ${(at || codeWaits) && html`<${ActivationCode} />`}
    ${
      !codeWaits &&
      (!at || rebook
        ? html`<${Start} onQuestions=${setQuestions} onBooked=${() => setRebook(false)} />`
        : html`<p><button type="button" class="quiet" onClick=${() => {
            setRebook(true);
            focusHeading();
          }}>${t('proofing-other')}</button></p>`)
    }
  <//>`;
}

/** A local time as `datetime-local` takes it. */
function localTime(at) {
  const two = (number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The next working day at ten, after the agent's notice, on this machine's clock or the server's, whichever is ahead. */
function proposal(now) {
  const at = new Date(Math.max(Date.now(), Date.parse(now)) + numbers['appointment-notice-hours'] * 3_600_000);
  do at.setDate(at.getDate() + 1);
  while ([0, 6].includes(at.getDay()));
  at.setHours(10, 0, 0, 0);
  return localTime(at);
}

function Start({ onQuestions, onBooked }) {
  const { account, now } = useAccount();
  const { methods } = useCredential().proofing;
  const [method, setMethod] = useState(methods[0]);
  const start = async (values) => {
    if (values.appointment_at) values.appointment_at = new Date(values.appointment_at).toISOString();
    const booked = values.appointment_at && Date.parse(values.appointment_at);
    const started = await surely(
      () => call('POST', '/credential/proofing', { legal_name: account.legal_name, ...values }),
      ({ credential }) => booked > 0 && Date.parse(credential?.proofing.appointment_at ?? '') === booked,
    );
    tellOtherTabs();
    const person = await settle();
    if (started?.questions && started.answer_until) {
      const time = Date.parse(started.answer_until) - Date.parse(person?.now ?? now);
      onQuestions({ questions: started.questions, until: Date.now() + time });
    } else {
      onBooked();
      announce(t('appointment-made'));
    }
  };
  return html`<${Form} submit=${t(method === 'video' ? 'appointment-submit' : 'questions-start')} action=${start}>
    ${
      account.name_fixed
        ? html`<p>${t('legal-name-is', { name: account.legal_name })}</p>`
        : html`<${Field} name="legal_name" label=${t('legal-name-confirm')} hint=${t('legal-name-confirm-hint')} autocomplete="name" defaultValue=${account.legal_name} maxlength=${numbers['legal-name-max']} data-focus="" />`
    }
    <${Choice} name="method" label=${t('proofing-method')} hint=${methods.includes('instant') ? null : t('proofing-video-only')} chosen=${method} onChange=${setMethod}
      options=${methods.map((method) => [method, t(`method-${method}`), t(`method-${method}-more`)])} />
    ${
      method === 'video' &&
      html`<${Field} name="appointment_at" type="datetime-local" label=${t('appointment-when')} hint=${t('appointment-when-hint', { zone: timeZone() })} defaultValue=${proposal(now)} />`
    }
  <//>`;
}

function Questions({ asked: { questions, until }, onEnd }) {
  const { failures } = useCredential().proofing;
  /** @param {Person | null} person */
  const passed = (person) => Boolean(person?.credential?.proofing.passed);
  /** @param {Person | null} person */
  const decided = (person) => passed(person) || (person?.credential?.proofing.failures ?? 0) > failures;
  /** Goes on by what the account says, whatever became of the answers. */
  const goOn = async () => {
    const person = await refresh();
    if (passed(person)) go('/phones', { replace: true, notice: told('proofing-passed') });
    else {
      if (!decided(person)) notice.value = told('questions-over', {}, 'warning');
      onEnd();
    }
  };
  const answer = async (values) => {
    const answers = questions.map(({ id }) => ({ question_id: id, choice: values[id] }));
    try {
      await surely(() => call('POST', '/credential/proofing/answers', { answers }), decided);
    } catch (problem) {
      if (problem.slug !== 'no-questions-waiting') throw problem;
    }
    tellOtherTabs();
    await goOn();
  };
  return html`<${Page} title=${t('questions-title')} lead=${t('questions-lead')}>
    <p><${Countdown} until=${until} text="questions-time" spoken=${[300, 60]} onEnd=${() => goOn().catch(() => {})} /></p>
    <${Form} submit=${t('questions-submit')} action=${answer}>
      ${questions.map(({ id, text, choices }, index) => html`<${Choice} name=${id} label=${text} lang="en" focus=${index === 0} options=${choices.map((choice) => [choice, choice])} />`)}
    <//>
  <//>`;
}

/** The appointment as calendars take it (RFC 5545): half an hour; another one of the same person takes its place. */
function calendarFile(at, userId) {
  const stamp = (date) => date.toISOString().replace(/[-:]|\.\d+/g, '');
  const start = new Date(at);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Phone OTP//portal//EN',
    'BEGIN:VEVENT',
    `UID:proofing-${userId}@${location.host}`,
    `SEQUENCE:${Math.floor(Date.now() / 1000)}`,
    `DTSTAMP:${stamp(new Date())}`,
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(new Date(start.getTime() + 30 * 60_000))}`,
    `SUMMARY:${t('calendar-summary').replace(/[\\;,]/g, '\\$&')}`,
    `DESCRIPTION:${t('calendar-description').replace(/[\\;,]/g, '\\$&')}`,
    `URL:${location.origin}/#/proofing`,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return new Blob([`${lines.join('\r\n')}\r\n`], { type: 'text/calendar' });
}

function Appointment({ at }) {
  const { account } = useAccount();
  const [file] = useState(() => URL.createObjectURL(calendarFile(at, account.user_id)));
  return html`<${Card} title=${t('appointment-title')}>
    <p><strong>${moment(at)}</strong><br /><small>${timeZone()}</small></p>
    <p>${t('appointment-prepare')}</p>
    <p><a href=${file} download="appointment.ics">${t('appointment-calendar')}</a></p>
  <//>`;
}

function ActivationCode() {
  const redeem = async (values) => {
    try {
      await surely(
        () => call('POST', '/credential/proofing/code', values),
        ({ credential }) => Boolean(credential?.proofing.passed),
      );
    } catch (problem) {
      if (problem.slug !== 'already-proofed') throw problem;
    }
    tellOtherTabs();
    await settle();
    go('/phones', { replace: true, notice: told('proofing-passed') });
  };
  return html`<${Card} title=${t('activation-title')}>
    <${Form} submit=${t('activation-submit')} action=${redeem}>
      <${KeyField} name="activation_code" label=${t('activation-code')} hint=${t('activation-code-hint')} length=${numbers['activation-code-symbols']} />
    <//>
  <//>`;
}
