import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { openPort } from '../../src/adapters/serial/open-port.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { runCommandLine } from '../../src/cli/command-line.js';
import { startAedes } from '../support/aedes-broker.js';
import { FakeProcess } from '../support/command-line.js';
import { silentLog } from '../support/silent-log.js';
import { until } from '../support/wire-contract.js';

let folder = '';
let file = '';
const cleanups: (() => unknown)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
  file = join(folder, 'chair2mqtt.yaml');
});
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  rmSync(folder, { recursive: true });
});

async function chairAtPty(): Promise<SimulatedChair & { readonly port: string }> {
  const port = join(folder, 'ttyCHAIR');
  const chair = await SimulatedChair.listen({ pty: port });
  cleanups.push(() => chair.close());
  return Object.assign(chair, { port });
}

async function chairAtTcp(): Promise<string> {
  const chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
  cleanups.push(() => chair.close());
  return `tcp://127.0.0.1:${chair.addresses.tcp?.port}`;
}

async function brokerUrl(): Promise<string> {
  const broker = await startAedes();
  cleanups.push(() => broker.stop());
  return broker.url;
}

/** A set-up of `file`, begun; nobody has typed anything yet. */
function begin(): FakeProcess & { readonly ended: Promise<void> } {
  const process = new FakeProcess();
  const ended = runCommandLine(process.edge, ['setup', '--config', file]);
  return Object.assign(process, { ended });
}

const typed = async (...lines: readonly string[]): Promise<FakeProcess> => {
  const process = begin();
  process.type(`${lines.join('\n')}\n`);
  await process.ended;
  return process;
};

const written = (): string => readFileSync(file, 'utf8');
/** No baud rate and no broker name differ from what is proposed. */
const asProposed = '';

