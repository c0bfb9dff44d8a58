import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext, TLSSocket } from 'node:tls';
import { freePort } from '../server.ts';
import { openPlace, type Place } from './place.ts';

/** A server whose certificate nobody vouches for, and which asks for the password in clear text. */

const folder = mkdtempSync(join(tmpdir(), 'wesley-impostor-'));
const at = (name: string): string => join(folder, name);
let place: Place;
let server: Server;
let url = '';
let told: string[] = [];

/** AuthenticationCleartextPassword. https://www.postgresql.org/docs/18/protocol-message-formats.html */
const ASK = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);

beforeAll(async () => {
  place = openPlace();
  const made = Bun.spawnSync(
    [
      ...['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', at('key.pem'), '-out', at('certificate.pem')],
    ],
    { stderr: 'pipe' },
  );
  if (!made.success) throw new Error(made.stderr.toString());
  const secureContext = createSecureContext({
    key: readFileSync(at('key.pem')),
    cert: readFileSync(at('certificate.pem')),
  });
  server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write('S');
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on('error', () => {});
      secure.once('data', () => {
        secure.write(ASK);
        secure.once('data', (answer) => {
          told.push(answer.toString('latin1'));
          secure.end();
        });
      });
    });
  });
  const port = await freePort();
  await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
  url = `postgres://deployer@localhost:${port}/shop`;
});
afterAll(() => {
  server.close();
  place.close();
  rmSync(folder, { recursive: true });
});

/** What the impostor was told as a password. Asynchronous: the server lives in this process. */
async function passwordFor(dsn: string, env: Readonly<Record<string, string>>): Promise<string | null> {
  told = [];
  const child = Bun.spawn([place.executable, 'status', '--dsn', dsn], {
    cwd: place.folder,
    env: { PGPASSWORD: 'secret', ...env },
    stdout: 'ignore',
    stderr: 'ignore',
  });
  await child.exited;
  return told[0] ?? null;
}

test.each([
  ['nothing', {}],
  ['NODE_TLS_REJECT_UNAUTHORIZED', { NODE_TLS_REJECT_UNAUTHORIZED: '0' }],
  ['PGSSLMODE', { PGSSLMODE: 'no-verify' }],
])('with %s in the environment, a URL that asks for verification gives it no password', async (_, env) => {
  for (const mode of ['require', 'verify-ca', 'verify-full'])
    expect(await passwordFor(`${url}?sslmode=${mode}`, env)).toBeNull();
});

test('one whose certificate the machine trusts gets it, so the server would tell', async () => {
  expect(
    await passwordFor(`${url}?sslmode=require`, { NODE_EXTRA_CA_CERTS: at('certificate.pem') }),
  ).toContain('secret');
});
