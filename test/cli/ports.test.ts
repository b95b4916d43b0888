import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PortCard } from '../../src/adapters/serial/list-ports.js';
import { portsCommand } from '../../src/cli/ports.js';
import type { CliIo } from '../../src/cli/process-edge.js';
import { VirtualTime } from '../support/virtual-time.js';

const folder = mkdtempSync(join(tmpdir(), 'ports-'));
const device = join(folder, 'ttyUSB0');
writeFileSync(device, '');
afterAll(() => rmSync(folder, { recursive: true }));

async function run(ports: readonly PortCard[], ...options: readonly string[]): Promise<string> {
  const stdout = new PassThrough();
  const io = {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stdout as unknown as NodeJS.WriteStream,
    stdin: stdout as unknown as NodeJS.ReadStream,
    env: {},
    clock: new VirtualTime(),
    onSignal: () => {},
    exit: () => {},
  } satisfies CliIo;
  await portsCommand(io, async () => ports).parseAsync([...options], { from: 'user' });
  return String(stdout.read() ?? '');
}

const usb = { path: device, vendorId: '0403', productId: '6001', serialNumber: 'A1' };

describe('the list of ports', () => {
  it('names the lasting name of a port for the configuration', async () => {
    const text = await run([{ ...usb, byId: '/dev/serial/by-id/usb-FTDI-A1' }]);
    expect(text).toContain('USB 0403:6001');
    expect(text).toContain('can be opened');
    expect(text).toContain('port: /dev/serial/by-id/usb-FTDI-A1');
  });

  it('names the plug where there is no lasting name, with ids that stay text in YAML', async () => {
    const setting = /usb: .*/.exec(await run([usb]))?.[0] ?? '';
    expect(parse(setting)).toEqual({ usb: { vendorId: '0403', productId: '6001', serialNumber: 'A1' } });
  });

  it('names the path where the plug alone would fit two', async () => {
    const text = await run([usb, { ...usb, path: '/dev/ttyUSB9' }]);
    expect(text).toContain(`port: ${device}`);
    expect(text).toContain('port: /dev/ttyUSB9');
  });

  it('says what to do where there is none, or where the device is missing', async () => {
    expect(await run([])).toContain('Is the cable in');
    expect(await run([{ path: '/dev/no-such-port' }])).toContain('--device');
  });

  it('gives JSON for programs', async () => {
    expect(JSON.parse(await run([{ path: device }], '--json'))).toEqual([
      { path: device, trouble: null, setting: `port: ${device}` },
    ]);
    expect(JSON.parse(await run([], '--json'))).toEqual([]);
  });

  it('does not let a plug write to the terminal', async () => {
    const text = await run([{ ...usb, manufacturer: 'evil\u001b[2J\u009b', serialNumber: 'x\ny' }]);
    for (const evil of ['\u001b', '\u009b', '\ny']) expect(text).not.toContain(evil);
  });
});
