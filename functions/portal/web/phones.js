// Phones, and the codes that are sent to them.

/** @import { Challenge, Person, ProductView } from 'portal' */

import { call, Problem } from './api.js';
import { askingPath, did } from './asking.js';
import {
  Action,
  Card,
  Choice,
  COUNTRIES,
  Countdown,
  countryOptions,
  Field,
  Form,
  focusHeading,
  LinkButton,
  Loading,
  NotNow,
  Page,
  Pill,
  ProblemNote,
  Select,
  useAccount,
  useLoad,
  useOneAtATime,
  useSecondsUntil,
} from './parts.js';
import { announce, go, goOn, goOnWithoutCode, place, told, want } from './router.js';
import {
  account,
  codeSent,
  emailConfirmed,
  enterCode,
  enteredBefore,
  isKnownSent,
  refresh,
  settle,
  strong,
  surely,
  tellOtherTabs,
  timed,
  waits,
} from './session.js';
import { forTab } from './storage.js';
import { useStore } from './store.js';
import { duration, numbers, t } from './texts.js';
import { html, useEffect, useRef, useState } from './vendor/preact.js';

// Phones.

export function Phones() {
  const { credential, session } = useAccount();
  if (credential?.state !== 'ready-for-phone' && credential?.state !== 'active') {
    return html`<${NotNow} title=${t('phones-title')} credential=${credential} />`;
  }
  const { phones } = credential;
  const active = phones.filter((phone) => phone.state === 'active');
  const locked = active.length > 0 && !strong(session);
  return html`<${Page} title=${t('phones-title')} lead=${t('phones-lead')}>
    ${
      phones.length > 0 &&
      html`<ul class="rows phones">${phones.map((phone) => html`<${PhoneRow} key=${phone.id} phone=${phone} locked=${locked} last=${phone.state === 'active' && active.length === 1} />`)}</ul>`
    }
    ${
      locked &&
      html`<div class="note"><p>${t('phones-need-code')}</p><p><${LinkButton} href="#/code" onClick=${() => want('/phones')} data-focus="">${t('elevate-submit')}<//></p></div>`
    }
    ${active.length === 1 && !locked && html`<div class="note warning"><p>${t('next-add-second-phone')}</p></div>`}
    ${!locked && (phones.length < numbers.phones ? html`<${Register} credential=${credential} first=${phones.length === 0} />` : html`<p>${t('problem-too-many-phones')}</p>`)}
    ${active.length > 0 && html`<p><a href="#/account">${t('phones-done')}</a></p>`}
    <p class="hint">${t('phones-restricted')}</p>
  <//>`;
}

