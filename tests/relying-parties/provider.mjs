// The OpenID Provider with clients of every kind and people in sessions of every strength, and what its answers come to, in a
// line each.

import assert from 'node:assert/strict';
import http from 'node:http';
import { Client, claimsOf, dpopProof, keyPair, post } from './clients.mjs';
import { eventually, form, Local, led, Person, send } from './local.mjs';

export const API = 'https://api.example.com/';
const OTHER_API = 'https://other-api.example.com/';

/** Windows that no test reaches. */
const UNLIMITED = [{ most: 100_000, within: '1h' }];

export class Provider {
  /** What came by the back channel. @type {string[]} */
  logoutTokens = [];

  static async start() {
    const local = await Local.start();
    const listener = http.createServer();
    try {
      await new Promise((resolve) => listener.listen(0, '127.0.0.1', () => resolve(undefined)));
      const keys = await Promise.all([keyPair('ES256'), keyPair('RS256'), keyPair(), keyPair()]);
      const provider = new Provider(local, listener, keys);
      await provider.fill();
      return provider;
    } catch (error) {
      listener.close();
      local.stop();
      throw error;
    }
  }

  /**
   * @param {Local} local
   * @param {http.Server} listener takes what comes by the back channel
   * @param {import('./clients.mjs').KeyPair[]} keys
   */
  constructor(local, listener, [keyed, signing, key, otherKey]) {
    this.local = local;
    this.listener = listener;
    listener.on('request', async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      this.logoutTokens.push(new URLSearchParams(body).get('logout_token') ?? '');
      response.writeHead(200).end();
    });
    const { port } = /** @type {import('node:net').AddressInfo} */ (listener.address());
    const both = ['authorization_code', 'refresh_token'];
    const client = (id, registered, keys) => new Client(local, id, registered, keys);

    /** A server that can do everything. */
    this.web = client('web', {
      redirect_uris: ['https://web.example.com/callback'],
      post_logout_redirect_uris: ['https://web.example.com/bye'],
      backchannel_logout_uri: `http://127.0.0.1:${port}/logout`,
      grant_types: both,
      scopes: ['openid', 'profile', 'email', 'phone'],
      resources: [API],
    });
    /** Another one, of the same people. */
    this.other = client('other', {
      redirect_uris: ['https://other.example.com/callback'],
      post_logout_redirect_uris: ['https://other.example.com/bye'],
      grant_types: both,
      token_endpoint_auth_method: 'client_secret_post',
      resources: [OTHER_API],
    });
    /** What FAPI asks of a client: keys, pushed requests, tokens that are bound to a key. */
    this.keyed = client(
      'keyed',
      {
        redirect_uris: ['https://keyed.example.com/callback'],
        grant_types: both,
        token_endpoint_auth_method: 'private_key_jwt',
        require_pushed_authorization_requests: true,
        dpop_bound_access_tokens: true,
      },
      keyed,
    );
    /** One with an RSA key and nothing else of FAPI. */
    this.signing = client(
      'signing',
      { redirect_uris: ['https://signing.example.com/callback'], token_endpoint_auth_method: 'private_key_jwt' },
      signing,
    );
    /** A program on people's machines. */
    this.app = client('app', {
      redirect_uris: ['http://127.0.0.1/callback', 'com.example.app:/callback'],
      grant_types: both,
      token_endpoint_auth_method: 'none',
    });
    /** One that is for people with a code. */
    this.strong = client('strong', {
      redirect_uris: ['https://strong.example.com/callback'],
      requirement: { strength: 'phone-otp', proofed: false },
    });
    /** One that gets no refresh tokens. */
    this.once = client('once', { redirect_uris: ['https://once.example.com/callback'] });
    /** APIs, which ask about tokens. */
    this.api = client('api', { redirect_uris: [`${API}callback`], audience: API });
    this.otherApi = client('other-api', { redirect_uris: [`${OTHER_API}callback`], audience: OTHER_API });

