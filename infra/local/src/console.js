// Draws what /_local/* tells, and again what has changed. Data becomes text only, never markup.

const EVERY = 1500;

/** Calling codes, to tell a number's groups; 1 stands for all of North America. */
const CALLING_CODES = new Set(
  (
    '1 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 52 54 55 56 57 60 61 62 63 64 65 66 81 82 84 86 90 91 92 ' +
    '234 254 351 352 353 354 358 370 371 372 380 385 386 420 421 852 886 966 971 972'
  ).split(' '),
);

/** A code as a text writes it, or as a call speaks it: longer than any other number of a message. */
const CODE = /(?<!\d)\d(?: ?\d){3,}(?! ?\d)/;

/** An element of console.html; which kind it is, stands there. @type {(id: string) => any} */
const $ = (id) => document.getElementById(id);

/** An element with attributes (or handlers) and children. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Sets a text if it is another, so that a selection in it stays. */
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const keys = new WeakMap();

/** Makes the children those of the items. A child whose key is known stays as it is, with its focus. */
function sync(parent, items, keyOf, make) {
  const known = new Map([...parent.children].map((child) => [keys.get(child), child]));
  const children = items.map((item) => {
    const key = keyOf(item);
    const child = known.get(key) ?? make(item);
    known.delete(key);
    keys.set(child, key);
    return child;
  });
  for (const gone of known.values()) gone.remove();
  children.forEach((child, i) => {
    if (parent.children[i] === child) return;
    const focused = child.contains(document.activeElement) && document.activeElement;
    parent.insertBefore(child, parent.children[i] ?? null);
    if (focused) focused.focus({ preventScroll: true });
  });
  return children;
}

/** A list of the newest first, each with a number that it keeps. */
const numbered = (list) => list.map((item, i) => ({ ...item, id: list.length - i }));

const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function say(text) {
  $('said').textContent = text;
}

function copyButton(label, textOf) {
  const button = el('button', { type: 'button' }, label);
  button.onclick = async () => {
    let outcome = 'Copied';
    try {
      await navigator.clipboard.writeText(textOf());
    } catch {
      outcome = 'Not copied';
    }
    say(outcome);
    button.textContent = outcome;
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  };
  return button;
}

// Time, in UTC.

let ahead = 0;

/** The movable clock's time; it runs on the same machine as this page. */
const now = () => new Date(Date.now() + ahead * 1000);

const format = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...options });
const MOMENT = format({ dateStyle: 'medium', timeStyle: 'short' });
const DAY = format({ dateStyle: 'full' });
const TIME = format({ timeStyle: 'medium' });
const MINUTE = format({ timeStyle: 'short' });

function moment(at) {
  return el('time', { datetime: at.toISOString() }, MOMENT.format(at));
}

function plusMonths(date, months) {
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const moved = new Date(date);
  moved.setUTCFullYear(year, month, Math.min(date.getUTCDate(), last));
  return moved;
}

/**
 * How far it is from one time to a later one: `11 months 3 days`.
 * @param {Date} from
 * @param {Date} to
 */
function distance(from, to) {
  let months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  if (plusMonths(from, months) > to) months -= 1;
  let rest = Math.round((to.getTime() - plusMonths(from, months).getTime()) / 1000);
  /** @type {[number, string][]} */
  const parts = [
    [Math.floor(months / 12), 'year'],
    [months % 12, 'month'],
  ];
  for (const [unit, size] of Object.entries({ day: 86400, hour: 3600, minute: 60, second: 1 })) {
    parts.push([Math.floor(rest / size), unit]);
    rest %= size;
  }
  return parts
    .filter(([n]) => n)
    .map(([n, unit]) => `${n} ${unit}${n === 1 ? '' : 's'}`)
    .join(' ');
}

