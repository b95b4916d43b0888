import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { portLocker } from '../../src/adapters/files/port-holder.js';
import { startOwned } from '../support/child.js';
import { eventually } from '../support/eventually.js';
import { describeWithMosquitto, freePort, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

const main = join(import.meta.dirname, '../../dist/program/main.js');

/** The set-up in a terminal of 40 columns; what is typed comes as from a keyboard. */
function terminal(cwd: string) {
  const command = `stty cols 40; exec ${process.execPath} ${main} setup`;
  const child = startOwned('script', ['-qec', command, '/dev/null'], { cwd, env: { ...process.env, NO_COLOR: '1' } });
  let text = '';
  child.stdout.on('data', (data: Buffer) => {
    text += data.toString();
  });
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const shows = (words: string) =>
    eventually(
      () => text.includes(words),
      () => `${words} in:\n${text}`,
    );
  return { exit, shows, type: (keys: string) => child.stdin.write(keys), said: () => text };
}

describeWithMosquitto('a set-up as a person makes it', () => {
  it('ends in a daemon that is ready, and that keeps its port from the next set-up', async () => {
    const folder = temporaryFolder();
    const cwd = folder.path;
    const broker = await startMosquitto({ passwords: { chair: 's3cret' } });
    const chair = new Program(['sim', '--pty', './ttyCHAIR'], { cwd });
    await chair.line(/^ready/);
    const setup = new Program(['setup'], { cwd });
    const answers = ['./ttyCHAIR', '', '', 'hall', '', '', broker.url, 'chair', 'wrong', broker.url, 'chair', 's3cret'];
    setup.type(`${[...answers, '', 'y'].join('\n')}\n`);
    expect(await setup.exit).toBe(0);
    expect(setup.text).toContain('a stop would be heard on each of 4 topics');
    expect(setup.text).toContain('the broker keeps them, and marks them as retained');
    expect(setup.text).not.toContain('s3cret');
    expect(readFileSync(join(cwd, 'chair2mqtt.yaml'), 'utf8')).toContain('password: s3cret');
    const http = await freePort();
    const daemon = new Program(['start'], { cwd, env: { CHAIR2MQTT_HTTP__LISTEN: `127.0.0.1:${http}` } });
    await daemon.line(/"event":"ready"/);
    const next = new Program(['setup', '--config', 'other.yaml'], { cwd });
    next.type('./ttyCHAIR\nq\n');
    expect(await next.exit).toBe(1);
    const held = /NO {2}\.\/ttyCHAIR is held by a daemon of chair2mqtt \(process \d+\)/;
    if (process.platform === 'linux') expect(next.text).toMatch(held);
    const token = readFileSync(join(cwd, 'data/http-token'), 'utf8').trim();
    const draft = await fetch(`http://127.0.0.1:${http}/api/setup/draft`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}` },
      body: '{"answers":{"port":{"adds_chair":true,"port":"/dev/ttyUSB9"}}}',
    });
    const text = await draft.text();
    expect(JSON.parse(text)).toMatchObject({ withheld: 1, problems: [] });
    expect(text).toContain('/dev/ttyUSB9');
    expect(text).not.toContain('s3cret');
    await daemon.end();
    await chair.end();
    await broker.stop();
    folder.remove();
  });

  it('ends with Ctrl-C in the middle of a handshake: nothing is written, and the port is free', async () => {
    const folder = temporaryFolder();
    const chair = new Program(['sim', '--pty', './ttyCHAIR'], { cwd: folder.path });
    await chair.line(/^ready/);
    const port = join(folder.path, 'ttyCHAIR');
    const { exit, shows, type, said } = terminal(folder.path);
    await shows('Number, device or tcp://host:port');
    type('./ttyCHAIR\r');
    for (const prompt of ['Number or driver', 'Baud rate', 'Id, for its topics', 'Name, for people', 'ask the chair']) {
      await shows(prompt);
      type('\r');
    }
    await shows('Testing ...');
    if (process.platform === 'linux') await eventually(() => portLocker(port) !== null, 'the port is held');
    type('\u0003');
    expect(await exit).toBe(1);
    expect(said()).toMatch(/Nothing was written\.\s*$/);
    expect(portLocker(port)).toBeNull();
    expect(existsSync(join(folder.path, 'chair2mqtt.yaml'))).toBe(false);
    await chair.end();
    folder.remove();
  });

  it('shows no password that is typed in a terminal, and gives the terminal back', async () => {
    const folder = temporaryFolder();
    const chair = new Program(['sim', '--tcp', '127.0.0.1:0'], { cwd: folder.path });
    const place = /tcp=(\S+)/.exec(await chair.line(/^ready/))?.[1];
    const { exit, shows, type, said } = terminal(folder.path);
    await shows('Number, device or tcp://host:port');
    type(`tcp://${place}\r`);
    for (const prompt of ['Number or driver', 'Baud rate', 'Id, for its topics', 'Name, for people', 'ask the chair']) {
      await shows(prompt);
      type('\r');
    }
    await shows('Address');
    type('mqtt://127.0.0.1:1\r');
    await shows('User;');
    type('chair\r');
    await shows('Password, not shown');
    type('s3cret\r');
    await shows('NO  mqtt://127.0.0.1:1');
    type('shown again\r');
    await shows('shown again');
    type('q\r');
    expect(await exit).toBe(1);
    expect(said()).not.toContain('s3cret');
    await chair.end();
    folder.remove();
  });
});
