// What an OpenID Provider has to refuse or to leave alone: the checks of OpenID's conformance plans for a basic, config and
// back-channel logout provider, and of FAPI 2.0's security profile as far as it applies. Each row has the specification with
// its section, what is sent, and what has to come back. The table with the answers is in target/refusals.txt.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createRemoteJWKSet, exportSPKI, importJWK, jwtVerify, SignJWT } from 'jose';
import { ASSERTION_TYPE, basic, claimsOf, dpopProof, headerOf, keyPair, unsigned } from './clients.mjs';
import { form, Person, random, send, sha256, TOP } from './local.mjs';
import { API, Provider } from './provider.mjs';

/** @type {Provider} */
let provider;
/** @type {{ row: string[], came: string, passed: boolean }[]} */
const done = [];
let rows = 0;

before(async () => {
  provider = await Provider.start();
});

after(() => {
  provider?.stop();
  const passed = done.filter((one) => one.passed).length;
  const lines = done.map(({ row, came, passed }) => [passed ? 'passed' : 'FAILED', ...row, came].join(' | '));
  const sum = `${passed} of ${rows} checks passed`;
  mkdirSync(join(TOP, 'target'), { recursive: true });
  const head = 'result | specification | section | what is sent | what must come back | what came back';
  writeFileSync(join(TOP, 'target/refusals.txt'), [head, ...lines, '', sum, ''].join('\n'));
  console.log(sum);
});

/**
 * A row of the table.
 * @param {string} specification
 * @param {string} section
 * @param {string} sent
 * @param {string | RegExp} must what the answer comes to
 * @param {(at: Provider) => Promise<string>} run
 */
function row(specification, section, sent, must, run) {
  rows += 1;
  test(`${specification} ${section}: ${sent}`, async () => {
    const entry = { row: [specification, section, sent, String(must)], came: '', passed: false };
    done.push(entry);
    try {
      entry.came = await run(provider);
      if (must instanceof RegExp) assert.match(entry.came, must);
      else assert.equal(entry.came, must);
      entry.passed = true;
    } catch (error) {
      entry.came ||= error.message.replaceAll(/\s*\n\s*/g, ' ');
      throw error;
    }
  });
}

const CORE = 'OpenID Connect Core 1.0';
const DISCOVERY = 'OpenID Connect Discovery 1.0';
const BACK_CHANNEL = 'OpenID Connect Back-Channel Logout 1.0';
const RP_LOGOUT = 'OpenID Connect RP-Initiated Logout 1.0';
const FAPI = 'FAPI 2.0 Security Profile';
const EMOJI = '👩‍👩‍👧‍👦 &=+%20#?/é"<';
const LONG = 'x'.repeat(2_000);
const EVIL = 'https://evil.example/callback';

/** An issuer's answer to one who is not to be told more than that: no redirect, no tokens. */
const REFUSED = /^(400|401) (invalid_grant|invalid_request)$/;

// The metadata.

