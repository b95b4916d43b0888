import { Command, InvalidArgumentError, Option } from 'commander';
import { readBounded } from '../adapters/files/bounded-read.js';
import { createWriter, type LineWriter, saveNew } from '../adapters/files/line-writer.js';
import { openPort } from '../adapters/serial/open-port.js';
import { type Analysis, analyse } from '../core/capture/analysis.js';
import { draftProfile } from '../core/capture/draft.js';
import {
  bytesLine,
  type CapturedBytes,
  type CapturedLine,
  type KeyMark,
  markLine,
  type Recording,
  readRecording,
  settingLine,
} from '../core/capture/recording.js';
import { findingWords, wireWords } from '../core/capture/words.js';
import { chairPort } from '../core/configuration/port.js';
import type { Wire } from '../ports.js';
import { type CaptureRate, findRate } from './capture-rate.js';
import { type CliIo, silentLog } from './process-edge.js';

interface CaptureOptions {
  readonly command?: string;
  readonly from?: string;
  readonly baud: CaptureRate;
  readonly parity: 'none' | 'even' | 'odd';
  readonly out: string;
  readonly draft?: string;
}

/** What is looked at while it is listened to; the file has no such bound. Hours of a talkative chair, minutes of one that comes byte by
 *  byte. */
const piecesMax = 500_000;
/** A key is told by what was heard so long before it. */
const lookedBackMs = 180_000;
/** What a key did is known after this. */
const findMs = 5000;
/** How a wire speaks can be told after this. */
const firstWordsMs = 3000;
const recordBytesMax = 64 * 1024 * 1024;

const readBaud = (text: string): CaptureRate => {
  if (text === 'auto') return 'auto';
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value < 300 || value > 1_000_000) throw new InvalidArgumentError('It is 300 to 1000000, or auto.');
  return value;
};

/** One capture: bytes from one or two ports, and what the person says. */
class Capture {
  private readonly heard: CapturedBytes[] = [];
  private readonly marks: KeyMark[] = [];
  private readonly wires: Wire[] = [];
  private readonly startedAtMs: number;
  private isEnding = false;
  private isFull = false;

  constructor(
    private readonly io: CliIo,
    private readonly setting: Recording['setting'],
    private readonly draft: string | undefined,
    private readonly file: LineWriter,
    private readonly finish: (code: number) => void,
  ) {
    this.startedAtMs = io.clock.nowMs();
    file.write(settingLine(setting));
    io.clock.after(firstWordsMs, () => !this.isEnding && io.stderr.write(wireText(analyse(this.recording))));
  }

  listen(port: string, line: CapturedLine): void {
    const place = chairPort().parse(port);
    const { baudRate, parity } = this.setting;
    const setting = { ...place, baudRate, parity, hupcl: false };
    const open = openPort(setting, this.io.clock, silentLog);
    this.wires.push(
      open({
        onOpened: () => this.io.stderr.write(`${line}: listening on ${port}\n`),
        onLine: () => {},
        onNoise: () => {},
        onBytes: (bytes) => this.take(line, bytes),
        onClosed: (reason) => this.closed(line, reason),
      }),
    );
  }

  /** The name of the key that was just pressed; empty lines count for nothing. */
  said(words: string): void {
    const key = words.trim().slice(0, 40);
    if (key === '') return;
    if (key === 'quit') {
      this.end(0);
      return;
    }
    const mark = { atMs: this.atMs, key };
    this.marks.push(mark);
    this.file.write(markLine(mark));
    this.io.clock.after(findMs, () => this.tell(mark));
  }

  end(code: number): void {
    if (this.isEnding) return;
    this.isEnding = true;
    if (this.isFull) this.io.stderr.write('Not all was looked at: read the file with --from\n');
    else conclude(this.io, this.recording, this.draft);
    void Promise.all(this.wires.map((wire) => wire.close())).then(() => this.finish(code));
  }

  private get recording(): Recording {
    return { setting: this.setting, heard: this.heard, marks: this.marks };
  }

  private get atMs(): number {
    return Math.round(this.io.clock.nowMs() - this.startedAtMs);
  }

  private take(line: CapturedLine, bytes: Uint8Array): void {
    const piece = { atMs: this.atMs, line, bytes: Uint8Array.from(bytes) };
    this.file.write(bytesLine(piece));
    if (this.heard.length < piecesMax) this.heard.push(piece);
    else if (!this.isFull) this.sayFull();
  }

  private sayFull(): void {
    this.isFull = true;
    this.io.stderr.write(
      'No more is looked at here, but all goes into the file: type quit, then read it with --from\n',
    );
  }

