import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { runCommandLine } from '../../src/cli/command-line.js';
// Loaded here, so that no test has to wait for it.
import '../../src/cli/start.js';
import { startAedes } from '../support/aedes-broker.js';
import { FakeProcess, runCommands } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { temporaryFolder } from '../support/program.js';

/** Nothing else is called so. */
const person = 'zq-wilhelmine_7';
const waitMs = 90_000;

/** Where a name of the configuration stands, by design; all other topics are nobody's. */
const namedTopics = [
  /^chair2mqtt\/hall\/state$/,
  /^chair2mqtt\/bridge\/people$/,
  /^homeassistant\/.*\/config$/,
  /^homie\/5\/[^/]+\/(\$description|control\/person|session\/person)$/,
];

let folder: ReturnType<typeof temporaryFolder>;
let chair: SimulatedChair;
let broker: Awaited<ReturnType<typeof startAedes>>;
let client: MqttClient;
let env: NodeJS.ProcessEnv;
let base: string;
let daemon: FakeProcess;
let ended: Promise<void>;
/** Everything that was published, by topic. */
const published = new Map<string, string[]>();

beforeEach(async () => {
  published.clear();
  folder = temporaryFolder();
  chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
  broker = await startAedes();
  client = await connectClient(broker.url, { protocolVersion: 4 });
  client.on('message', (topic, payload) => {
    // Our own words.
    if (topic === 'chair2mqtt/hall/set') return;
    published.set(topic, [...(published.get(topic) ?? []), payload.toString()]);
  });
  await client.subscribeAsync('#', { qos: 1 });
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  env = {
    CHAIR2MQTT_CHAIRS__0__ID: 'hall',
    CHAIR2MQTT_CHAIRS__0__PORT: `tcp://127.0.0.1:${chair.addresses.tcp?.port}`,
    CHAIR2MQTT_MQTT__URL: broker.url,
    CHAIR2MQTT_MQTT__HOMIE: 'true',
    CHAIR2MQTT_DATA_DIR: join(folder.path, 'data'),
    CHAIR2MQTT_HTTP__LISTEN: `127.0.0.1:${port}`,
    CHAIR2MQTT_HTTP__METRICS: 'true',
    CHAIR2MQTT_LOG__LEVEL: 'debug',
    CHAIR2MQTT_PEOPLE: JSON.stringify({ [person]: { level_max: 60, goal: { minutes: 60, days: 3, publish: true } } }),
  };
  daemon = new FakeProcess(env);
  ended = runCommandLine(daemon.edge, ['start']);
});

afterEach(async () => {
  daemon.signal('SIGTERM');
  await ended;
  await client.endAsync();
  await broker.stop();
  await chair.close();
  folder.remove();
});

const newest = (topic: string): Record<string, unknown> => JSON.parse(published.get(topic)?.at(-1) ?? '{}');
const state = (): unknown => newest('chair2mqtt/hall/state')['state'];
const send = (command: object): Promise<unknown> =>
  client.publishAsync('chair2mqtt/hall/set', JSON.stringify(command), { qos: 1 });

/** The files of the data folder that name the person. */
function namedFiles(under: string): readonly string[] {
  const entries = readdirSync(join(folder.path, 'data', under), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => readFileSync(path).includes(person))
    .map((path) => path.slice(join(folder.path, 'data').length + 1));
}

const token = (): string => readFileSync(join(folder.path, 'data/http-token'), 'utf8').trim();
const ask = (path: string): Promise<Response> =>
  fetch(`${base}${path}`, { headers: { Authorization: `Bearer ${token()}` } });

/** A session of the person that ends in an emergency stop, so that there is a flight record. */
async function sitDown(): Promise<void> {
  await eventually(
    () => newest('chair2mqtt/hall/state')['takes_starts'] === true && state() === 'idle',
    'it is ready',
    waitMs,
  );
  await send({ command: 'start', program: 'relaxation', person: 'nobody-knows', id: 'unknown' });
  await send({ command: 'start', program: 'relaxation', person, id: 'right' });
  await eventually(() => state() === 'running', 'it runs', waitMs);
  await client.publishAsync('chair2mqtt/hall/estop', '', { qos: 1 });
  await eventually(() => state() === 'emergency_stopped', 'it has stopped', waitMs);
  await eventually(() => readdirSync(join(folder.path, 'data/flights')).length > 0, 'a flight record is there', waitMs);
}

describe('what is kept and told of a person', () => {
  it('stands nowhere but where the configuration names people, and is forgotten while the daemon runs', async () => {
    await sitDown();
    const named = [...published].filter(([, payloads]) => payloads.some((payload) => payload.includes(person)));
    const elsewhere = named.map(([topic]) => topic).filter((topic) => !namedTopics.some((form) => form.test(topic)));
    expect(named.map(([topic]) => topic)).toContain('chair2mqtt/hall/state');
    expect(newest('chair2mqtt/bridge/people')[person]).toMatchObject({ goal: { minutes: 60, days: 3 }, state: 'open' });
    expect(published.get('chair2mqtt/bridge/people')?.join()).not.toMatch(/relaxation|level_max|avoid/);
    // Who names somebody unknown is told who there is.
    expect(elsewhere).toEqual(['chair2mqtt/hall/result']);
    expect(daemon.output + daemon.errors).not.toContain(person);
    const metrics = await (await ask('/metrics')).text();
    expect(metrics).toContain('chair2mqtt_');
    expect(metrics).not.toContain(person);
    expect(namedFiles('flights')).toEqual([]);
    const noLogin = await (await fetch(`${base}/api/snapshot?chairs=hall`)).text();
    expect(noLogin).toContain('hall');
    expect(noLogin).not.toContain(person);
    await eventually(() => namedFiles('ledger').length > 0, 'the ledger knows it', waitMs);

    const { output, exitCode, errors } = await runCommands(['history', 'forget', person], env);
    expect([exitCode, errors]).toEqual([0, '']);
    expect(output).toContain(`${person} was taken out of 1 line in 1 file of the ledger`);
    expect(namedFiles('')).toEqual([]);
  });
});
