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

/** What all commands share, with `{key}` for what differs and `{check}` for the check; null where they have several lengths. */
function template({ frames, checks, lengths }: LineAnalysis): string | null {
  const [first] = frames;
  if (first === undefined || lengths.length !== 1) return null;
  const [rule] = checks;
  const width = rule?.kind.startsWith('crc16') ? 2 : 1;
  const checkAt = rule === undefined ? -1 : first.bytes.length - rule.after - width;
  const parts = [...first.bytes].flatMap((byte, at) => {
    if (at === checkAt) return ['{check}'];
    if (rule !== undefined && at > checkAt && at < checkAt + width) return [];
    return [frames.every(({ bytes }) => bytes[at] === byte) ? hexByte(byte) : '{key}'];
  });
  return parts.filter((part, at) => part !== '{key}' || parts[at - 1] !== '{key}').join(' ');
}

const binaryKeyLines = (finding: KeyFinding): readonly string[] => [
  seenLine(finding),
  `  ${named(finding.key)}: { press: "${finding.commands[0] === undefined ? '?' : spaced(finding.commands[0])}" }`,
];

/** Of keys that were named several times, the last. */
const latestOf = (findings: readonly KeyFinding[]): readonly KeyFinding[] => [
  ...new Map(findings.map((finding) => [finding.key, finding])).values(),
];

function checkText(checks: readonly CheckRule[]): string {
  const [rule] = checks;
  return rule === undefined ? '{ kind: none }' : `{ kind: ${rule.kind}, from: ${rule.from} }`;
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
    `send: "${template(command) ?? '?'}"`,
    'silence: 3s',
    'keys:',
    ...latestOf(findings).flatMap(binaryKeyLines),
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