row(DISCOVERY, '4.3', 'issuer of the metadata, and the address that it was read from', 'the same', async (at) =>
  at.metadata.issuer === at.local.portal ? 'the same' : at.metadata.issuer,
);
row(DISCOVERY, '3', 'members that are required', 'all there', async (at) => {
  const members = [
    'issuer',
    'authorization_endpoint',
    'token_endpoint',
    'userinfo_endpoint',
    'jwks_uri',
    'response_types_supported',
    'subject_types_supported',
    'id_token_signing_alg_values_supported',
    'scopes_supported',
    'claims_supported',
  ];
  const missing = members.filter((name) => at.metadata[name] === undefined);
  return missing.length === 0 ? 'all there' : `missing: ${missing}`;
});
row(DISCOVERY, '3', 'algorithms of ID tokens and assertions', 'RS256, and nowhere none or HS256', async (at) => {
  const algs = Object.entries(at.metadata).flatMap(([name, value]) => (/_alg_values_/.test(name) ? value : []));
  const bad = algs.filter((alg) => alg === 'none' || alg.startsWith('HS'));
  assert.ok(at.metadata.id_token_signing_alg_values_supported.includes('RS256'));
  return bad.length === 0 ? 'RS256, and nowhere none or HS256' : `${bad}`;
});
row(DISCOVERY, '3', 'endpoints', 'each at the issuer', async (at) => {
  const endpoints = Object.entries(at.metadata).filter(([name]) => /_(endpoint|uri)$/.test(name));
  const elsewhere = endpoints.filter(([, url]) => !url.startsWith(`${at.local.portal}/`));
  return elsewhere.length === 0 ? 'each at the issuer' : `${elsewhere}`;
});
row('OAuth 2.1', '4.1', 'response types and PKCE methods of the metadata', 'code, S256', async (at) =>
  [at.metadata.response_types_supported, at.metadata.code_challenge_methods_supported].join(', '),
);
row('RFC 8414', '3', 'the same document at OAuth’s address', 'the same', async (at) => {
  const other = await send(`${at.local.portal}/.well-known/oauth-authorization-server`);
  assert.deepEqual(other.json, at.metadata);
  return 'the same';
});
row('RFC 7517', '4', 'keys of jwks.json', 'public, each with its own kid, use and alg', async (at) => {
  const { keys } = (await send(at.metadata.jwks_uri)).json;
  for (const key of keys) {
    for (const name of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.equal(key[name], undefined, name);
    for (const name of ['kid', 'use', 'alg']) assert.ok(key[name], name);
    if (key.kty === 'RSA') assert.ok(Buffer.from(key.n, 'base64url').length >= 256, 'RSA of 2048 bits');
  }
  assert.equal(new Set(keys.map((key) => key.kid)).size, keys.length);
  assert.deepEqual([...new Set(keys.map((key) => key.alg))].sort(), ['ES256', 'RS256']);
  return 'public, each with its own kid, use and alg';
});
for (const [name, path] of [
  ['metadata', '/.well-known/openid-configuration'],
  ['jwks.json', '/.well-known/jwks.json'],
]) {
  row('RFC 9110', '13.1.2', `If-None-Match with the ETag of ${name}`, '304', async (at) => {
    const first = await send(at.local.portal + path);
    assert.match(first.headers['cache-control'] ?? '', /max-age=\d+/);
    const again = await send(at.local.portal + path, { headers: { 'if-none-match': String(first.headers.etag) } });
    return `${again.status}`;
  });
}

// Before client and redirect address are known: an error page of the portal, and never a redirect.

for (const [sent, changes, reason] of /** @type {[string, any, string][]} */ ([
  ['no client_id', { client_id: undefined }, 'unknown-application'],
  ['a client_id that nobody has', { client_id: 'nobody' }, 'unknown-application'],
  ['a client_id of other characters', { client_id: '../web' }, 'unknown-application'],
  ['client_id twice', { client_id: ['web', 'other'] }, 'unknown-application'],
  ['no redirect_uri', { redirect_uri: undefined }, 'redirect-address'],
  ['redirect_uri of another host', { redirect_uri: EVIL }, 'redirect-address'],
  ['redirect_uri of another client', { redirect_uri: 'https://other.example.com/callback' }, 'redirect-address'],
  ['redirect_uri with a query added', { redirect_uri: 'https://web.example.com/callback?a=b' }, 'redirect-address'],
  ['redirect_uri with a path added', { redirect_uri: 'https://web.example.com/callback/x' }, 'redirect-address'],
  ['redirect_uri with dots', { redirect_uri: 'https://web.example.com/x/../callback' }, 'redirect-address'],
  ['redirect_uri in capitals', { redirect_uri: 'https://web.example.com/CALLBACK' }, 'redirect-address'],
  ['redirect_uri with a port', { redirect_uri: 'https://web.example.com:443/callback' }, 'redirect-address'],
  ['redirect_uri by http', { redirect_uri: 'http://web.example.com/callback' }, 'redirect-address'],
  ['redirect_uri with a fragment', { redirect_uri: 'https://web.example.com/callback#a' }, 'redirect-address'],
  ['redirect_uri with a user', { redirect_uri: 'https://web.example.com@evil.example/callback' }, 'redirect-address'],
  ['redirect_uri with a line break', { redirect_uri: 'https://web.example.com/callback\r\nx: y' }, 'redirect-address'],
  ['redirect_uri twice', { redirect_uri: ['https://web.example.com/callback', EVIL] }, 'redirect-address'],
])) {
  row('RFC 9700', sent.startsWith('redirect') ? '2.1' : '4.11', sent, `page: ${reason}`, (at) =>
    at.asks(at.web, changes),
  );
}
row(CORE, '3.1.2.1', 'a POST with a redirect_uri of another host', 'page: redirect-address', (at) =>
  at.asks(at.web, { redirect_uri: EVIL }, { method: 'POST' }),
);
row('RFC 6749', '4.1.2.1', 'prompt=none with a redirect_uri of another host', 'page: redirect-address', (at) =>
  at.asks(at.web, { redirect_uri: EVIL, prompt: 'none' }),
);
row('RFC 8252', '7.3', 'a loopback redirect_uri with another port', 'kept: code', (at) =>
  at.grants(at.app, { redirect_uri: 'http://127.0.0.1:51234/callback' }, { consent: true }),
);
for (const redirect_uri of ['http://127.0.0.1:51234/callback', 'com.example.app:/callback']) {
  row(
    'RFC 8252',
    '8.6',
    `a client that any program can be, at ${redirect_uri}, and nobody agrees`,
    'kept: consent',
    async (at) => {
      await at.grants(at.app, { redirect_uri }, { consent: true });
      return at.grants(at.app, { redirect_uri });
    },
  );
  row('RFC 8252', '8.6', `the same with prompt=none`, 'consent_required', (at) =>
    at.asks(at.app, { redirect_uri, prompt: 'none' }),
  );
}
row('RFC 8252', '7.3', 'a loopback redirect_uri with another path', 'page: redirect-address', (at) =>
  at.asks(at.app, { redirect_uri: 'http://127.0.0.1:51234/other' }),
);
row('RFC 8252', '8.3', 'localhost in place of the loopback address', 'page: redirect-address', (at) =>
  at.asks(at.app, { redirect_uri: 'http://localhost:51234/callback' }),
);
row('RFC 8252', '7.1', 'a private scheme of the client', 'kept: code', (at) =>
  at.grants(at.app, { redirect_uri: 'com.example.app:/callback' }, { consent: true }),
);
row('RFC 8252', '7.1', 'a private scheme with another path', 'page: redirect-address', (at) =>
  at.asks(at.app, { redirect_uri: 'com.example.app:/other' }),
);

// After it: the error goes to the application, with state and iss.

for (const [specification, section, sent, changes, must] of /** @type {[string, string, string, any, string][]} */ ([
  ['RFC 6749', '3.1.1', 'no response_type', { response_type: undefined }, 'invalid_request'],
  ['RFC 6749', '3.1.1', 'response_type=token', { response_type: 'token' }, 'unsupported_response_type'],
  [
    'OAuth 2.1',
    '4.1.1',
    'response_type=code id_token',
    { response_type: 'code id_token' },
    'unsupported_response_type',
  ],
  [CORE, '3.1.2.1', 'response_type=id_token', { response_type: 'id_token' }, 'unsupported_response_type'],
  ['OAuth 2.0 Response Types', '2.1', 'response_mode=fragment', { response_mode: 'fragment' }, 'invalid_request'],
  ['OAuth 2.0 Form Post', '2', 'response_mode=form_post', { response_mode: 'form_post' }, 'invalid_request'],
  ['OAuth 2.0 Response Types', '2.1', 'response_mode=query', { response_mode: 'query' }, 'code'],
  [CORE, '6.1', 'a request object', { request: unsigned({ scope: 'openid' }) }, 'request_not_supported'],
  [CORE, '6.2', 'request_uri of the client', { request_uri: 'https://web.example.com/r' }, 'request_uri_not_supported'],
  [CORE, '7.2.1', 'registration', { registration: '{}' }, 'registration_not_supported'],
  [
    'RFC 7636',
    '4.4.1',
    'no code_challenge',
    { code_challenge: undefined, code_challenge_method: undefined },
    'invalid_request',
  ],
  ['RFC 9700', '2.1.1', 'code_challenge_method=plain', { code_challenge_method: 'plain' }, 'invalid_request'],
  [
    'RFC 7636',
    '4.3',
    'no code_challenge_method, which means plain',
    { code_challenge_method: undefined },
    'invalid_request',
  ],
  ['RFC 7636', '4.2', 'a code_challenge that is no SHA-256', { code_challenge: 'abc' }, 'invalid_request'],
  [CORE, '3.1.2.1', 'scope without openid', { scope: 'profile email' }, 'invalid_scope'],
  ['RFC 6749', '3.3', 'no scope', { scope: undefined }, 'invalid_scope'],
  [CORE, '3.1.2.1', 'an unknown scope beside openid', { scope: 'openid something' }, 'code'],
  ['RFC 6749', '3.1', 'state twice', { state: ['a', 'b'] }, 'invalid_request'],
  ['RFC 6749', '3.1', 'nonce twice', { nonce: ['a', 'b'] }, 'invalid_request'],
  ['RFC 6749', '3.1', 'scope twice', { scope: ['openid', 'openid profile'] }, 'invalid_request'],
  ['RFC 6749', '3.1', 'code_challenge twice', { code_challenge: ['a'.repeat(43), 'b'.repeat(43)] }, 'invalid_request'],
  ['RFC 6749', '3.1', 'an unknown parameter', { extra: 'https://evil.example/', display: 'page' }, 'code'],
  ['RFC 6749', '3.1', 'a parameter without a value', { nonce: '', login_hint: '' }, 'code'],
  [CORE, '3.1.2.1', 'prompt=none login', { prompt: 'none login' }, 'invalid_request'],
  [CORE, '3.1.2.1', 'max_age that is no number', { max_age: 'abc' }, 'invalid_request'],
  [CORE, '3.1.2.1', 'max_age below zero', { max_age: '-1' }, 'invalid_request'],
  [CORE, '3.1.2.1', 'max_age that is met', { max_age: '600' }, 'code'],
  [CORE, '3.1.2.6', 'prompt=none max_age=0', { prompt: 'none', max_age: '0' }, 'login_required'],
  [CORE, '5.5', 'claims that is no JSON', { claims: '{' }, 'invalid_request'],
  [
    CORE,
    '5.5',
    'claims for claims that nobody knows',
    { claims: '{"userinfo":{"shoe_size":{"essential":true}}}' },
    'code',
  ],
  [
    CORE,
    '5.5.1.1',
    'an unknown acr as essential claim',
    { claims: '{"id_token":{"acr":{"essential":true,"values":["urn:example:gold"]}}}' },
    'unmet_authentication_requirements',
  ],
  [
    CORE,
    '5.5.1.1',
    'an acr as essential claim that is met',
    { claims: '{"id_token":{"acr":{"essential":true,"values":["phone-otp"]}}}' },
    'code',
  ],
  [CORE, '3.1.2.1', 'unknown acr_values', { acr_values: 'urn:example:gold' }, 'code'],
  [CORE, '3.1.2.1', 'unknown ui_locales', { ui_locales: 'tlh fr-CA' }, 'code'],
  ['RFC 8707', '2', 'resource of another client', { resource: 'https://other-api.example.com/' }, 'invalid_target'],
  ['RFC 8707', '2', 'resource that is no URI', { resource: 'api' }, 'invalid_target'],
  ['RFC 9449', '10', 'dpop_jkt that is no thumbprint', { dpop_jkt: 'abc' }, 'invalid_request'],
  [CORE, '3.1.2.1', 'id_token_hint that is no token', { id_token_hint: 'abc' }, 'invalid_request'],
])) {
  row(specification, section, sent, must, (at) => at.asks(at.web, changes));
}
row(CORE, '3.1.2.1', 'state and nonce of 2,000 characters', 'code', async (at) => {
  const { id_token } = await at.tokens(at.web, { state: LONG, nonce: LONG });
  assert.equal(claimsOf(id_token).nonce, LONG);
  return 'code';
});
row(CORE, '3.1.2.1', 'state and nonce with emoji and signs of addresses', 'code', async (at) => {
  const { id_token } = await at.tokens(at.web, { state: EMOJI, nonce: EMOJI });
  assert.equal(claimsOf(id_token).nonce, EMOJI);
  return 'code';
});
row(CORE, '3.1.2.1', 'no nonce', 'no nonce in the ID token', async (at) => {
  const { id_token } = await at.tokens(at.web);
  return 'nonce' in claimsOf(id_token) ? 'a nonce' : 'no nonce in the ID token';
});
row('RFC 6749', '4.1.2', 'no state', 'code', (at) => at.asks(at.web, { state: undefined }));
row(CORE, '3.1.2.6', 'prompt=none, and nobody is signed in', 'login_required', (at) =>
  at.asks(at.web, { prompt: 'none' }, { person: at.visitor }),
);
row(CORE, '3.1.2.6', 'prompt=none by a POST of another site', 'login_required', (at) =>
  at.asks(at.web, { prompt: 'none' }, { method: 'POST' }),
);
row(CORE, '3.1.2.1', 'a POST of another site', 'code', async (at) => {
  const { parameters, url } = at.url(at.web);
  const { answer, kept, back } = await at.sends(at.ada, url, 'POST');
  if (kept || back) return 'not led back to this endpoint first';
  assert.ok([302, 303].includes(answer.status), `${answer.status}`);
  const again = await at.ada.follows(String(answer.headers.location));
  return at.came(again, parameters);
});
row(
  'RFC 9470',
  '4',
  'prompt=none, and a code would be needed',
  /^(interaction_required|login_required|unmet_authentication_requirements)$/,
  (at) => at.asks(at.strong, { prompt: 'none' }, { person: at.bob }),
);
row(CORE, '3.1.2.1', 'no prompt, and nobody is signed in', 'kept', (at) => at.asks(at.web, {}, { person: at.visitor }));
row('RFC 9126', '4', 'a request_uri that is longer than any', 'page: request-expired', (at) =>
  at.asks(at.web, { request_uri: `urn:ietf:params:oauth:request_uri:${'a'.repeat(3000)}` }),
);
row(CORE, '5.5.1', 'claims with the sub of another person', 'kept: sign-in-again', (at) =>
  at.grants(at.web, { claims: JSON.stringify({ id_token: { sub: { value: 'another' } } }) }),
);
row(CORE, '3.1.2.1', 'max_age=0', 'kept: sign-in-again', (at) => at.grants(at.web, { max_age: '0' }));
row(CORE, '3.1.2.1', 'prompt=login', 'kept: sign-in-again', (at) => at.grants(at.web, { prompt: 'login' }));
row(
  'RFC 9470',
  '5',
  'acr_values that need proofing, which the credential does not allow',
  /^(unmet_authentication_requirements|kept: unreachable)$/,
  (at) => at.grants(at.web, { acr_values: 'phone-otp-proofed' }),
);
row(
  CORE,
  '5.5.1.1',
  'an essential acr that cannot be reached, and prompt=none',
  'unmet_authentication_requirements',
  (at) =>
    at.asks(at.web, { prompt: 'none', claims: '{"id_token":{"acr":{"essential":true,"value":"phone-otp-proofed"}}}' }),
);
row('RFC 9470', '5', 'acr_values=password in a stronger session', 'password', async (at) => {
  const { id_token } = await at.tokens(at.web, { acr_values: 'password' });
  return claimsOf(id_token).acr;
});
row('RFC 9470', '5', 'a registration for a code, asked for acr_values=password with a password alone', 'kept', (at) =>
  at.asks(at.strong, { acr_values: 'password' }, { person: at.bob }),
);
row(CORE, '3.1.2.1', 'id_token_hint of another person and prompt=none', 'login_required', async (at) => {
  const { id_token } = await at.tokens(at.web, {}, { person: at.bob });
  return at.asks(at.web, { prompt: 'none', id_token_hint: id_token });
});
row(CORE, '3.1.2.1', 'id_token_hint of another person', 'kept: sign-in-again', async (at) => {
  const { id_token } = await at.tokens(at.web, {}, { person: at.bob });
  return at.grants(at.web, { id_token_hint: id_token });
});
row(CORE, '3.1.2.1', 'id_token_hint of the person and prompt=none', 'code', async (at) => {
  const { id_token } = await at.tokens(at.web);
  return at.asks(at.web, { prompt: 'none', id_token_hint: id_token });
});
row(CORE, '3.1.2.1', 'id_token_hint with alg none', 'invalid_request', async (at) => {
  const { id_token } = await at.tokens(at.web);
  return at.asks(at.web, { prompt: 'none', id_token_hint: unsigned(claimsOf(id_token)) });
});
row(CORE, '3.1.2.1', 'id_token_hint of another issuer’s key', 'invalid_request', async (at) => {
  const { id_token } = await at.tokens(at.web);
  const keys = await keyPair('RS256');
  const forged = await new SignJWT(claimsOf(id_token)).setProtectedHeader(headerOf(id_token)).sign(keys.privateKey);
  return at.asks(at.web, { prompt: 'none', id_token_hint: forged });
});
row('RFC 6749', '4.1.2.1', 'the person cancels', 'access_denied', async (at) => {
  const { url, parameters } = at.url(at.web, { prompt: 'login' });
  const { kept } = await at.ada.follows(url);
  const { status, json } = await at.ada.call('POST', `/authorizations/${kept}/cancellation`, {});
  return status === 200 ? at.told(new URL(json.redirect), parameters) : `${status} ${json.type}`;
});
row('RFC 9700', '4.7', 'the grant of a request that another browser began', /^404 not-found$/, async (at) => {
  const { kept } = await at.visitor.follows(at.url(at.web).url);
  const { status, json } = await at.ada.grant(kept);
  return `${status} ${json.type}`;
});
row('RFC 9700', '4.7', 'the grant by another site’s page', '403 cross-site-request', async (at) => {
  const { kept } = await at.ada.follows(at.url(at.web, { prompt: 'login' }).url);
  const { status, json } = await at.ada.send(`/authorizations/${kept}`, {
    method: 'POST',
    from: 'same-origin',
    headers: {
      'sec-fetch-site': 'cross-site',
      'content-type': 'application/json',
      'phone-otp-account': at.ada.account ?? '',
    },
    body: '{}',
  });
  return `${status} ${json.type}`;
});
row('RFC 9700', '4.16', 'the authorization endpoint', 'no answer that a cache keeps', async (at) => {
  const { answer } = await at.ada.follows(at.url(at.web).url);
  assert.match(answer.headers['cache-control'] ?? '', /no-store/);
  return 'no answer that a cache keeps';
});

// Pushed requests.

const push = async (client, changes = {}, more = {}) => {
  const { parameters } = client.request(changes);
  return client.posts('/oauth2/par', { ...parameters, ...more });
};

row('RFC 9126', '2.2', 'a request that is right', '201', async (at) => {
  const { status, json } = await push(at.web);
  assert.match(json.request_uri, /^urn:ietf:params:oauth:request_uri:\S{16,}$/);
  assert.ok(json.expires_in >= 5 && json.expires_in < 600, `${json.expires_in}`);
  return `${status}`;
});
row(FAPI, '5.3.2.2', 'a client that has to push its requests, and does not', 'invalid_request', (at) =>
  at.asks(at.keyed),
);
row('RFC 9126', '2', 'no client authentication', /^401 invalid_client/, async (at) =>
  at.outcome(await at.posts('/oauth2/par', at.web.request().parameters)),
);
row('RFC 9126', '2', 'a wrong secret', '401 invalid_client Basic', async (at) =>
  at.outcome(await at.posts('/oauth2/par', at.web.request().parameters, { authorization: basic('web', 'wrong') })),
);
row('RFC 9126', '2.1', 'request_uri in a pushed request', '400 invalid_request', async (at) =>
  at.outcome(await push(at.web, { request_uri: 'urn:ietf:params:oauth:request_uri:x' })),
);
row('RFC 9126', '2.3', 'redirect_uri that is not registered', '400 invalid_request', async (at) =>
  at.outcome(await push(at.web, { redirect_uri: EVIL })),
);
row(FAPI, '5.3.2.2', 'code_challenge_method=plain', '400 invalid_request', async (at) =>
  at.outcome(await push(at.web, { code_challenge_method: 'plain' })),
);
row('RFC 9126', '2.3', 'scope without openid', '400 invalid_scope', async (at) =>
  at.outcome(await push(at.web, { scope: 'email' })),
);
row('RFC 9126', '2.3', 'a parameter twice', '400 invalid_request', async (at) =>
  at.outcome(await push(at.web, { nonce: ['a', 'b'] })),
);
row('RFC 9126', '2.3', 'GET', /^40[45]/, async (at) => at.outcome(await send(`${at.local.portal}/oauth2/par`)));
row('RFC 9126', '2.2', 'request_uri of another client', 'page: request-expired', async (at) => {
  const { json } = await push(at.web);
  const url = `/oauth2/authorize?${form({ client_id: 'other', request_uri: json.request_uri })}`;
  return at.came(await at.ada.follows(url), {});
});
row('RFC 9126', '4', 'request_uri that was never given', 'page: request-expired', async (at) => {
  const request_uri = `urn:ietf:params:oauth:request_uri:${random()}`;
  return at.came(await at.ada.follows(`/oauth2/authorize?${form({ client_id: 'web', request_uri })}`), {});
});
row('RFC 9101', '6.3', 'other parameters beside request_uri', 'code', async (at) => {
  const { parameters } = at.web.request();
  const { json } = await at.web.posts('/oauth2/par', parameters);
  const other = { redirect_uri: EVIL, state: 'other', response_type: 'token' };
  const url = `/oauth2/authorize?${form({ client_id: 'web', request_uri: json.request_uri, ...other })}`;
  return at.came(await at.ada.follows(url), parameters);
});

// Codes.

row('RFC 6749', '4.1.4', 'a code, for tokens', '200 tokens', async (at) => at.outcome(await at.exchanges(at.web)));
row('RFC 6749', '4.1.2', 'a code twice', '400 invalid_grant', async (at) => {
  const code = await at.code(at.web);
  await at.exchanges(at.web, {}, { code });
  return at.outcome(await at.exchanges(at.web, {}, { code }));
});
row('RFC 6749', '4.1.2', 'the access token of a code that came twice', '401 invalid_token Bearer', async (at) => {
  const code = await at.code(at.web);
  const { json } = await at.exchanges(at.web, {}, { code });
  assert.equal((await at.userinfo(json.access_token)).status, 200);
  await at.exchanges(at.web, {}, { code });
  return at.outcome(await at.userinfo(json.access_token));
});
row('RFC 6749', '4.1.2', 'the refresh token of a code that came twice', '400 invalid_grant', async (at) => {
  const code = await at.code(at.web);
  const { json } = await at.exchanges(at.web, {}, { code });
  await at.exchanges(at.web, {}, { code });
  return at.outcome(await at.refreshes(at.web, json.refresh_token));
});
for (const [
  specification,
  section,
  sent,
  changes,
  must,
] of /** @type {[string, string, string, any, string | RegExp][]} */ ([
  ['RFC 7636', '4.6', 'no code_verifier', { code_verifier: undefined }, REFUSED],
  ['RFC 7636', '4.6', 'a wrong code_verifier', { code_verifier: random() }, '400 invalid_grant'],
  ['RFC 7636', '4.1', 'a code_verifier of 10 characters', { code_verifier: 'a'.repeat(10) }, REFUSED],
  ['RFC 6749', '4.1.3', 'another redirect_uri', { redirect_uri: 'https://web.example.com/other' }, '400 invalid_grant'],
  ['RFC 6749', '4.1.3', 'no redirect_uri', { redirect_uri: undefined }, REFUSED],
  ['RFC 6749', '4.1.3', 'no code', { code: undefined }, '400 invalid_request'],
  ['RFC 6749', '5.2', 'a code that was never given', { code: random() }, '400 invalid_grant'],
  [
    'RFC 6749',
    '5.2',
    'a code of 100,000 characters',
    { code: 'a'.repeat(100_000) },
    /^(400 invalid_grant|4\d\d invalid_request)$/,
  ],
  ['RFC 6749', '5.2', 'no grant_type', { grant_type: undefined }, '400 invalid_request'],
  [
    'RFC 9700',
    '2.4',
    'grant_type=password',
    { grant_type: 'password', username: 'ada', password: 'x' },
    '400 unsupported_grant_type',
  ],
  [
    'RFC 6749',
    '5.2',
    'grant_type=client_credentials',
    { grant_type: 'client_credentials' },
    /^400 un(supported_grant_type|authorized_client)$/,
  ],
  ['RFC 6749', '3.2', 'code twice in one request', { code: ['a', 'b'] }, '400 invalid_request'],
  [
    'RFC 6749',
    '3.2',
    'grant_type twice',
    { grant_type: ['authorization_code', 'refresh_token'] },
    '400 invalid_request',
  ],
  ['RFC 6749', '3.2', 'an unknown parameter', { extra: 'x' }, '200 tokens'],
  [
    'RFC 8707',
    '2.2',
    'resource that was not asked for',
    { resource: 'https://other-api.example.com/' },
    '400 invalid_target',
  ],
])) {
  row(specification, section, sent, must, async (at) => at.outcome(await at.exchanges(at.web, changes)));
}
row('RFC 6749', '5.2', 'a code of another client', '400 invalid_grant', async (at) =>
  at.outcome(await at.exchanges(at.other, {}, { code: await at.code(at.web) })),
);
row('RFC 6749', '4.1.3', 'a code with the verifier of another one', '400 invalid_grant', async (at) => {
  const [one, two] = [await at.code(at.web), await at.code(at.web)];
  return at.outcome(await at.exchanges(at.web, { code_verifier: two.verifier }, { code: one }));
});
row('RFC 6749', '4.1.3', 'a right try after a wrong verifier', /^(200 tokens|400 invalid_grant)$/, async (at) => {
  const code = await at.code(at.web);
  await at.exchanges(at.web, { code_verifier: random() }, { code });
  return at.outcome(await at.exchanges(at.web, {}, { code }));
});
row('RFC 6749', '3.2', 'GET', /^40[45]/, async (at) => {
  const { fields } = await at.code(at.web);
  return at.outcome(
    await send(`${at.local.portal}/oauth2/token?${form(fields)}`, {
      headers: { authorization: basic('web', at.web.secret) },
    }),
  );
});
row('RFC 6749', '4.1.3', 'a body in JSON', /^4\d\d invalid_request/, async (at) => {
  const { fields } = await at.code(at.web);
  return at.outcome(
    await send(`${at.local.portal}/oauth2/token`, {
      method: 'POST',
      headers: { authorization: basic('web', at.web.secret), 'content-type': 'application/json' },
      body: JSON.stringify(fields),
    }),
  );
});

// Client authentication.

const CLIENT = /^401 invalid_client/;

row('RFC 6749', '3.2.1', 'no authentication of a confidential client', CLIENT, async (at) => {
  const { fields } = await at.code(at.web);
  return at.outcome(await at.posts('/oauth2/token', { client_id: 'web', ...fields }));
});
row(
  'RFC 6749',
  '2.3',
  'neither authentication nor client_id',
  /^(400 invalid_request|401 invalid_client)/,
  async (at) => {
    const { fields } = await at.code(at.web);
    return at.outcome(await at.posts('/oauth2/token', fields));
  },
);
row('RFC 6749', '5.2', 'a wrong secret by Basic', '401 invalid_client Basic', async (at) => {
  const { fields } = await at.code(at.web);
  return at.outcome(await at.posts('/oauth2/token', fields, { authorization: basic('web', 'wrong') }));
});
row('RFC 6749', '5.2', 'the digest of the secret as the secret', CLIENT, async (at) => {
  const { fields } = await at.code(at.web);
  return at.outcome(await at.posts('/oauth2/token', fields, { authorization: basic('web', sha256(at.web.secret)) }));
});
row('RFC 6749', '5.2', 'a Basic header that is none', CLIENT, async (at) => {
  const { fields } = await at.code(at.web);
  return at.outcome(await at.posts('/oauth2/token', fields, { authorization: 'Basic %%%' }));
});
row('RFC 6749', '2.3', 'two methods of authentication', /^40[01] invalid_(request|client)/, async (at) => {
  const { fields } = await at.code(at.web);
  const both = { ...fields, client_id: 'web', client_secret: at.web.secret };
  return at.outcome(await at.posts('/oauth2/token', both, { authorization: basic('web', at.web.secret) }));
});
row(CORE, '9', 'client_secret_post of a client registered for Basic', CLIENT, async (at) => {
  const { fields } = await at.code(at.web);
  return at.outcome(await at.posts('/oauth2/token', { ...fields, client_id: 'web', client_secret: at.web.secret }));
});
row(CORE, '9', 'Basic of a client registered for client_secret_post', CLIENT, async (at) => {
  const { fields } = await at.code(at.other);
  return at.outcome(await at.posts('/oauth2/token', fields, { authorization: basic('other', at.other.secret) }));
});
row('RFC 6749', '2.3.1', 'the secret in the query', /^(400 invalid_request|401 invalid_client)/, async (at) => {
  const { fields } = await at.code(at.other);
  const query = form({ client_id: 'other', client_secret: at.other.secret });
  return at.outcome(await at.posts(`/oauth2/token?${query}`, fields));
});
row('RFC 6749', '2.3', 'no authentication of a client that has keys', CLIENT, async (at) => {
  const { fields } = await at.code(at.signing);
  return at.outcome(await at.posts('/oauth2/token', { client_id: 'signing', ...fields }));
});

/** A request for tokens with an assertion. */
const asserts = async (at, make, more = {}, client = at.signing) => {
  const { fields } = await at.code(client);
  const client_assertion = await make(client);
  return at.outcome(
    await at.posts('/oauth2/token', { ...fields, client_assertion_type: ASSERTION_TYPE, client_assertion, ...more }),
  );
};

row(CORE, '9', 'an assertion that is right', '200 tokens', (at) => asserts(at, (client) => client.assertion()));
row(CORE, '9', 'an assertion for the token endpoint', /^(200 tokens|401 invalid_client)$/, (at) =>
  asserts(at, (client) => client.assertion({ aud: at.metadata.token_endpoint })),
);
row('RFC 7523', '3', 'an assertion twice (jti)', '401 invalid_client', async (at) => {
  const client_assertion = await at.signing.assertion();
  assert.equal(await asserts(at, async () => client_assertion), '200 tokens');
  return asserts(at, async () => client_assertion);
});
row(
  FAPI,
  '5.3.2.1',
  'an assertion at the PAR endpoint, then the same at the token endpoint',
  '401 invalid_client',
  async (at) => {
    const client_assertion = await at.signing.assertion();
    const { status } = await at.signing.posts('/oauth2/par', { ...at.signing.request().parameters, client_assertion });
    assert.equal(status, 201);
    return asserts(at, async () => client_assertion);
  },
);
for (const [
  specification,
  section,
  sent,
  claims,
  header,
] of /** @type {[string, string, string, (at: Provider) => any, any][]} */ ([
  ['RFC 7523', '3', 'an assertion of another issuer (iss)', () => ({ iss: 'web' }), {}],
  ['RFC 7523', '3', 'an assertion of another subject (sub)', () => ({ sub: 'web' }), {}],
  ['RFC 7523', '3', 'an assertion for another server (aud)', () => ({ aud: 'https://evil.example' }), {}],
  [
    'RFC 9700',
    '4.4',
    'an assertion for this server and another one',
    (at) => ({ aud: [at.local.portal, 'https://evil.example'] }),
    {},
  ],
  ['RFC 7523', '3', 'an assertion that has expired', (at) => ({ exp: at.local.seconds() - 120 }), {}],
  ['RFC 7523', '3', 'an assertion without exp', () => ({ exp: undefined }), {}],
  ['RFC 7523', '3', 'an assertion that is valid for a year', (at) => ({ exp: at.local.seconds() + 31_536_000 }), {}],
  [
    'RFC 7523',
    '3',
    'an assertion of tomorrow (nbf)',
    (at) => ({ nbf: at.local.seconds() + 86_400, exp: at.local.seconds() + 86_460 }),
    {},
  ],
  [CORE, '9', 'an assertion without jti', () => ({ jti: undefined }), {}],
  [
    'RFC 7515',
    '4.1.11',
    'an assertion with an extension that must be understood',
    () => ({}),
    { crit: ['example'], example: true },
  ],
])) {
  row(specification, section, sent, '401 invalid_client', (at) =>
    asserts(at, (client) => client.assertion(claims(at), header)),
  );
}
row('RFC 8725', '3.1', 'an assertion with alg none', '401 invalid_client', (at) =>
  asserts(at, async (client) => unsigned(claimsOf(await client.assertion()))),
);
row('RFC 8725', '3.1', 'an assertion with HS256 and the public key as its secret', '401 invalid_client', (at) =>
  asserts(at, async (client) => {
    const pem = await exportSPKI(
      /** @type {CryptoKey} */ (await importJWK(client.keys.jwk, 'RS256', { extractable: true })),
    );
    return new SignJWT(claimsOf(await client.assertion())).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(pem));
  }),
);
row('RFC 7523', '3', 'an assertion with a key that is not registered', '401 invalid_client', (at) =>
  asserts(at, async (client) =>
    client.assertion({}, { kid: client.keys.kid }, { ...(await keyPair('RS256')), kid: client.keys.kid }),
  ),
);
row('RFC 7515', '4.1.3', 'an assertion with its own key in the header', '401 invalid_client', (at) =>
  asserts(at, async (client) => {
    const own = await keyPair('RS256');
    return client.assertion({}, { kid: undefined, jwk: own.jwk }, own);
  }),
);
row('RFC 7521', '4.2', 'client_id of another client beside an assertion', /^40[01] invalid_(client|request)/, (at) =>
  asserts(at, (client) => client.assertion(), { client_id: 'web' }),
);
row('RFC 7521', '4.2', 'another client_assertion_type', /^40[01] invalid_(client|request)/, (at) =>
  asserts(at, (client) => client.assertion(), {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer',
  }),
);
row(FAPI, '5.3.2.1', 'an assertion in place of a secret', CLIENT, async (at) => {
  const { fields } = await at.code(at.web);
  const client_assertion = await at.signing.assertion({ iss: 'web', sub: 'web' });
  return at.outcome(
    await at.posts('/oauth2/token', { ...fields, client_assertion_type: ASSERTION_TYPE, client_assertion }),
  );
});

