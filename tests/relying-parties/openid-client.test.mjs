// openid-client, a certified relying party, uses every endpoint. It validates each answer and throws at what is not as the
// standards have it.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as oidc from 'openid-client';
import { Client, claimsOf, keyPair } from './clients.mjs';
import { Local, Person } from './local.mjs';

const API = 'https://api.example.com/';

/** @type {Local} */
let local;
/** @type {Person} */
let ada;
/** @type {Client} */
let server, program, api;

before(async () => {
  local = await Local.start();
  const both = ['authorization_code', 'refresh_token'];
  server = new Client(
    local,
    'server',
    {
      redirect_uris: ['https://server.example.com/callback'],
      post_logout_redirect_uris: ['https://server.example.com/bye'],
      grant_types: both,
      token_endpoint_auth_method: 'private_key_jwt',
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
      scopes: ['openid', 'profile', 'email', 'phone'],
      resources: [API],
    },
    await keyPair('ES256'),
  );
  program = new Client(local, 'program', {
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: both,
    token_endpoint_auth_method: 'none',
  });
  api = new Client(local, 'api', { redirect_uris: [`${API}callback`], audience: API });
  await local.configure({
    applications: Object.fromEntries([server, program, api].map((client) => [client.id, client.entry()])),
  });
  ada = new Person(local);
  await ada.becomeMember();
});

after(() => local?.stop());

/** The library, for a client. */
function discovers(client, authentication) {
  return oidc.discovery(new URL(local.portal), client.id, { [oidc.clockSkew]: local.ahead }, authentication, {
    execute: [oidc.allowInsecureRequests],
  });
}

function asServer() {
  assert.ok(server.keys);
  return discovers(server, oidc.PrivateKeyJwt({ key: server.keys.privateKey, kid: server.keys.kid }));
}

/** A key for proofs, in the library. */
async function dpopOf(config) {
  const keys = await generateKeyPair('ES256', { extractable: true });
  return {
    handle: oidc.getDPoPHandle(config, keys),
    jkt: await calculateJwkThumbprint(await exportJWK(keys.publicKey)),
  };
}

/** The code flow with a pushed request or without. */
async function signsIn(config, { redirect_uri, handle, pushed = false, parameters = {} }) {
  const verifier = oidc.randomPKCECodeVerifier();
  const [state, nonce] = [oidc.randomState(), oidc.randomNonce()];
  const asked = {
    redirect_uri,
    scope: 'openid',
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...parameters,
  };
  const url = pushed
    ? await oidc.buildAuthorizationUrlWithPAR(config, asked, { DPoP: handle })
    : oidc.buildAuthorizationUrl(config, asked);
  const back = await ada.authorizes(url.href);
  return oidc.authorizationCodeGrant(
    config,
    back,
    { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
    undefined,
    { DPoP: handle },
  );
}

test('a server with a key: pushed request, PKCE, DPoP, userinfo, refresh, introspection, revocation', async () => {
  const config = await asServer();
  assert.ok(config.serverMetadata().supportsPKCE());
  const { handle, jkt } = await dpopOf(config);
  const tokens = await signsIn(config, {
    redirect_uri: server.redirect,
    handle,
    pushed: true,
    parameters: { scope: 'openid profile email phone', acr_values: 'phone-otp', max_age: '3600' },
  });
  const claims = tokens.claims();
  assert.ok(claims);
  assert.equal(claims.acr, 'phone-otp');
  assert.equal(tokens.token_type, 'dpop');
  assert.equal(claimsOf(tokens.access_token).cnf.jkt, jkt);

  const person = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub, { DPoP: handle });
  assert.equal(person.email, ada.email);
  assert.equal(person.email_verified, true);
  assert.equal(person.name, 'Ada Lovelace');

  assert.ok(tokens.refresh_token);
  const again = await oidc.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP: handle });
  assert.ok(again.refresh_token === undefined || again.refresh_token === tokens.refresh_token, 'it does not rotate');
  const third = await oidc.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP: handle });
  assert.notEqual(third.access_token, tokens.access_token);

  await oidc.tokenRevocation(config, tokens.refresh_token, { token_type_hint: 'refresh_token' });
  await assert.rejects(oidc.refreshTokenGrant(config, tokens.refresh_token, {}, { DPoP: handle }), {
    error: 'invalid_grant',
  });
  await assert.rejects(oidc.fetchUserInfo(config, third.access_token, claims.sub, { DPoP: handle }), {
    name: 'WWWAuthenticateChallengeError',
  });
});

