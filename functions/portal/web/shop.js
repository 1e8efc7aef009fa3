// From the question which product is right to the order and its mail; and the renewal.

import { call, idempotencyKey } from './api.js';
import { asking } from './asking.js';
import { cart, emptyCart, setQuantity, units } from './cart.js';
import {
  Action,
  Card,
  Choice,
  countryOptions,
  Facts,
  Field,
  Form,
  focusHeading,
  LinkButton,
  Loading,
  mailing,
  Page,
  Pill,
  ProblemNote,
  Select,
  useAccount,
  useLoad,
  useVisitor,
} from './parts.js';
import { go, goOn, place, told, want } from './router.js';
import { emailConfirmed, settle, tellOtherTabs } from './session.js';
import { forTab } from './storage.js';
import { useStore } from './store.js';
import { day, moment, money, numbers, payment, productName, t } from './texts.js';
import { html, useEffect, useState } from './vendor/preact.js';

/** A page that needs the catalogue. */
function WithCatalogue({ title, lead, wide, children }) {
  const { value: catalogue, problem, again } = useLoad(() => call('GET', '/products'), []);
  return html`<${Page} title=${title} lead=${lead} wide=${wide}>
    ${catalogue ? children(catalogue) : problem ? html`<${ProblemNote} problem=${problem} onRetry=${again} />` : html`<${Loading} />`}
  <//>`;
}

// The store.

/**
 * The questions that tell products apart, and the products that fit the answers so far. A question is asked if the
 * products that fit the answers before it differ in it; that for the term waits for those answers.
 */
function narrowed(products, answers, setAnswers) {
  let open = false;
  const ask = (name, label, texts, more = {}) => {
    const values = [...new Set(products.map((product) => product[name]))];
    if (values.length < 2) return null;
    if (values.includes(answers[name])) products = products.filter((product) => product[name] === answers[name]);
    else open = true;
    return html`<${Choice} key=${name + values} name=${name} label=${label} chosen=${answers[name]} ...${more}
      options=${values.map((value) => [value, ...texts(value)])} onChange=${(answer) => setAnswers({ ...answers, [name]: answer })} />`;
  };
  const questions = [
    ask('coverage', t('store-where'), (where) => [t(`store-where-${where}`), t(`store-where-${where}-more`)], {
      focus: true,
    }),
    ask(
      'proofing',
      t('store-proofing'),
      (proofing) =>
        proofing
          ? [t('store-proofing-yes'), t('store-proofing-yes-more')]
          : [t('store-proofing-no'), t('store-proofing-no-more')],
      { hint: t('store-proofing-hint') },
    ),
    !open && ask('years', t('store-term'), (years) => [t('store-term-years', { years })]),
  ];
  return { questions, fitting: products };
}

export function Shop() {
  const person = useVisitor();
  const [answers, setAnswers] = useState({});
  const lines = useStore(cart);
  const credential = person?.credential;
  const renewable = credential?.renewal.open;
  const live = credential && !['spent', 'expired'].includes(credential.state);
  return html`<${WithCatalogue} title=${t('store-title')} lead=${t('store-lead')}>
    ${(catalogue) => {
      const { questions, fitting } = narrowed(catalogue.products, answers, setAnswers);
      const [product, another] = fitting;
      return html`
        ${renewable && html`<div class="note warning"><p>${t('store-renew')}</p><p><a href="#/renew">${t('renew')}</a></p></div>`}
        ${live && !renewable && html`<div class="note warning"><p>${t('store-have', { day: day(credential.expires_at) })}</p></div>`}
        ${questions}
        <div role="status">${product && !another && html`<${Offer} key=${product.product} product=${product} lines=${lines} />`}</div>
        ${units(lines) > 0 && html`<p><a href="#/cart">${t('to-cart', { count: units(lines) })}</a></p>`}
        <${Catalogue} products=${catalogue.products} />`;
    }}
  <//>`;
}

function Offer({ product, lines }) {
  const add = ({ quantity }) => {
    setQuantity(product.product, Math.min(numbers['order-units'], (lines[product.product] ?? 0) + Number(quantity)));
    go('/cart');
  };
  return html`<${Card} title=${productName(product)} class="next">
    <p class="price">${money(product.price)} <small>${t('price-term', { years: product.years })}</small></p>
    <${Form} submit=${t('add-to-cart')} action=${add}>
      <${Field} name="quantity" type="number" label=${t('quantity')} hint=${t('quantity-hint')} defaultValue="1" min="1" max=${numbers['order-units']} step="1" inputmode="numeric" />
    <//>
  <//>`;
}

