import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IClientOptions, MqttClient } from 'mqtt';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Status } from '../../src/core/status.js';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';
import { selfSigned } from '../support/self-signed.js';

const example = (name: string): string =>
  readFileSync(new URL(`../../docs/hubs/mosquitto/${name}`, import.meta.url), 'utf8');

const passwords = { chair: 'one', hub: 'two', guest: 'three' };

/** A client of the broker that writes down what reaches it. */
class Client {
  readonly seen = new Map<string, string>();
  /** Commands that got an answer. */
  readonly answered: string[] = [];

  private constructor(private readonly mqtt: MqttClient) {
    mqtt.on('message', (topic, payload) => {
      this.seen.set(topic, payload.toString());
      if (topic.endsWith('/result')) this.answered.push(JSON.parse(payload.toString()).command);
    });
  }

  static async connect(port: number, options: IClientOptions): Promise<Client> {
    const url = `mqtts://localhost:${port}`;
    const client = new Client(
      await connectClient(url, { protocolVersion: 5, reconnectPeriod: 0, ca: selfSigned.cert, ...options }),
    );
    await client.mqtt.subscribeAsync(['chair2mqtt/#', 'homeassistant/#'], { qos: 1 }).catch(() => undefined);
    return client;
  }

  /** Resolves with whether the broker has taken it. */
  async publish(topic: string, payload: string | object): Promise<boolean> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return this.mqtt.publishAsync(topic, text, { qos: 1 }).then(
      () => true,
      () => false,
    );
  }

  get status(): Status {
    return JSON.parse(this.seen.get('chair2mqtt/living-room/state') ?? '{"state":"unseen"}');
  }

  async untilState(state: Status['state']): Promise<void> {
    await eventually(
      () => this.status.state === state,
      () => `still ${this.status.state}, not ${state}`,
    );
  }

  async close(): Promise<void> {
    await this.mqtt.endAsync(true);
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describeWithMosquitto('the example of a broker with TLS, passwords and rights', () => {
  const folder = temporaryFolder();
  let port = 0;
  let broker: Mosquitto;
  let chair: Program;
  let daemon: Program;
  let hub: Client;
  let guest: Client;

  const login = (username: keyof typeof passwords): IClientOptions => ({ username, password: passwords[username] });

  /** Starts as a hub does that tries again while the daemon is settling or fenced by a stop. */
  async function start(): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      await hub.publish('chair2mqtt/living-room/set', { command: 'start', program: 'quick-break' });
      await pause(500);
      if (hub.status.session !== null) return hub.untilState('running');
    }
    throw new Error('never started');
  }

  beforeAll(async () => {
    port = await freePort();
    // The files as they are printed; only the paths and the port are those of this test.
    const text = example('mosquitto.conf')
      .replaceAll('/etc/mosquitto', 'DIR')
      .replace('listener 8883', 'listener PORT 127.0.0.1');
    const certs = text.replaceAll('DIR/certs/', 'DIR/');
    const files = { acl: example('acl'), 'broker.pem': selfSigned.cert, 'broker.key': selfSigned.key };
    broker = await startMosquitto({ port, text: certs, files, passwords });
    chair = new Program(['sim', '--pty', './ttyCHAIR'], { cwd: folder.path });
    await chair.line(/^ready/);
    writeFileSync(join(folder.path, 'ca.pem'), selfSigned.cert);
    writeFileSync(join(folder.path, 'password'), 'one\n');
    writeFileSync(
      join(folder.path, 'chair2mqtt.yaml'),
      `mqtt: { url: "mqtts://localhost:${port}", username: chair, password_file: password, ca_file: ca.pem }
http: off
chairs:
  - { id: living-room, port: ./ttyCHAIR, groups: [downstairs] }
`,
    );
    daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
    hub = await Client.connect(port, login('hub'));
    guest = await Client.connect(port, login('guest'));
    await hub.untilState('idle');
  });

  afterAll(async () => {
    await Promise.all([hub.close(), guest.close(), daemon.kill(), chair.kill()]);
    await broker.stop();
    folder.remove();
  });

  afterEach(async () => {
    await hub.publish('chair2mqtt/all/stop', '');
    await hub.untilState('idle');
  });

  it('lets the hub start and stop, read results and find the chair', async () => {
    await start();
    await hub.publish('chair2mqtt/living-room/stop', '');
    await hub.untilState('idle');
    expect([...hub.seen.keys()]).toEqual(
      expect.arrayContaining(['chair2mqtt/living-room/result', 'homeassistant/device/chair2mqtt_bridge_bridge/config']),
    );
  });

  it.each(['living-room/stop', 'all/stop', 'group/downstairs/stop'])('lets a guest stop by %s [S7]', async (topic) => {
    await start();
    expect(await guest.publish(`chair2mqtt/${topic}`, '')).toBe(true);
    await guest.untilState('idle');
    expect(guest.status.last_session?.ended_by).toBe('stopped');
  });

  it.each([
    ['living-room/set', { command: 'start', program: 'quick-break' }],
    ['living-room/set', { command: 'reset' }],
    ['living-room/run/set', 'ON'],
    ['living-room/start/set', ''],
    ['living-room/remote_start/set', 'OFF'],
    ['group/downstairs/set', { command: 'start' }],
    ['living-room/owner', { epoch: '0', bridge_id: 'x', held_ms: 1e9, in_session: true, keeps: '0' }],
    ['living-room/state', '{}'],
    ['living-room/availability', 'offline'],
    ['bridge/state', 'offline'],
    ['bridge/fence', 'x'],
  ])('lets a guest do nothing with %s %j', async (topic, payload) => {
    const answers = () => hub.answered.filter((command) => command !== 'stop').length;
    const before = answers();
    await guest.publish(`chair2mqtt/${topic}`, payload);
    await pause(300);
    expect(hub.status).toMatchObject({ state: 'idle', session: null, remote_start: true, fault: null });
    expect(answers()).toBe(before);
    expect(hub.seen.get('chair2mqtt/bridge/state')).toBe('online');
    expect(hub.seen.get('chair2mqtt/living-room/availability')).toBe('online');
  });

  it('shows a guest how the chair is, and nothing else', () => {
    expect([...guest.seen.keys()].sort()).toEqual([
      'chair2mqtt/bridge/state',
      'chair2mqtt/living-room/availability',
      'chair2mqtt/living-room/state',
    ]);
  });

  it('lets the hub write nothing that is the daemon’s to say', async () => {
    for (const leaf of ['state', 'availability', 'owner', 'event']) {
      await hub.publish(`chair2mqtt/living-room/${leaf}`, 'forged');
      await pause(100);
      expect(hub.seen.get(`chair2mqtt/living-room/${leaf}`)).not.toBe('forged');
    }
  });

  describe('who is not let in', () => {
    it.each<[string, IClientOptions]>([
      ['somebody without a name', {}],
      ['a wrong password', { username: 'hub', password: 'three' }],
      ['an unknown name', { username: 'root', password: 'two' }],
    ])('is %s', async (_name, options) => {
      await expect(Client.connect(port, options)).rejects.toThrow(/Not authorized/);
    });

    it('is who does not speak TLS', async () => {
      const url = `mqtt://localhost:${port}`;
      const tried = connectClient(url, { ...login('hub'), reconnectPeriod: 0, connectTimeout: 2000 });
      await expect(tried).rejects.toThrow();
    });
  });

  it('is refused by a client that does not know who signed its certificate', async () => {
    await expect(Client.connect(port, { ...login('hub'), ca: [] })).rejects.toThrow(/self-signed/);
  });
});