// Refresh tokens.

row('RFC 6749', '6', 'a refresh token of a confidential client, twice', '200 tokens', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  const { json } = await at.refreshes(at.web, refresh_token);
  assert.ok(json.refresh_token === undefined || json.refresh_token === refresh_token, 'it does not rotate');
  return at.outcome(await at.refreshes(at.web, refresh_token));
});
row('RFC 6749', '6', 'a refresh token of another client', '400 invalid_grant', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  return at.outcome(await at.refreshes(at.other, refresh_token));
});
row('RFC 6749', '6', 'the same refresh token by its own client afterwards', '200 tokens', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  await at.refreshes(at.other, refresh_token);
  return at.outcome(await at.refreshes(at.web, refresh_token));
});
row('RFC 6749', '6', 'a refresh token that was never given', '400 invalid_grant', async (at) =>
  at.outcome(await at.refreshes(at.web, random())),
);
row('RFC 6749', '6', 'a code as refresh token', '400 invalid_grant', async (at) => {
  const { fields } = await at.code(at.web);
  return at.outcome(await at.refreshes(at.web, fields.code));
});
row('RFC 6749', '6', 'an access token as refresh token', '400 invalid_grant', async (at) => {
  const { access_token } = await at.tokens(at.web);
  return at.outcome(await at.refreshes(at.web, access_token));
});
row('RFC 6749', '6', 'no refresh_token', '400 invalid_request', async (at) =>
  at.outcome(await at.refreshes(at.web, undefined)),
);
row('RFC 6749', '6', 'more scope than was granted', '400 invalid_scope', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  return at.outcome(await at.refreshes(at.web, refresh_token, { scope: 'openid profile email' }));
});
row('RFC 6749', '6', 'a client that is registered without refresh tokens', 'none given', async (at) => {
  const { refresh_token } = await at.tokens(at.once);
  return refresh_token === undefined ? 'none given' : 'one given';
});
row('RFC 8707', '2.2', 'resource that was not granted', '400 invalid_target', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  return at.outcome(await at.refreshes(at.web, refresh_token, { resource: 'https://other-api.example.com/' }));
});
row(CORE, '12.2', 'the ID token of a refresh', 'the same person and sign-in', async (at) => {
  const first = await at.tokens(at.web, { nonce: 'abc' });
  const { json } = await at.refreshes(at.web, first.refresh_token);
  const [before, now] = [claimsOf(first.id_token), json.id_token && claimsOf(json.id_token)];
  if (now) {
    for (const name of ['iss', 'sub', 'aud', 'auth_time', 'azp']) assert.deepEqual(now[name], before[name], name);
    assert.ok(now.nonce === undefined || now.nonce === 'abc');
  }
  return 'the same person and sign-in';
});
row('RFC 7009', '2', 'a refresh token after its revocation', '400 invalid_grant', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  assert.equal((await at.revokes(at.web, refresh_token)).status, 200);
  return at.outcome(await at.refreshes(at.web, refresh_token));
});
row(
  'RFC 7009',
  '2.1',
  'the access token after the refresh token’s revocation',
  '401 invalid_token Bearer',
  async (at) => {
    const { refresh_token, access_token } = await at.tokens(at.web);
    await at.revokes(at.web, refresh_token);
    return at.outcome(await at.userinfo(access_token));
  },
);