const Catalogue = ({ products }) => html`<details>
  <summary>${t('all-products')}</summary>
  <div class="scroll" tabindex="0" role="region" aria-label=${t('all-products')}><table>
    <thead><tr><th scope="col">${t('credential-product')}</th><th scope="col">${t('price')}</th><th scope="col">${t('renewal-price')}</th></tr></thead>
    <tbody>${products.map(
      (product) =>
        html`<tr><th scope="row">${productName(product)}</th><td>${money(product.price)}</td><td>${money(product.renewal_price)}</td></tr>`,
    )}</tbody>
  </table></div>
</details>`;

// The page of the cart, and the checkout.

/** The lines of the cart with their products, and what they cost. */
function priced(lines, catalogue) {
  const known = Object.entries(lines).flatMap(([name, quantity]) => {
    const product = catalogue.products.find(({ product }) => product === name);
    return product ? [{ product, quantity }] : [];
  });
  const amount = known.reduce((sum, { product, quantity }) => sum + product.price.amount * quantity, 0);
  return { known, total: { amount, currency: catalogue.products[0].price.currency } };
}

const EmptyCart = () =>
  html`<p>${t('cart-empty')}</p><p><${LinkButton} href="#/store" data-focus="">${t('nav-store')}<//></p>`;

export function Cart() {
  const lines = useStore(cart);
  return html`<${WithCatalogue} title=${t('cart-title')}>
    ${(catalogue) => {
      const { known, total } = priced(lines, catalogue);
      if (known.length === 0) return html`<${EmptyCart} />`;
      return html`<ul class="rows cart">${known.map(({ product, quantity }) => {
        const name = productName(product);
        return html`<li key=${product.product}>
          <span>${name}</span>
          <label>${t('quantity')} <input type="number" min="1" max=${numbers['order-units']} step="1" inputmode="numeric" value=${quantity}
            aria-label=${`${t('quantity')}: ${name}`}
            onChange=${(event) => setQuantity(product.product, Math.min(numbers['order-units'], Math.max(1, Math.round(Number(event.target.value)) || 1)))} /></label>
          <span>${money({ ...product.price, amount: product.price.amount * quantity })}</span>
          <button type="button" class="quiet" aria-label=${t('remove-named', { name })} onClick=${() => {
            setQuantity(product.product, 0);
            focusHeading();
          }}>${t('remove')}</button>
        </li>`;
      })}</ul>
      <p class="total" role="status">${t('total', { total: money(total) })}</p>
      ${units(lines) > numbers['order-units'] && html`<p class="wrong" role="alert">${t('problem-order-too-large')}</p>`}
      <p class="actions">
        ${units(lines) <= numbers['order-units'] && html`<${LinkButton} href="#/checkout" data-focus="">${t('to-checkout')}<//>`}
        <${LinkButton} quiet href="#/store">${t('shop-on')}<//>
      </p>`;
    }}
  <//>`;
}

/** Orders that were sent to a path and have no answer yet, with the key that they share. */
const UNANSWERED = { '/orders': 'unanswered-orders', '/renewals': 'unanswered-renewals' };

/**
 * Places an order. Until it is known what became of it, whatever is ordered next goes under the same key, which places one
 * order at most: the same order gives its answer, and another one is refused if an earlier one was placed.
 */
