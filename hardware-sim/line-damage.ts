import { emergencyByte } from '../src/core/protocol/messages.js';
import type { DamageName } from './faults.js';
import type { Random } from './random.js';

/** One kind of damage with its probability per line, 0-1. */
export interface LineDamage {
  readonly name: DamageName;
  readonly probability: number;
}

const burstMax = 16;

/** Noise never makes an emergency byte: it would end every storm at once. */
function noise(random: Random): string {
  const length = 1 + Math.floor(random.next() * burstMax);
  return Array.from({ length }, () => {
    const byte = Math.floor(random.next() * 256);
    return String.fromCharCode(byte === emergencyByte ? byte + 1 : byte);
  }).join('');
}

/** Turns over one bit of one character, not of the LF. */
function corrupt(line: string, random: Random): string {
  const length = line.endsWith('\n') ? line.length - 1 : line.length;
  if (length === 0) return line;
  const at = Math.floor(random.next() * length);
  const byte = line.charCodeAt(at) ^ (1 << Math.floor(random.next() * 8));
  return line.slice(0, at) + String.fromCharCode(byte === emergencyByte ? byte + 1 : byte) + line.slice(at + 1);
}

function apply(name: DamageName, pieces: readonly string[], random: Random): readonly string[] {
  switch (name) {
    case 'garbage':
      return [noise(random), ...pieces];
    case 'corrupt':
      return pieces.map((piece) => corrupt(piece, random));
    case 'drop-line':
      return [];
    case 'drop-newline':
      return pieces.map((piece) => (piece.endsWith('\n') ? piece.slice(0, -1) : piece));
    case 'duplicate':
      return [...pieces, ...pieces];
    case 'split':
      return pieces.flatMap((piece) => halve(piece, random));
  }
}

function halve(piece: string, random: Random): readonly string[] {
  const at = 1 + Math.floor(random.next() * (piece.length - 1));
  return piece.length < 2 ? [piece] : [piece.slice(0, at), piece.slice(at)];
}

/** What becomes of a line (latin1, with its LF) on a bad cable: the pieces in which it arrives, in order; those after the
 *  first come later. The same seed gives the same damage. */
export function damageLine(line: string, damages: readonly LineDamage[], random: Random): readonly string[] {
  let pieces: readonly string[] = [line];
  for (const { name, probability } of damages) {
    if (random.next() < probability) pieces = apply(name, pieces, random);
  }
  return pieces;
}
