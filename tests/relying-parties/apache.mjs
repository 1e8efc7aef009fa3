// Apache with mod_auth_openidc, as a process of its own: its configuration, files and logs are in a folder that ends with it.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, send } from './local.mjs';

const MODULES = '/usr/lib/apache2/modules';

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** The example that operators of Apache follow. */
const configuration = ({ folder, port, issuer, client, secret }) => `
ServerRoot "${folder}"
PidFile "${folder}/apache.pid"
DefaultRuntimeDir "${folder}"
ErrorLog "${folder}/error.log"
LogLevel warn auth_openidc:debug
Listen 127.0.0.1:${port}
ServerName 127.0.0.1
User www-data
Group www-data
LoadModule mpm_event_module ${MODULES}/mod_mpm_event.so
LoadModule authn_core_module ${MODULES}/mod_authn_core.so
LoadModule authz_core_module ${MODULES}/mod_authz_core.so
LoadModule authz_user_module ${MODULES}/mod_authz_user.so
LoadModule dir_module ${MODULES}/mod_dir.so
LoadModule headers_module ${MODULES}/mod_headers.so
LoadModule auth_openidc_module ${MODULES}/mod_auth_openidc.so
StartServers 1
DocumentRoot "${folder}/www"
DirectoryIndex entrance
ForceType text/html

OIDCProviderMetadataURL ${issuer}/.well-known/openid-configuration
OIDCClientID ${client}
OIDCClientSecret ${secret}
OIDCRedirectURI http://127.0.0.1:${port}/callback
OIDCCryptoPassphrase ${randomBytes(32).toString('hex')}
OIDCScope "openid email"
OIDCPKCEMethod S256
OIDCInfoHook iat access_token access_token_expires id_token userinfo session

# Who comes without the strength that a path asks for is sent to the portal, which asks for what is missing.
<Location "/user">
  AuthType openid-connect
  OIDCPathAuthRequestParams acr_values=password
  OIDCUnAutzAction auth
  Require claim acr~^(password|phone-otp|phone-otp-proofed)$
  Header set X-Acr "%{OIDC_CLAIM_acr}e"
</Location>
<Location "/designs">
  AuthType openid-connect
  OIDCPathAuthRequestParams acr_values=phone-otp
  OIDCUnAutzAction auth
  Require claim acr~^phone-otp(-proofed)?$
  Header set X-Acr "%{OIDC_CLAIM_acr}e"
</Location>
<Location "/callback">
  AuthType openid-connect
  Require valid-user
</Location>
`;

const page = (title) => `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>
<p><a href="/user">User</a> <a href="/designs">Designs</a> <a href="/callback?logout=http%3A%2F%2F127.0.0.1%3APORT%2F">Sign out</a></p>
</body></html>`;

export class Apache {
  /** @param {{ port: number, issuer: string, client: string, secret: string }} options */
  static async start(options) {
    const folder = mkdtempSync(join(tmpdir(), 'phone-otp-apache-'));
    // Apache's workers are another user's.
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'www'));
    for (const [path, title] of [
      ['entrance', 'Engineering'],
      ['user', 'User'],
      ['designs', 'Designs'],
    ]) {
      writeFileSync(join(folder, 'www', path), page(title).replace('PORT', String(options.port)));
    }
    const file = join(folder, 'apache.conf');
    writeFileSync(file, configuration({ folder, ...options }));
    const child = spawn('/usr/sbin/apache2', ['-f', file, '-DFOREGROUND'], { stdio: 'inherit' });
    const apache = new Apache(child, folder, options.port);
    await eventually('Apache', async () => {
      if (child.exitCode !== null) throw new Error(`Apache ended with ${child.exitCode}: ${apache.log()}`);
      return send(`${apache.origin}/`).catch(() => undefined);
    });
    return apache;
  }

  constructor(child, folder, port) {
    this.child = child;
    this.folder = folder;
    this.origin = `http://127.0.0.1:${port}`;
  }

  /** What the server noted. */
  log() {
    return readFileSync(join(this.folder, 'error.log'), 'utf8');
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.on('exit', resolve));
    this.child.kill();
    if (this.child.exitCode === null && this.child.signalCode === null) await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}