function tick() {
  const [real, here] = [new Date(), now()];
  write($('time'), TIME.format(here));
  write($('date'), `${DAY.format(here)}, UTC`);
  write($('ahead'), ahead ? `+${distance(real, here)} ahead of real time` : 'Real time');
  for (const time of document.querySelectorAll('.bar time')) write(time, MINUTE.format(here));
}

// Phones.

/** A number in groups. */
function spelled(number) {
  const digits = number.replace(/\D/g, '');
  const calling = [3, 2, 1].map((length) => digits.slice(0, length)).find((code) => CALLING_CODES.has(code));
  if (!calling) return number;
  const groups = digits.slice(calling.length).match(/\d{3}(?=\d{3})|\d+/g) ?? [];
  return `+${[calling, ...groups].join(' ')}`;
}

function message({ kind, body, at, sender_id: sender, voice }) {
  const [code] = CODE.exec(body) ?? [''];
  const start = body.indexOf(code);
  const words = [body.slice(0, start), el('strong', {}, code), body.slice(start + code.length)];
  const time = moment(new Date(at));
  if (kind === 'text') {
    return el(
      'li',
      { class: 'text' },
      el('p', { class: 'bubble' }, ...words),
      el('p', { class: 'meta' }, `Text${sender ? ` from ${sender}` : ''} · `, time),
    );
  }
  return el(
    'li',
    { class: 'call' },
    el('div', { class: 'bubble' }, el('b', {}, '📞 Call answered'), el('blockquote', {}, '“', ...words, '”')),
    el('p', { class: 'meta' }, `${voice ? `Spoken by ${voice}` : 'Heard'} · `, time),
  );
}

function phone({ number }) {
  const name = spelled(number);
  const code = el('strong', {});
  return el(
    'article',
    { class: 'phone', 'aria-label': `Phone ${name}` },
    el(
      'div',
      { class: 'screen' },
      el(
        'div',
        { class: 'bar', 'aria-hidden': 'true' },
        el('time', {}),
        el('span', { class: 'notch' }),
        el('span', { class: 'battery' }),
      ),
      el('h3', {}, name),
      el('div', { class: 'log', role: 'log', tabindex: '0', 'aria-label': `Texts and calls of ${name}` }, el('ol', {})),
      el(
        'div',
        { class: 'code' },
        el('p', {}, 'Newest code', code),
        copyButton('Copy code', () => code.textContent),
      ),
    ),
  );
}

function drawPhones(all) {
  const phones = Object.entries(all).map(([number, entries]) => ({ number, entries: numbered(entries) }));
  phones.sort((a, b) => b.entries[0].at.localeCompare(a.entries[0].at));
  $('no-phones').hidden = phones.length > 0;
  sync($('phones'), phones, ({ number }) => number, phone).forEach((node, i) => {
    const { entries } = phones[i];
    const log = node.querySelector('.log');
    const told = JSON.stringify(entries);
    if (node.drawn === told) return;
    node.drawn = told;
    sync(log.firstChild, entries.toReversed(), JSON.stringify, message);
    const code = entries.map(({ body }) => CODE.exec(body)?.[0].replaceAll(' ', '')).find(Boolean);
    node.querySelector('.code').hidden = !code;
    write(node.querySelector('.code strong'), code ?? '');
    log.scrollTop = log.scrollHeight;
  });
  tick();
}

// Mail.

let mails = [];
/** The number of the chosen mail, also after a way to the portal and back. */
let chosenId = Number(sessionStorage.getItem('mail'));
/** The mail in the pane, as JSON. */
let shown;
/** Mails up to this number were there when the page was opened. */
let before = Infinity;
const read = new Set();

function mailButton(mail) {
  const button = el(
    'button',
    { type: 'button', onclick: () => openMail(mail) },
    el('b', {}, mail.subject),
    el('span', {}, `to ${mail.to.join(', ')} `, moment(new Date(mail.at))),
    el('span', {}, `from ${mail.from}`),
  );
  return el('li', {}, button);
}

