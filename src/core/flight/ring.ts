import type { EntryOf, FlightEntry } from './entries.js';
import { PackedLines } from './packed-lines.js';
import { bytesText } from './wire-text.js';

/** Bounds of what is kept of one chair. A chair that runs sends 10 T lines a second and is sent about 8 lines. */
export const ringLimits = {
  /** A minute before a fault, and what comes until its record is finished. */
  keepMs: 65_000,
  entriesMax: 4096,
  /** A whole line has at most 160 characters. */
  textMax: 200,
  /** Of each second; what comes beyond is counted. */
  perSecond: { telemetry: 20, received: 20, frames: 100, sent: 30, keys: 100, commands: 20 },
  /** Of a binary wire, in one entry. */
  bytesMax: 64,
  /** Ticks between two entries; there are 100 between two checkpoints. */
  ticksMax: 1000,
} as const;

type LineClass = keyof typeof ringLimits.perSecond;

const letterT = 0x54;

/** Bytes of one frame that come in pieces, ms apart; the least silence by which a profile may tell two frames apart is longer. */
const pieceMs = 2;

const noneUsed: Readonly<Record<LineClass, number>> = {
  telemetry: 0,
  received: 0,
  frames: 0,
  sent: 0,
  keys: 0,
  commands: 0,
};

const shortened = (text: string): string =>
  text.length > ringLimits.textMax ? text.slice(0, ringLimits.textMax) : text;

/** What is no packed line, and how many of these came before it. */
interface Kept {
  readonly entry: FlightEntry;
  readonly linesBefore: number;
}

/** The last minute of one chair, bounded by time, number and length whatever comes. Cheap: of a line its bytes, nothing encoded.
 *  Times in ms of one monotonic clock. */
export class FlightRing {
  /** Lines that nothing is added to any more. */
  private readonly lines = new PackedLines();
  private entries: Kept[] = [];
  private first = 0;
  private newestAtMs = 0;
  private second = Number.NEGATIVE_INFINITY;
  private used = { ...noneUsed };
  private leftOut = { lines: 0, commands: 0 };
  private noise: EntryOf<'noise'> | null = null;
  private ticked: number[] = [];

  /** `isByProfile`: lines are frames of a chair by profile, and the ticks of the daemon count. */
  constructor(private readonly isByProfile = false) {}

  /** The daemon has looked after the chair. */
  tick(atMs: number): void {
    if (this.isByProfile && this.ticked.length < ringLimits.ticksMax) this.ticked.push(atMs);
  }

  received(atMs: number, line: string): void {
    const ofProtocol = line.charCodeAt(0) === letterT ? 'telemetry' : 'received';
    const lineClass = this.isByProfile ? 'frames' : ofProtocol;
    if (this.hasRoom(atMs, lineClass)) this.line('rx', atMs, shortened(line));
  }

  /** Bytes of a binary wire, in as many entries as they need. */
  receivedBytes(atMs: number, bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length; from += ringLimits.bytesMax) {
      const line = bytesText(bytes.subarray(from, from + ringLimits.bytesMax));
      if (!this.joins(atMs, line)) this.received(atMs, line);
    }
  }

  sent(atMs: number, text: string): void {
    if (this.hasRoom(atMs, this.isByProfile ? 'keys' : 'sent')) this.line('tx', atMs, shortened(text));
  }

  /** Damaged lines are counted, one entry a second. */
  noisy(atMs: number, damage: 'overflow' | 'alphabet'): void {
    this.turn(atMs);
    if (this.noise === null) {
      this.noise = { kind: 'noise', atMs, overflow: 0, alphabet: 0 };
      this.push(this.noise);
    }
    this.noise[damage] += 1;
  }

  command(entry: EntryOf<'command'>): void {
    if (this.hasRoom(entry.atMs, 'commands')) this.push(entry);
  }

  /** Anything that comes seldom by itself. */
  note(entry: FlightEntry): void {
    this.turn(entry.atMs);
    this.push(entry);
  }

  /** What is kept now, oldest first. */
  kept(): readonly FlightEntry[] {
    this.tellLeftOut(this.newestAtMs);
    const lines = this.lines.kept();
    const firstLine = this.lines.taken - lines.length;
    const all: FlightEntry[] = [];
    let next = 0;
    for (const { entry, linesBefore } of this.entries.slice(this.first)) {
      const until = Math.max(next, linesBefore - firstLine);
      all.push(...lines.slice(next, until), entry);
      next = until;
    }
    all.push(...lines.slice(next));
    return all.slice(-ringLimits.entriesMax).filter(({ atMs }) => atMs >= this.newestAtMs - ringLimits.keepMs);
  }

  /** Frames of a chair by profile come in pieces, and with the ticks before them; lines of the protocol come whole. */
  private line(kind: 'rx' | 'tx', atMs: number, line: string): void {
    if (this.isByProfile) {
      this.push({ kind, atMs, line });
      return;
    }
    this.lines.push(kind, atMs, line);
    this.discard(atMs);
  }

  /** Adapters pass on a frame in pieces: one that follows at once, with nothing in between, joins the last. */
  private joins(atMs: number, line: string): boolean {
    const last = this.entries.at(-1)?.entry;
    if (last?.kind !== 'rx' || this.ticked.length > 0 || atMs - last.atMs >= pieceMs) return false;
    if (last.line.length + line.length >= ringLimits.textMax) return false;
    last.line = `${last.line} ${line}`;
    last.atMs = atMs;
    return true;
  }

  private hasRoom(atMs: number, lineClass: LineClass): boolean {
    this.turn(atMs);
    if (this.used[lineClass] < ringLimits.perSecond[lineClass]) {
      this.used[lineClass] += 1;
      return true;
    }
    if (lineClass === 'commands') this.leftOut.commands += 1;
    else this.leftOut.lines += 1;
    return false;
  }

  private turn(atMs: number): void {
    const second = Math.floor(atMs / 1000);
    if (second === this.second) return;
    this.tellLeftOut(atMs);
    this.second = second;
    this.used = { ...noneUsed };
    this.noise = null;
  }

  private tellLeftOut(atMs: number): void {
    const { lines, commands } = this.leftOut;
    if (lines === 0 && commands === 0) return;
    this.leftOut = { lines: 0, commands: 0 };
    this.push({ kind: 'left-out', atMs, lines, commands });
  }

  private push(entry: FlightEntry): void {
    if (this.ticked.length > 0) entry.tickedAtMs = this.ticked;
    this.ticked = [];
    this.entries.push({ entry, linesBefore: this.lines.taken });
    this.discard(entry.atMs);
  }

  private discard(nowMs: number): void {
    this.newestAtMs = nowMs;
    const oldestMs = nowMs - ringLimits.keepMs;
    this.lines.discard(oldestMs, ringLimits.entriesMax);
    while (
      this.entries.length - this.first > ringLimits.entriesMax ||
      (this.entries[this.first]?.entry.atMs ?? oldestMs) < oldestMs
    ) {
      this.first += 1;
    }
    // Given back in one go, so that taking one off the front costs nothing.
    if (this.first < this.entries.length / 2) return;
    this.entries = this.entries.slice(this.first);
    this.first = 0;
  }
}