async function placeOrder(path, order) {
  const { address } = place.value;
  const { key, earlier } = forTab.get(UNANSWERED[path]) ?? { key: idempotencyKey(), earlier: [] };
  const others = earlier.filter((one) => JSON.stringify(one) !== JSON.stringify(order));
  const keep = (earlier) => forTab.set(UNANSWERED[path], earlier.length ? { key, earlier } : null);
  const send = (order) => call('POST', path, order, { 'Idempotency-Key': key });
  keep([...others, order]);
  let placed, notice;
  try {
    placed = await send(order);
    notice = told('order-placed', { number: placed.number });
  } catch (problem) {
    // Nothing came of this try, unless that is not known.
    if (problem.slug !== 'outcome-unknown') keep(earlier);
    if (problem.slug !== 'idempotency-key-reused') throw problem;
    for (const one of others) placed ??= await send(one).catch(() => null);
    if (!placed) throw problem;
    notice = told('order-placed-before', { number: placed.number }, 'warning');
  }
  keep([]);
  settle();
  tellOtherTabs();
  if (place.value.address !== address) return;
  // Back, from the provider's page too, leads to the order and not to a form that would order again.
  go(`/orders/${placed.number}`, { replace: true, notice });
  if (placed.payment_url && notice.id === 'order-placed') setTimeout(() => location.assign(placed.payment_url), 50);
}

/** @type {[string, string, boolean][]} */
const ADDRESS = [
  ['name', 'billing name', true],
  ['line1', 'billing address-line1', true],
  ['line2', 'billing address-line2', false],
  ['city', 'billing address-level2', true],
  ['region', 'billing address-level1', false],
  ['postal_code', 'billing postal-code', false],
];

/** How it is paid and where the invoice goes; `submit` gets both. What was typed outlives a reload of the tab. */
function Payment({ catalogue, total, children, submit }) {
  const { account } = useAccount();
  const [method, setMethod] = useState(catalogue.payment_methods[0]);
  const kept = forTab.get('address') ?? { name: account.legal_name, country: account.country };
  const send = (values) => {
    const address = Object.fromEntries(
      Object.entries(values).flatMap(([name, value]) =>
        name.startsWith('billing_address.') && value ? [[name.slice('billing_address.'.length), value]] : [],
      ),
    );
    return submit({ payment_method: values.payment_method, billing_address: address }, values);
  };
  const keep = (event) => {
    const { name, value } = event.target;
    if (name.startsWith('billing_address.')) {
      forTab.set('address', { ...(forTab.get('address') ?? kept), [name.slice('billing_address.'.length)]: value });
    }
  };
  return html`<${Form} submit=${method === 'card' ? t('place-order-card', { total: money(total) }) : t('place-order')} action=${send} onInput=${keep}>
    <${Choice} name="payment_method" label=${t('payment-method')} chosen=${method} onChange=${setMethod} focus
      options=${catalogue.payment_methods.map((method) => [method, t(`pay-${method}`), t(`pay-${method}-more`)])} />
    <h2>${t('billing-address')}</h2>
    ${ADDRESS.map(
      ([name, autocomplete, required]) =>
        html`<${Field} name="billing_address.${name}" label=${t(`address-${name.replace('_', '-')}`)}
        optional=${!required} autocomplete=${autocomplete} maxlength=${numbers['address-line-max']} defaultValue=${kept[name] ?? ''} />`,
    )}
    <${Select} name="billing_address.country" label=${t('country')} autocomplete="billing country" options=${countryOptions()} chosen=${kept.country} />
    ${children}
  <//>`;
}

export function Checkout() {
  const lines = useStore(cart);
  const { credential } = useAccount();
  return html`<${WithCatalogue} title=${t('checkout-title')}>
    ${(catalogue) => {
      const { known, total } = priced(lines, catalogue);
      if (known.length === 0) return html`<${EmptyCart} />`;
      const submit = async (payment, { for_others: forOthers }) => {
        await placeOrder('/orders', {
          lines: known.map(({ product, quantity }) => ({ product: product.product, quantity })),
          ...payment,
          for_others: forOthers === 'on',
        });
        emptyCart();
      };
      return html`<${Card} title=${t('order-summary')}>
          <ul class="rows">${known.map(
            ({ product, quantity }) =>
              html`<li><span>${quantity} × ${productName(product)}</span><span>${money({ ...product.price, amount: product.price.amount * quantity })}</span></li>`,
          )}</ul>
          <p class="total">${t('total', { total: money(total) })}</p>
          <p><a href="#/cart">${t('change-cart')}</a></p>
        <//>
        <${Payment} catalogue=${catalogue} total=${total} submit=${submit}>
          ${
            credential?.renewal.open &&
            html`<label class="option"><input type="checkbox" name="for_others" /><span>${t('for-others')}<small>${t('for-others-more')}</small></span></label>`
          }
        <//>`;
    }}
  <//>`;
}

// Renewal.

