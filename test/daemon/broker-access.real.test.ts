import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokerConnector } from '../../src/adapters/mqtt/broker-connector.js';
import { passingMemory } from '../../src/adapters/mqtt/broker-memory.js';
import { readConfig } from '../../src/config.js';
import { brokerAccess } from '../../src/daemon/broker-access.js';
import { RecordingEvents, RecordingLog, realClock, until } from '../adapters/mqtt/support.js';
import { describeWithMosquitto, freePort, startMosquitto } from '../support/mosquitto.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'access-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pem = (name: string) => `-----BEGIN ${name}-----\n`;
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

function configOf(mqtt: object) {
  const read = readConfig({ mqtt, chairs: [{ id: 'hall', port: '/dev/null' }] });
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.config;
}

function access(log = new RecordingLog()) {
  const files = { password_file: 'pw', ca_file: 'ca', cert_file: 'cert', key_file: 'key' };
  const paths = Object.fromEntries(Object.entries(files).map(([key, name]) => [key, join(folder, name)]));
  return brokerAccess(configOf({ url: 'mqtts://broker', username: 'u', ...paths }), { mqttPassword: 'first' }, log);
}

it('reads every file that the configuration names again each time', () => {
  for (const name of ['ca', 'cert', 'key']) put(name, pem(name));
  put('pw', 'one\n');
  const ask = access();
  expect(ask()).toEqual({
    urls: ['mqtts://broker'],
    username: 'u',
    password: 'one',
    ca: pem('ca'),
    cert: pem('cert'),
    key: pem('key'),
  });
  put('pw', 'two');
  put('cert', pem('renewed'));
  expect(ask()).toMatchObject({ password: 'two', cert: pem('renewed'), key: pem('key') });
});

it.each([
  ['gone', () => unlinkSync(join(folder, 'pw'))],
  ['empty', () => put('pw', '')],
  ['half written', () => put('pw', 'a\nb\n')],
])('keeps what was there where a file is %s, and says it once', (_name, spoil) => {
  for (const name of ['ca', 'cert', 'key']) put(name, pem(name));
  put('pw', 'one');
  const log = new RecordingLog();
  const ask = access(log);
  ask();
  spoil();
  expect([ask().password, ask().password]).toEqual(['one', 'one']);
  expect(log.of('credentials_unreadable')).toHaveLength(1);
  put('pw', 'two');
  expect(ask().password).toBe('two');
  spoil();
  ask();
  expect(log.of('credentials_unreadable')).toHaveLength(2);
});

describeWithMosquitto('a password that is changed at mosquitto', () => {
  it('needs no restart of the daemon', async () => {
    const port = await freePort();
    put('pw', 'old');
    const before = await startMosquitto({ port, passwords: { chair: 'old' } });
    const config = configOf({ url: before.url, username: 'chair', password_file: join(folder, 'pw') });
    const events = new RecordingEvents();
    const log = new RecordingLog();
    const memory = passingMemory('chair');
    const credentials = brokerAccess(config, {}, log);
    const parts = { urls: config.mqtt.urls, credentials, memory, chairs: 1, clock: realClock, log };
    const broker = brokerConnector(parts)({ clientIdSuffix: '', subscriptions: [] }, events);
    await until(() => broker.isOnline);
    await before.stop();
    const after = await startMosquitto({ port, passwords: { chair: 'new' } });
    await until(() =>
      events.reasons.some((reason) => /refuses the user name or password|refuses this client/.test(reason)),
    );
    put('pw', 'new');
    await until(() => broker.isOnline);
    await broker.close(500);
    await after.stop();
  });
});
