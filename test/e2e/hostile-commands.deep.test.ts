import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listenFleet, type Fleet as SimulatedFleet } from '../../hardware-sim/index.js';
import { valueNames } from '../../src/core/command/value.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const nowS = () => Date.now() / 1000;

/** What would move or change the chair, were it taken. */
const values: Readonly<Record<(typeof valueNames)[number], unknown>> = {
  program: 'quick-break',
  run: 'ON',
  intensity: 40,
  duration: 10,
  person: 'guest',
  pause: 'OFF',
  remote_start: 'ON',
  start: 'PRESS',
  offer: 'PRESS',
  skip: 'PRESS',
  reset: 'PRESS',
};

/** Every topic that takes commands, with a right payload of it. */
const targets: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['chair/set', { command: 'start', program: 'quick-break' }],
  ['group/all-of-them/set', { command: 'start', program: 'quick-break' }],
  ...valueNames.map((name) => [`chair/${name}/set`, { value: values[name] }] as const),
];

interface Attack {
  readonly payload: (right: Readonly<Record<string, unknown>>) => string;
  readonly retain?: true;
  readonly code: string;
}

const attacks: Readonly<Record<string, Attack>> = {
  retained: { payload: (right) => JSON.stringify(right), retain: true, code: 'retained' },
  stale: { payload: (right) => JSON.stringify({ ...right, ts: nowS() - 60 }), code: 'stale' },
  'from the future': { payload: (right) => JSON.stringify({ ...right, ts: nowS() + 60 }), code: 'stale' },
  'cut off': { payload: (right) => JSON.stringify(right).slice(0, -2), code: 'invalid' },
  'with an unknown key': { payload: (right) => JSON.stringify({ ...right, force: true }), code: 'invalid_command' },
  oversized: { payload: (right) => JSON.stringify({ ...right, id: 'x'.repeat(5000) }), code: 'too_large' },
};

describeWithMosquitto('a real broker, and somebody who means no good', () => {
  const folder = temporaryFolder();
  let broker: Mosquitto;
  let fleet: SimulatedFleet;
  let daemon: Program;
  let hub: FleetHub;
  let enemy: MqttClient;

  beforeAll(async () => {
    broker = await startMosquitto();
    const listening = await listenFleet({ count: 1, tcp: { host: '127.0.0.1', port: 0 } });
    if (listening.kind === 'problem') throw new Error(listening.message);
    fleet = listening;
    const text = fleetConfig({ url: broker.url, chairs: { chair: ['all-of-them'] }, fleet });
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), `${text}people: { guest: {} }\n`);
    hub = await FleetHub.connect(broker.url);
    enemy = await connectClient(broker.url, { protocolVersion: 5, reconnectPeriod: 0 });
    daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
    await hub.untilReady(['chair']);
  });

  afterAll(async () => {
    await enemy.endAsync(true);
    await hub.close();
    await daemon.kill();
    await fleet.close();
    await broker.stop();
    folder.remove();
  });

  const hasMoved = () => fleet.chairs.some(({ history }) => history.length > 0);
  const send = (topic: string, payload: string, retain = false) =>
    enemy.publishAsync(`chair2mqtt/${topic}`, payload, { qos: 1, retain });

  it.each(Object.entries(attacks))(
    '[S6] refuses every command that is %s, and the chair does not move',
    { timeout: 30_000 },
    async (_name, attack) => {
      for (const [topic, right] of targets) {
        // What is too large is answered once a second; the rest may come ten times a second.
        await pause(attack.code === 'too_large' ? 1100 : 150);
        hub.forget();
        await send(topic, attack.payload(right), attack.retain === true);
        await hub.until(() => hub.results.length > 0, `an answer to ${topic}`);
        expect([topic, hub.results[0]?.ok, hub.results[0]?.code]).toEqual([
          topic,
          false,
          expect.stringContaining(attack.code),
        ]);
        if (attack.retain === true) await send(topic, '', true);
      }
      expect(hub.state('chair')).toBe('idle');
      expect(hasMoved()).toBe(false);
    },
  );

  it('[S6] runs a doubled command once', async () => {
    await pause(1100);
    const command = JSON.stringify({ command: 'select', intensity: 33, id: 'twice' });
    hub.forget();
    await Promise.all([send('chair/set', command), send('chair/set', command)]);
    await hub.until(() => hub.results.length >= 2, 'two answers');
    expect(hub.results.map(({ id, code }) => [id, code])).toEqual([
      ['twice', 'ok'],
      ['twice', 'ok'],
    ]);
    expect(hub.results[0]?.ts).toBe(hub.results[1]?.ts);
  });

  it('[S7] stops on every payload, in the middle of a flood', async () => {
    await hub.untilReady(['chair']);
    await send('chair/set', JSON.stringify({ command: 'start', program: 'quick-break' }));
    await hub.untilAll(['chair'], 'running');
    const flood = Array.from({ length: 2000 }, () => send('chair/set', '{"command":"start"}'));
    await send('chair/stop', 'x'.repeat(100_000));
    await hub.untilAll(['chair'], 'idle');
    await Promise.all(flood);
    await pause(1500);
    expect(hub.state('chair')).toBe('idle');
    expect(fleet.chairs.some(({ isArmed }) => isArmed)).toBe(false);
  });
});
