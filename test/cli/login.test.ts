import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { runCommandLine } from '../../src/cli/command-line.js';
// Loaded here, so that no test has to wait for it.
import '../../src/cli/start.js';
import { startAedes } from '../support/aedes-broker.js';
import { FakeProcess, runCommands } from '../support/command-line.js';
import { freePort } from '../support/mosquitto.js';
import { until } from '../support/wire-contract.js';

let folder = '';
let chair: SimulatedChair;
let broker: Awaited<ReturnType<typeof startAedes>>;
let env: NodeJS.ProcessEnv = {};
let base = '';
let daemon: FakeProcess;
let ended: Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'login-'));
  chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
  broker = await startAedes();
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  env = {
    CHAIR2MQTT_CHAIRS__0__ID: 'hall',
    CHAIR2MQTT_CHAIRS__0__PORT: `tcp://127.0.0.1:${chair.addresses.tcp?.port}`,
    CHAIR2MQTT_MQTT__URL: broker.url,
    CHAIR2MQTT_DATA_DIR: join(folder, 'data'),
    CHAIR2MQTT_HTTP__LISTEN: `127.0.0.1:${port}`,
  };
});

afterEach(async () => {
  await stop();
  await broker.stop();
  await chair.close();
  rmSync(folder, { recursive: true });
});

function start(isTTY = false): void {
  daemon = new FakeProcess(env);
  Object.assign(daemon.edge.stdout, { isTTY });
  ended = runCommandLine(daemon.edge, ['start']);
}

async function stop(): Promise<void> {
  daemon.signal('SIGTERM');
  await ended;
}

const untilReady = (): Promise<void> => until('it is ready', () => /"ready"|Ready\./.test(daemon.output));

/** As from another machine: a proxy says so. */
const ask = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(`${base}${path}`, {
    method,
    headers: { 'X-Forwarded-For': '192.168.1.20', 'X-Chair2mqtt': '1', ...headers },
    ...(body === undefined ? {} : { body }),
  });

const logIn = (code: string) =>
  ask('POST', '/api/session', { 'Content-Type': 'application/json' }, `{"code":"${code}"}`);
const codeIn = (text: string): string => /#code=([\w-]{22})/.exec(text)?.[1] ?? '';

it('a link logs in at the daemon that runs, over its restart, and leaves the stop when the login is left', async () => {
  start();
  await untilReady();
  expect(daemon.output).not.toContain('#code=');
  expect(statSync(join(folder, 'data/http-token')).mode & 0o777).toBe(0o600);
  const { output, exitCode } = await runCommands(['link'], env);
  expect([exitCode, output]).toEqual([0, expect.stringContaining(`${base}/#code=`)]);
  const login = await logIn(codeIn(output));
  expect([login.status, (await logIn(codeIn(output))).status]).toEqual([200, 401]);
  const cookie = login.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  await until(
    'the login is kept',
    () => statSync(join(folder, 'data/http.access.json'), { throwIfNoEntry: false }) !== undefined,
  );
  await stop();
  start();
  await untilReady();
  const seen = async (): Promise<number> => (await ask('GET', '/api/snapshot', { cookie })).status;
  expect(await seen()).toBe(200);
  expect((await ask('DELETE', '/api/session', { cookie })).status).toBe(200);
  expect(await seen()).toBe(401);
  expect((await ask('POST', '/api/stop', { cookie })).status).toBe(200);
  expect((await ask('POST', '/api/stop')).status).toBe(401);
});

it('a token of ours that was spoiled is said with what to do, and the daemon runs on without the page', async () => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data/http-token'), 'short\n');
  start();
  await untilReady();
  expect(daemon.output).toMatch(/"reason":"the token in [^"]*http-token is too short.*"event":"http_unavailable"/);
  await expect(ask('GET', '/healthz')).rejects.toThrow();
});

it('on a terminal the line that says ready holds such a link', async () => {
  start(true);
  await untilReady();
  expect((await logIn(codeIn(daemon.output))).status).toBe(200);
});
