import { Command, InvalidArgumentError, Option } from 'commander';
import { createWriter, type LineWriter } from '../adapters/files/line-writer.js';
import { openPort } from '../adapters/serial/open-port.js';
import { chairPort } from '../core/configuration/port.js';
import { type CapturedFrame, draftProfile, findKeys, type KeyFinding, type KeyMark } from '../core/profile/capture.js';
import type { Wire } from '../ports.js';
import { type CliIo, silentLog } from './process-edge.js';

interface CaptureOptions {
  readonly command?: string;
  readonly baud: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly start: string;
  readonly end: 'cr' | 'lf';
  readonly out: string;
  readonly draft?: string;
}

/** More than an hour of a talkative chair. */
const framesMax = 100_000;
/** What a key did is known after this. */
const findMs = 5000;

const readBaud = (text: string): number => {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value < 300 || value > 1_000_000) throw new InvalidArgumentError('It is 300 to 1000000.');
  return value;
};

/** One capture: frames from one or two ports, and what the person says. */
class Capture {
  private readonly frames: CapturedFrame[] = [];
  private readonly marks: KeyMark[] = [];
  private readonly wires: Wire[] = [];
  private readonly startedAtMs: number;
  private isEnding = false;

  constructor(
    private readonly io: CliIo,
    private readonly options: CaptureOptions,
    private readonly file: LineWriter,
    private readonly finish: (code: number) => void,
  ) {
    this.startedAtMs = io.clock.nowMs();
  }

  listen(port: string, line: CapturedFrame['line']): void {
    const { baud, parity, end } = this.options;
    const place = chairPort().parse(port);
    const setting = { ...place, baudRate: baud, parity, hupcl: false, lineEnd: end };
    const open = openPort(setting, this.io.clock, silentLog);
    this.wires.push(
      open({
        onOpened: () => this.io.stderr.write(`${line}: listening on ${port}\n`),
        onLine: (text) => this.take(line, text),
        onNoise: () => this.file.write({ t: this.atMs, line, noise: true }),
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
    this.file.write({ t: mark.atMs, key });
    this.io.clock.after(findMs, () => this.tell(mark));
  }

  end(code: number): void {
    if (this.isEnding) return;
    this.isEnding = true;
    const { baud, start, end, draft } = this.options;
    const text = draftProfile({ baudRate: baud, start, end }, this.frames, findKeys(this.frames, this.marks, start));
    if (draft === undefined) this.io.stdout.write(text);
    else if (!this.file.save(draft, text)) this.io.stderr.write(`error: ${draft} cannot be written\n`);
    void Promise.all(this.wires.map((wire) => wire.close())).then(() => this.finish(code));
  }

  private get atMs(): number {
    return Math.round(this.io.clock.nowMs() - this.startedAtMs);
  }

  private take(line: CapturedFrame['line'], text: string): void {
    const frame = { atMs: this.atMs, line, text };
    this.file.write({ t: frame.atMs, line, text });
    if (this.frames.length < framesMax) this.frames.push(frame);
  }

  private tell(mark: KeyMark): void {
    if (this.isEnding) return;
    const [finding] = findKeys(this.frames, [mark], this.options.start);
    if (finding !== undefined) this.io.stderr.write(showFinding(finding));
  }

  private closed(line: CapturedFrame['line'], reason: string): void {
    if (this.isEnding) return;
    this.io.stderr.write(`error: ${line}: ${reason}\n`);
    this.end(1);
  }
}

function showFinding({ key, commands, answers, changed, blinks }: KeyFinding): string {
  const parts = [
    ...(commands.length === 0 ? [] : [`sent ${commands.join(' ')}`]),
    ...(answers.length === 0 ? [] : [`answered ${answers.join(' ')}`]),
    ...changed.map(
      ({ digits, byte, bit, before, after }) => `B${byte}[${bit}] of ${digits} digits: ${before} to ${after}`,
    ),
    ...blinks.map(({ digits, byte, bit }) => `B${byte}[${bit}] of ${digits} digits begins to blink`),
  ];
  return `${key}: ${parts.length === 0 ? 'nothing changed' : parts.join('; ')}\n`;
}

function run(io: CliIo, port: string, options: CaptureOptions): void {
  const file = createWriter(options.out);
  if (file.kind === 'problem') {
    io.stderr.write(`error: ${file.message}\n`);
    io.exit(1);
    return;
  }
  const capture = new Capture(io, options, file, (code) => {
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
Writes nothing to the chair. Every frame goes into the file with its time; what each key changed is shown as you name it, and at
the end a draft of a profile is printed.

Exit code: 0 after "quit", a signal or the end of standard input, 1 where a port is lost, 2 for a wrong command line.

Examples:
  chair2mqtt capture /dev/ttyUSB0 --command /dev/ttyUSB1 --baud 9600
  chair2mqtt capture tcp://192.168.1.20:5555 --draft my-chair.yaml`;

/** `chair2mqtt capture`: what goes over the wire of a chair that nobody knows yet. */
export const captureCommand = (io: CliIo): Command =>
  new Command('capture')
    .description('record what a chair and its remote say to each other, and draft a profile of it')
    .argument('<port>', 'where the chair shows its status: a device or tcp://host:port')
    .option('--command <port>', 'where its remote sends its keys, on a second adapter')
    .addOption(new Option('--baud <rate>', 'bits per second').argParser(readBaud).default(9600))
    .addOption(new Option('--parity <parity>', 'parity').choices(['none', 'even', 'odd']).default('none'))
    .option('--start <character>', 'what a frame begins with', '~')
    .addOption(new Option('--end <end>', 'what a frame ends with').choices(['cr', 'lf']).default('cr'))
    .option('--out <file>', 'the record, one JSON object a line', 'capture.jsonl')
    .option('--draft <file>', 'write the draft here, not to standard output')
    .addHelpText('after', helpText)
    .action((port: string, options: CaptureOptions) => run(io, port, options));