test('an API asks about a token that is for it', async () => {
  const config = await asServer();
  const { handle, jkt } = await dpopOf(config);
  const tokens = await signsIn(config, {
    redirect_uri: server.redirect,
    handle,
    pushed: true,
    parameters: { resource: API },
  });
  const asApi = await discovers(api, oidc.ClientSecretBasic(api.secret));
  const told = await oidc.tokenIntrospection(asApi, tokens.access_token);
  assert.equal(told.active, true);
  assert.equal(told.client_id, 'server');
  assert.deepEqual([told.aud].flat(), [API]);
  assert.equal(told.acr, 'phone-otp');
  assert.match(String(told.scope), /\bstrength:phone-otp\b/);
  assert.equal(/** @type {any} */ (told.cnf).jkt, jkt);
  await oidc.tokenRevocation(config, String(tokens.refresh_token));
  assert.equal((await oidc.tokenIntrospection(asApi, tokens.access_token)).active, false);
});

test('a program on a machine: any port of the loopback address, DPoP, refresh tokens that rotate', async () => {
  const config = await discovers(program, oidc.None());
  const { handle } = await dpopOf(config);
  const tokens = await signsIn(config, { redirect_uri: 'http://127.0.0.1:53682/callback', handle });
  const second = await oidc.refreshTokenGrant(config, String(tokens.refresh_token), {}, { DPoP: handle });
  assert.ok(second.refresh_token && second.refresh_token !== tokens.refresh_token, 'it rotates');
  const third = await oidc.refreshTokenGrant(config, second.refresh_token, {}, { DPoP: handle });
  assert.notEqual(third.refresh_token, second.refresh_token);
  // A thief comes with the first one: nobody has a token any more.
  await assert.rejects(oidc.refreshTokenGrant(config, String(tokens.refresh_token), {}, { DPoP: handle }), {
    error: 'invalid_grant',
  });
  await assert.rejects(oidc.refreshTokenGrant(config, String(third.refresh_token), {}, { DPoP: handle }), {
    error: 'invalid_grant',
  });
});

test('an error at the redirect address is the library’s error, with the issuer checked', async () => {
  const config = await discovers(program, oidc.None());
  const verifier = oidc.randomPKCECodeVerifier();
  const state = oidc.randomState();
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: 'http://127.0.0.1:53682/callback',
    scope: 'openid',
    state,
    prompt: 'none',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const { back } = await new Person(local).follows(url.href);
  assert.ok(back);
  const grant = (at) => oidc.authorizationCodeGrant(config, at, { pkceCodeVerifier: verifier, expectedState: state });
  await assert.rejects(grant(back), { name: 'AuthorizationResponseError', error: 'login_required' });
  back.searchParams.set('iss', 'https://evil.example');
  await assert.rejects(grant(back), { code: 'OAUTH_INVALID_RESPONSE' });
});

test('a sign-out for the application comes back to it', async () => {
  const config = await asServer();
  const { handle } = await dpopOf(config);
  const person = new Person(local, ada.name);
  await person.signIn();
  const verifier = oidc.randomPKCECodeVerifier();
  const url = await oidc.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: server.redirect,
    scope: 'openid',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const back = await person.authorizes(url.href);
  const tokens = await oidc.authorizationCodeGrant(
    config,
    back,
    { pkceCodeVerifier: verifier, idTokenExpected: true },
    undefined,
    { DPoP: handle },
  );
  const state = oidc.randomState();
  const logout = oidc.buildEndSessionUrl(config, {
    id_token_hint: String(tokens.id_token),
    post_logout_redirect_uri: 'https://server.example.com/bye',
    state,
  });
  const asked = await person.send(logout.href, { from: 'cross-site' });
  const page = new URL(String(asked.headers.location), local.portal);
  assert.match(page.hash, /^#\/sign-out\?/);
  const { application, ...parameters } = Object.fromEntries(new URLSearchParams(page.hash.split('?')[1]));
  assert.ok(application);
  const { redirect } = await person.does('POST', '/oauth2/logout', parameters);
  assert.equal(redirect, `https://server.example.com/bye?state=${state}`);
  await assert.rejects(oidc.refreshTokenGrant(config, String(tokens.refresh_token), {}, { DPoP: handle }), {
    error: 'invalid_grant',
  });
});
