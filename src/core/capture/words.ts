import type { CheckKind } from '../profile/checks.js';
import type { Analysis, LineAnalysis } from './analysis.js';
import type { CheckRule } from './frame-checks.js';
import type { Framing } from './framing.js';
import type { KeyFinding } from './key-findings.js';

export const hexByte = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, '0');

const checkNames: Readonly<Record<CheckKind, string>> = {
  sum: 'the sum',
  xor: 'the exclusive or',
  not: 'the complement of the sum',
  complement: 'what makes the sum 0',
  sum7: 'the sum, without its highest bit',
  xor7: 'the exclusive or, without its highest bit',
  not7: 'the complement of the sum, without its highest bit',
  crc8: 'CRC-8',
  'crc8-maxim': 'CRC-8 (Maxim)',
  'crc16-modbus': 'CRC-16 (Modbus)',
  'crc16-arc': 'CRC-16 (ARC)',
  'crc16-ccitt': 'CRC-16 (CCITT)',
  'crc16-xmodem': 'CRC-16 (XMODEM)',
  'crc16-kermit': 'CRC-16 (Kermit)',
  'crc16-x25': 'CRC-16 (X.25)',
};

function framingWords(framing: Framing): string {
  switch (framing.kind) {
    case 'text': {
      const start = framing.start === '' ? '' : ` that begin with ${JSON.stringify(framing.start)}`;
      return `lines of text${start}, ended by ${framing.end === 'cr' ? 'CR' : 'LF'}`;
    }
    case 'fixed': {
      const end = framing.end === null ? '' : ` to ${hexByte(framing.end)}`;
      return `frames of ${framing.length} bytes, from ${hexByte(framing.start)}${end}`;
    }
    case 'delimited':
      return `frames from ${hexByte(framing.start)} to ${hexByte(framing.end)}`;
    case 'counted':
      return `frames from ${hexByte(framing.start)}, of the length in byte ${framing.at}${framing.plus === 0 ? '' : ` plus ${framing.plus}`}`;
    case 'gap':
      return `frames apart by silences of ${framing.gapMs} ms and more`;
  }
}

function checkWords({ kind, from, after, isLowFirst }: CheckRule): string {
  const place = after === 0 ? 'the last' : after === 1 ? 'the last but one' : `${after} before the last`;
  const order = kind.startsWith('crc16') ? (isLowFirst ? ', the low byte first' : ', the high byte first') : '';
  return `${checkNames[kind]} (${kind}) from byte ${from} on${order}, ${place}`;
}

function checkLine({ checks, differentFrames, framing }: LineAnalysis): readonly string[] {
  if (framing === null || framing.kind === 'text') return [];
  const [first, ...others] = checks;
  const seen = `${differentFrames} different frames`;
  if (first === undefined) {
    return [
      differentFrames < 3 ? `  check: ${seen} are too few to find one` : `  check: none that is known fits (${seen})`,
    ];
  }
  const also =
    others.length === 0
      ? ''
      : `; ${others.length} other${others.length === 1 ? ' fits' : 's fit'} as well (${others
          .slice(0, 3)
          .map(({ kind, from }) => `${kind} from ${from}`)
          .join(', ')}): record more`;
  return [`  check: ${checkWords(first)} (${seen})${also}`];
}

function lineWords(line: LineAnalysis): readonly string[] {
  if (line.bytes === 0) return line.line === 'status' ? ['status: nothing was heard: look at the wiring'] : [];
  if (line.framing === null) {
    const cure = 'the baud rate or the parity is probably wrong (try --baud auto), or more has to be heard';
    return [`${line.line}: ${line.bytes} bytes in which no frames are to be found: ${cure}`];
  }
  const { frames, bytes, strayBytes, periodMs, lengths } = line;
  const period = periodMs === null || periodMs === 0 ? '' : `, one in ${periodMs} ms`;
  const many =
    lengths.length > 1
      ? `; lengths ${lengths
          .slice(0, 5)
          .map(([length, count]) => `${length} (${count === 1 ? 'once' : `${count} times`})`)
          .join(', ')}`
      : '';
  const stray = strayBytes === 0 ? '' : `; ${strayBytes} of ${bytes} bytes belong to none`;
  return [`${line.line}: ${framingWords(line.framing)}: ${frames.length}${period}${many}${stray}`, ...checkLine(line)];
}

/** What was seen of the lines, in words. */
export const wireWords = ({ status, command }: Analysis): readonly string[] => [
  ...lineWords(status),
  ...lineWords(command),
];

/** What a key did, in words. */
export function findingWords({ key, commands, answers, changed, blinks }: KeyFinding): string {
  const parts = [
    ...(commands.length === 0 ? [] : [`sent ${commands.join(' ')}`]),
    ...(answers.length === 0 ? [] : [`answered ${answers.join(' ')}`]),
    ...changed.map(
      ({ digits, byte, bit, before, after }) => `B${byte}[${bit}] of ${digits} digits: ${before} to ${after}`,
    ),
    ...blinks.map(({ digits, byte, bit }) => `B${byte}[${bit}] of ${digits} digits begins to blink`),
  ];
  return `${key}: ${parts.length === 0 ? 'nothing changed' : parts.join('; ')}`;
}
