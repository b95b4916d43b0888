import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { activeStates } from '../../src/core/status.js';
import { descriptionProblems, isValue } from '../adapters/mqtt/homie/convention-rules.js';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';

const root = 'homie/5/chair2mqtt-bridge';
const chair = 'homie/5/chair2mqtt-living-room';

interface Described {
  readonly nodes: Readonly<Record<string, { readonly properties: Readonly<Record<string, OwnProperty>> }>>;
}
interface OwnProperty {
  readonly datatype: string;
  readonly format?: string;
  readonly retained?: false;
}

/** What stands between a hub and a chair that it can show: wrong descriptions, values that are wrong or missing, topics too many. */
function amiss(found: ReadonlyMap<string, string>): readonly string[] {
  const [bridge, own] = [root, chair].map((device) => JSON.parse(found.get(`${device}/$description`) ?? 'null'));
  const { nodes }: Described = own ?? { nodes: {} };
  const kept = Object.entries(nodes).flatMap(([node, { properties }]) =>
    Object.entries(properties)
      .filter(([, { retained }]) => retained !== false)
      .map(([id, property]) => ({ topic: `${chair}/${node}/${id}`, property })),
  );
  const warm = ['back', 'seat', 'legs'].filter((zone) => nodes[zone]?.properties['temperature'] !== undefined);
  const wrong = kept.filter(({ topic, property }) => !isValue(found.get(topic) ?? '', property));
  const attributes = [root, chair].flatMap((device) => [`${device}/$state`, `${device}/$description`]);
  const known = new Set([...attributes, ...kept.map(({ topic }) => topic)]);
  return [
    ...descriptionProblems(bridge),
    ...descriptionProblems(own),
    ...(warm.length === 3 ? [] : [`only ${warm.join(' ')} with a temperature`]),
    ...wrong.map(({ topic }) => `${topic} is ${found.get(topic)}`),
    ...[...found.keys()].filter((topic) => !known.has(topic)).map((topic) => `${topic} is nothing`),
  ];
}

const changesOf = (values: readonly string[]): readonly string[] =>
  values.filter((value, index) => value !== values[index - 1]);

