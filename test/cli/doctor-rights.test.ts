import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { Hub, startFace } from '../adapters/mqtt/real-face.js';
import { until } from '../adapters/mqtt/support.js';
import { runCommands } from '../support/command-line.js';
import { describeWithMosquitto, startMosquitto } from '../support/mosquitto.js';

const groups = { hall: ['down'], attic: [] };
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A broker whose rights hide these topics: it grants every subscription, and serves none of them. */
async function brokerWithout(...topics: readonly string[]): Promise<string> {
  const acl = [...topics.map((topic) => `topic deny chair2mqtt/${topic}`), 'topic readwrite #', ''].join('\n');
  const broker = await startMosquitto({ config: ['acl_file DIR/acl'], files: { acl } });
  cleanups.push(() => broker.stop());
  return broker.url;
}

/** What the doctor says of the rights, as `kind message`. */
async function rightsAt(url: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rights-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'chairs.yaml');
  const chairs = Object.entries(groups).map(
    ([id, own], index) => `{ id: ${id}, port: "tcp://127.0.0.1:${index + 1}", groups: [${own}] }`,
  );
  writeFileSync(file, `mqtt: { url: "${url}" }\ndata_dir: ${folder}/data\nchairs: [${chairs.join(', ')}]\n`);
  const { output } = await runCommands(['doctor', '--json', '--config', file]);
  const { checks } = JSON.parse(output) as { checks: { name: string; kind: string; message: string }[] };
  const found = checks.filter(({ name }) => name === 'broker rights');
  return found.map(({ kind, message }) => `${kind} ${message}`).join('\n');
}

describeWithMosquitto('a broker that grants what it does not serve [S7]', () => {
  it('is found well by the doctor where it serves everything, and nobody is stopped by that', async () => {
    const url = await brokerWithout();
    const { face, fleet } = startFace(url, groups);
    cleanups.push(() => face.close(500));
    const hub = await Hub.join(url);
    cleanups.push(() => hub.broker.close(500));
    await hub.ready();
    expect(await rightsAt(url)).toMatch(/^ok .*each of 8 topics/);
    expect(fleet.calls).toEqual([]);
  });

  it('is told by the doctor to be without each of the topics that it hides', async () => {
    const hidden = ['bridge/lane', 'bridge/fence', 'all/stop', 'group/down/estop', 'attic/estop'];
    const told = await rightsAt(await brokerWithout(...hidden));
    expect(told).toContain(
      `problem what is published on ${hidden.map((topic) => `chair2mqtt/${topic}`).join(', ')} does`,
    );
  });

  it('gets no start of a chair whose stops it hides, and the others go on', async () => {
    const url = await brokerWithout('hall/estop', 'group/down/stop');
    const { face, fleet, log } = startFace(url, groups);
    cleanups.push(() => face.close(500));
    const hub = await Hub.join(url);
    cleanups.push(() => hub.broker.close(500));
    await hub.ready('attic');
    await until(() => log.of('right_missing').length > 0);
    for (const chairId of ['hall', 'attic']) hub.publish(`${chairId}/set`, { command: 'start', id: 'a1' });
    await until(() => hub.codes('hall').length > 0 && hub.codes('attic').length > 0);
    expect([...hub.codes('hall'), ...hub.codes('attic')]).toEqual(['a1 unavailable', 'a1 ok']);
    expect(hub.of('hall/result').at(-1)).toContain('would not be heard');
    hub.publish('hall/stop', 'x');
    await until(() => fleet.calls.includes('hall lane stop mqtt'));
  });
});