export function Renew() {
  const { credential, orders } = useAccount();
  const [again, setAgain] = useState(false);
  if (!credential?.renewal.open || credential.state === 'spent') {
    const why = !credential ? 'renew-nothing' : credential.state === 'spent' ? 'next-license-spent' : 'renewal-closed';
    const before = credential && !['expired', 'spent'].includes(credential.state);
    return html`<${Page} title=${t('renew-title')} lead=${before ? t('renewal-from', { day: day(credential.renewal.opens_at) }) : t(why)}>
      <p>${before ? html`<a href="#/account">${t('nav-account')}</a>` : html`<${LinkButton} href="#/store" data-focus="">${t('do-buy')}<//>`}</p>
    <//>`;
  }
  const unpaid =
    !again && orders.find((order) => order.status !== 'paid' && order.lines.some((line) => line.kind === 'renewal'));
  return html`<${WithCatalogue} title=${t('renew-title')} lead=${t(credential.state === 'expired' ? 'renew-late' : 'renew-early')}>
    ${(catalogue) => {
      const { renewal_price: price } = catalogue.products.find(({ product }) => product === credential.product);
      return html`
        ${
          unpaid &&
          html`<div class="note warning"><p>${t('renew-unpaid', { number: unpaid.number })}</p><p class="actions"><${LinkButton} href="#/orders/${unpaid.number}" data-focus="">${t('to-order')}<//>
          <button type="button" class="quiet" onClick=${() => setAgain(true)}>${t('order-again')}</button></p></div>`
        }
        <${Card} title=${t('order-summary')}>
          <${Facts} facts=${[
            [t('credential-product'), productName(credential)],
            [
              t(credential.state === 'expired' ? 'credential-expired' : 'credential-expires'),
              day(credential.expires_at),
            ],
            [t('renewal-price'), money(price)],
            [t('renewal-until'), day(credential.renewal.closes_at)],
          ]} />
        <//>
        ${!unpaid && html`<${Payment} catalogue=${catalogue} total=${price} submit=${(payment) => placeOrder('/renewals', payment)} />`}`;
    }}
  <//>`;
}

// An order.

/** How often an order that something is about to happen to is looked at while it is seen, and for how long. */
const LOOK_EVERY = 3_000;
const LOOK_FOR = 180_000;

export function Order({ parameter: number }) {
  const {
    value: order,
    problem,
    again,
  } = useLoad(() => call('GET', `/orders/${encodeURIComponent(number)}`), [number]);
  /** Whether the page looks again and again. */
  const [following, setFollowing] = useState(true);
  const unsettled = order && (order.status === 'awaiting-payment' || order.mail === 'on-its-way');
  useEffect(() => {
    if (!unsettled) return undefined;
    let until, timer;
    const look = async () => {
      await again();
      if (until && Date.now() < until) timer = setTimeout(look, LOOK_EVERY);
      else setFollowing(false);
    };
    const follow = () => {
      clearTimeout(timer);
      until = document.hidden ? 0 : Date.now() + LOOK_FOR;
      setFollowing(until > 0);
      if (until) timer = setTimeout(look, LOOK_EVERY);
    };
    follow();
    document.addEventListener('visibilitychange', follow);
    return () => {
      until = 0;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', follow);
    };
  }, [unsettled]);
  useEffect(() => {
    if (order?.status !== 'paid') return;
    settle().then(() => {
      // An application waited for nothing but the renewal.
      const renewed = order.lines.some((line) => line.kind === 'renewal');
      if (renewed && asking.value?.step === 'renew') goOn({ notice: told('order-renewed') });
    });
  }, [order?.status]);
  return html`<${Page} title=${t('order-title', { number })}>
    ${problem && html`<${ProblemNote} problem=${problem} focused=${!order} onRetry=${order || problem.details.status === 404 ? null : again} />`}
    ${order ? html`<${OrderDetails} order=${order} unsettled=${unsettled} following=${following} again=${again} />` : !problem && html`<${Loading} />`}
    <p><a href="#/account">${t('nav-account')}</a></p>
  <//>`;
}

