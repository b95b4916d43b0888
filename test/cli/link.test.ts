import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from '../../src/adapters/files/lock.js';
import { ownToken, ownTokenFile } from '../../src/adapters/files/own-token.js';
import { openStore } from '../../src/adapters/files/store.js';
import { AccessGate } from '../../src/adapters/http/access/access-gate.js';
import { factsOf } from '../../src/adapters/http/gate.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { pagePlaceName, pagePlaceRecord } from '../../src/core/access/page-place.js';
import { accessSettingsOf } from '../../src/core/access/settings.js';
import type { Store } from '../../src/ports.js';
import { runCommands } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { selfSigned } from '../support/self-signed.js';
import { silentLog } from '../support/silent-log.js';

const clock = systemClock();
const settings = accessSettingsOf(
  { open_stop: false, trusted_proxies: [], ingress_own: false, may_edit_programs: false },
  'pi',
  'read',
  false,
);

let folder: string;
let config: string;
let store: Store;
let release = (): void => {};
const servers: Server[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'link-'));
  config = join(folder, 'chair2mqtt.yaml');
  configure('');
  const lock = lockDirectory(join(folder, 'data'));
  if (lock.kind === 'problem') throw new Error(lock.message);
  release = lock.release;
  const opened = openStore(join(folder, 'data'), clock, silentLog);
  if ('kind' in opened) throw new Error(opened.message);
  store = opened;
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  release();
  await eventually(isRemoved, 'the store has written everything');
});

/** What the store still writes may come in between. */
function isRemoved(): boolean {
  try {
    rmSync(folder, { recursive: true, force: true });
    return true;
  } catch {
    return false;
  }
}

const configure = (http: string): void =>
  writeFileSync(
    config,
    `chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]\ndata_dir: data\nhttp: { listen: "127.0.0.1:1"${http} }\n`,
  );

/** The logins of a daemon, on a socket of their own. */
async function daemon(isTls = false, secret = madeToken()): Promise<AccessGate> {
  let base = '';
  const addresses = () => [base];
  const gate = new AccessGate({ token: secret, settings, store, clock, log: silentLog, addresses });
  const answer: RequestListener = async (request, response) => {
    const { status, body } = await gate.session(factsOf(request, 'main'), await json(request));
    response.writeHead(status).end(JSON.stringify(body));
  };
  const server = isTls ? createSecureServer(selfSigned, answer) : createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  base = `http${isTls ? 's' : ''}://127.0.0.1:${address.port}/`;
  await store.save(pagePlaceName, pagePlaceRecord({ host: '127.0.0.1', port: address.port, isTls }));
  return gate;
}

function madeToken(): string {
  const token = ownToken(join(folder, 'data'));
  if (token.kind === 'problem') throw new Error(token.message);
  return token.secret;
}

const link = async (...words: string[]) => {
  const process = await runCommands(['link', '-c', config, ...words]);
  return { code: process.exitCode, out: process.output, err: process.errors };
};

const opens = async (gate: AccessGate, code: string): Promise<unknown> => {
  const headers = { host: ['127.0.0.1:1'], 'x-chair2mqtt': ['1'] };
  const facts = { method: 'POST', path: 'api/session', isUpgrade: false, headers, isTls: false } as const;
  const place = { peerAddress: '127.0.0.1', localAddress: '127.0.0.1', localPort: 1, listener: 'main' } as const;
  const { body } = await gate.session({ ...facts, ...place }, { code });
  return (body as { kind?: string }).kind;
};

describe('chair2mqtt link', () => {
  it('prints a link that logs a browser in, once', async () => {
    const gate = await daemon();
    const { code, out, err } = await link();
    expect([code, err]).toEqual([0, '']);
    const [, made = ''] = /^ {2}http:\/\/127\.0\.0\.1:\d+\/#code=([\w-]{22})$/m.exec(out) ?? [];
    expect(out).toContain('Only browsers of this machine reach it');
    expect(await opens(gate, made)).toBe('session');
    expect(await opens(gate, made)).not.toBe('session');
  });

  it('prints one for a guest, and JSON for programs', async () => {
    const gate = await daemon();
    const { code, out } = await link('--guest', '--json');
    const { ok, links, until } = JSON.parse(out) as { ok: boolean; links: string[]; until: string };
    expect([code, ok, new Date(until) > new Date()]).toEqual([0, true, true]);
    expect(await opens(gate, links[0]?.split('#code=')[1] ?? '')).toBe('guest');
  });

  it('uses the token of the configuration where there is one', async () => {
    configure(', token: "correct horse battery"');
    await daemon(false, 'correct horse battery');
    expect((await link()).code).toBe(0);
  });

  it('sends the token by TLS only to who has the certificate of the configuration', async () => {
    for (const [name, text] of Object.entries(selfSigned)) writeFileSync(join(folder, `${name}.pem`), text);
    configure(', tls: { cert_file: cert.pem, key_file: key.pem }');
    const gate = await daemon(true);
    const { code, out } = await link();
    expect(code).toBe(0);
    expect(await opens(gate, /https:\/\/.*#code=(.*)/.exec(out)?.[1] ?? '')).toBe('session');
  });

  it.each([
    ['a file that is not there', () => rmSync(config), 'there is no such file'],
    ['a daemon that does not run', () => release(), 'no daemon runs here with the data folder'],
    ['a daemon that was never started', () => undefined, 'http-token cannot be read'],
    ['a page that is not there', () => void madeToken(), 'a line with http_unavailable'],
    ['a token that was damaged', () => writeFileSync(ownTokenFile(join(folder, 'data')), '\n'), 'is empty'],
  ])('says what to do about %s', async (_, spoil, words) => {
    spoil();
    const { code, out, err } = await link();
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(words);
    const { out: json } = await link('--json');
    expect(JSON.parse(json)).toMatchObject({ ok: false, message: expect.stringContaining(words) });
  });

  it('says so where the daemon has another token or has gone', async () => {
    await daemon(false, 'another token than that');
    madeToken();
    expect((await link()).err).toContain('has another token: restart it');
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    expect((await link()).err).toContain('does not answer: connect ECONNREFUSED');
  });

  it('shows no token, whatever happens', async () => {
    await daemon();
    chmodSync(ownTokenFile(join(folder, 'data')), 0o644);
    const { out, err } = await link();
    expect(out + err).not.toContain(madeToken());
  });
});
