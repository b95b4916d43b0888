import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { runCommands } from '../support/command-line.js';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function broker(options: Parameters<typeof startMosquitto>[0] = {}): Promise<Mosquitto> {
  const started = await startMosquitto(options);
  cleanups.push(() => started.stop());
  return started;
}

/** What the doctor says of the brokers of a list, as `kind name: message`. */
async function doctorAt(urls: readonly string[], more = ''): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'nodes-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'chairs.yaml');
  const chairs = '[{ id: hall, port: "tcp://127.0.0.1:1", groups: [down] }]';
  const mqtt = `{ url: ${JSON.stringify(urls)}${more} }`;
  writeFileSync(file, `mqtt: ${mqtt}\ndata_dir: ${folder}/data\nchairs: ${chairs}\n`);
  const { output } = await runCommands(['doctor', '--json', '--config', file]);
  const { checks } = JSON.parse(output) as { checks: { name: string; kind: string; message: string }[] };
  const about = checks.filter(({ name }) => /^(?:broker|retained|cluster)/.test(name));
  return about.map(({ kind, name, message }) => `${kind} ${name}: ${message}`);
}

/** Whether anything of the doctor is still kept there. */
async function isClean(url: string): Promise<boolean> {
  const client = await connectClient(url);
  const kept: string[] = [];
  client.on('message', (topic, _payload, { retain }) => retain && kept.push(topic));
  await client.subscribeAsync('chair2mqtt/#');
  await new Promise((resolve) => client.publish('ready', '', { qos: 1 }, resolve));
  await client.endAsync(true);
  return kept.length === 0;
}

describeWithMosquitto('the doctor of a list of brokers', () => {
  it('says of each what it serves and keeps, and that brokers which share nothing show each other nothing', async () => {
    const [one, two] = [await broker(), await broker()];
    const told = await doctorAt([one.url, two.url], ', require_ts: true');
    for (const { url } of [one, two]) {
      expect(told).toContainEqual(expect.stringContaining(`ok broker: ${url}: reads and writes, round trip`));
      expect(told).toContain(`ok broker rights: ${url}: a stop would be heard on each of 6 topics`);
      expect(told).toContain(`ok retained messages: ${url}: the broker keeps them, and marks them as retained`);
      expect(told).toContain(`ok retained messages: ${url}: what is kept there is found by a wildcard`);
      expect(await isClean(url)).toBe(true);
    }
    expect(told).toContainEqual(
      expect.stringContaining(`warning retained messages: ${one.url}: what is kept there is not seen at ${two.url}`),
    );
    expect(told).toContainEqual(
      expect.stringContaining(`warning retained messages: ${two.url}: what is kept there is not seen at ${one.url}`),
    );
    expect(told.some((each) => each.includes('require_ts'))).toBe(false);
  });

  it('sees what is kept at the next where a bridge carries it, and advises require_ts', async () => {
    const port = await freePort();
    const bridge = ['connection other', `address 127.0.0.1:${port}`, 'topic # both 1', 'restart_timeout 1'];
    const two = await broker({ port });
    const one = await broker({ config: bridge });
    const told = await doctorAt([one.url, two.url]);
    expect(told).toContain(`ok retained messages: ${one.url}: what is kept there is seen at ${two.url}`);
    expect(told).toContain(`ok retained messages: ${two.url}: what is kept there is seen at ${one.url}`);
    expect(told).toContainEqual(
      expect.stringContaining('warning cluster: mqtt.url is a list and mqtt.require_ts is off'),
    );
  });

  it('takes one that is away for no problem where another answers, and for one where none does', async () => {
    const one = await broker();
    const away = 'mqtt://127.0.0.1:1';
    const told = await doctorAt([away, one.url]);
    expect(told).toContainEqual(expect.stringContaining(`warning broker: ${away}: `));
    expect(told).toContainEqual(expect.stringContaining(`ok broker: ${one.url}: reads and writes`));
    const none = await doctorAt([away, 'mqtt://127.0.0.1:2']);
    expect(none.filter((each) => each.startsWith('problem broker: '))).toHaveLength(2);
  });

  it('names the node whose rights hide a stop', async () => {
    const acl = 'topic deny chair2mqtt/hall/estop\ntopic readwrite #\n';
    const [one, two] = [await broker(), await broker({ config: ['acl_file DIR/acl'], files: { acl } })];
    const told = await doctorAt([one.url, two.url]);
    expect(told).toContainEqual(
      expect.stringMatching(`^problem broker rights: ${two.url}: what is published on chair2mqtt/hall/estop does not`),
    );
    expect(told).toContain(`ok broker rights: ${one.url}: a stop would be heard on each of 6 topics`);
  });
});