function PhoneRow({ phone, locked, last }) {
  const [asked, setAsked] = useState(null);
  const row = useRef();
  // The button that was pressed is gone: the one that stands for it takes the focus.
  useEffect(() => {
    if (asked !== null) row.current.querySelector(asked ? 'button.danger' : 'button.quiet')?.focus();
  }, [asked]);
  const remove = async () => {
    /** @param {Person} person */
    const gone = ({ credential }) => !credential?.phones.some(({ id }) => id === phone.id);
    try {
      await surely(() => call('DELETE', `/credential/phones/${phone.id}`), gone);
    } catch (problem) {
      if (problem.slug !== 'phone-unknown') throw problem;
    }
    tellOtherTabs();
    await settle();
    announce(t('phone-removed', { number: phone.number }));
    focusHeading();
  };
  const name = phone.number;
  return html`<li ref=${row}>
    <span class="number">${phone.number}</span>
    <span>${t(`channel-${phone.channel}`)}</span>
    ${phone.state === 'pending' && html`<${Pill} kind="pending">${t('phone-pending')}<//>`}
    ${!locked && phone.state === 'pending' && html`<${LinkButton} href="#/code?phone=${phone.id}">${t('do-activate-phone')}<//>`}
    ${
      !locked &&
      !last &&
      (asked
        ? html`<span class="actions" role="group" aria-label=${t('remove-named', { name })}>${t('phone-remove-sure')}
          <${Action} danger action=${remove}>${t('remove')}<//>
          <button type="button" class="quiet" onClick=${() => setAsked(false)}>${t('keep')}</button></span>`
        : html`<button type="button" class="quiet" aria-label=${t('remove-named', { name })} onClick=${() => setAsked(true)}>${t('remove')}</button>`)
    }
  </li>`;
}

/** Formatting numbers needs every country's numbering plan: loaded by this page only, which does without as well. */
const numbering = () =>
  import('./vendor/phone.js').catch(() => ({ callingCode: () => '', formatted: (_country, typed) => typed }));

/** Why no code was sent to a phone that was just registered. */
const NOT_SENT = 'not-sent';

function Register({ credential, first }) {
  const { account } = useAccount();
  const [country, setCountry] = useState(account.country);
  const [number, setNumber] = useState('');
  const { value, problem, again } = useLoad(() => Promise.all([numbering(), call('GET', '/products')]), []);
  if (!value) return problem ? html`<${ProblemNote} problem=${problem} onRetry=${again} />` : html`<${Loading} />`;

  const [plans, { products }] = value;
  const sold = products.find(({ product }) => product === credential.product);
  const { coverage, countries } = /** @type {ProductView} */ (sold);
  const covered = (code) => countries.listed.includes(code) !== countries.others;
  const offered = COUNTRIES.filter((code) => covered(code) && plans.callingCode(code) !== null);
  const options = countryOptions(offered, (code, name) => `${name} +${plans.callingCode(code)}`);
  const chosen = options.some(([code]) => code === country) ? country : options[0][0];
  const type = (event) => {
    const { value, selectionEnd } = event.target;
    const typed = value.normalize('NFKC').replace(/[^\d+*#]/g, '');
    // Formatting moves what stands behind the cursor, so it waits for the cursor to stand at the end.
    setNumber(selectionEnd === value.length && value.length > number.length ? plans.formatted(chosen, typed) : value);
  };
  const register = async (values) => {
    const ending = values.number.normalize('NFKC').replace(/\D/g, '').slice(-4);
    /** @param {Person | null} [person] */
    const pending = (person) =>
      person?.credential?.phones.find(({ state, number }) => state === 'pending' && number.slice(-4) === ending);
    let registered;
    try {
      registered = await surely(() => call('POST', '/credential/phones', values), pending);
    } catch (problem) {
      // It may be there from a try that had no answer.
      if (problem.slug !== 'phone-duplicate' || !pending(await settle())) throw problem;
    }
    const { phone, challenge, not_sent: problem } = registered ?? {};
    if (challenge && !problem) codeSent(challenge);
    forTab.set(NOT_SENT, (!challenge && problem) || null);
    tellOtherTabs();
    const person = await settle();
    go(`/code?phone=${(phone ?? pending(person))?.id}`);
  };
  return html`<${Card} title=${t(first ? 'phone-first' : 'phone-another')}>
    <${Form} submit=${t('phone-register')} action=${register}>
      <${Choice} name="channel" label=${t('phone-channel')} chosen="text" focus options=${[
        ['text', t('channel-text'), t('channel-text-more')],
        ['voice', t('channel-voice'), t('channel-voice-more')],
      ]} />
      <${Select} name="country" label=${t('phone-country')} hint=${t(`phone-country-${coverage}`)} options=${options} chosen=${chosen}
        onChange=${({ target: { value } }) => {
          setCountry(value);
          setNumber(plans.formatted(value, number.normalize('NFKC').replace(/[^\d+*#]/g, '')));
        }} />
      <${Field} name="number" type="tel" label=${t('phone-number')} hint=${t('phone-number-hint')} autocomplete="tel-national" inputmode="tel" value=${number} onInput=${type} />
    <//>
  <//>`;
}

// Codes.

/**
 * What is known of a code that waits: it was handed to its carrier, or nobody knows.
 * @param {Challenge} challenge
 */
function whereCodeIs(challenge) {
  const { channel, number } = challenge.phone;
  return t(isKnownSent(challenge) ? `code-sent-${channel}` : 'code-perhaps-sent', { number });
}

/**
 * Goes on after a code was accepted.
 * @param {Challenge} challenge
 */
async function goOnAccepted(challenge) {
  const { address } = place.value;
  did(challenge.purpose === 'sign-in' ? 'enter-code' : 'activate-phone');
  const person = await settle();
  tellOtherTabs();
  if (place.value.address !== address) return;
  if (challenge.purpose === 'sign-in') {
    const otherwise = person && !emailConfirmed(person) ? '/email' : undefined;
    goOn({ notice: told('code-right'), otherwise });
  } else {
    goOn({
      notice: told('phone-active', { number: challenge.phone.number }),
      otherwise: person?.credential?.phones.length === 1 ? '/phones' : '/account',
    });
  }
}

export function Code() {
  const { challenge, credential, session } = useAccount();
  const { query } = useStore(place);
  const wanted = query.get('phone');
  /** An application may want a newer code than the one of this session. */
  const fresh = query.has('fresh');
  const [notSent] = useState(() => forTab.get(NOT_SENT));
  useEffect(() => forTab.set(NOT_SENT, null), []);
  const [problem, setProblem] = useState(notSent && new Problem(notSent));
  /** Why a newer code was not sent, while the earlier one can be entered. */
  const [notResent, setNotResent] = useState(/** @type {Problem | null} */ (null));
  const [choosing, setChoosing] = useState(false);
  if (credential?.state !== 'ready-for-phone' && credential?.state !== 'active') {
    return html`<${NotNow} title=${t('code-title')} credential=${credential} />`;
  }
  const active = credential.phones.filter((phone) => phone.state === 'active');
  const phones = wanted
    ? credential.phones.filter((phone) => phone.id === wanted && phone.state === 'pending')
    : active;
  if (strong(session) && !wanted && !fresh)
    return html`<${NoCode} text="code-not-needed" to="/account" label="nav-account" />`;
  if (phones.length === 0) return html`<${NoCode} text="code-no-phone" to="/phones" label="phones-title" />`;
  if (wanted && active.length > 0 && !strong(session)) {
    return html`<${NoCode} text="problem-phone-otp-needed" to="/code" label="elevate-submit" onClick=${() => want(`/code?phone=${wanted}`)} />`;
  }

  const send = async (phone) => {
    setProblem(null);
    setNotResent(null);
    if (await enteredBefore()) return goOnAccepted(/** @type {Challenge} */ (challenge));
    /**
     * The code that was sent to this phone since.
     * @param {Person | null} [person]
     */
    const newer = (person) => {
      const found = person?.challenge;
      return found && found.phone.id === phone && found.expires_at !== challenge?.expires_at ? found : null;
    };
    let sent;
    try {
      const answer = await surely(() => call('POST', '/otp', { phone_id: phone }), newer);
      if (answer) codeSent(answer);
      sent = answer ? timed(answer) : newer(/** @type {Person} */ (account.value));
    } catch (problem) {
      if (!['too-many-requests', 'delivery-failed'].includes(problem.slug)) throw problem;
      // A code that was asked for before, here or in another tab, can be entered.
      const person = await refresh().catch(() => null);
      const found = person?.challenge;
      if (problem.slug === 'delivery-failed' && found && phones.some(({ id }) => id === found.phone.id)) {
        // If it is no earlier code that waits, it may be this one, which was not sent.
        setNotResent(found.expires_at === challenge?.expires_at ? new Problem({ type: 'not-resent' }) : problem);
        setChoosing(false);
        return;
      }
      if (problem.slug === 'too-many-requests') sent = newer(person);
      if (!sent && challenge && person && !person.challenge && !choosing) {
        // The form of that code is gone, and with it the place of its problems.
        setProblem(problem);
        return;
      }
      if (!sent) throw problem;
    }
    waits(sent);
    setChoosing(false);
    announce(whereCodeIs(sent));
  };
  const waiting = challenge && !problem && phones.some((phone) => phone.id === challenge.phone.id);
  // The request that waits would ask for the code again.
  const skipping =
    !wanted &&
    !askingPath() &&
    html`<li><button type="button" class="link" onClick=${goOnWithoutCode}>${t('code-skip')}</button></li>`;
  if (waiting && !choosing) {
    return html`<${Page} key="enter" title=${t('code-title')}>
      ${notResent && html`<${ProblemNote} problem=${notResent} />`}
      <${Enter} key=${challenge.expires_at} challenge=${challenge} send=${send} />
      <ul class="links">
        ${phones.length > 1 && html`<li><button type="button" class="link" onClick=${() => setChoosing(true)}>${t('code-other-phone')}</button></li>`}
        <li><a href="#/help">${t('code-none-came')}</a></li>
        ${skipping}
      </ul>
    <//>`;
  }
  return html`<${Page} key="choose" title=${t('code-title')} lead=${t(wanted ? 'code-first-lead' : 'code-lead')}>
    ${problem && html`<${ProblemNote} problem=${problem} />`}
    <${Form} submit=${t('code-send')} action=${({ phone }) => send(phone)}>
      <${Choice} name="phone" label=${t('code-phone')} chosen=${phones[0].id} focus
        options=${phones.map((phone) => [phone.id, phone.number, t(`channel-${phone.channel}`)])} />
    <//>
    <ul class="links">
      ${waiting && html`<li><button type="button" class="link" onClick=${() => setChoosing(false)}>${t('code-have')}</button></li>`}
      ${skipping}
    </ul>
  <//>`;
}

const NoCode = ({ text, to, label, ...more }) => html`<${Page} title=${t('code-title')} lead=${t(text)}>
  <p><${LinkButton} href="#${to}" data-focus="" ...${more}>${t(label)}<//></p>
<//>`;

/** What was typed, pasted or filled in, in plain digits and without what nobody sees: `１２３４５６` is `123456`. */
const seen = (typed) => typed.normalize('NFKC').replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');

/**
 * The code in what was typed, pasted or filled in, as the interface reads it: its digits with nothing but spaces and dashes
 * between them, or the one group of as many digits in a message, `10:42 407891 is your code`.
 */
function codeIn(typed) {
  const digits = seen(typed).replace(/[\s\p{Pd}\u2212]/gu, '');
  const code = new RegExp(`^[0-9]{${numbers['code-digits']}}$`);
  if (code.test(digits)) return digits;
  const groups = seen(typed).split(/[^0-9A-Za-z]+/);
  const codes = new Set(groups.filter((group) => code.test(group)));
  return codes.size === 1 ? [...codes][0] : null;
}

/**
 * A code that was sent. It counts down by itself; a screen reader hears of it thrice.
 * @param {{ challenge: Challenge, send: (phone: string) => Promise<void> }} props
 */
function Enter({ challenge, send }) {
  const [typed, setTyped] = useState('');
  const [busy, run] = useOneAtATime();
  const expired = new Problem({ type: 'code-expired' });
  const [problem, setProblem] = useState(Date.now() < challenge.diesAt ? null : expired);
  const { attempts_left: tries } = challenge;
  const input = useRef();
  const left = useSecondsUntil(challenge.diesAt, () => setProblem(expired));
  const dead = left === 0 || tries === 0;
  useEffect(() => input.current?.focus(), []);

  /** @param {Person} person */
  const done = ({ session, credential }) =>
    challenge.purpose === 'sign-in'
      ? strong(session)
      : Boolean(credential?.phones.some(({ id, state }) => id === challenge.phone.id && state === 'active'));
  const verify = async (code) => {
    if (dead) return;
    setProblem(null);
    try {
      await enterCode(code);
    } catch (problem) {
      if (!problem.slug) throw problem;
      // A refusal may be about a code that an earlier try, without an answer, used up: then the account says so.
      const told = ['outcome-unknown', 'wrong-code', 'code-tries-used-up'].includes(problem.slug);
      const looked = problem.uncertain && !told;
      const person = looked && (await refresh().catch(() => null));
      if (!person || !done(person)) {
        const gone = ['code-expired', 'code-tries-used-up', 'no-code-waiting'].includes(problem.slug);
        if (gone || problem.details.attempts_left !== undefined) {
          waits({ ...challenge, attempts_left: gone ? 0 : problem.details.attempts_left });
        }
        if (problem.slug !== 'outcome-unknown') setTyped('');
        setProblem(problem);
        input.current?.focus();
        return;
      }
    }
    await goOnAccepted(challenge);
  };
  const enter = (code) => run(() => verify(code));
  const type = (event) => {
    const { value } = event.target;
    const code = codeIn(value);
    const digits = seen(value).replace(/\D/g, '');
    // Of a message without one code, no digits are taken for one.
    const message = digits.length > numbers['code-digits'] && /\p{L}/u.test(seen(value));
    setTyped(code ?? (message ? '' : digits.slice(0, numbers['code-digits'])));
    if (code) enter(code);
  };
  // Where a browser can read the text by itself (WebOTP), it fills the code in.
  useEffect(() => {
    if (!('OTPCredential' in window) || challenge.phone.channel !== 'text') return undefined;
    const waiting = new AbortController();
    /** @type {any} */
    const text = { otp: { transport: ['sms'] }, signal: waiting.signal };
    navigator.credentials.get(text).then(
      (/** @type {any} */ { code }) => {
        setTyped(code);
        enter(code);
      },
      () => {},
    );
    return () => waiting.abort();
  }, []);
  const submit = (event) => {
    event.preventDefault();
    const code = codeIn(typed);
    if (code) enter(code);
    else input.current.focus();
  };
  return html`
    <p class="lead">${whereCodeIs(challenge)}</p>
    ${problem && html`<${ProblemNote} id="code-problem" problem=${problem} focused=${dead} />`}
    <form onSubmit=${submit} hidden=${dead} novalidate>
      <div class="field">
        <label for="code">${t('code')}</label>
        <p class="hint" id="code-hint">${t('code-hint')}</p>
        <input id="code" class="code" ref=${input} inputmode="numeric" autocomplete="one-time-code" aria-describedby=${problem ? 'code-problem code-hint' : 'code-hint'} aria-invalid=${problem ? 'true' : undefined}
          value=${typed} onInput=${type} data-focus="" />
      </div>
      <p class="meta"><${Countdown} until=${challenge.diesAt} text="code-time" spoken=${[60, 30, 10]} />
        <span>${t('code-tries', { tries })}</span></p>
      <div class="actions"><button type="submit" class="primary" aria-disabled=${busy}>${busy ? t('please-wait') : t('code-submit')}</button></div>
    </form>
    <${Resend} challenge=${challenge} send=${send} primary=${dead} />`;
}

function Resend({ challenge, send, primary }) {
  const wait = useSecondsUntil(challenge.resendAt);
  if (wait > 0) return html`<p class="hint">${t('code-resend-in', { time: duration(wait) })}</p>`;
  return html`<p><${Action} quiet=${!primary} action=${() => send(challenge.phone.id)}>${t('code-resend')}<//></p>`;
}
