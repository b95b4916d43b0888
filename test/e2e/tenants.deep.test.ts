import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fleet } from '../../hardware-sim/index.js';
import type { Status } from '../../src/core/status.js';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';
import { isMoving, simulate } from './one-fleet.js';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** One of two houses that share a broker and know nothing of each other. */
class Tenant {
  readonly seen = new Map<string, string>();
  private hub: MqttClient | null = null;

  constructor(readonly number: 1 | 2) {}

  get base(): string {
    return `acme/terminal-${this.number}`;
  }

  get file(): string {
    return `terminal-${this.number}.yaml`;
  }

  get users(): Readonly<Record<string, string>> {
    return { [`chair-${this.number}`]: 'one', [`hub-${this.number}`]: 'two', [`wall-${this.number}`]: 'three' };
  }

  config(url: string, port: number): string {
    return [
      `mqtt: { url: "${url}", base_topic: ${this.base}, username: chair-${this.number}, password: one, homie: true,`,
      `        discovery_prefix: ${this.base}/homeassistant }`,
      'http: off',
      `data_dir: ./data-${this.number}`,
      'chairs:',
      `  - { id: hall, port: "tcp://127.0.0.1:${port}", groups: [gate] }`,
      '',
    ].join('\n');
  }

  async connect(url: string, user = 'hub', password = 'two'): Promise<MqttClient> {
    const client = await connectClient(url, {
      username: `${user}-${this.number}`,
      password,
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
    if (user !== 'hub') return client;
    this.hub = client;
    client.on('message', (topic, payload) => void this.seen.set(topic, payload.toString()));
    await client.subscribeAsync(['#', 'acme/#', `${this.base}/#`, 'homie/5/#'], { qos: 1 });
    return client;
  }

  publish(topic: string, payload: string | object): Promise<unknown> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const sent = this.hub?.publishAsync(topic, text, { qos: 1 });
    // What is denied may be told or not.
    return (sent ?? Promise.reject(new Error('not connected'))).catch(() => undefined);
  }

  get status(): Status & { readonly takes_starts?: boolean } {
    return JSON.parse(this.seen.get(`${this.base}/hall/state`) ?? '{"state":"unseen"}');
  }

  untilState(state: Status['state']): Promise<void> {
    return eventually(
      () => this.status.state === state,
      () => `tenant ${this.number} is ${this.status.state}, not ${state}`,
    );
  }

  untilReady(): Promise<void> {
    return eventually(
      () => this.status.state === 'idle' && this.status.takes_starts === true,
      () => `tenant ${this.number}: ${JSON.stringify(this.status)}`,
    );
  }

  close(): Promise<void> {
    return this.hub?.endAsync(true) ?? Promise.resolve();
  }
}

describeWithMosquitto('two tenants of one broker, under the rules that "chair2mqtt acl mosquitto" prints', () => {
  const folder = temporaryFolder();
  const tenants = [new Tenant(1), new Tenant(2)] as const;
  const [one, two] = tenants;
  let broker: Mosquitto;
  let fleet: Fleet;
  const daemons: Program[] = [];

  const run = async (words: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> => {
    const program = new Program(words, { cwd: folder.path });
    return { code: await program.exit, text: program.text };
  };
  const rulesOf = async ({ number, file }: Tenant): Promise<string> => {
    const words = ['acl', 'mosquitto', '--config', file, '--hub', `hub-${number}`, '--viewer', `wall-${number}`];
    const { code, text } = await run(words);
    expect([code, text]).toEqual([0, expect.stringContaining(`user chair-${number}`)]);
    return text;
  };

  beforeAll(async () => {
    fleet = await simulate(2);
    const port = await freePort();
    const url = `mqtt://127.0.0.1:${port}`;
    for (const [at, tenant] of tenants.entries()) {
      writeFileSync(join(folder.path, tenant.file), tenant.config(url, fleet.chairs[at]?.addresses.tcp?.port ?? 0));
    }
    const acl = `${(await Promise.all(tenants.map(rulesOf))).join('\n')}\n`;
    const passwords = Object.assign({}, ...tenants.map(({ users }) => users));
    broker = await startMosquitto({ port, passwords, files: { acl }, config: ['acl_file DIR/acl'] });
    for (const tenant of tenants) {
      daemons.push(new Program(['start', '--config', tenant.file], { cwd: folder.path }));
      await tenant.connect(url);
    }
    for (const tenant of tenants) await tenant.untilReady();
  });

  afterAll(async () => {
    await Promise.all(tenants.map((tenant) => tenant.close()));
    await Promise.all(daemons.map((daemon) => daemon.kill()));
    await fleet.close();
    await broker.stop();
    folder.remove();
  });

  it('each starts and stops its own chair, and finds it by discovery and by Homie', async () => {
    for (const tenant of tenants) {
      await tenant.publish(`${tenant.base}/hall/set`, { command: 'start', program: 'quick-break' });
      await tenant.untilState('running');
      await tenant.publish(`${tenant.base}/all/stop`, '');
      await tenant.untilReady();
      const topics = [...tenant.seen.keys()];
      expect(topics).toContain(`homie/5/acme-terminal-${tenant.number}-hall/$state`);
      expect(topics.filter((topic) => topic.startsWith(`${tenant.base}/homeassistant/device/`))).toHaveLength(2);
    }
  });

  it('neither sees anything of the other', () => {
    for (const [own, other] of [
      [one, two],
      [two, one],
    ] as const) {
      const foreign = [...own.seen.keys()].filter((topic) => topic.includes(`terminal-${other.number}`));
      expect(foreign).toEqual([]);
      expect(own.seen.size).toBeGreaterThan(20);
    }
  });

  it('neither stops, starts or drains the other, by whatever topic', async () => {
    await two.publish(`${two.base}/hall/set`, { command: 'start', program: 'quick-break' });
    await two.untilState('running');
    await eventually(() => fleet.chairs.some(isMoving), 'the chair moves');
    const stops = ['hall/stop', 'hall/estop', 'all/stop', 'all/estop', 'group/gate/stop', 'hall/set', 'hall/run/set'];
    for (const topic of [...stops, 'bridge/drain', 'hall/owner']) await one.publish(`${two.base}/${topic}`, 'stop');
    await one.publish('homie/5/acme-terminal-2-hall/session/stop/set', 'stop');
    await one.publish(`${one.base}/all/stop`, '');
    await pause(1500);
    expect(two.status).toMatchObject({ state: 'running', fault: null, stop: null });
    await two.publish(`${two.base}/hall/stop`, '');
    await two.untilReady();
  });

  it('lets who only looks change nothing', async () => {
    const wall = await one.connect(broker.url, 'wall', 'three');
    const before = one.status;
    for (const topic of ['hall/set', 'hall/stop', 'all/estop', 'hall/state', 'bridge/drain'])
      await wall.publishAsync(`${one.base}/${topic}`, 'stop', { qos: 1 }).catch(() => undefined);
    await pause(500);
    expect(one.status).toMatchObject({ state: 'idle', stop: before.stop });
    await wall.endAsync(true);
  });

  it('doctor finds every right, and send and status find the chair below its base', async () => {
    const doctor = await run(['doctor', '--config', one.file]);
    expect(doctor.text).toContain('a stop would be heard on each of 8 topics');
    expect([doctor.code, doctor.text]).toEqual([0, expect.not.stringContaining('problem:')]);
    const send = await run(['send', '--config', one.file, 'hall', 'stop']);
    expect([send.code, send.text]).toEqual([0, expect.stringContaining('ok: stop')]);
    const status = await run(['status', '--config', two.file]);
    expect([status.code, status.text]).toEqual([0, expect.stringMatching(/^hall: /)]);
  });

  it('says nothing of rights that are missing', () => {
    for (const { number, seen, base } of tenants) {
      const health = JSON.parse(seen.get(`${base}/bridge/health`) ?? '{}');
      expect([number, health.mqtt?.missing_rights, health.mqtt?.contested]).toEqual([number, [], []]);
    }
  });
});