// Public clients and proofs of possession.

row('RFC 9449', '5', 'a public client with a proof', '200 tokens', async (at) => {
  const answer = await at.exchanges(at.app);
  assert.equal(answer.json.token_type, 'DPoP');
  return at.outcome(answer);
});
row('RFC 9700', '2.2.2', 'a public client without a proof', /^400 invalid_(request|dpop_proof)$/, async (at) => {
  const { fields } = await at.code(at.app);
  return at.outcome(await at.posts('/oauth2/token', { client_id: 'app', ...fields }));
});
row(
  FAPI,
  '5.3.2.1',
  'a client whose tokens have to be bound, without a proof',
  /^400 invalid_(request|dpop_proof)$/,
  async (at) => {
    const { fields } = await at.code(at.keyed);
    const { fields: sent } = await at.keyed.authenticated(fields);
    return at.outcome(await at.posts('/oauth2/token', sent));
  },
);
row('RFC 9449', '11.1', 'a proof twice', '400 invalid_dpop_proof', async (at) => {
  const dpop = await at.proof(at.app);
  assert.equal(at.outcome(await at.exchanges(at.app, {}, { dpop })), '200 tokens');
  return at.outcome(await at.exchanges(at.app, {}, { dpop }));
});
const oneYear = 31_536_000;
for (const [section, sent, more] of /** @type {[string, string, (at: Provider) => any][]} */ ([
  ['4.3', 'a proof for another method', () => ({ claims: { htm: 'GET' } })],
  ['4.3', 'a proof for another address', () => ({ claims: { htu: 'https://evil.example/oauth2/token' } })],
  ['4.3', 'a proof for another endpoint', (at) => ({ claims: { htu: `${at.local.portal}/oauth2/userinfo` } })],
  ['4.3', 'a proof of last year', (at) => ({ claims: { iat: at.local.seconds() - oneYear } })],
  ['4.3', 'a proof of five minutes ago', (at) => ({ claims: { iat: at.local.seconds() - 300 } })],
  ['4.3', 'a proof of next year', (at) => ({ claims: { iat: at.local.seconds() + oneYear } })],
  ['4.3', 'a proof of another type', () => ({ header: { typ: 'JWT' } })],
  ['4.3', 'a proof without jti', () => ({ claims: { jti: undefined } })],
  ['4.3', 'a proof without iat', () => ({ claims: { iat: undefined } })],
  ['4.3', 'a proof with another key than signed it', (at) => ({ header: { jwk: at.otherKey.jwk } })],
  ['4.3', 'a proof without a key', () => ({ header: { jwk: undefined } })],
])) {
  row('RFC 9449', section, sent, '400 invalid_dpop_proof', async (at) => {
    const dpop = await at.proof(at.app, at.key, more(at));
    return at.outcome(await at.exchanges(at.app, {}, { dpop }));
  });
}
row('RFC 9449', '4.3', 'a proof with alg none', '400 invalid_dpop_proof', async (at) => {
  const right = await at.proof(at.app);
  const dpop = unsigned(claimsOf(right), { typ: 'dpop+jwt', jwk: at.key.jwk });
  return at.outcome(await at.exchanges(at.app, {}, { dpop }));
});
row('RFC 9449', '4.3', 'a proof with the private key in it', '400 invalid_dpop_proof', async (at) => {
  const { d } = at.key.privateKey instanceof CryptoKey ? await crypto.subtle.exportKey('jwk', at.key.privateKey) : {};
  const dpop = await at.proof(at.app, at.key, { header: { jwk: { ...at.key.jwk, d } } });
  return at.outcome(await at.exchanges(at.app, {}, { dpop }));
});
row('RFC 9449', '4.3', 'two proofs', '400 invalid_dpop_proof', async (at) => {
  const dpop = `${await at.proof(at.app)}, ${await at.proof(at.app)}`;
  return at.outcome(await at.exchanges(at.app, {}, { dpop }));
});
row(
  'RFC 9449',
  '10',
  'a code that is bound to another key (dpop_jkt)',
  /^400 invalid_(grant|dpop_proof)$/,
  async (at) => at.outcome(await at.exchanges(at.app, {}, { request: { dpop_jkt: at.otherKey.kid } })),
);
row(
  'RFC 9449',
  '5',
  'a public client’s refresh token with another key',
  /^400 invalid_(grant|dpop_proof)$/,
  async (at) => {
    const { refresh_token } = await at.tokens(at.app);
    return at.outcome(await at.refreshes(at.app, refresh_token, {}, { keys: at.otherKey }));
  },
);
row('RFC 9700', '4.14.2', 'a public client’s refresh token twice, at once', '200 tokens', async (at) => {
  const { refresh_token } = await at.tokens(at.app);
  const first = await at.refreshes(at.app, refresh_token);
  assert.notEqual(first.json.refresh_token, refresh_token, 'it rotates');
  const again = await at.refreshes(at.app, refresh_token);
  assert.equal(again.json.refresh_token, first.json.refresh_token, 'the same successor');
  return at.outcome(again);
});
row('RFC 9700', '4.14.2', 'a refresh token whose successor was used', '400 invalid_grant', async (at) => {
  const { refresh_token } = await at.tokens(at.app);
  const { json } = await at.refreshes(at.app, refresh_token);
  assert.equal(at.outcome(await at.refreshes(at.app, json.refresh_token)), '200 tokens');
  return at.outcome(await at.refreshes(at.app, refresh_token));
});
row(
  'RFC 9700',
  '4.14.2',
  'the newest refresh token, after an older one came again',
  '400 invalid_grant',
  async (at) => {
    const { refresh_token } = await at.tokens(at.app);
    const second = (await at.refreshes(at.app, refresh_token)).json.refresh_token;
    const third = (await at.refreshes(at.app, second)).json.refresh_token;
    await at.refreshes(at.app, refresh_token);
    return at.outcome(await at.refreshes(at.app, third));
  },
);

