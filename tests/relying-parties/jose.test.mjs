// An API that verifies access tokens itself with jose, by the rules of API Gateway's JWT authorizer: RS256, issuer, audience,
// times, and a scope. The provider's keys are rotated meanwhile.

import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { headerOf } from './clients.mjs';
import { Person, send } from './local.mjs';
import { API, Provider } from './provider.mjs';

/** How soon jose asks for the keys again when it misses one, in milliseconds. */
const COOLDOWN = 50;

const DAY = 86_400;

/** @type {Provider} */
let provider;
/** The API's own set of keys, which it keeps. @type {ReturnType<typeof createRemoteJWKSet>} */
let keys;

before(async () => {
  provider = await Provider.start();
  keys = createRemoteJWKSet(new URL(provider.metadata.jwks_uri), {
    cooldownDuration: COOLDOWN,
    cacheMaxAge: Number.POSITIVE_INFINITY,
  });
});

after(() => provider?.stop());

/** Whether the API lets a request in: 200, 401 or 403. */
async function authorizer(token, scope = 'strength:phone-otp') {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['RS256'],
      issuer: provider.metadata.issuer,
      audience: API,
      requiredClaims: ['exp', 'iat'],
      currentDate: new Date(provider.local.seconds() * 1000),
    });
    return String(payload.scope).split(' ').includes(scope) ? 200 : 403;
  } catch (error) {
    assert.match(error.code ?? '', /^ERR_J/, error.stack);
    return 401;
  }
}

async function token(person, request = /** @type {any} */ ({ resource: API })) {
  return (await provider.tokens(provider.web, request, { person })).access_token;
}

/** Calls Secrets Manager of the local run, as the command of the runbook does. */
async function secretsManager(action, body) {
  const answer = await send(provider.local.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER, {
    method: 'POST',
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `secretsmanager.${action}` },
    body: JSON.stringify({ SecretId: provider.local.environment.PHONE_OTP_SIGNING_KEYS, ...body }),
  });
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const readKeys = async () => JSON.parse((await secretsManager('GetSecretValue', {})).SecretString).keys;
const writeKeys = (all) => secretsManager('PutSecretValue', { SecretString: JSON.stringify({ keys: all }) });

/** The clock moves until everybody has read the keys again. */
const keysAreReadAgain = () => provider.local.clockMoves('16 minutes');

async function published() {
  const { json } = await send(provider.metadata.jwks_uri);
  return json.keys.map((key) => key.kid);
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 2 * COOLDOWN));

test('the strength is a scope, put in only if it was reached, and the audience is the API', async () => {
  const { ada, bob } = provider;
  assert.equal(await authorizer(await token(ada)), 200);
  assert.equal(await authorizer(await token(bob)), 403);
  assert.equal(await authorizer(await token(bob), 'strength:password'), 200);
  assert.equal(await authorizer(await token(ada), 'strength:phone-otp-proofed'), 403);
  assert.equal(await authorizer(await token(ada, {})), 401, 'a token for no API');
  const { id_token } = await provider.tokens(provider.web);
  assert.equal(await authorizer(id_token), 401, 'an ID token');
});

test('tokens are verified before, while and after the keys are rotated', async () => {
  const { local, ada } = provider;
  const before = await token(ada);
  const [old] = (await readKeys()).filter((key) => key.alg === 'RS256');
  assert.equal(headerOf(before).kid, old.kid);
  assert.equal(await authorizer(before), 200);

  // A new key is published a day before it signs.
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const fresh = {
    kid: 'fresh-rs256',
    alg: 'RS256',
    private_key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    signs_from: new Date((local.seconds() + DAY) * 1000).toISOString().replace(/\.\d+Z/, 'Z'),
  };
  await writeKeys([...(await readKeys()), fresh]);
  await keysAreReadAgain();
  assert.ok((await published()).includes(fresh.kid));

  // In its last minute the old key signs, and a minute later the new one does. Both tokens are good.
  const left = Math.floor(Date.parse(fresh.signs_from) / 1000) - 60 - local.seconds();
  await local.clockMoves(`${left} seconds`);
  const person = new Person(local, ada.name);
  await person.signIn();
  const last = await token(person);
  assert.equal(headerOf(last).kid, old.kid);
  await local.clockMoves('2 minutes');
  const first = await token(person);
  assert.equal(headerOf(first).kid, fresh.kid);
  await pause();
  assert.equal(await authorizer(first, 'strength:password'), 200, 'jose asks again for a key that it misses');
  assert.equal(await authorizer(last, 'strength:password'), 200, 'the old key is still published');

  // The old key goes a day later, when no token of it is good any more.
  await local.clockMoves('1 day');
  await writeKeys((await readKeys()).filter((key) => key.kid !== old.kid));
  await keysAreReadAgain();
  assert.ok(!(await published()).includes(old.kid));
  const again = new Person(local, ada.name);
  await again.signIn();
  assert.equal(await authorizer(await token(again), 'strength:password'), 200);
});