function listMails() {
  const recipient = $('recipient').value;
  const listed = mails.filter(({ to }) => !recipient || to.includes(recipient));
  sync($('mails'), listed, JSON.stringify, mailButton).forEach((item, i) => {
    const { id } = listed[i];
    item.classList.toggle('new', id > before && !read.has(id));
    if (id === chosenId) item.firstChild.setAttribute('aria-current', 'true');
    else item.firstChild.removeAttribute('aria-current');
  });
}

function showContent() {
  const { html, text, subject } = mails.find(({ id }) => id === chosenId);
  const asText = $('mail').querySelector('[name=view]:checked').value === 'text';
  $('content').replaceChildren(
    asText
      ? el('pre', { tabindex: '0' }, text)
      : el('iframe', {
          title: `Mail: ${subject}`,
          sandbox: 'allow-popups allow-top-navigation-by-user-activation',
          srcdoc: html.replaceAll('<a href', '<a target="_top" href'),
        }),
  );
}

function openMail(mail) {
  chosenId = mail.id;
  shown = JSON.stringify(mail);
  sessionStorage.setItem('mail', String(chosenId));
  read.add(chosenId);
  const pane = $('mail');
  pane.querySelector('h3').textContent = mail.subject;
  const facts = [
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Sent', moment(new Date(mail.at))],
  ];
  pane
    .querySelector('dl')
    .replaceChildren(...facts.flatMap(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]));
  showContent();
  listMails();
  if (document.activeElement?.closest('#mails')) pane.scrollIntoView({ block: 'nearest' });
}

function drawMail(all) {
  mails = numbered(all);
  before = Math.min(before, mails.length);
  if (mails.length === 0) read.clear();
  $('no-mail').hidden = mails.length > 0;
  $('mailbox').querySelector('.panes').hidden = mails.length === 0;
  const recipients = [...new Set(mails.flatMap(({ to }) => to))].sort();
  $('filter').hidden = recipients.length < 2;
  sync($('recipient'), ['', ...recipients], String, (to) => el('option', { value: to }, to || 'everyone'));
  const chosen = mails.find(({ id }) => id === chosenId) ?? mails[0];
  if (chosen && JSON.stringify(chosen) !== shown) openMail(chosen);
  else listMails();
}

// Orders.

const KINDS = {
  paid: 'good',
  sent: 'good',
  'awaiting-payment': 'wait',
  due: 'wait',
  'payment-declined': 'bad',
  waiting: '',
};

function pill(state) {
  return el('span', { class: `pill ${KINDS[state] ?? ''}` }, sentence(state.replaceAll('-', ' ')));
}

function money(amount, currency) {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 0));
}

function payment(order) {
  if (order.payment_method !== 'invoice' || order.status === 'paid') return '';
  return el(
    'form',
    { method: 'post', action: '/_local/invoke/record-payment', 'data-then': 'payment' },
    el('input', { type: 'hidden', name: 'order_number', value: order.number }),
    el('input', { type: 'hidden', name: 'reference', value: 'bank transfer' }),
    el('button', { 'aria-label': `Record its payment: ${order.number}` }, 'Record its payment'),
  );
}

function orderCells(order) {
  const cell = (label, ...content) => el('td', { role: 'cell', 'data-label': label }, ...content);
  return [
    el('th', { role: 'rowheader', scope: 'row' }, order.number),
    cell('Placed', moment(new Date(order.placed_at * 1000))),
    el('td', { role: 'cell', 'data-label': 'Total', class: 'amount' }, money(order.amount, order.currency)),
    cell('Payment', el('div', {}, pill(order.status), el('small', {}, `by ${order.payment_method}`), payment(order))),
    cell('Mail', pill(order.delivery)),
  ];
}

function drawOrders(orders) {
  $('no-orders').hidden = orders.length > 0;
  $('shop').querySelector('table').hidden = orders.length === 0;
  const row = ({ number }) => el('tr', { role: 'row', tabindex: '-1', 'data-order': number });
  sync($('orders'), orders, ({ number }) => number, row).forEach((node, i) => {
    const told = JSON.stringify(orders[i]);
    if (node.drawn === told) return;
    node.drawn = told;
    node.replaceChildren(...orderCells(orders[i]));
  });
}

