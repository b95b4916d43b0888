import type { CapturedFrame, Framing } from './framing.js';
import { type CapturedLine, hexDigits, type KeyMark } from './recording.js';

/** A frame as hex digits: those of its text, or all its bytes. */
export interface SpokenFrame {
  readonly atMs: number;
  readonly line: CapturedLine;
  readonly digits: string;
}

/** The frames that hold hex digits; of a binary wire, all. */
export function spokenFrames(framing: Framing, frames: readonly CapturedFrame[]): readonly SpokenFrame[] {
  return frames.flatMap(({ atMs, line, bytes }) => {
    const digits = framing.kind === 'text' ? textDigits(bytes, framing.start) : hexDigits(bytes).toUpperCase();
    return digits === null ? [] : [{ atMs, line, digits }];
  });
}

function textDigits(bytes: Uint8Array, start: string): string | null {
  const text = String.fromCharCode(...bytes).replace(/^[\r\n]+|[\r\n]+$/g, '');
  const digits = start !== '' && text.startsWith(start) ? text.slice(start.length) : text;
  return /^[0-9A-Fa-f]+$/.test(digits) ? digits.toUpperCase() : null;
}

/** A bit of the frames of one length that was another before a key than after it. */
interface ChangedBit {
  readonly digits: number;
  readonly byte: number;
  readonly bit: number;
  readonly before: number;
  readonly after: number;
}

/** What one key did, as far as the wire shows it. */
export interface KeyFinding {
  readonly key: string;
  /** On the command line, in their order; empty where only the status was heard. */
  readonly commands: readonly string[];
  /** Short frames on the status line that came with it. */
  readonly answers: readonly string[];
  readonly changed: readonly ChangedBit[];
  /** Bits that blink after it and did not before. */
  readonly blinks: readonly Omit<ChangedBit, 'before' | 'after'>[];
}

/** People say a key a moment after they have pressed it. */
const saidLateMs = 2500;
const settledMs = 1500;
const windowMs = 3000;

/** A lamp that blinks changes this often in that time; the digit of a clock seldom does. */
const blinkChangesMin = 3;

/** How each bit of a length of frame behaved in a stretch of time. */
interface Stretch {
  readonly last: readonly number[];
  /** Bits that were not always the same, and how often they changed. */
  readonly changes: ReadonlyMap<number, number>;
}

function bitsOf(digits: string): readonly number[] {
  return [...digits].flatMap((digit) => {
    const value = Number.parseInt(digit, 16);
    return [3, 2, 1, 0].map((bit) => (value >> bit) & 1);
  });
}

function stretches(frames: readonly string[]): ReadonlyMap<number, Stretch> {
  const found = new Map<number, Stretch>();
  const same = new Map<number, string>();
  for (const digits of frames) {
    if (same.get(digits.length) === digits) continue;
    same.set(digits.length, digits);
    const bits = bitsOf(digits);
    const before = found.get(digits.length);
    const changes = new Map(before?.changes);
    for (const [at, bit] of bits.entries()) {
      if (before !== undefined && before.last[at] !== bit) changes.set(at, (changes.get(at) ?? 0) + 1);
    }
    found.set(digits.length, { last: bits, changes });
  }
  return found;
}

const placeOf = (digits: number, at: number) => ({ digits, byte: Math.floor(at / 8), bit: 7 - (at % 8) });

/** What changed with each key that was named: the bits that stand still before and after it and differ, and those that begin to
 *  blink. `answerDigitsMax`: the longest frame of the status line that is an answer to a key, and no status; 0 where there is no such.
 *  Pure. */