// Protected resources.

row('RFC 6750', '3.1', 'no token', '401 Bearer', async (at) => {
  const answer = await at.userinfo('');
  assert.doesNotMatch(answer.headers['www-authenticate'] ?? '', /error=/, 'no error of a token that was not there');
  return at.outcome({ ...answer, json: undefined });
});
row('RFC 6750', '3.1', 'a token that is none', '401 invalid_token Bearer', async (at) =>
  at.outcome(await at.userinfo('abc')),
);
row('RFC 6750', '2.3', 'a token in the query', /^40[01]/, async (at) => {
  const { access_token } = await at.tokens(at.web);
  return at.outcome(await at.userinfo('', { query: `?access_token=${access_token}` }));
});
row(CORE, '5.3.1', 'a token by POST', '200', async (at) => {
  const { access_token } = await at.tokens(at.web);
  return at.outcome(await at.userinfo(access_token, { method: 'POST' }));
});
row(CORE, '5.3.2', 'sub of the userinfo endpoint and of the ID token', 'the same', async (at) => {
  const { access_token, id_token } = await at.tokens(at.web);
  const { json } = await at.userinfo(access_token);
  return json.sub === claimsOf(id_token).sub ? 'the same' : `${json.sub}`;
});
row(CORE, '5.4', 'claims of a scope that was not asked for', 'sub', async (at) => {
  const { access_token } = await at.tokens(at.web);
  const { json } = await at.userinfo(access_token);
  return Object.keys(json).join();
});
row('RFC 9068', '4', 'an ID token as access token', '401 invalid_token Bearer', async (at) => {
  const { id_token } = await at.tokens(at.web);
  return at.outcome(await at.userinfo(id_token));
});
row('RFC 9068', '4', 'a refresh token as access token', '401 invalid_token Bearer', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  return at.outcome(await at.userinfo(refresh_token));
});
row('RFC 8725', '3.1', 'an access token with alg none', '401 invalid_token Bearer', async (at) => {
  const { access_token } = await at.tokens(at.web);
  return at.outcome(await at.userinfo(unsigned(claimsOf(access_token), { typ: 'at+jwt' })));
});
row('RFC 8725', '3.1', 'an access token whose signature is another’s', '401 invalid_token Bearer', async (at) => {
  const { access_token } = await at.tokens(at.web);
  const keys = await keyPair('RS256');
  const forged = await new SignJWT(claimsOf(access_token))
    .setProtectedHeader(headerOf(access_token))
    .sign(keys.privateKey);
  return at.outcome(await at.userinfo(forged));
});
row('RFC 9068', '4', 'an access token for another resource', '401 invalid_token Bearer', async (at) => {
  const { access_token } = await at.tokens(at.web, { resource: API });
  assert.deepEqual([claimsOf(access_token).aud].flat(), [API]);
  return at.outcome(await at.userinfo(access_token));
});
const DPOP = /^401 invalid_(token|dpop_proof) (DPoP|Bearer)/;
row('RFC 9449', '7.1', 'a bound token with a proof', '200', async (at) => {
  const { access_token: token } = await at.tokens(at.app);
  const dpop = await dpopProof(at.local, at.key, '/oauth2/userinfo', { method: 'GET', token });
  return at.outcome(await at.userinfo(token, { scheme: 'DPoP', dpop }));
});
row('RFC 9449', '7.2', 'a bound token as bearer token', DPOP, async (at) => {
  const { access_token: token } = await at.tokens(at.app);
  return at.outcome(await at.userinfo(token));
});
row('RFC 9449', '7.2', 'a bound token as bearer token, with a proof', DPOP, async (at) => {
  const { access_token: token } = await at.tokens(at.app);
  const dpop = await dpopProof(at.local, at.key, '/oauth2/userinfo', { method: 'GET', token });
  return at.outcome(await at.userinfo(token, { dpop }));
});
row('RFC 9449', '7.1', 'a bound token without a proof', DPOP, async (at) => {
  const { access_token: token } = await at.tokens(at.app);
  return at.outcome(await at.userinfo(token, { scheme: 'DPoP' }));
});
row('RFC 9449', '7.1', 'a bound token with another key’s proof', DPOP, async (at) => {
  const { access_token: token } = await at.tokens(at.app);
  const dpop = await dpopProof(at.local, at.otherKey, '/oauth2/userinfo', { method: 'GET', token });
  return at.outcome(await at.userinfo(token, { scheme: 'DPoP', dpop }));
});
row('RFC 9449', '7.1', 'a bound token with a proof for another token (ath)', DPOP, async (at) => {
  const [{ access_token: token }, other] = [await at.tokens(at.app), await at.tokens(at.app)];
  const dpop = await dpopProof(at.local, at.key, '/oauth2/userinfo', { method: 'GET', token: other.access_token });
  return at.outcome(await at.userinfo(token, { scheme: 'DPoP', dpop }));
});
row('RFC 9449', '7.1', 'a bound token with a proof without ath', DPOP, async (at) => {
  const { access_token: token } = await at.tokens(at.app);
  const dpop = await dpopProof(at.local, at.key, '/oauth2/userinfo', { method: 'GET' });
  return at.outcome(await at.userinfo(token, { scheme: 'DPoP', dpop }));
});
row('RFC 9449', '7.1', 'a bound token with a proof for the token endpoint', DPOP, async (at) => {
  const { access_token: token } = await at.tokens(at.app);
  const dpop = await dpopProof(at.local, at.key, '/oauth2/token', { token });
  return at.outcome(await at.userinfo(token, { scheme: 'DPoP', dpop }));
});

