import { type Random, seededRandom } from '../../hardware-sim/random.js';
import { encodeOrder } from '../../src/core/protocol/codec.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import type { Request } from '../../src/core/protocol/messages.js';

/** Bytes for the chair (latin1) at a moment of its time, ms. */
export interface Said {
  readonly atMs: number;
  readonly text: string;
}

/** What a host says stands at full tenths of a second; times to live and ramps end between them, early enough that the current of a
 *  motor has gone before the next word: no deadline falls on one. */
const stepMs = 100;

const pick = <Item>(random: Random, items: readonly [Item, ...Item[]]): Item =>
  items[Math.floor(random.next() * items.length)] ?? items[0];

const zones = ['back', 'seat', 'legs'] as const;
const techniques = ['knead', 'tap', 'roll', 'press', 'compress', 'vibrate', 'off'] as const;

function anySet(random: Random): Request {
  const technique = pick(random, techniques);
  const level = technique === 'off' ? 0 : pick(random, [0, 1, 20, 40, 60, 100]);
  const rate = pick(random, [0, 0, 5, 12, 25, 60, 300, 1000]);
  const rampMs = pick(random, [0, 230, 430, 1930, 4930]);
  const ttlMs = level === 0 ? pick(random, [0, 930]) : pick(random, [50, 930, 1930, 4930, 5000, 6030]);
  return { verb: 'SET', zone: pick(random, zones), technique, level, rate, rampMs, ttlMs };
}

function anyRequest(random: Random): Request {
  const kind = random.next();
  if (kind < 0.35) return anySet(random);
  if (kind < 0.5) return { verb: 'STATUS' };
  if (kind < 0.62) return { verb: 'HELLO', version: random.next() < 0.9 ? 1 : 2, host: 'test' };
  if (kind < 0.68) return { verb: 'CAPS', zone: pick(random, zones) };
  if (kind < 0.78) return { verb: 'STOP', rampMs: pick(random, [0, 430, 930, 1930, 2030]) };
  if (kind < 0.8) return { verb: 'ESTOP' };
  if (kind < 0.92) return { verb: 'RESET', cause: pick(random, ['estop', 'lease', 'sensor', 'none']) };
  if (kind < 0.96) return { verb: 'RATE', periodMs: pick(random, [20, 50, 1000, 6000]) };
  return { verb: 'KEEP' };
}

const strangeLines: readonly [string, ...string[]] = [
  '5 FLY',
  '5',
  '',
  'x STATUS',
  '70000 STATUS',
  '5 SET legs',
  '5 SET legs vibrate 1e1 0 0 1000',
  '5 SET legs vibrate -5 0 0 1000',
  '5  STATUS',
  '5 STATUS now',
  '5 STOP soon',
  '0 STATUS',
  '0 KEEP',
  '0 KEEP now',
  '5 HELLO 1',
  '5 RESET',
  '5 RESET nothing',
  '5 SET legs knead 101 0 60001 7',
  '5 SET legs off 150 0 99999 7',
  '5 SET head tap soon 0 0 0',
  '5 HELLO 9 test',
  '5 CAPS\tlegs',
  '5 CAPS legs*',
  '   ',
];

/** Damages a whole line, as cables do. */
function damaged(random: Random, line: string): string {
  const at = Math.floor(random.next() * line.length);
  switch (pick(random, ['flip', 'drop', 'double', 'cut', 'emergency', 'long', 'high', 'return'])) {
    case 'flip':
      return line.slice(0, at) + String.fromCharCode(line.charCodeAt(at) ^ 1) + line.slice(at + 1);
    case 'drop':
      return line.slice(0, at) + line.slice(at + 1);
    case 'double':
      return line + line;
    case 'cut':
      return line.slice(0, at);
    case 'emergency':
      return `${line.slice(0, at)}\u0018${line.slice(at)}`;
    case 'long':
      return `${'y'.repeat(150 + Math.floor(random.next() * 40))}${line}`;
    case 'high':
      return `${line.slice(0, at)}\u00e9${line.slice(at)}`;
    case 'return':
      return `${line.slice(0, -1)}\r\n`;
  }
  return line;
}

/** A host that says what it should, what it should not, and what the cable made of it: the same for the same seed. */
export function randomTranscript(seed: number, count: number): readonly Said[] {
  const random = seededRandom(seed);
  const said: Said[] = [{ atMs: stepMs, text: '\n' }];
  let seq = 1 + Math.floor(random.next() * 65_000);
  let atMs = stepMs;
  for (let index = 0; index < count; index += 1) {
    atMs += stepMs * (random.next() < 0.9 ? 1 + Math.floor(random.next() * 3) : 8);
    seq = random.next() < 0.95 ? (seq % 65_535) + 1 : pick(random, [seq, Math.max(1, seq - 3), 1, 65_535]);
    const kind = random.next();
    const line = encodeOrder({
      seq,
      request: index === 0 ? { verb: 'HELLO', version: 1, host: 'test' } : anyRequest(random),
    });
    if (kind < 0.75) said.push({ atMs, text: line });
    else if (kind < 0.85) said.push({ atMs, text: damaged(random, line) });
    else if (kind < 0.93) said.push({ atMs, text: frameLine(pick(random, strangeLines)) });
    else said.push({ atMs, text: pick(random, ['\nSTOP\n', 'STOP \n', '\n\n', 'STOP\r\n']) });
  }
  return [...said, { atMs: atMs + 3000, text: '\n' }];
}

/** The worked exchange of the protocol's page, and what it says of sequence numbers, renewals and latches, in order. */
export function recordedTranscript(): readonly Said[] {
  const payloads = [
    '1 HELLO 1 chair2mqtt/0.1.0',
    '2 CAPS legs',
    '3 SET legs compress 60 0 1950 4950',
    '0 KEEP',
    '0 KEEP',
    '4 STATUS',
    '4 STATUS',
    '5 STOP 950',
    '6 STATUS',
    '6 SET legs vibrate 20 0 0 950',
    '7 SET back knead 40 20 0 1950',
    '8 SET back knead 40 20 0 1950',
    '9 SET back roll 40 10 450 1950',
    '10 STATUS',
    '11 HELLO 1 chair2mqtt/0.1.0',
    '12 SET back roll 40 10 450 1950',
    '13 ESTOP',
    '14 SET back roll 40 10 450 1950',
    '15 RESET lease',
    '16 RESET estop',
    '17 STATUS',
  ];
  return payloads.map((payload, at) => ({ atMs: stepMs * (1 + 2 * at), text: frameLine(payload) }));
}
