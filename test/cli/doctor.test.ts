import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createSecureServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import { startAedes } from '../support/aedes-broker.js';
import { runCommands } from '../support/command-line.js';
import { libraryWords } from '../support/library-words.js';
import { freePort } from '../support/mosquitto.js';
import { selfSigned } from '../support/self-signed.js';
import { until } from '../support/wire-contract.js';

interface Check {
  readonly advice?: string;
  readonly name: string;
  readonly kind: string;
  readonly message: string;
}

let folder = '';
const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  rmSync(folder, { recursive: true });
});

async function doctor(
  port: string,
  lines = 'mqtt: { url: "mqtt://127.0.0.1:1" }',
): Promise<{ code: number | null; checks: Check[] }> {
  const file = join(folder, `x${port.replaceAll(/\W/g, '-')}.yaml`);
  writeFileSync(file, `${lines}\ndata_dir: ${folder}/data\nchairs: [{ id: hall, port: "${port}" }]\n`);
  const { exitCode, output } = await runCommands(['doctor', '--json', '--config', file]);
  return { code: exitCode, checks: (JSON.parse(output) as { checks: Check[] }).checks };
}

const of = (checks: readonly Check[], name: string): string[] =>
  checks.filter((check) => check.name === name).map(({ kind, message }) => `${kind} ${message}`);

const curesOf = (checks: readonly Check[], name: string): (string | undefined)[] =>
  checks.filter((check) => check.name === name).map(({ advice }) => advice);

async function chairAt(
  options: { readonly faults?: readonly string[] } = {},
): Promise<{ chair: SimulatedChair; port: string }> {
  const chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 }, ...options });
  cleanups.push(() => chair.close());
  return { chair, port: `tcp://127.0.0.1:${chair.addresses.tcp?.port}` };
}

/** Something that listens and says what it likes. */
async function strangerAt(
  say: (write: (text: string) => void) => void,
): Promise<{ port: string; heard: () => string }> {
  let heard = '';
  const server: Server = createServer((socket) => {
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
    });
    socket.on('error', () => {});
    say((text) => socket.write(text));
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await until('it listens', () => server.listening);
  cleanups.push(() => server.close());
  return { port: `tcp://127.0.0.1:${port}`, heard: () => heard };
}