describe('a set-up in the terminal', () => {
  it('finds chair and broker, shows the file, and writes it; nothing moves', async () => {
    const chair = await chairAtPty();
    const url = await brokerUrl();
    const { exitCode, output } = await typed(
      chair.port,
      ...[asProposed, asProposed, 'hall', 'Hall chair'],
      asProposed,
      ...[url, asProposed],
      ...['guest', 'clot-risk, neuropathy', '60', asProposed, 'guest'],
      'y',
    );
    expect(output).toContain('sim-3z SIM0001');
    expect(output).toContain('a stop would be heard on each of 4 topics');
    expect(output).toContain(`Next:\n  npx chair2mqtt doctor --config ${file}\n  npx chair2mqtt commission hall`);
    expect(exitCode).toBe(0);
    expect(
      written(),
    ).toBe(`# Made by "chair2mqtt setup". docs/configuration.md has every key; "chair2mqtt check" says whether this file is right.
mqtt:
  url: ${url}
chairs:
  - id: hall
    name: Hall chair
    port: ${chair.port}
    person: guest
people:
  guest:
    avoid: [clot-risk, neuropathy]
    level_max: 60
`);
    expect(chair.history.every(({ level }) => level === 0)).toBe(true);
  });

  it('loses nobody: what is wrong with a person is asked again, with what was meant', async () => {
    const url = await brokerUrl();
    writeFileSync(file, 'chairs: [{ id: hall, port: /dev/ttyUSB0 }]\npeople: { ben: {} }\n');
    const { output, exitCode } = await typed(
      ...['n', url, ''],
      ...['Oma Erna', '', 'Osteoporose', '', '600', '60'],
      ...['ben', '-'],
      ...['guest', 'b'],
      ...['opa', 'sadness', '', 'pacemaker', '', '-opa'],
      ...['', 'b', '', 'y'],
    );
    expect(output).toContain('NO  the id must be 1 to 32 small letters');
    expect(output).toContain('such as living-room\n      -> write oma-erna\nId; - leaves this person out [oma-erna]: ');
    expect(output).toContain('NO  osteoporose: no such word\n      -> did you mean osteoporosis?');
    expect(output).toContain('NO  ben is the id of somebody else');
    expect(output).toContain('guest is not added.');
    expect(output).toContain('NO  no word was named');
    expect(exitCode).toBe(0);
    expect(parse(written()).people).toEqual({ ben: {}, 'oma-erna': { avoid: ['osteoporosis'], level_max: 60 } });
  });

  it('keeps everybody whoever goes back or forth', async () => {
    const url = await brokerUrl();
    writeFileSync(file, 'chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n');
    const { output } = await typed('n', url, '', 'erna', 'pacemaker', '', 'b', '', '', '', 'b', '', 'y');
    expect(output.match(/To be added:\n {2}erna, pacemaker, at most 100 %/g)).toHaveLength(3);
    expect(parse(written()).people).toEqual({ erna: { avoid: ['pacemaker'] } });
  });

  it('is at no dead end where a later answer is wrong, and proposes what is right', async () => {
    const port = await chairAtTcp();
    const begun = [port, '', '', 'Our Chair', '', '', ''];
    const broker = ['homeassistant', 'mqtt://a', 'chair', 'file:/no/such'];
    const { output } = await typed(...begun, ...broker, 'b', 'b', '', '', 'attic', '', '', 'q');
    expect(output).toContain('Id, for its topics [our-chair]: ');
    expect(output).toContain('NO  Address of the broker must be');
    expect(output).toContain('Address of the broker [mqtt://homeassistant]: ');
    expect(output).toContain('NO  File with the password: /no/such cannot be read');
    expect(output).toContain('ok  the id attic is free');
    expect(output.match(/4\/6/g)).toHaveLength(3);
    expect(output).not.toMatch(/line \d/);
  });

  it('proposes after a port that was refused what was proposed before', async () => {
    const port = await chairAtTcp();
    const { output } = await typed(port, 'b', 'x', '/dev/no-such-port', 'q');
    expect(output.match(/tcp:\/\/host:port( \[\S+\])?:/g)).toEqual([
      'tcp://host:port:',
      ...Array.from({ length: 3 }, () => `tcp://host:port [${port}]:`),
    ]);
  });

  it('adds a chair to a file that is there, and keeps the rest', async () => {
    const [url, port] = [await brokerUrl(), await chairAtTcp()];
    const before = `# ours\nmqtt: { url: "${url}", password: "s3cret", username: chair }\nchairs:\n  - id: hall # the first\n    port: /dev/ttyUSB0\n`;
    writeFileSync(file, before);
    const { output, exitCode } = await typed('y', port, '', '', '', '', '', '', '', '', '', '', 'y');
    expect(exitCode).toBe(0);
    expect(written()).toBe(`${before}  - id: chair\n    port: ${port}\n`);
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe(before);
    expect(output).not.toContain('s3cret');
  });

  it('changes the broker alone where no chair is added, and nothing where that is not agreed to', async () => {
    const url = await brokerUrl();
    const before = 'mqtt: { url: "mqtt://old" }\nchairs: [{ id: hall, port: /dev/ttyUSB0 }]\n';
    writeFileSync(file, before);
    const { output, exitCode } = await typed('n', url, '', '', 'ü', 'n');
    expect(output).toContain('NO  that must be y or n');
    expect(output).toContain(`- mqtt: { url: "mqtt://old" }\n+ mqtt: { url: ${url} }\n`);
    expect([exitCode, output]).toEqual([1, expect.stringMatching(/Nothing was written\.\n$/)]);
    expect(written()).toBe(before);
  });

  it('goes no further than a test that failed, and says what to do', async () => {
    const { output, exitCode } = await typed('/dev/no-such-port', 'hall', 'tcp://127.0.0.1:1', 'q');
    expect(output).toContain('NO  there is no /dev/no-such-port\n      -> is the cable in?');
    expect(output).toContain(
      'NO  the port must be a device, tcp://host:port, or usb:10c4:ea60\n      -> such as /dev/ttyUSB0;',
    );
    expect(output).toContain('nothing listens there');
    expect(output).not.toContain('2/6');
    expect([exitCode, output]).toEqual([1, expect.stringMatching(/Nothing was written\.\n$/)]);
  });

  it('goes back, and asks with the answers that were given', async () => {
    const port = await chairAtTcp();
    const { output } = await typed(port, 'b', '', 'b', 'q');
    expect(output.match(/1\/6/g)).toHaveLength(3);
    expect(output).toContain(`Number, device or tcp://host:port [${port}]`);
  });

  it('refuses the port and the id of another chair of the file', async () => {
    const port = await chairAtTcp();
    writeFileSync(file, `chairs: [{ id: hall, port: "${port}" }]\n`);
    const other = await chairAtTcp();
    const { output } = await typed('y', port, 'y', other, '', '', 'hall', '', 'q');
    expect(output).toContain(`NO  ${port} is the port of the chair hall`);
    expect(output).toContain('NO  the id hall is that of another chair');
  });

  it.runIf(process.platform === 'linux')('names who holds a port, and leaves it alone', async () => {
    const { port } = await chairAtPty();
    const clock = systemClock();
    let isOpen = false;
    const events = { onLine: () => {}, onNoise: () => {}, onClosed: () => {} };
    const wire = openPort(
      { kind: 'path', path: port, baudRate: 115_200, hupcl: false },
      clock,
      silentLog,
    )({
      ...events,
      onOpened: () => {
        isOpen = true;
      },
    });
    cleanups.unshift(() => wire.close());
    await until('the port is held', () => isOpen);
    const { output } = await typed(port, 'q');
    expect(output).toContain(`NO  ${port} is held by`);
    expect(output).toContain(`(process ${process.pid})`);
  });

  it('recognises a port that is pulled out and comes back', async () => {
    const { port } = await chairAtPty();
    const away = `${port}-away`;
    const process = begin();
    process.type(`${port}\nb\nu\n`);
    await until('it watches', () => process.output.includes('Pull the chair'));
    renameSync(port, away);
    await until('it is missed', () => process.output.includes(`${port}: gone`));
    renameSync(away, port);
    await until('it is back', () => process.output.includes(`${port}: came back`));
    await until('it was tested', () => process.output.match(/ok {2}\S+ is there/g)?.length === 2);
    process.type('q\n');
    await process.ended;
    expect(process.exitCode).toBe(1);
  });

  it('points to profiles where what answers is no CLP/1', async () => {
    const { createServer } = await import('node:net');
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.write('\u0001\u0002\nhello\nworld\n');
    }).listen(0, '127.0.0.1');
    cleanups.push(() => server.close());
    await until('it listens', () => server.listening);
    const address = server.address();
    const port = `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const { output } = await typed(port, '', '', '', '', '', 'q');
    expect(output).toContain('only garbage came');
    expect(output).toContain('"chair2mqtt capture"');
  });

  it('writes nothing where standard input ends, with a sentence', async () => {
    const port = await chairAtTcp();
    const ended = begin();
    ended.type(`${port}\n`);
    await until('it asks on', () => ended.output.includes('Number or driver'));
    ended.closeStdin();
    await ended.ended;
    expect([ended.exitCode, ended.output]).toEqual([1, expect.stringMatching(/has ended\. Nothing was written\.\n$/)]);
    expect(() => written()).toThrow('ENOENT');
  });

  it('begins with nothing that is wrong', async () => {
    writeFileSync(file, 'chairs: [{ id: hall, prot: /dev/ttyUSB0 }]\n');
    const { exitCode, errors } = await typed('q');
    expect(exitCode).toBe(1);
    expect(errors).toContain(`${file}:1:22: unknown key 'prot'; did you mean 'port'?\nCorrect this first.`);
  });

  it('says at once where nothing could be written', async () => {
    file = join(folder, 'etc', 'chair2mqtt.yaml');
    const { exitCode, errors } = await typed('q');
    const advice = `there is no folder ${folder}/etc: mkdir -p ${folder}/etc\nNothing was written.\n`;
    expect([exitCode, errors]).toEqual([1, advice]);
  });

  it.each([
    ['a folder', () => mkdirSync(file), 'cannot be read: it is a folder'],
    [
      'a link that leads nowhere',
      () => symlinkSync(join(folder, 'nothing.yaml'), file),
      'is a link that leads nowhere',
    ],
  ])('says at once that the file is %s', async (_, make, expected) => {
    make();
    const { exitCode, errors } = await typed('q');
    expect([exitCode, errors]).toEqual([1, expect.stringContaining(expected)]);
  });

  it('does not write over what somebody else has changed meanwhile, proves all anew, and takes nothing of it back', async () => {
    const url = await brokerUrl();
    const before = 'mqtt: { url: "mqtt://old" }\nchairs: [{ id: hall, port: /dev/ttyUSB0 }]\n';
    writeFileSync(file, before);
    const process = begin();
    process.type(`n\n${url}\n\n\n`);
    await until('it asks', () => process.output.includes('y/n [y]: ') && process.output.includes('Write '));
    const byHand = `${before.replace(' }', ', username: hand }')}# by hand\n`;
    writeFileSync(file, byHand);
    process.type('y\n');
    await until('it looks again', () => process.output.includes('was changed by somebody else'));
    await until('it begins anew', () => process.output.split('1/6 Port').length === 3);
    process.type('\n\n\n\n\n');
    await until('it shows the file again', () => process.output.split('Write ').length === 3);
    expect(process.output).toContain('User; - for none [hand]');
    expect(written()).toBe(byHand);
    process.type('y\n');
    await process.ended;
    expect(written()).toBe(byHand.replace('"mqtt://old"', url));
  });
});