function OrderDetails({ order, unsettled, following, again }) {
  const person = useAccount();
  const pay = async () => {
    const { payment_url: to } = await call('POST', `/orders/${order.number}/checkout`);
    if (to) location.assign(to);
    else await again();
  };
  const renews = order.lines.some((line) => line.kind === 'renewal');
  const unpaid = order.status !== 'paid' && !order.unapplied_payment;
  const unconfirmed = person.account.email_state === 'unconfirmed';
  // An account that is older than confirmations pays its invoices as before.
  const waits = unpaid
    ? unconfirmed || (order.payment_method === 'card' && !emailConfirmed(person))
    : order.mail === 'on-its-way' && unconfirmed;
  const mailWaits = renews ? 'order-renewal-waits-for-email' : 'order-mail-waits-for-email';
  const waitsFor = unpaid ? 'order-waits-for-email' : mailWaits;
  return html`
    <div role="status"><p><${Pill} kind=${order.status}>${t(`order-${order.status}`)}<//> ${waits ? t(waitsFor) : happening(order, renews)}</p></div>
    ${waits && html`<p><${LinkButton} href="#/email" onClick=${() => want(`/orders/${order.number}`)}>${t('do-confirm-email')}<//></p>`}
    ${order.unapplied_payment && html`<p role="status">${t(`order-unapplied-${order.unapplied_payment}`, { number: order.number })}</p>`}
    ${payment && unpaid && !waits && order.payment_method === 'invoice' && html`<p class="stamp">${payment}</p>`}
    ${unsettled && (following ? html`<p class="hint">${t('order-followed')}</p>` : html`<p><${Action} quiet action=${again}>${t('look-again')}<//></p>`)}
    ${unpaid && !waits && order.payment_method === 'card' && html`<p><${Action} class="primary" action=${pay}>${t('pay-now', { total: money(order.total) })}<//></p>`}
    <${Card} title=${t('order-summary')}>
      <ul class="rows">${order.lines.map(
        (line) => html`<li>
          <span>${line.quantity} × ${productName(line)}${line.kind === 'renewal' ? ` (${t('line-renewal')})` : ''}</span>
          <span>${money({ ...line.unit_price, amount: line.unit_price.amount * line.quantity })}</span>
        </li>`,
      )}</ul>
      <p class="total">${t('total', { total: money(order.total) })}</p>
      <${Facts} facts=${[
        [t('order-placed-at'), moment(order.placed_at)],
        [t('order-method'), t(`pay-${order.payment_method}`)],
        [t('order-paid-at'), order.paid_at && moment(order.paid_at)],
        [t('order-mailed-at'), order.mailed_at && moment(order.mailed_at)],
      ]} />
    <//>
    ${order.license_keys.length > 0 && html`<${Keys} order=${order} again=${again} />`}`;
}

/** What is happening to an order, and what comes next. */
function happening(order, renews) {
  if (order.status === 'payment-declined') return t('order-declined-more');
  if (order.status === 'awaiting-payment') {
    if (order.unapplied_payment) return '';
    return order.payment_method === 'card'
      ? t('order-awaiting-card')
      : t('order-awaiting-invoice', { number: order.number });
  }
  if (order.mail === 'waiting') return '';
  if (renews) return t(order.mail === 'on-its-way' ? 'order-renewing' : 'order-renewed');
  if (order.mail === 'not-mailed') return t('order-not-mailed', { number: order.number });
  return t(order.mail === 'mailed' ? 'order-mailed' : 'order-mailing');
}

function Keys({ order, again }) {
  const [sent, setSent] = useState(false);
  const resend = async () => {
    setSent(false);
    await mailing(call('POST', `/orders/${order.number}/license-email`));
    setSent(true);
    await again();
  };
  return html`<${Card} title=${t('order-keys')}>
    <p>${t('order-keys-more')}</p>
    <ul class="rows">${order.license_keys.map(
      (key) =>
        html`<li><code>${key.license_key}</code><span>${productName(order.lines.find(({ product }) => product === key.product))}</span></li>`,
    )}</ul>
    <p class="actions">
      <${LinkButton} href="#/license">${t('do-enter-license')}<//>
      ${order.mail !== 'on-its-way' && html`<${Action} quiet action=${resend}>${t('resend-mail')}<//>`}
    </p>
    <p role="status">${sent && t('mail-resent')}</p>
    <p>${t('no-mail-hint')} <a href="#/help">${t('nav-help')}</a></p>
  <//>`;
}
