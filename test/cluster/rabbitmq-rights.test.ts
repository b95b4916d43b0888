import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fleet } from '../../hardware-sim/index.js';
import type { Status } from '../../src/core/status.js';
import { isMoving, simulate } from '../e2e/one-fleet.js';
import { eventually } from '../support/eventually.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';
import { describeWithBrokers } from './installed.js';
import { startRabbit } from './rabbitmq.js';
import { rabbitServer } from './rabbitmq-releases.js';

const base = 'acme/terminal-1';
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface PrintedRules {
  readonly permissions: readonly object[];
  readonly topic_permissions: readonly object[];
}

describeWithBrokers('RabbitMQ under the rules that "chair2mqtt acl rabbitmq" prints', [rabbitServer], () => {
  const folder = temporaryFolder();
  const seen = new Map<string, string>();
  let broker: Awaited<ReturnType<typeof startRabbit>>;
  let fleet: Fleet;
  let daemon: Program;
  let hub: MqttClient;

  const connect = (username: string): Promise<MqttClient> =>
    connectClient(broker.url, { username, password: 'secret', protocolVersion: 4, reconnectPeriod: 0 });
  const status = (): Status & { readonly takes_starts?: boolean } =>
    JSON.parse(seen.get(`${base}/hall/state`) ?? '{"state":"unseen"}');
  const untilState = (state: Status['state']) =>
    eventually(
      () => status().state === state && (state !== 'idle' || status().takes_starts === true),
      () => `${state}: ${JSON.stringify(status())}\n${daemon.text.slice(-4000)}\n${broker.said().slice(-4000)}`,
    );

  const rulesFor = async (file: string, hubName: string, daemonName: string): Promise<PrintedRules> => {
    const program = new Program(
      ['acl', 'rabbitmq', '--config', file, '--hub', hubName, '--daemon', daemonName, '--viewer', `wall-${hubName}`],
      { cwd: folder.path },
    );
    expect(await program.exit).toBe(0);
    return JSON.parse(program.text);
  };

  beforeAll(async () => {
    fleet = await simulate(1);
    const port = fleet.chairs[0]?.addresses.tcp?.port;
    const configOf = (url: string, at: string): string =>
      [
        `mqtt: { url: "${url}", base_topic: ${at}, discovery_prefix: ${at}/homeassistant, homie: true,`,
        '        username: chair, password: secret }',
        'http: off',
        'chairs:',
        `  - { id: hall, port: "tcp://127.0.0.1:${port}", groups: [gate] }`,
        '',
      ].join('\n');
    writeFileSync(join(folder.path, 'own.yaml'), configOf('mqtt://localhost:1883', base));
    writeFileSync(join(folder.path, 'other.yaml'), configOf('mqtt://localhost:1883', 'acme/terminal-2'));
    const own = await rulesFor('own.yaml', 'hub', 'chair');
    const other = await rulesFor('other.yaml', 'stranger', 'other-chair');
    const names = ['chair', 'hub', 'wall-hub', 'stranger', 'other-chair', 'wall-stranger'];
    broker = await startRabbit({
      vhosts: [{ name: '/' }],
      users: names.map((name) => ({ name, password: 'secret', tags: [] })),
      permissions: [...own.permissions, ...other.permissions],
      topic_permissions: [...own.topic_permissions, ...other.topic_permissions],
    });
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), configOf(broker.url, base));
    // It listens a moment before it lets anybody in.
    const joined = async () => {
      hub = await connect('hub');
      return true;
    };
    await eventually(() => joined().catch(() => false), broker.said);
    hub.on('message', (topic, payload) => void seen.set(topic, payload.toString()));
    await hub.subscribeAsync(`${base}/#`, { qos: 1 });
    daemon = new Program(['start'], { cwd: folder.path });
    await untilState('idle');
  });

  afterAll(async () => {
    await hub.endAsync(true);
    await daemon.kill();
    await broker.close();
    await fleet.close();
    folder.remove();
  });

  it('starts and stops the chair, by the lanes that it has proven', async () => {
    await hub.publishAsync(`${base}/hall/set`, '{"command":"start","program":"quick-break"}', { qos: 1 });
    await untilState('running');
    await hub.publishAsync(`${base}/all/stop`, '', { qos: 1 });
    await untilState('idle');
    expect(JSON.parse(seen.get(`${base}/bridge/health`) ?? '{}').mqtt.missing_rights).toEqual([]);
    expect([...seen.keys()].some((topic) => topic.startsWith(`${base}/homeassistant/device/`))).toBe(true);
  });

  it.each(['stranger', 'wall-hub'])('lets %s stop and start nothing of it', async (name) => {
    await hub.publishAsync(`${base}/hall/set`, '{"command":"start","program":"quick-break"}', { qos: 1 });
    await untilState('running');
    await eventually(() => fleet.chairs.some(isMoving), 'it moves');
    for (const topic of ['hall/stop', 'all/estop', 'group/gate/stop', 'hall/set', 'bridge/drain']) {
      // RabbitMQ closes the connection of who publishes without a right.
      const client = await connect(name);
      client.publish(`${base}/${topic}`, 'stop', { qos: 0 });
      await pause(300);
      await client.endAsync(true);
    }
    expect(status()).toMatchObject({ state: 'running', stop: null });
    await hub.publishAsync(`${base}/hall/stop`, '', { qos: 1 });
    await untilState('idle');
  });

  it.each(['#', 'acme/#', `${base}/#`])(
    'shows the stranger nothing of it who asks for %s, and ends the connection',
    async (filter) => {
      const stranger = await connect('stranger');
      const heard: string[] = [];
      let isGone = false;
      stranger.on('message', (topic) => void heard.push(topic));
      stranger.on('close', () => {
        isGone = true;
      });
      stranger.subscribe(filter);
      await eventually(() => isGone, 'it is gone');
      await hub.publishAsync(`${base}/hall/stop`, '', { qos: 1 });
      await pause(300);
      expect(heard).toEqual([]);
      stranger.end(true);
    },
  );
});
