import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import type { PortCard } from '../../src/adapters/serial/list-ports.js';
import { initCommand } from '../../src/cli/init.js';
import { startAedes } from '../support/aedes-broker.js';
import { FakeProcess, runCommands } from '../support/command-line.js';

let folder = '';
let file = '';
const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  file = join(folder, 'chair2mqtt.yaml');
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  rmSync(folder, { recursive: true });
});

const init = (...flags: readonly string[]): Promise<FakeProcess> => runCommands(['init', '--config', file, ...flags]);
const written = (): string => readFileSync(file, 'utf8');
const head = /^# Made by "chair2mqtt setup".*\n/;

/** Where these ports are found, and none is opened. */
async function initWith(ports: readonly PortCard[]): Promise<FakeProcess> {
  const process = new FakeProcess();
  const command = new Command().addCommand(initCommand(process.edge, async () => ports));
  await command.parseAsync(['init', '--config', file, '--no-test'], { from: 'user' });
  await new Promise((resolve) => setImmediate(resolve));
  return process;
}

const arduino: PortCard = { path: '/dev/ttyACM0', vendorId: '2341', productId: '0043', serialNumber: 'A1' };
const adapter: PortCard = {
  path: '/dev/ttyUSB0',
  byId: '/dev/serial/by-id/usb-x',
  vendorId: '10c4',
  productId: 'ea60',
};
const builtIn: PortCard = { path: '/dev/ttyS0' };

describe('a configuration from flags', () => {
  it('is written after chair and broker have answered, and names the next command', async () => {
    const broker = await startAedes();
    cleanups.push(() => broker.stop());
    const chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
    cleanups.push(() => chair.close());
    const port = `tcp://127.0.0.1:${chair.addresses.tcp?.port}`;
    const { exitCode, output } = await init('--port', port, '--broker', broker.url, '--id', 'hall', '--name', 'Hall');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/ok {6} handshake: \S+ sim-3z SIM0001/);
    expect(output).toContain(`written: ${file}\nnext:\n  npx chair2mqtt doctor --config ${file}\n`);
    expect(written().replace(head, '')).toBe(
      `mqtt:\n  url: ${broker.url}\nchairs:\n  - id: hall\n    name: Hall\n    port: ${port}\n`,
    );
    expect(chair.history.every(({ level }) => level === 0)).toBe(true);
  });

  it('is not written where a test fails, and says so with 1', async () => {
    const { exitCode, output, errors } = await init('--port', 'tcp://127.0.0.1:1');
    expect([exitCode, errors]).toEqual([1, 'Nothing was written.\n']);
    expect(output).toContain('PROBLEM  port: ');
    expect(existsSync(file)).toBe(false);
  });

  it('is written without asking anybody with --no-test, but never one that the daemon would not read', async () => {
    expect((await init('--port', '/dev/ttyUSB9', '--no-test')).exitCode).toBe(0);
    const wrong = await init('--port', 'ttyUSB9', '--no-test', '--force');
    expect(wrong.exitCode).toBe(1);
    expect(wrong.output).toContain('must be a device, tcp');
    expect(written()).toContain('port: /dev/ttyUSB9');
    const lost = await init('--port', '/dev/ttyUSB9', '--no-test', '--force', '--broker', 'homeassistant');
    expect(lost.output).toMatch(/PROBLEM {2}file: Address of the broker must be.*\n +-> write mqtt:\/\/homeassistant/);
  });

  it('replaces a file only with --force, and keeps what was there', async () => {
    writeFileSync(file, '# by hand\n');
    const refused = await init('--port', '/dev/ttyUSB9', '--no-test');
    expect([refused.exitCode, refused.errors]).toEqual([1, expect.stringContaining('there is')]);
    expect(written()).toBe('# by hand\n');
    await init('--port', '/dev/ttyUSB9', '--no-test', '--force');
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe('# by hand\n');
  });

  it('names secrets by their files, found from the folder of the configuration', async () => {
    writeFileSync(join(folder, 'password'), 's3cret\n');
    const flags = ['--username', 'chair', '--password-file', join(folder, 'password')];
    await init('--port', '/dev/ttyUSB9', '--no-test', ...flags);
    expect(written()).toContain(`username: chair\n  password_file: ${folder}/password\n`);
    const missing = await init(
      '--port',
      '/dev/ttyUSB9',
      '--no-test',
      '--force',
      '--username',
      'x',
      '--password-file',
      'no-such-file',
    );
    expect(missing.output).toContain(`${join(process.cwd(), 'no-such-file')} cannot be read`);
  });

  it('finds a port that is named from where the command runs', async () => {
    await init('--port', './ttyCHAIR', '--no-test');
    expect(written()).toContain(`port: ${join(process.cwd(), 'ttyCHAIR')}\n`);
  });

  it('takes the one port on USB, under the name that lasts', async () => {
    await initWith([builtIn, adapter]);
    expect(written()).toContain('port: /dev/serial/by-id/usb-x\n');
    rmSync(file);
    await initWith([arduino]);
    expect(written()).toContain('usb:\n      vendorId: "2341"\n      productId: "0043"\n      serialNumber: A1\n');
  });

  it('names the ports where none or several are on USB, and writes nothing', async () => {
    const several = await initWith([adapter, arduino]);
    expect([several.exitCode, several.errors]).toEqual([
      1,
      `2 ports are on USB: say which is the chair's with --port
  /dev/serial/by-id/usb-x  USB 10c4:ea60
  usb:2341:0043:A1  USB 2341:0043  serial number A1
`,
    ]);
    expect((await initWith([builtIn])).errors).toContain('there is no port on USB');
    expect(existsSync(file)).toBe(false);
  });

  it('tells programs what was found', async () => {
    const { output } = await init('--port', '/dev/ttyUSB9', '--no-test', '--json');
    expect(JSON.parse(output)).toMatchObject({
      ok: true,
      file,
      backup: null,
      checks: [{ step: 'chair', kind: 'ok' }, {}, {}, {}],
    });
  });
});