  private tell(mark: KeyMark): void {
    if (this.isEnding || this.isFull) return;
    const heard = this.heard.filter(({ atMs }) => atMs >= mark.atMs - lookedBackMs);
    const [finding] = analyse({ ...this.recording, heard, marks: [mark] }).findings;
    if (finding !== undefined) this.io.stderr.write(`${findingWords(finding)}\n`);
  }

  private closed(line: CapturedLine, reason: string): void {
    if (this.isEnding) return;
    this.io.stderr.write(`error: ${line}: ${reason}\n`);
    this.end(1);
  }
}

const wireText = (analysis: Analysis): string => `${wireWords(analysis).join('\n')}\n`;

/** Says what the whole record shows, and gives the draft. */
function conclude(io: CliIo, recording: Recording, draft: string | undefined): boolean {
  const analysis = analyse(recording);
  io.stderr.write(wireText(analysis));
  const text = draftProfile(analysis);
  if (draft === undefined) io.stdout.write(text);
  else if (!saveNew(draft, text)) {
    io.stderr.write(`error: ${draft} cannot be written, or is there already\n`);
    return false;
  }
  return true;
}

function readAgain(io: CliIo, path: string, draft: string | undefined): number {
  const read = readBounded(path, recordBytesMax);
  if (read.kind === 'problem') {
    io.stderr.write(`error: ${path} cannot be read: ${read.message}\n`);
    return 1;
  }
  const recording = readRecording(read.bytes.toString('utf8'));
  if ('problem' in recording) {
    io.stderr.write(`error: ${path}: ${recording.problem}\n`);
    return 1;
  }
  for (const finding of analyse(recording).findings) io.stderr.write(`${findingWords(finding)}\n`);
  return conclude(io, recording, draft) ? 0 : 1;
}

async function record(io: CliIo, port: string, options: CaptureOptions): Promise<void> {
  const { baud, parity } = options;
  const baudRate = baud === 'auto' ? await findRate(io, port, parity) : baud;
  if (baudRate === null) {
    io.exit(1);
    return;
  }
  const file = createWriter(options.out);
  if (file.kind === 'problem') {
    io.stderr.write(`error: ${file.message}\n`);
    io.exit(1);
    return;
  }
  const capture = new Capture(io, { baudRate, parity }, options.draft, file, (code) => {
    file.close();
    io.exit(code);
  });
  capture.listen(port, 'status');
  if (options.command !== undefined) capture.listen(options.command, 'command');
  io.stderr.write(
    `Press a key of the chair's remote, wait for 3 s, then type its name and Enter. "quit" ends and drafts.\n`,
  );
  io.onSignal(() => capture.end(0));
  let held = '';
  io.stdin.setEncoding('utf8');
  io.stdin.on('data', (piece) => {
    const lines = (held + piece).split('\n');
    held = (lines.pop() ?? '').slice(0, 200);
    for (const line of lines) capture.said(line);
  });
  io.stdin.on('end', () => capture.end(0));
}

const helpText = `
Writes nothing to the chair. Every byte goes into the file with its time; how the wire speaks is said after 3 s, what each key changed
as you name it, and at the end a draft of a profile is printed. The file can be read again with --from, on any machine.

Exit code: 0 after "quit", a signal or the end of standard input, 1 where a port is lost or a file is none, 2 for a wrong command line.

Examples:
  chair2mqtt capture /dev/ttyUSB0 --command /dev/ttyUSB1 --baud 9600
  chair2mqtt capture /dev/ttyUSB0 --baud auto
  chair2mqtt capture tcp://192.168.1.20:5555 --draft my-chair.yaml
  chair2mqtt capture --from capture.jsonl`;

/** `chair2mqtt capture`: what goes over the wire of a chair that nobody knows yet. */
export const captureCommand = (io: CliIo): Command =>
  new Command('capture')
    .description('record what a chair and its remote say to each other, and draft a profile of it')
    .argument('[port]', 'where the chair shows its status: a device or tcp://host:port')
    .option('--command <port>', 'where its remote sends its keys, on a second adapter')
    .addOption(
      new Option('--baud <rate>', 'bits per second; auto listens at the usual ones for 2 s each')
        .argParser(readBaud)
        .default(9600),
    )
    .addOption(new Option('--parity <parity>', 'parity').choices(['none', 'even', 'odd']).default('none'))
    .option('--from <file>', 'read a record again, and listen to nothing')
    .option('--out <file>', 'the record, one JSON object a line', 'capture.jsonl')
    .option('--draft <file>', 'write the draft here, not to standard output')
    .addHelpText('after', helpText)
    .action((port: string | undefined, options: CaptureOptions, command: Command) => {
      if (options.from !== undefined) io.exit(readAgain(io, options.from, options.draft));
      else if (port === undefined) command.error('error: say where the chair is: a port, or --from with a record');
      else void record(io, port, options);
    });
