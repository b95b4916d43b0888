import { checkWidth } from '../profile/checks.js';
import type { Analysis, LineAnalysis } from './analysis.js';
import type { CheckRule } from './frame-checks.js';
import type { Framing } from './framing.js';
import type { KeyFinding } from './key-findings.js';
import { hexByte, wireWords } from './words.js';

const named = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 32) || 'key';

const bitText = ({ byte, bit }: { readonly byte: number; readonly bit: number }): string => `B${byte}[${bit}]`;

/** What a key showed, as a comment above it. */
function seenLine({ changed, blinks }: KeyFinding): string {
  const seen = [
    ...changed.map((bit) => `${bit.digits} digits ${bitText(bit)} ${bit.before} to ${bit.after}`),
    ...blinks.map((bit) => `${bit.digits} digits ${bitText(bit)} begins to blink`),
  ];
  return `  # ${seen.length === 0 ? 'nothing in the status changed' : seen.join('; ')}`;
}

function textKeyLines(finding: KeyFinding): readonly string[] {
  const { key, commands, answers } = finding;
  const [press, release] = [commands[0], commands.at(-1)];
  const codes = `press: "${press ?? '?'}", release: "${release ?? '?'}", answer: ${answers.length > 0 ? 'expected' : 'none'}`;
  return [seenLine(finding), `  ${named(key)}: { ${codes} }`];
}

/** Bytes as the table of a chair's maker would print them. */
const spaced = (digits: string): string => digits.match(/../g)?.join(' ') ?? digits;

/** How the commands of a binary wire are put together, and where in them the code of a key stands. */
interface CommandLayout {
  /** What they all share, with `{key}` for what differs and `{check}` for the check. */
  readonly template: string;
  readonly keyFrom: number;
  readonly keyTo: number;
}

/** Null where the commands have several lengths, or differ in places that are apart. */
function commandForm({ frames, checks, lengths }: LineAnalysis): CommandLayout | null {
  const [first] = frames;
  if (first === undefined || lengths.length !== 1) return null;
  const [rule] = checks;
  const width = rule === undefined ? 0 : checkWidth(rule.kind);
  const checkAt = rule === undefined ? first.bytes.length : first.bytes.length - rule.after - width;
  const isCheck = (at: number): boolean => at >= checkAt && at < checkAt + width;
  const places = [...first.bytes.keys()];
  const differing = places.filter((at) => !isCheck(at) && frames.some(({ bytes }) => bytes[at] !== first.bytes[at]));
  const [keyFrom, keyTo] = [differing[0], (differing.at(-1) ?? 0) + 1];
  if (keyFrom === undefined || (keyTo > checkAt && keyFrom < checkAt)) return null;
  const parts = places.flatMap((at) => {
    if (at === keyFrom) return ['{key}'];
    if (at > keyFrom && at < keyTo) return [];
    if (isCheck(at)) return at === checkAt ? ['{check}'] : [];
    return [hexByte(first.bytes[at] ?? 0)];
  });
  return { template: parts.join(' '), keyFrom, keyTo };
}

function binaryKeyLines(finding: KeyFinding, form: CommandLayout | null): readonly string[] {
  const command = finding.commands[0];
  const code = form === null ? command : command?.slice(2 * form.keyFrom, 2 * form.keyTo);
  return [seenLine(finding), `  ${named(finding.key)}: { press: "${code === undefined ? '?' : spaced(code)}" }`];
}

/** How a command is sent; its check is said where the frames have another. */
function sendLine(
  form: CommandLayout | null,
  { checks }: LineAnalysis,
  ofFrames: readonly CheckRule[],
): readonly string[] {
  if (form === null) return [];
  if (checkText(checks) === checkText(ofFrames)) return [`send: "${form.template}"`];
  return [`send: { template: "${form.template}", check: ${checkText(checks)} }`];
}

/** Of keys that were named several times, the last. */
const latestOf = (findings: readonly KeyFinding[]): readonly KeyFinding[] => [
  ...new Map(findings.map((finding) => [finding.key, finding])).values(),
];

function checkText(checks: readonly CheckRule[]): string {
  const [rule] = checks;
  if (rule === undefined) return '{ kind: none }';
  return `{ kind: ${rule.kind}, from: ${rule.from}${rule.isLowFirst ? ', low_first: true' : ''} }`;
}

function binaryFrame(framing: Exclude<Framing, { kind: 'text' }>, checks: readonly CheckRule[]): string {
  const check = `check: ${checkText(checks)}`;
  switch (framing.kind) {
    case 'fixed': {
      const end = framing.end === null ? '' : `end: "${hexByte(framing.end)}", `;
      return `{ start: "${hexByte(framing.start)}", ${end}length: ${framing.length}, ${check} }`;
    }
    case 'delimited':
      return `{ start: "${hexByte(framing.start)}", end: "${hexByte(framing.end)}", ${check} }`;
    case 'counted':
      return `{ start: "${hexByte(framing.start)}", length: { at: ${framing.at}, plus: ${framing.plus} }, ${check} }`;
    case 'gap':
      return `{ gap: ${framing.gapMs}ms, ${check} }`;
  }
}

function wireLines({ status, command, findings }: Analysis): readonly string[] {
  const framing = status.framing;
  const form = commandForm(command);
  const taken = findings.flatMap(({ answers }) => answers)[0] ?? '?';
  if (framing?.kind === 'text') {
    const digits = [...new Set(status.lengths.map(([length]) => length - framing.start.length - 1))];
    const longer = digits.filter((length) => length > 5).sort((one, other) => one - other);
    return [
      `frame: { start: ${JSON.stringify(framing.start)}, end: ${framing.end} }`,
      'silence: 3s',
      'keys:',
      ...latestOf(findings).flatMap(textKeyLines),
      `answers: { taken: ${JSON.stringify(taken)} }`,
      'frames:',
      '  answer: { digits: [1, 5] }',
      ...longer.map((length) => `  status-${length}: { digits: [${length}, ${length}] }`),
    ];
  }
  return [
    framing === null
      ? 'frame: "?"       # no frames were found'
      : `frame: { binary: ${binaryFrame(framing, status.checks)} }`,
    ...sendLine(form, command, status.checks),
    'silence: 3s',
    'keys:',
    ...latestOf(findings).flatMap((finding) => binaryKeyLines(finding, form)),
    'frames:',
    ...status.lengths.slice(0, 5).map(([length]) => `  status-${length}: { bytes: ${length} }`),
  ];
}

/** The beginning of a profile: what the wire showed, with what a person still has to say marked by `?`. Pure. */
export function draftProfile(analysis: Analysis): string {
  const { baudRate, parity } = analysis.setting;
  return [
    '# A draft: what the wire showed. Lines with ? need a person; docs/chairs.md says what each key means.',
    ...wireWords(analysis).map((line) => `# ${line}`),
    'name: "?"',
    'title: "?"',
    `line: { baud_rate: ${baudRate}${parity === 'none' ? '' : `, parity: ${parity}`} }`,
    ...wireLines(analysis),
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