// Forms.

const error = ({ error: why, errorMessage }) => sentence((errorMessage ?? why).replace(/^[a-z-]+: /, ''));

function decision({ activation_code: code, expires_at: until, methods }) {
  if (!code) {
    const left =
      methods.length > 0 ? `Left to try: ${methods.join(', ')}.` : 'Nothing is left to try: the license is spent.';
    return [el('p', {}, el('span', { class: 'pill bad' }, 'Failed'), ` ${left}`)];
  }
  return [
    el('p', {}, el('span', { class: 'pill good' }, 'Passed'), ' Tell the person this code. It is shown once.'),
    el(
      'div',
      { class: 'code' },
      el('p', {}, 'Activation code', el('strong', {}, code)),
      copyButton('Copy code', () => code),
    ),
    el('p', {}, 'Valid until ', moment(new Date(until)), ' UTC.'),
  ];
}

/** What follows on the answer to a form. */
const then = {
  clock(form, ok, answer) {
    const span = form.elements.span;
    const problem = $('clock-problem');
    problem.hidden = ok;
    $('span').setAttribute('aria-invalid', String(!ok));
    if (ok) {
      ahead = answer.ahead_seconds;
      tick();
      say(`It is ${$('time').textContent}, ${$('date').textContent}`);
      if (span) form.reset();
    } else {
      const forward = answer.error.includes('forward only');
      problem.textContent = forward ? `${error(answer)}.` : 'Not a span of time. Write “3 weeks”, or “1 day 2 hours”.';
      span?.focus();
    }
  },
  payment(form, ok, answer) {
    const number = form.elements.order_number.value;
    say(ok ? `The payment of ${number} is recorded` : error(answer));
    if (ok) $('orders').querySelector(`[data-order="${number}"]`)?.focus();
    else form.append(el('p', { class: 'problem' }, error(answer)));
  },
  agent(_form, ok, answer) {
    $('decision').replaceChildren(...(ok ? decision(answer) : [el('p', { class: 'problem' }, error(answer))]));
  },
};

document.addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  for (const field of form.querySelectorAll('[data-fresh]')) field.setAttribute('value', crypto.randomUUID());
  const fields = Object.fromEntries(new FormData(form, event.submitter));
  const answer = await fetch(form.action, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fields),
  }).catch(() => undefined);
  if (!answer) return offline(true);
  const told = await answer.json();
  await refresh();
  return then[form.dataset.then ?? ''](form, answer.ok, told);
});

$('recipient').addEventListener('change', listMails);
for (const view of document.querySelectorAll('[name=view]')) view.addEventListener('change', showContent);

// Looking again.

const draw = {
  clock: (clock) => {
    ahead = clock.ahead_seconds;
    tick();
  },
  phones: drawPhones,
  mail: drawMail,
  orders: drawOrders,
};
const drawn = {};

/** Draws a part again if it has changed; whether there was an answer. */
async function look(name) {
  const answer = await fetch(`/_local/${name}`, { cache: 'no-store' }).catch(() => undefined);
  const told = await answer?.text().catch(() => undefined);
  if (!answer?.ok || told === undefined) return false;
  if (told !== drawn[name]) {
    drawn[name] = told;
    draw[name](JSON.parse(told));
  }
  return true;
}

function offline(is) {
  $('offline').hidden = !is;
  write(
    $('offline'),
    is ? 'Phone OTP does not answer. Start it with “cargo run”: this page then goes on by itself.' : '',
  );
}

async function refresh() {
  const answered = await Promise.all(Object.keys(draw).map(look));
  offline(answered.includes(false));
}

async function loop() {
  setTimeout(loop, EVERY);
  if (!document.hidden) await refresh();
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) refresh();
});
setInterval(tick, 500);
loop();
