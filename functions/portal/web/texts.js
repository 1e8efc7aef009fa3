// Words in the person's language, from one Fluent catalogue; dates, money and numbers as the language writes them.

/** @import { Numbers } from 'portal' */

import { FluentBundle, FluentResource } from './vendor/fluent.js';

export const language = document.documentElement.lang;
const { dataset } = document.documentElement;
export const { brand = '', support, payment } = dataset;

/** The numbers of the rules, by name. Every text can say them. @type {Readonly<Numbers>} */
export const numbers = Object.freeze(JSON.parse(dataset.numbers ?? ''));

/** The language as the person's country writes dates and numbers, if the browser says which. */
const locale = navigator.languages.find((tag) => tag.split('-')[0] === language.split('-')[0]) ?? language;

export const LANGUAGES = { en: 'English', es: 'Español', fr: 'Français', de: 'Deutsch', ja: '日本語' };

const bundle = new FluentBundle(language, { useIsolating: false });

export async function loadTexts() {
  const answer = await fetch(dataset.texts ?? '');
  if (!answer.ok) throw new Error(`texts: ${answer.status}`);
  bundle.addResource(new FluentResource(await answer.text()));
}

/** The text of an id. A test finds the ids that a catalogue lacks. */
export function t(id, args = {}) {
  const message = bundle.getMessage(id);
  if (!message?.value) {
    console.error(`no text ${id}`);
    return id;
  }
  return bundle.formatPattern(message.value, { brand, ...numbers, ...args });
}

/** The text of an id, or nothing if there is none: for explanations that only some things have. */
export const maybe = (id, args) => (bundle.hasMessage(id) ? t(id, args) : null);

/** Keeps a language for this browser. It says nothing about the person, so it also comes with a link of a mail (`Lax`). */
function keepLanguage(code, ...attributes) {
  // biome-ignore lint/suspicious/noDocumentCookie: not every browser has the Cookie Store API
  document.cookie = [`language=${code}`, 'Path=/', 'SameSite=Lax', ...attributes].join('; ');
}

export function chooseLanguage(code) {
  keepLanguage(code, 'Max-Age=31536000');
  location.reload();
}

/** A link of a mail names its account's language. Who chose none gets it for this visit, in what is sent as well. */
export function keepLinkedLanguage() {
  if (!new URLSearchParams(location.search).has('lang')) return;
  if (!/(^|; )language=/.test(document.cookie)) keepLanguage(language);
  history.replaceState(history.state, '', location.pathname + location.hash);
}

const formats = new Map();
function format(kind, options) {
  const key = kind.name + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new kind(locale, options));
  return formats.get(key);
}

export const day = (time) => format(Intl.DateTimeFormat, { dateStyle: 'long' }).format(new Date(time));

export const moment = (time) =>
  format(Intl.DateTimeFormat, { dateStyle: 'full', timeStyle: 'short' }).format(new Date(time));

export const timeOfDay = (time) => format(Intl.DateTimeFormat, { timeStyle: 'short' }).format(new Date(time));

export const timeZone = () =>
  format(Intl.DateTimeFormat, { timeZoneName: 'long' })
    .formatToParts(new Date())
    .find((part) => part.type === 'timeZoneName')?.value ?? 'UTC';

/** Money in minor units, as the currency has them. */
export function money({ amount, currency }) {
  const formatter = format(Intl.NumberFormat, { style: 'currency', currency: currency.toUpperCase() });
  return formatter.format(amount / 10 ** formatter.resolvedOptions().maximumFractionDigits);
}

export const countryName = (code) => format(Intl.DisplayNames, { type: 'region' }).of(code);

/**
 * The name of a product, as a row of the catalogue, a line of an order and a credential tell it.
 * @param {{ product: string, years: number }} of
 */
export const productName = ({ product, years }) => t(`product-${product}`, { years });

export const byName = (a, b) => format(Intl.Collator, {}).compare(a, b);

/** Seconds as a whole number of the largest unit: `5 minutes`. */
export function span(seconds) {
  const units = { day: 86_400, hour: 3600, minute: 60, second: 1 };
  const [unit, length] = Object.entries(units).find(([, length]) => seconds % length === 0) ?? ['second', 1];
  return format(Intl.NumberFormat, { style: 'unit', unit, unitDisplay: 'long' }).format(seconds / length);
}

/** `1:05`, `15:00`, `23:59:59`. */
export function duration(seconds) {
  const two = (number) => String(number).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
