/** One frame of a chair's wire as it was heard. */
export interface CapturedFrame {
  readonly atMs: number;
  readonly line: 'status' | 'command';
  /** Without its end. */
  readonly text: string;
}

/** The person said that a key was just pressed. */
export interface KeyMark {
  readonly atMs: number;
  readonly key: string;
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
const answerDigitsMax = 5;

const digitsOf = (text: string, start: string): string | null => {
  const digits = text.startsWith(start) ? text.slice(start.length) : text;
  return /^[0-9A-Fa-f]+$/.test(digits) ? digits.toUpperCase() : null;
};

/** How each bit of a length of frame behaved in a stretch of time. */
interface Stretch {
  readonly last: readonly number[];
  /** Bits that were not always the same. */
  readonly moving: ReadonlySet<number>;
}

function bitsOf(digits: string): readonly number[] {
  return [...digits].flatMap((digit) => {
    const value = Number.parseInt(digit, 16);
    return [3, 2, 1, 0].map((bit) => (value >> bit) & 1);
  });
}

function stretches(frames: readonly string[]): ReadonlyMap<number, Stretch> {
  const found = new Map<number, Stretch>();
  for (const digits of frames) {
    const bits = bitsOf(digits);
    const before = found.get(digits.length);
    const changed = bits.flatMap((bit, at) => (before !== undefined && before.last[at] !== bit ? [at] : []));
    found.set(digits.length, { last: bits, moving: new Set([...(before?.moving ?? []), ...changed]) });
  }
  return found;
}

const placeOf = (digits: number, at: number) => ({ digits, byte: Math.floor(at / 8), bit: 7 - (at % 8) });

/** What changed with each key that was named: the bits that stand still before and after it and differ, and those that begin to
 *  blink. `start` is the character that frames begin with. Pure. */
export function findKeys(
  frames: readonly CapturedFrame[],
  marks: readonly KeyMark[],
  start: string,
): readonly KeyFinding[] {
  const heard = frames.flatMap(({ atMs, line, text }) => {
    const digits = digitsOf(text, start);
    return digits === null ? [] : [{ atMs, line, digits }];
  });
  const within = (line: CapturedFrame['line'], fromMs: number, toMs: number): readonly string[] =>
    heard.filter((each) => each.line === line && each.atMs >= fromMs && each.atMs < toMs).map(({ digits }) => digits);
  return marks.map(({ atMs, key }) => {
    const pressedMs = atMs - saidLateMs;
    const status = (fromMs: number, toMs: number) =>
      stretches(within('status', fromMs, toMs).filter(({ length }) => length > answerDigitsMax));
    const before = status(pressedMs - windowMs, pressedMs);
    const after = status(atMs + settledMs, atMs + settledMs + windowMs);
    const answers = within('status', pressedMs, atMs + settledMs).filter(({ length }) => length <= answerDigitsMax);
    return { key, commands: within('command', pressedMs, atMs + settledMs), answers, ...difference(before, after) };
  });
}

function difference(
  before: ReadonlyMap<number, Stretch>,
  after: ReadonlyMap<number, Stretch>,
): Pick<KeyFinding, 'changed' | 'blinks'> {
  const changed: ChangedBit[] = [];
  const blinks: Omit<ChangedBit, 'before' | 'after'>[] = [];
  for (const [digits, { last, moving }] of after) {
    const earlier = before.get(digits);
    if (earlier === undefined) continue;
    for (const [at, bit] of last.entries()) {
      const was = earlier.last[at];
      if (was === undefined || earlier.moving.has(at)) continue;
      if (moving.has(at)) blinks.push(placeOf(digits, at));
      else if (was !== bit) changed.push({ ...placeOf(digits, at), before: was, after: bit });
    }
  }
  return { changed, blinks };
}

const named = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 32) || 'key';

const bitText = ({ byte, bit }: { readonly byte: number; readonly bit: number }): string => `B${byte}[${bit}]`;

function keyLines({ key, commands, changed, blinks, answers }: KeyFinding): readonly string[] {
  const [press, release] = [commands[0], commands.at(-1)];
  const seen = [
    ...changed.map((bit) => `${bit.digits} digits ${bitText(bit)} ${bit.before} to ${bit.after}`),
    ...blinks.map((bit) => `${bit.digits} digits ${bitText(bit)} begins to blink`),
  ];
  const codes = `press: "${press ?? '?'}", release: "${release ?? '?'}", answer: ${answers.length > 0 ? 'expected' : 'none'}`;
  return [
    `  # ${seen.length === 0 ? 'nothing in the status changed' : seen.join('; ')}`,
    `  ${named(key)}: { ${codes} }`,
  ];
}

export interface CapturedWire {
  readonly baudRate: number;
  readonly start: string;
  readonly end: 'cr' | 'lf';
}

/** The beginning of a profile: what the wire showed, with what a person still has to say marked by `?`. Pure. */
export function draftProfile(
  wire: CapturedWire,
  frames: readonly CapturedFrame[],
  findings: readonly KeyFinding[],
): string {
  const lengths = [
    ...new Set(
      frames.filter(({ line }) => line === 'status').flatMap(({ text }) => digitsOf(text, wire.start)?.length ?? []),
    ),
  ].sort((one, other) => one - other);
  const status = lengths.filter((length) => length > answerDigitsMax);
  const last = [...findings].reverse();
  const latest = findings.filter((finding) => last.find(({ key }) => key === finding.key) === finding);
  return [
    '# A draft: what the wire showed. Lines with ? need a person; docs/chairs.md says what each key means.',
    'name: "?"',
    'title: "?"',
    `line: { baud_rate: ${wire.baudRate} }`,
    `frame: { start: ${JSON.stringify(wire.start)}, end: ${wire.end} }`,
    'silence: 3s',
    'keys:',
    ...latest.flatMap(keyLines),
    `answers: { taken: ${JSON.stringify(findings.flatMap(({ answers }) => answers)[0] ?? '?')} }`,
    'frames:',
    '  answer: { digits: [1, 5] }',
    ...status.map((length) => `  status-${length}: { digits: [${length}, ${length}] }`),
    'fields: {}        # ? name the bits above: { frame: status-18, bits: "B3[4]", values: { 0: "off", 1: "on" } }',
    'power: { key: "?", field: "?" }',
    'activity: []      # ? the blinking fields',
    'follows: 6s',
    'controls: {}      # ?',
    'zones: {}         # ?',
    'guarantees: { dead_man: none, stop: "by key, confirmed by status" }',
    '',
  ].join('\n');
}