export function findKeys(
  heard: readonly SpokenFrame[],
  marks: readonly KeyMark[],
  answerDigitsMax: number,
): readonly KeyFinding[] {
  const within = (line: CapturedLine, fromMs: number, toMs: number): readonly string[] =>
    heard.filter((each) => each.line === line && each.atMs >= fromMs && each.atMs < toMs).map(({ digits }) => digits);
  const own = restless(heard, marks, answerDigitsMax);
  return marks.map(({ atMs, key }) => {
    const pressedMs = atMs - saidLateMs;
    const status = (fromMs: number, toMs: number) =>
      stretches(within('status', fromMs, toMs).filter(({ length }) => length > answerDigitsMax));
    const before = status(pressedMs - windowMs, pressedMs);
    const after = status(atMs + settledMs, atMs + settledMs + windowMs);
    const answers = within('status', pressedMs, atMs + settledMs).filter(({ length }) => length <= answerDigitsMax);
    return {
      key,
      commands: within('command', pressedMs, atMs + settledMs),
      answers,
      ...difference(before, after, own),
    };
  });
}

/** When each bit of the status changed, by `<digits> <bit>`. */
function changeTimes(heard: readonly SpokenFrame[], answerDigitsMax: number): ReadonlyMap<string, readonly number[]> {
  const same = new Map<number, string>();
  const last = new Map<number, readonly number[]>();
  const times = new Map<string, number[]>();
  for (const { line, atMs, digits } of heard) {
    if (line !== 'status' || digits.length <= answerDigitsMax || same.get(digits.length) === digits) continue;
    same.set(digits.length, digits);
    const bits = bitsOf(digits);
    const before = last.get(digits.length);
    last.set(digits.length, bits);
    for (const [at, bit] of bits.entries()) {
      if (before === undefined || before[at] === bit) continue;
      const name = `${digits.length} ${at}`;
      const known = times.get(name);
      if (known === undefined) times.set(name, [atMs]);
      else known.push(atMs);
    }
  }
  return times;
}

/** The bits that change by themselves: oftener when nobody has pressed anything than when somebody has, and those that only carry on
 *  from the one below them, such as the higher digits of a clock. */
function restless(
  heard: readonly SpokenFrame[],
  marks: readonly KeyMark[],
  answerDigitsMax: number,
): ReadonlySet<string> {
  const times = changeTimes(heard, answerDigitsMax);
  const isPressed = (ms: number): boolean => marks.some(({ atMs }) => ms >= atMs - saidLateMs && ms < atMs + settledMs);
  const isOwn = (changes: readonly number[]): boolean =>
    changes.filter((ms) => !isPressed(ms)).length > changes.length / 2;
  const own = new Set<string>();
  // The lowest bit of a byte comes last.
  for (const [name, changes] of [...times].sort(([one], [other]) => placeIn(other) - placeIn(one))) {
    const below = times.get(belowOf(name)) ?? [];
    const isCarry = own.has(belowOf(name)) && changes.every((ms) => below.includes(ms));
    if (isCarry || isOwn(changes)) own.add(name);
  }
  return own;
}

const placeIn = (name: string): number => Number(name.split(' ')[1]);

/** The bit below in the same byte, or a name that no bit has. */
function belowOf(name: string): string {
  const [digits, at] = name.split(' ').map(Number);
  return at === undefined || at % 8 === 7 ? '' : `${digits} ${at + 1}`;
}

/** What a bit that stood still before a key did after it; null where that is nothing. */
function changeOf(was: number, at: number, { last, changes }: Stretch): 'changed' | 'blinks' | null {
  const count = changes.get(at) ?? 0;
  if (count >= blinkChangesMin) return 'blinks';
  return count === 0 && last[at] !== was ? 'changed' : null;
}

function difference(
  before: ReadonlyMap<number, Stretch>,
  after: ReadonlyMap<number, Stretch>,
  own: ReadonlySet<string>,
): Pick<KeyFinding, 'changed' | 'blinks'> {
  const changed: ChangedBit[] = [];
  const blinks: Omit<ChangedBit, 'before' | 'after'>[] = [];
  for (const [digits, stretch] of after) {
    const earlier = before.get(digits);
    for (const [at, was] of earlier?.last.entries() ?? []) {
      if (earlier?.changes.has(at) !== false) continue;
      const change = changeOf(was, at, stretch);
      if (change === 'blinks') blinks.push(placeOf(digits, at));
      else if (change === 'changed' && !own.has(`${digits} ${at}`)) {
        changed.push({ ...placeOf(digits, at), before: was, after: 1 - was });
      }
    }
  }
  return { changed, blinks };
}
