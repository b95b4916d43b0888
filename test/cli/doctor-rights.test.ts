import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
async function rightsAt(url: string, more = ''): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'rights-'));
  cleanups.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'chairs.yaml');
  const chairs = Object.entries(groups).map(
    ([id, own], index) => `{ id: ${id}, port: "tcp://127.0.0.1:${index + 1}", groups: [${own}] }`,
  );
  writeFileSync(file, `mqtt: { url: "${url}"${more} }\ndata_dir: ${folder}/data\nchairs: [${chairs.join(', ')}]\n`);
  const { output } = await runCommands(['doctor', '--json', '--config', file]);
  const { checks } = JSON.parse(output) as { checks: { name: string; kind: string; message: string }[] };
  const found = checks.filter(({ name }) => name === 'broker rights');
  return found.map(({ kind, message }) => `${kind} ${message}`).join('\n');
}

describeWithMosquitto('a broker that grants what it does not serve [S7]', () => {
  it('is found well by the doctor where it serves everything, and nobody is stopped by that', async () => {
    const url = await brokerWithout();
    const { face, fleet, log } = startFace(url, groups);
    cleanups.push(() => face.close(500));
    const hub = await Hub.join(url);
    cleanups.push(() => hub.broker.close(500));
    await hub.ready();
    const told = await rightsAt(url);
    expect(told).toMatch(
      /^ok .*a stop would be heard on each of 8 topics\nok a command would be heard on each of 8 topics$/,
    );
    await pause(500);
    expect([fleet.calls, hub.codes('hall'), log.of('command_refused'), log.of('drain_refused')]).toEqual([
      [],
      [],
      [],
      [],
    ]);
  });

  it('is told by the doctor to be without each of the topics that it hides', async () => {
    const hidden = ['bridge/lane', 'bridge/fence', 'all/stop', 'group/down/estop', 'attic/estop'];
    const told = await rightsAt(await brokerWithout(...hidden));
    expect(told).toContain(
      `problem what is published on ${hidden.map((topic) => `chair2mqtt/${topic}`).join(', ')} does`,
    );
  });

  it('is told by the doctor to be without each command topic that it hides, and its stops are fine', async () => {
    const told = await rightsAt(
      await brokerWithout('hall/set', 'attic/+/set', 'group/down/set', 'hall/owner', 'bridge/drain'),
    );
    expect(told).toContain('ok a stop would be heard');
    const hidden = ['group/down/set', 'hall/set', 'hall/owner', 'attic/doctor/set'];
    expect(told).toContain(
      `problem what is published on ${hidden.map((topic) => `chair2mqtt/${topic}`).join(', ')} does`,
    );
    expect(told).toContain('warning what is published on chair2mqtt/bridge/drain does not come back');
  });

  it('is found without what Homie needs of it', async () => {
    const acl = 'topic deny homie/5/chair2mqtt-hall/session/+/set\ntopic readwrite #\n';
    const broker = await startMosquitto({ config: ['acl_file DIR/acl'], files: { acl } });
    cleanups.push(() => broker.stop());
    const told = await rightsAt(broker.url, ', homie: true');
    for (const id of ['stop', 'emergency-stop', 'doctor'])
      expect(told).toContain(`homie/5/chair2mqtt-hall/session/${id}/set`);
    expect(told).not.toContain('homie/5/chair2mqtt-attic');
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