// Introspection and revocation.

row('RFC 7662', '2.2', 'a token, by the API that it is for', '200 active', async (at) => {
  const { access_token } = await at.tokens(at.web, { resource: API });
  return at.introspects(at.api, access_token);
});
row('RFC 7662', '4', 'a token, by another API', '200 inactive', async (at) => {
  const { access_token } = await at.tokens(at.web, { resource: API });
  return at.introspects(at.otherApi, access_token);
});
row('RFC 7662', '4', 'a token, by another client', /^(200 inactive|40[013] )/, async (at) => {
  const { access_token } = await at.tokens(at.web);
  return at.introspects(at.other, access_token);
});
row('RFC 7662', '2.1', 'no authentication', CLIENT, async (at) => {
  const { access_token } = await at.tokens(at.web);
  return at.outcome(await at.posts('/oauth2/introspect', { token: access_token, client_id: 'api' }));
});
row('RFC 7662', '2.1', 'a public client', /^(401 invalid_client|400 unauthorized_client|403)/, async (at) => {
  const { access_token } = await at.tokens(at.app);
  return at.introspects(at.app, access_token);
});
row('RFC 7662', '2.2', 'a token that is none', '200 inactive', (at) => at.introspects(at.api, 'abc'));
row('RFC 7662', '2.1', 'no token', '400 invalid_request', async (at) =>
  at.outcome(await at.api.posts('/oauth2/introspect', {})),
);
row('RFC 7009', '2.2', 'a token that is none', '200', async (at) => at.outcome(await at.revokes(at.web, 'abc')));
row('RFC 7009', '2.1', 'no token', '400 invalid_request', async (at) =>
  at.outcome(await at.revokes(at.web, undefined)),
);
row('RFC 7009', '2.1', 'no authentication', CLIENT, async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  return at.outcome(await at.posts('/oauth2/revoke', { token: refresh_token, client_id: 'web' }));
});
row('RFC 7009', '2.1', 'a wrong token_type_hint', '200', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  const answer = await at.revokes(at.web, refresh_token, { token_type_hint: 'access_token' });
  assert.equal(at.outcome(await at.refreshes(at.web, refresh_token)), '400 invalid_grant');
  return at.outcome(answer);
});
row('RFC 7009', '2.1', 'a token of another client stays as it was', '200 tokens', async (at) => {
  const { refresh_token } = await at.tokens(at.web);
  await at.revokes(at.other, refresh_token);
  return at.outcome(await at.refreshes(at.web, refresh_token));
});