describe('the doctor', () => {
  it('finds everything well with a broker and a chair, and moves nothing', async () => {
    const broker = await startAedes();
    cleanups.push(() => broker.stop());
    const { chair, port } = await chairAt();
    const { code, checks } = await doctor(port, `mqtt: { url: "${broker.url}" }`);
    expect(code).toBe(0);
    expect(of(checks, 'broker')).toEqual([
      expect.stringMatching(/^ok .*round trip/),
      expect.stringContaining('warning'),
    ]);
    expect(of(checks, 'chair hall')).toEqual([
      expect.stringContaining('sim-3z SIM0001'),
      'warning not commissioned: its dead-man was never proved',
    ]);
    expect(of(checks, 'programs')).toEqual([expect.stringContaining('11 of 11')]);
    expect(chair.history.every(({ level }) => level === 0)).toBe(true);
  });

  it('says what is missing where nothing listens, and exits with 1', async () => {
    const { code, checks } = await doctor('tcp://127.0.0.1:1');
    expect(code).toBe(1);
    expect(curesOf(checks, 'broker')).toEqual(['is the broker running?']);
    expect(of(checks, 'chair hall')[0]).toContain('nothing listens there');
    expect(curesOf(checks, 'chair hall')).toEqual(['is the serial server running, and is the port number right?']);
  });

  it('names the serial port that does not exist', async () => {
    const { checks } = await doctor('/dev/no-such-port');
    expect(of(checks, 'chair hall')).toEqual(['problem no port /dev/no-such-port']);
    expect(curesOf(checks, 'chair hall')[0]).toContain('Is the cable in? "chair2mqtt ports" lists them.');
  });

  it('leaves a chair alone that somebody else is driving', async () => {
    const line = frameLine('T 1000 run 500 1 24000 legs:vibrate,30,20,270,400,-');
    const { port, heard } = await strangerAt((write) => write(line));
    const { code, checks } = await doctor(port);
    expect(of(checks, 'chair hall')[0]).toContain('warning');
    expect(of(checks, 'chair hall')[0]).toContain('another host is driving this chair');
    expect([code, heard()]).toEqual([1, '']);
  });

  it('tells garbage from silence', async () => {
    const noise = await strangerAt((write) => write('\u0001\u0002\n{"hello":1}\nOK\n'));
    const silence = await strangerAt(() => {});
    const [loud, quiet] = await Promise.all([doctor(noise.port), doctor(silence.port)]);
    expect(of(loud.checks, 'chair hall')[0]).toContain('only garbage came (3 lines)');
    expect(of(quiet.checks, 'chair hall')[0]).toContain('nothing came');
    expect(silence.heard()).not.toMatch(/SET|RESET/);
  });

  it('says that a chair is latched', async () => {
    const { port } = await chairAt({ faults: ['contradiction'] });
    const { code, checks } = await doctor(port);
    expect(of(checks, 'chair hall')).toContain('warning the chair is in fault');
    expect(code).toBe(1);
  });

  it('examines nothing else while the configuration is wrong', async () => {
    const { code, checks } = await doctor('x');
    expect(code).toBe(1);
    expect(checks.map(({ name }) => name)).toEqual(['node', 'configuration']);
  });

  it('says what programs are refused, and where records cannot be kept', async () => {
    writeFileSync(join(folder, 'odd.yaml'), 'id: odd\n');
    const { checks } = await doctor('tcp://127.0.0.1:1', `programs: ${folder}\nmqtt: { url: "mqtt://127.0.0.1:1" }`);
    expect(of(checks, 'programs').join()).toContain('odd.yaml:1:1');
    const missing = await doctor('tcp://127.0.0.1:1', `programs: ${folder}/none\nmqtt: { url: "mqtt://127.0.0.1:1" }`);
    expect(of(missing.checks, 'programs')).toEqual([`problem there is no folder ${folder}/none`]);
    expect(curesOf(missing.checks, 'programs')[0]).toMatch(/^mkdir -p .*\/none, or leave programs out/);
  });

  it('says of a data folder just what is wrong with it', async () => {
    const place = join(folder, 'a-file');
    writeFileSync(place, '');
    const file = join(folder, 'chairs.yaml');
    const text = `mqtt: { url: "mqtt://127.0.0.1:1" }\ndata_dir: ${place}\nchairs: [{ id: hall, port: /dev/none }]\n`;
    writeFileSync(file, text);
    const { checks } = JSON.parse((await runCommands(['doctor', '--json', '--config', file])).output);
    expect(of(checks, 'data folder')[0]).toContain(
      `nothing can be written to ${place}: ${place} is a file, not a folder`,
    );
    expect(curesOf(checks, 'data folder')).toEqual(['set data_dir to a folder']);
  });

  it('tells a port that speaks TLS from one that does not, in no words of a library', async () => {
    const plain = await startAedes();
    const secure = createSecureServer(selfSigned, (socket) => socket.on('error', () => {}));
    secure.on('tlsClientError', () => {});
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    cleanups.push(plain.stop, () => secure.close());
    const address = secure.address() as AddressInfo;
    const [wanted, unwanted] = await Promise.all([
      doctor('/dev/none1', `mqtt: { url: "mqtt://127.0.0.1:${address.port}" }`),
      doctor('/dev/none2', `mqtt: { url: "mqtts://127.0.0.1:${plain.port}" }`),
    ]);
    expect(curesOf(wanted.checks, 'broker')).toEqual([expect.stringContaining('write mqtts:// in mqtt.url')]);
    expect(curesOf(unwanted.checks, 'broker')).toEqual([expect.stringContaining('mqtts:// is mostly 8883')]);
    const said = [wanted, unwanted].flatMap(({ checks }) => of(checks, 'broker'));
    expect(said.join('\n').replaceAll(/mqtts?:\S+/g, '')).not.toMatch(libraryWords);
  });

  it('tells people what to do, without JSON', async () => {
    const { output, exitCode } = await runCommands(['doctor', '--config', join(folder, 'none.yaml')]);
    expect(exitCode).toBe(1);
    expect(output).toContain('PROBLEM  configuration: ');
    expect(output).toContain('-> correct it');
  });
});
