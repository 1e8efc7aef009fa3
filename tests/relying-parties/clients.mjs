// Clients of the OpenID Provider, made by hand: every part of a request of theirs can be wrong.

import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { form, pkce, random, send, sha256 } from './local.mjs';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** A key pair with its public JWK. */
export async function keyPair(alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { alg, privateKey, jwk, kid: await calculateJwkThumbprint(jwk) };
}

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token without a signature. */
export const unsigned = (claims, header = {}) => `${encoded({ alg: 'none', ...header })}.${encoded(claims)}.`;

/** What a token says, unchecked. */
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

export const headerOf = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString());

/** @typedef {Awaited<ReturnType<typeof keyPair>>} KeyPair */

/** An application as it is registered, and as it acts. */
export class Client {
  /**
   * @param {import('./local.mjs').Local} local
   * @param {string} id
   * @param {Record<string, any>} registered its entry of the registry, without secret and keys
   * @param {KeyPair} [keys] of an application that authenticates by assertions
   */
  constructor(local, id, registered, keys) {
    this.local = local;
    this.id = id;
    this.registered = {
      name: `Application ${id}`,
      url: 'https://app.example.com/',
      requirement: { strength: 'password', proofed: false },
      ...registered,
    };
    this.method = registered.token_endpoint_auth_method ?? 'client_secret_basic';
    this.redirect = registered.redirect_uris?.[0];
    this.secret = random();
    this.keys = keys;
  }

  /** Its entry of the registry. */
  entry() {
    const keys = this.keys && {
      jwks: { keys: [{ ...this.keys.jwk, alg: this.keys.alg, kid: this.keys.kid, use: 'sig' }] },
    };
    const secret = this.method.startsWith('client_secret') && { client_secret_digests: [sha256(this.secret)] };
    return { ...this.registered, ...keys, ...secret };
  }

  /** What it sends to the authorization endpoint, and keeps for the answer. */
  request(changes = {}) {
    const { verifier, challenge } = pkce();
    const parameters = {
      client_id: this.id,
      response_type: 'code',
      redirect_uri: this.redirect,
      scope: 'openid',
      state: random(),
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...changes,
    };
    return { verifier, parameters };
  }

  /** An assertion by which it authenticates. */
  async assertion(changes = {}, header = /** @type {Record<string, any>} */ ({}), keys = this.keys) {
    assert.ok(keys);
    const now = this.local.seconds();
    const claims = {
      iss: this.id,
      sub: this.id,
      aud: this.local.portal,
      iat: now,
      exp: now + 60,
      jti: randomUUID(),
      ...changes,
    };
    const crit = Object.fromEntries((header.crit ?? []).map((name) => [name, true]));
    return new SignJWT(claims)
      .setProtectedHeader({ alg: keys.alg, kid: keys.kid, ...header })
      .sign(keys.privateKey, { crit });
  }

  /** The form and headers of a request to an endpoint of the provider, with the client's own authentication. */
  async authenticated(fields) {
    switch (this.method) {
      case 'client_secret_basic':
        return { fields, headers: { authorization: basic(this.id, this.secret) } };
      case 'client_secret_post':
        return { fields: { client_id: this.id, client_secret: this.secret, ...fields }, headers: {} };
      case 'private_key_jwt': {
        const client_assertion = fields.client_assertion ?? (await this.assertion());
        return { fields: { client_assertion_type: ASSERTION_TYPE, client_assertion, ...fields }, headers: {} };
      }
      default:
        return { fields: { client_id: this.id, ...fields }, headers: {} };
    }
  }

  /** Sends a form to an endpoint as this client. */
  async posts(path, fields, { dpop, headers = {} } = /** @type {any} */ ({})) {
    const sent = await this.authenticated(fields);
    return post(this.local, path, sent.fields, { ...sent.headers, ...(dpop ? { dpop } : {}), ...headers });
  }
}

export const basic = (id, secret) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

/** Sends a form. */
export function post(local, path, fields, headers = {}) {
  return send(new URL(path, local.portal).href, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof fields === 'string' ? fields : form(fields),
  });
}

/** A proof that whoever sends a request has a key (RFC 9449). */
export async function dpopProof(
  local,
  keys,
  path,
  { method = 'POST', token, header = {}, claims = {} } = /** @type {any} */ ({}),
) {
  const ath = token && createHash('sha256').update(token).digest('base64url');
  return new SignJWT({
    jti: randomUUID(),
    htm: method,
    htu: new URL(path, local.portal).href,
    iat: local.seconds(),
    ...(ath ? { ath } : {}),
    ...claims,
  })
    .setProtectedHeader({ alg: keys.alg, typ: 'dpop+jwt', jwk: keys.jwk, ...header })
    .sign(keys.privateKey);
}