// ID tokens.

row(CORE, '3.1.3.7', 'an ID token', 'what a client validates', async (at) => {
  const nonce = random();
  const { id_token, access_token } = await at.tokens(at.web, { nonce, max_age: '3600' });
  const keys = createRemoteJWKSet(new URL(at.metadata.jwks_uri));
  const { payload, protectedHeader } = await jwtVerify(id_token, keys, {
    issuer: at.metadata.issuer,
    audience: 'web',
    algorithms: ['RS256'],
    currentDate: new Date(at.local.seconds() * 1000),
  });
  assert.equal(payload.nonce, nonce);
  assert.ok(protectedHeader.kid);
  assert.ok(payload.sub && payload.sub.length <= 255);
  assert.equal(typeof payload.auth_time, 'number', 'auth_time, since max_age was asked for');
  const half = Buffer.from(sha256(access_token), 'hex').subarray(0, 16).toString('base64url');
  assert.equal(payload.at_hash, half, 'at_hash');
  assert.equal(payload.acr, 'phone-otp');
  assert.deepEqual([...payload.amr].sort(), ['mfa', 'otp', 'pwd', 'sms']);
  return 'what a client validates';
});
row('RFC 9068', '2.2', 'an access token', 'typ at+jwt and every claim that is required', async (at) => {
  const { access_token } = await at.tokens(at.web, { resource: API });
  assert.equal(headerOf(access_token).typ, 'at+jwt');
  const claims = claimsOf(access_token);
  for (const name of ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'auth_time', 'acr', 'amr', 'scope'])
    assert.ok(name in claims, name);
  return 'typ at+jwt and every claim that is required';
});

// Signing out.