describeWithMosquitto('a hub that speaks Homie 5', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let port = 0;
  let broker: Mosquitto;
  let device: Program;
  let daemon: Program;
  let hub: MqttClient;
  const values = new Map<string, string>();
  /** Every value of the switch and of the state, oldest first. */
  const massages: string[] = [];
  const states: string[] = [];
  const results: string[] = [];

  const startDaemon = () => new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const set = (id: string, payload: string, retain = false) =>
    hub.publishAsync(`${chair}/session/${id}/set`, payload, { qos: 1, retain });

  async function until(topic: string, value: string): Promise<void> {
    await eventually(
      () => values.get(topic) === value,
      () => `${topic} is ${values.get(topic)}, not ${value}`,
    );
  }

  /** What a hub finds that comes only now: what is retained, by its topic. */
  async function retained(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const late = await connectClient(broker.url, { protocolVersion: 5 });
    late.on('message', (topic, payload, { retain }) => retain && found.set(topic, payload.toString()));
    await late.subscribeAsync('homie/5/#', { qos: 1 });
    await pause(300);
    await late.endAsync();
    return found;
  }

  /** Sets the switch, again while the daemon is settling or fenced. */
  async function start(): Promise<void> {
    for (let tries = 0; tries < 20 && values.get(`${chair}/session/massage`) !== 'true'; tries += 1) {
      await set('massage', 'true');
      await pause(400);
    }
    await until(`${chair}/session/state`, 'running');
  }

  beforeEach(async () => {
    folder = temporaryFolder();
    values.clear();
    massages.length = 0;
    states.length = 0;
    results.length = 0;
    port = await freePort();
    broker = await startMosquitto({ port });
    device = new Program(['sim', '--pty', './ttyCHAIR'], { cwd: folder.path });
    await device.line(/^ready/);
    const mqtt = `{ url: "${broker.url}", homie: true }`;
    writeFileSync(
      join(folder.path, 'chair2mqtt.yaml'),
      `mqtt: ${mqtt}\nhttp: off\nchairs:\n  - { id: living-room, port: ./ttyCHAIR }\n`,
    );
    hub = await connectClient(broker.url, { protocolVersion: 5, reconnectPeriod: 200 });
    hub.on('message', (topic, payload) => {
      values.set(topic, payload.toString());
      if (topic === `${chair}/session/massage`) massages.push(payload.toString());
      if (topic === `${chair}/session/state`) states.push(payload.toString());
      if (topic.endsWith('/result')) results.push(JSON.parse(payload.toString()).code);
    });
    await hub.subscribeAsync(['homie/5/#', 'chair2mqtt/living-room/result'], { qos: 1 });
    daemon = startDaemon();
    await until(`${chair}/$state`, 'ready');
  });

  afterEach(async () => {
    await hub.endAsync(true);
    await Promise.all([daemon.kill(), device.kill()]);
    await broker.stop();
    folder.remove();
  });

  it('finds everything, each a value of its kind, also when it comes late', async () => {
    const endsAtMs = Date.now() + 10_000;
    let found = await retained();
    // The first telemetry shows which sensors there are; their values come with the next.
    while (amiss(found).length > 0 && Date.now() < endsAtMs) found = await retained();
    expect(amiss(found)).toEqual([]);
  });

  it('selects, starts and stops, and never starts on a retained set [S6]', async () => {
    // For a second after it has connected a daemon takes nothing that may have waited.
    await pause(1200);
    await set('program', 'quick-break');
    await set('intensity', '40');
    await until(`${chair}/session/program`, 'quick-break');
    await until(`${chair}/session/intensity`, '40');
    await start();
    const endsAtMs = Date.now() + 10_000;
    while (!(Number(values.get(`${chair}/back/level`)) > 0) && Date.now() < endsAtMs) await pause(20);
    expect(Number(values.get(`${chair}/back/level`))).toBeGreaterThan(0);
    await set('stop', 'press');
    await until(`${chair}/session/state`, 'idle');
    await until(`${chair}/back/level`, '0');
    // A switch that was set never falls back on its way: it changes with the state, and by nothing else.
    const massaging = states.map((state) => `${activeStates.some((each) => each === state)}`);
    expect(changesOf(massages), states.join(' ')).toEqual(changesOf(massaging));
    await pause(1200);
    results.length = 0;
    await set('massage', 'true', true);
    const answeredByMs = Date.now() + 10_000;
    while (results.length === 0 && Date.now() < answeredByMs) await pause(20);
    await pause(300);
    expect(results).toEqual(['retained']);
    expect(massages.at(-1)).toBe('false');
    expect(values.get(`${chair}/session/state`)).not.toBe('running');
  });

  it('clears what is left of a chair that is gone, and survives a description that would harm it', async () => {
    const gone = 'homie/5/chair2mqtt-gone';
    const keep = (topic: string, payload: unknown) =>
      hub.publishAsync(topic, typeof payload === 'string' ? payload : JSON.stringify(payload), {
        qos: 1,
        retain: true,
      });
    await keep(`${gone}/session/state`, 'running');
    await keep('homie/5/chair2mqtt-evil/$description', {
      homie: '5.0',
      version: 1,
      root: 'chair2mqtt-bridge',
      nodes: { '$a/#': { properties: { '+': {} } } },
    });
    await keep(`${gone}/$description`, {
      homie: '5.0',
      version: 1,
      root: 'chair2mqtt-bridge',
      nodes: { session: { properties: { state: { datatype: 'string' } } } },
    });
    await until(`${gone}/session/state`, '');
    await pause(1500);
    expect([...(await retained()).keys()].filter((topic) => topic.startsWith(gone))).toEqual([]);
    expect(values.get(`${root}/$state`)).toBe('ready');
    await set('program', 'quick-break');
    await until(`${chair}/session/program`, 'quick-break');
    expect(daemon.text).not.toContain('broker_unreachable');
  });

  it('is lost when the daemon is killed, and true again when daemon and broker are back', async () => {
    expect(values.get(`${root}/$state`)).toBe('ready');
    await daemon.kill();
    await until(`${root}/$state`, 'lost');
    daemon = startDaemon();
    await until(`${root}/$state`, 'ready');
    await until(`${chair}/$state`, 'ready');
    await broker.stop();
    values.clear();
    broker = await startMosquitto({ port });
    await until(`${root}/$state`, 'ready');
    await until(`${chair}/$state`, 'ready');
    await until(`${chair}/session/state`, 'idle');
    await daemon.end();
    await until(`${chair}/$state`, 'disconnected');
    await until(`${root}/$state`, 'disconnected');
  });
});
