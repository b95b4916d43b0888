import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { runCommands } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto, startMosquitto } from '../support/mosquitto.js';
import { connectClient } from '../support/mqtt-client.js';
import { Program, temporaryFolder } from '../support/program.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A chair, a broker and a daemon, each of the real kind, and what the broker last heard of the chair. */
async function house() {
  const folder = temporaryFolder();
  cleanups.push(folder.remove);
  const chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
  cleanups.push(() => chair.close());
  const broker = await startMosquitto();
  cleanups.push(() => broker.stop());
  const file = join(folder.path, 'chair2mqtt.yaml');
  const port = `tcp://127.0.0.1:${chair.addresses.tcp?.port}`;
  const text = `mqtt: { url: "${broker.url}" }\nhttp: off\ndata_dir: ${folder.path}/data\nchairs: [{ id: hall, port: "${port}" }]\n`;
  writeFileSync(file, text);
  const daemon = new Program(['start', '--config', file]);
  cleanups.push(() => daemon.kill());
  const hub = await connectClient(broker.url);
  cleanups.push(() => hub.endAsync());
  let availability = '';
  hub.on('message', (_topic, payload) => {
    availability = payload.toString();
  });
  await hub.subscribeAsync('chair2mqtt/hall/availability');
  return { chair, daemon, file, availability: () => availability };
}

async function doctor(file: string) {
  const { exitCode, output } = await runCommands(['doctor', '--json', '--config', file]);
  const { checks } = JSON.parse(output) as { checks: { name: string; kind: string; message: string }[] };
  const problems = checks.filter(({ kind }) => kind === 'problem').map(({ message }) => message);
  const said = checks.filter(({ name }) => name === 'chair hall').map(({ kind, message }) => `${kind} ${message}`);
  return { exitCode, said, problems };
}

describeWithMosquitto('the doctor beside a running daemon', () => {
  it('leaves the chair to it and says whether that answers; without the daemon it looks itself', {
    timeout: 60_000,
  }, async () => {
    const { chair, daemon, file, availability } = await house();
    await eventually(
      () => availability() === 'online',
      () => `the chair is there; the daemon said ${daemon.text}`,
    );
    const beside = await doctor(file);
    expect(beside).toEqual({
      exitCode: 0,
      said: [`ok your own daemon (process ${daemon.pid}) has it and the chair answers`, 'warning not commissioned'],
      problems: [],
    });
    await chair.close();
    await eventually(() => availability() === 'offline', 'the chair has gone');
    const { exitCode, said } = await doctor(file);
    expect([exitCode, said]).toEqual([1, [expect.stringContaining('and the chair does not answer it')]]);
    await daemon.end();
    expect((await doctor(file)).said).toEqual([expect.stringContaining('nothing listens there')]);
  });
});
