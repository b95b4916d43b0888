import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { Program, temporaryFolder } from '../support/program.js';
import { TerminalProgram } from '../support/terminal-program.js';

const chair = 'demo-chair';
const size = { columns: 80, rows: 24 };
const entered = '\u001b[?1049h';
const csi = '\u001b[';
/** Where a line begins, with the number of its row. */
const rowStart = new RegExp(`${csi.replace('[', '\\[')}(\\d+);1H`, 'g');
/** Colours off, wrapping on, the cursor seen, the screen of before. */
const restored = ['\u001b[?2004l', '\u001b[?7h', '\u001b[?25h', '\u001b[?1049l'];

let demo: Program;
let url = '';

const watching = (words: readonly string[] = [], env: Readonly<Record<string, string>> = {}): TerminalProgram =>
  new TerminalProgram(['watch', chair, '--url', url, ...words], size, env);

async function send(...words: readonly string[]): Promise<void> {
  const sent = new Program(['send', chair, ...words, '--url', url]);
  expect([await sent.exit, sent.text]).toEqual([0, expect.stringContaining('ok')]);
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Whether something has come by a pipe; one that is empty says so by an error. */
const hasSaid = (pipe: number): boolean => {
  try {
    return readSync(pipe, Buffer.alloc(4096)) > 0;
  } catch {
    return false;
  }
};

/** The terminal is as it was: what was on it, the cursor, and lines that are edited and echoed. */
async function expectRestored(terminal: TerminalProgram, code: number): Promise<void> {
  await terminal.exit;
  const { text } = terminal;
  const after = text.slice(text.lastIndexOf(entered));
  for (const each of restored) expect(after).toContain(each);
  expect(text).toContain(`code=${code}`);
  expect(text.slice(text.indexOf('code='))).toMatch(/(?<!-)icanon.*(?<!-)echo\b/s);
}

beforeAll(async () => {
  demo = new Program(['demo', '--no-tour'], { env: { CHAIR2MQTT_HTTP__LISTEN: 'off' } });
  url = /broker (\S+)/.exec(await demo.line(/^broker /))?.[1] ?? '';
  await demo.line(/^ready/);
});
afterAll(() => demo.end());
// Whatever a test has left running, the next begins with a chair at rest.
afterEach(() => new Program(['send', chair, 'stop', '--url', url]).exit);

describe('watch, in a terminal, with a daemon and its chair', () => {
  it('shows a session, pauses it, and says of a stop that it was verified', async () => {
    const terminal = watching();
    await terminal.shows('Ready');
    await send('start', 'relaxation');
    await terminal.shows('Running');
    await terminal.shows(/relaxation - /);
    await terminal.shows(/[1-9] {2}(knead|tap|roll|press|squeeze|hum)/);
    await terminal.shows(/0:0\d of \d+:00/);
    terminal.type('p');
    await terminal.shows('Paused');
    // A key that is held down asks once.
    await new Promise((resolve) => setTimeout(resolve, 800));
    terminal.type('p');
    await terminal.shows('Goes on.');
    terminal.type('s');
    await terminal.shows(/Still\. Checked \d+\.\d s after\./);
    await terminal.shows('relaxation was stopped');
    terminal.type('q');
    await expectRestored(terminal, 0);
  });

  it('makes an emergency stop of two presses, not of one', async () => {
    const terminal = watching();
    await terminal.shows('Ready');
    terminal.type('e');
    await terminal.shows(`Press e again within 2 s for an emergency stop of ${chair}.`);
    await new Promise((resolve) => setTimeout(resolve, 2200));
    const before = terminal.text.length;
    terminal.type('e');
    await terminal.shows('Press e again', before);
    expect(stripVTControlCharacters(terminal.text)).not.toContain('Emergency stop');
    terminal.type('e');
    await terminal.shows('Emergency stop', before);
    await terminal.shows('The emergency stop was triggered.', before);
    terminal.type('\u0003');
    await expectRestored(terminal, 0);
    await send('reset');
  });

  it('draws anew where the size changes, and no line is longer or lower than fits', async () => {
    const terminal = watching();
    await terminal.shows('Ready');
    terminal.resize(40, 12);
    // The width changes first, so that there is a frame of the new width and the old height before it.
    const frame = () => terminal.text.slice(terminal.text.lastIndexOf('\u001b[2J'));
    const rows = () => [...frame().matchAll(rowStart)].map(([, row]) => Number(row));
    await eventually(
      () => Math.max(...rows()) === 12,
      () => `a frame of 12 rows in ${JSON.stringify(frame())}`,
    );
    const lines = frame().replaceAll(rowStart, '\n').split('\n').map(stripVTControlCharacters);
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    terminal.type('q');
    await expectRestored(terminal, 0);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('gives the terminal back at %s', async (signal) => {
    const terminal = watching();
    await terminal.shows('Ready');
    terminal.signal(signal);
    await expectRestored(terminal, 0);
  });

  it('gives the terminal back while it is stopped, and takes it again after', async () => {
    const terminal = watching();
    await terminal.shows('Ready');
    const before = terminal.text.length;
    terminal.signal('SIGTSTP');
    await terminal.shows('\u001b[?1049l', before);
    await new Promise((resolve) => setTimeout(resolve, 400));
    terminal.signal('SIGCONT');
    await terminal.shows(entered, before);
    await terminal.shows('Ready', terminal.text.indexOf(entered, before));
    terminal.type('q');
    await expectRestored(terminal, 0);
  });

  it('gives the terminal back where a bug of its own ends it, and says which', async () => {
    const bug = encodeURIComponent('process.on("SIGUSR2", () => { throw new Error("boom"); })');
    const terminal = watching([], { NODE_OPTIONS: `--import=data:text/javascript,${bug}` });
    await terminal.shows('Ready');
    terminal.signal('SIGUSR2');
    await expectRestored(terminal, 1);
    const after = terminal.text.slice(terminal.text.lastIndexOf('\u001b[?1049l'));
    expect(after).toContain('boom');
  });

  it('ends where the window is closed', async () => {
    const terminal = watching();
    await terminal.shows('Ready');
    const { pid } = terminal;
    expect(isAlive(pid)).toBe(true);
    await terminal.closeWindow();
    await eventually(() => !isAlive(pid), 'it has ended');
  });

  it('has no colours where NO_COLOR forbids them', async () => {
    const terminal = watching([], { NO_COLOR: '1' });
    await terminal.shows('Ready');
    terminal.type('q');
    await expectRestored(terminal, 0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
    expect(terminal.text).not.toMatch(/\u001b\[[1-9][\d;]*m/);
  });

  it('says how long the broker has been away, as the page does, and ends well', async () => {
    const other = new Program(['demo', '--no-tour']);
    const place = /broker (\S+)/.exec(await other.line(/^broker /))?.[1] ?? '';
    await other.line(/^ready/);
    const terminal = new TerminalProgram(['watch', chair, '--url', place], size);
    await terminal.shows('Ready');
    await other.kill();
    await terminal.shows(/Not connected for \d+ s\. What you see is from \d\d:\d\d:\d\d\. No stop goes out/);
    terminal.type('n');
    await terminal.shows('Not while the chair is: ready.');
    terminal.type('s');
    await terminal.shows('Not confirmed. Press the switch on the chair.');
    terminal.type('q');
    await expectRestored(terminal, 0);
  });

  it('ends with 2, and never touches the screen, where there is no broker', async () => {
    const terminal = new TerminalProgram(['watch', '--url', 'mqtt://127.0.0.1:1', '--timeout', '0.5'], size);
    await terminal.exit;
    expect(terminal.text).toContain('no broker at mqtt://127.0.0.1:1');
    expect(terminal.text).toContain('code=2');
    expect(terminal.text).not.toContain('\u001b');
  });
});

describe('watch, in a pipe', () => {
  it('prints a line for each change, and no escape sequence', async () => {
    const piped = new Program(['watch', '--url', url]);
    await piped.line(/demo-chair: Ready/);
    await send('start', 'quick-break');
    await piped.line(/demo-chair: Running; quick-break - /);
    await send('stop');
    await piped.line(/demo-chair: quick-break was stopped/);
    await piped.line(/demo-chair: .*Still\. Checked/);
    piped.signal('SIGTERM');
    expect(await piped.exit).toBe(0);
    expect(piped.text).not.toContain('\u001b');
  });

  it('ends once nobody reads it any more', async () => {
    const folder = temporaryFolder();
    const path = join(folder.path, 'pipe');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const piped = new Program(['watch', '--url', url], { output: path });
    await eventually(() => hasSaid(reader), 'it has said something');
    closeSync(reader);
    await send('start', 'quick-break');
    expect(await piped.exit).toBe(0);
    folder.remove();
  });
});