    /** Signed in with a code. */
    this.ada = new Person(local);
    /** Signed in with a password; nothing else can be reached without buying. */
    this.bob = new Person(local);
    /** Not signed in. */
    this.visitor = new Person(local);
    /** The key of the public client, and another one. */
    this.key = key;
    this.otherKey = otherKey;
    /** @type {Record<string, any>} */
    this.metadata = {};
  }

  stop() {
    this.listener.close();
    this.local.stop();
  }

  async fill() {
    const { web, other, keyed, signing, app, strong, once, api, otherApi } = this;
    const clients = [web, other, keyed, signing, app, strong, once, api, otherApi];
    await this.local.configure({
      limits: { authorizations_per_address: UNLIMITED, client_failures_per_address: UNLIMITED },
      applications: Object.fromEntries(clients.map((one) => [one.id, one.entry()])),
    });
    this.metadata = await this.local.metadata();
    await this.ada.becomeMember();
    await this.bob.signUp();
  }

  // The authorization endpoint.

  url(client, changes = {}) {
    const { verifier, parameters } = client.request(changes);
    return { verifier, parameters, url: `/oauth2/authorize?${form(parameters)}` };
  }

  /**
   * What a request comes to for a person who follows a link: `page: REASON` of the portal's error page, `kept` for the page of
   * the request, `code` or an error at the application. What goes to an application has its state and the issuer.
   */
  async asks(client, changes = {}, { person = this.ada, method = 'GET', from } = /** @type {any} */ ({})) {
    const { url, parameters } = this.url(client, changes);
    return this.came(await this.sends(person, url, method, from), parameters);
  }

  sends(person, url, method, from = 'cross-site') {
    if (method === 'GET') return person.follows(url, { from });
    const [path, body] = url.split('?');
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-mode': 'navigate' };
    return person.follows(path, { from, method, headers, body });
  }

  /**
   * What an answer of the authorization endpoint comes to.
   * @param {import('./local.mjs').Led} led
   * @param {Record<string, any>} asked
   */
  came({ answer, kept, back, error }, { redirect_uri, state }) {
    if (error !== undefined) return `page: ${error}`;
    if (kept) return 'kept';
    if (!back) return `${answer.status} ${answer.json?.type ?? answer.text}`;
    return this.told(back, { redirect_uri, state });
  }

  /** What the application is told at its redirect address. */
  told(back, { redirect_uri, state }) {
    const at = [redirect_uri].flat()[0];
    assert.ok(back.href.startsWith(at), `${back.href} is not ${at}`);
    const given = back.searchParams;
    const { issuer } = this.metadata;
    assert.deepEqual(given.getAll('iss'), [issuer], `the issuer (RFC 9207): ${back.href}`);
    if (!Array.isArray(state)) {
      assert.deepEqual(given.getAll('state'), state === undefined ? [] : [state], `the state, untouched: ${back.href}`);
    }
    assert.equal(back.hash, '', 'nothing in the fragment');
    assert.ok(given.has('code') !== given.has('error'), `a code or an error: ${back.href}`);
    return given.get('error') ?? 'code';
  }

  /** What the page of a request that is kept gets when it asks for the grant at once, with the person's consent or without. */
  async grants(client, changes = {}, { person = this.ada, consent = false } = {}) {
    const { url, parameters } = this.url(client, changes);
    const led = await person.follows(url);
    if (!led.kept) return this.came(led, parameters);
    const { status, json } = await person.grant(led.kept, { consent });
    if (status === 200) return `kept: ${this.told(new URL(json.redirect), parameters)}`;
    return `kept: ${json.next_step ?? json.type}`;
  }

  /** A code for a client, with what belongs to it. */
  async code(client, changes = {}, { person = this.ada } = {}) {
    const asked = this.url(client, changes);
    const { verifier, parameters } = asked;
    let { url } = asked;
    if (client.registered.require_pushed_authorization_requests) {
      const { client_id, ...rest } = parameters;
      const pushed = await client.posts('/oauth2/par', { client_id, ...rest });
      assert.equal(pushed.status, 201, pushed.text);
      url = `/oauth2/authorize?${form({ client_id, request_uri: pushed.json.request_uri })}`;
    }
    const back = await person.authorizes(url);
    assert.equal(this.told(back, parameters), 'code', back.href);
    return {
      verifier,
      fields: {
        grant_type: 'authorization_code',
        code: back.searchParams.get('code') ?? '',
        redirect_uri: parameters.redirect_uri,
        code_verifier: verifier,
      },
    };
  }

  // The token endpoint and its siblings.

  /** The proof that a client sends with a request for tokens. */
  async proof(client, keys = this.key, more = {}) {
    const bound = client.method === 'none' || client.registered.dpop_bound_access_tokens;
    return bound ? dpopProof(this.local, keys, '/oauth2/token', more) : undefined;
  }

  /** The answer to a code, or to a code with something changed. */
  async exchanges(client, changes = {}, { code, request = {}, headers, dpop } = /** @type {any} */ ({})) {
    const { fields } = code ?? (await this.code(client, request));
    return client.posts(
      '/oauth2/token',
      { ...fields, ...changes },
      { headers, dpop: dpop ?? (await this.proof(client)) },
    );
  }

  async tokens(client, request = {}, { person = this.ada } = {}) {
    const answer = await this.exchanges(client, {}, { code: await this.code(client, request, { person }) });
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  }

  async refreshes(client, refresh_token, changes = {}, { keys = this.key, dpop } = /** @type {any} */ ({})) {
    return client.posts(
      '/oauth2/token',
      { grant_type: 'refresh_token', refresh_token, ...changes },
      { dpop: dpop ?? (await this.proof(client, keys)) },
    );
  }

  /** What an answer with a body comes to; no answer with a token or an error of OAuth is kept by a cache. */
  outcome({ status, headers, json, text }) {
    const challenge = headers['www-authenticate'];
    const scheme = challenge?.split(' ')[0];
    const error = json?.error ?? /error="([^"]+)"/.exec(challenge ?? '')?.[1];
    if (json?.access_token || json?.error) {
      assert.match(headers['cache-control'] ?? '', /no-store/, 'Cache-Control');
      assert.match(headers['content-type'] ?? '', /^application\/json/);
    }
    if (json?.error !== undefined) assert.equal(typeof json.error, 'string', text);
    if (json?.access_token) return `${status} tokens`;
    return [status, error, scheme].filter((part) => part !== undefined).join(' ');
  }

  /** What the userinfo endpoint answers to a token. */
  userinfo(token, { scheme = 'Bearer', dpop, method = 'GET', query = '' } = /** @type {any} */ ({})) {
    return send(`${this.local.portal}/oauth2/userinfo${query}`, {
      method,
      headers: {
        ...(token ? { authorization: `${scheme} ${token}` } : {}),
        ...(dpop ? { dpop } : {}),
      },
    });
  }

  /** Whether an API is told that a token is good. */
  async introspects(client, token) {
    const answer = await client.posts('/oauth2/introspect', { token });
    if (answer.status !== 200) return this.outcome(answer);
    const { active, ...rest } = answer.json;
    assert.ok(
      active === true || Object.keys(rest).length === 0,
      `nothing is told of a token that is not active: ${answer.text}`,
    );
    return `200 ${active ? 'active' : 'inactive'}`;
  }

  revokes(client, token, more = {}) {
    return client.posts('/oauth2/revoke', { token, ...more });
  }

  // Signing out.

  /** Where a request to sign out leads: `page: REASON`, `asked`, or elsewhere. */
  async logsOut(parameters, { person = this.ada } = {}) {
    const answer = await person.send(`/oauth2/logout?${form(parameters)}`, { from: 'cross-site' });
    const { error, back } = led(this.local.portal, answer);
    if (error !== undefined) return `page: ${error}`;
    if (back) return `redirect: ${back.href}`;
    const { location = '' } = answer.headers;
    return /\/#\/sign-out\?/.test(location) ? 'asked' : `${answer.status} ${location} ${answer.text}`;
  }

  /** The logout token of a session, which may come after those of sessions that ended before. */
  logoutToken(sid) {
    return eventually('a logout token', async () => this.logoutTokens.find((token) => claimsOf(token).sid === sid));
  }

  posts(path, fields, headers) {
    return post(this.local, path, fields, headers);
  }
}