row(RP_LOGOUT, '2', 'a registered address with id_token_hint', 'asked', async (at) => {
  const { id_token } = await at.tokens(at.web);
  return at.logsOut({ id_token_hint: id_token, post_logout_redirect_uri: 'https://web.example.com/bye', state: 'x' });
});
row(RP_LOGOUT, '2', 'a request signs nobody out before the person agrees', 'code', async (at) => {
  const { id_token } = await at.tokens(at.web);
  await at.logsOut({ id_token_hint: id_token });
  return at.asks(at.web, { prompt: 'none' });
});
for (const [section, sent, make] of /** @type {[string, string, (at: Provider) => Promise<any>][]} */ ([
  [
    '3',
    'an address that is not registered',
    async (at) => ({ id_token_hint: (await at.tokens(at.web)).id_token, post_logout_redirect_uri: EVIL }),
  ],
  [
    '3',
    'an address of another client',
    async () => ({ client_id: 'web', post_logout_redirect_uri: 'https://other.example.com/bye' }),
  ],
  [
    '3',
    'a redirect address in place of one for signing out',
    async () => ({ client_id: 'web', post_logout_redirect_uri: 'https://web.example.com/callback' }),
  ],
  ['3', 'an address and no client', async () => ({ post_logout_redirect_uri: 'https://web.example.com/bye' })],
  [
    '3',
    'an address twice',
    async () => ({ client_id: 'web', post_logout_redirect_uri: ['https://web.example.com/bye', EVIL] }),
  ],
  [
    '2',
    'client_id of another client than id_token_hint’s',
    async (at) => ({ client_id: 'other', id_token_hint: (await at.tokens(at.web)).id_token }),
  ],
  [
    '2',
    'id_token_hint with alg none',
    async (at) => ({ id_token_hint: unsigned(claimsOf((await at.tokens(at.web)).id_token)) }),
  ],
  [
    '4',
    'id_token_hint that is no token',
    async () => ({ id_token_hint: 'abc', post_logout_redirect_uri: 'https://web.example.com/bye' }),
  ],
  ['2', 'a client_id that nobody has', async () => ({ client_id: 'nobody', post_logout_redirect_uri: EVIL })],
])) {
  row(RP_LOGOUT, section, sent, /^page: /, async (at) => at.logsOut(await make(at)));
}
row(RP_LOGOUT, '6', 'the sign-out by another site’s page', '403 cross-site-request', async (at) => {
  const { status, json } = await at.ada.send('/oauth2/logout', {
    method: 'POST',
    headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/json' },
    body: '{}',
  });
  return `${status} ${json.type}`;
});

/** Somebody who signs in with a password, uses the client and signs out. */
const leaves = async (at, parameters = {}) => {
  const person = new Person(at.local, at.bob.name);
  await person.signIn();
  const tokens = await at.tokens(at.web, {}, { person });
  const ended = await person.call('POST', '/oauth2/logout', { id_token_hint: tokens.id_token, ...parameters });
  assert.equal(ended.status, 200, ended.text);
  return { person, tokens, sid: claimsOf(tokens.id_token).sid, ended: ended.json };
};

row(
  RP_LOGOUT,
  '3',
  'the person agrees, with an address and state',
  `https://web.example.com/bye ${EMOJI}`,
  async (at) => {
    const { ended } = await leaves(at, { post_logout_redirect_uri: 'https://web.example.com/bye', state: EMOJI });
    const url = new URL(ended.redirect);
    return `${url.origin}${url.pathname} ${url.searchParams.get('state')}`;
  },
);
row(RP_LOGOUT, '3', 'the page with an address that is not registered', '400 invalid-request', async (at) => {
  const { status, json } = await at.ada.call('POST', '/oauth2/logout', {
    client_id: 'web',
    post_logout_redirect_uri: EVIL,
  });
  return `${status} ${json.type}`;
});
row(CORE, '3.1.2.6', 'prompt=none after the sign-out', 'login_required', async (at) => {
  const { person } = await leaves(at);
  return at.asks(at.web, { prompt: 'none' }, { person });
});
row('RFC 6749', '6', 'a refresh token after the sign-out', '400 invalid_grant', async (at) => {
  const { tokens } = await leaves(at);
  return at.outcome(await at.refreshes(at.web, tokens.refresh_token));
});
row('RFC 6750', '3.1', 'an access token after the sign-out', '401 invalid_token Bearer', async (at) => {
  const { tokens } = await leaves(at);
  return at.outcome(await at.userinfo(tokens.access_token));
});
row('RFC 7662', '2.2', 'a token after the sign-out', '200 inactive', async (at) => {
  const person = new Person(at.local, at.bob.name);
  await person.signIn();
  const { access_token } = await at.tokens(at.web, { resource: API }, { person });
  await person.signOut();
  return at.introspects(at.api, access_token);
});
row('RFC 6749', '4.1.2', 'a code after the sign-out', '400 invalid_grant', async (at) => {
  const person = new Person(at.local, at.bob.name);
  await person.signIn();
  const code = await at.code(at.web, {}, { person });
  await person.signOut();
  return at.outcome(await at.exchanges(at.web, {}, { code }));
});
row(BACK_CHANNEL, '2.4', 'a logout token', 'as the standard has it, of the same session', async (at) => {
  const { tokens, sid } = await leaves(at);
  assert.ok(sid, 'sid in the ID token');
  const token = await at.logoutToken(sid);
  const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(at.metadata.jwks_uri)), {
    issuer: at.metadata.issuer,
    audience: 'web',
    algorithms: ['RS256'],
    currentDate: new Date(at.local.seconds() * 1000),
  });
  assert.equal(payload.sub, claimsOf(tokens.id_token).sub);
  assert.deepEqual(payload.events, { 'http://schemas.openid.net/event/backchannel-logout': {} });
  for (const name of ['iat', 'jti', 'exp']) assert.ok(payload[name], name);
  assert.equal(payload.nonce, undefined, 'a nonce is prohibited');
  assert.equal(protectedHeader.typ, 'logout+jwt');
  return 'as the standard has it, of the same session';
});
row(BACK_CHANNEL, '2.4', 'a logout token as ID token hint', 'invalid_request', async (at) => {
  const { sid } = await leaves(at);
  return at.asks(at.web, { prompt: 'none', id_token_hint: await at.logoutToken(sid) });
});
row(BACK_CHANNEL, '2.4', 'a logout token as access token', '401 invalid_token Bearer', async (at) => {
  const { sid } = await leaves(at);
  return at.outcome(await at.userinfo(await at.logoutToken(sid)));
});

// What expires. The clock moves, so these are the last ones.

row('RFC 6749', '4.1.2', 'a code after its minute', '400 invalid_grant', async (at) => {
  const code = await at.code(at.web);
  await at.local.clockMoves('61 seconds');
  return at.outcome(await at.exchanges(at.web, {}, { code }));
});
row('RFC 9126', '4', 'request_uri after its time', 'page: request-expired', async (at) => {
  const { json } = await push(at.web);
  await at.local.clockMoves(`${json.expires_in + 1} seconds`);
  const url = `/oauth2/authorize?${form({ client_id: 'web', request_uri: json.request_uri })}`;
  return at.came(await at.ada.follows(url), {});
});
row('RFC 9470', '4', 'max_age that is not met', /^kept: (send-otp|enter-code)$/, async (at) => {
  await at.local.clockMoves('2 minutes');
  return at.grants(at.web, { max_age: '60', acr_values: 'phone-otp' });
});
row('RFC 6750', '3.1', 'an access token after its time', '401 invalid_token Bearer', async (at) => {
  const { access_token, expires_in } = await at.tokens(at.web);
  await at.local.clockMoves(`${expires_in + 1} seconds`);
  return at.outcome(await at.userinfo(access_token));
});
row(RP_LOGOUT, '2', 'an ID token that has expired, as hint', 'asked', async (at) => {
  const { id_token } = await at.tokens(at.web);
  await at.local.clockMoves(`${claimsOf(id_token).exp - at.local.seconds() + 60} seconds`);
  return at.logsOut({ id_token_hint: id_token, post_logout_redirect_uri: 'https://web.example.com/bye' });
});
row(
  'RFC 9700',
  '4.7',
  'the page of a request after its ten minutes',
  /^4\d\d (authorization-expired|not-found)$/,
  async (at) => {
    const { kept } = await at.visitor.follows(at.url(at.web).url);
    await at.local.clockMoves('10 minutes 1 second');
    const { status, json } = await at.visitor.call('GET', `/authorizations/${kept}`);
    return `${status} ${json.type}`;
  },
);
