import { unframe } from '../../src/core/protocol/crc.js';
import { cutLines, type LineState, noLine } from '../../src/core/protocol/lines.js';
import { emergencyByte } from '../../src/core/protocol/messages.js';
import { toBytes } from '../bytes.js';

/** What the kit has written, seen as a chair has to see it. */
export type Sent =
  | { readonly kind: 'request'; readonly seq: number; readonly verb: string; readonly args: readonly string[] }
  /** A line with a right check and without a number that can be read, or with number 0. */
  | { readonly kind: 'unnumbered'; readonly isKeep: boolean }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'bare-stop' }
  | { readonly kind: 'emergency' };

const lineFeed = 0x0a;

function readPayload(payload: string): Sent {
  const [first, verb = '', ...args] = payload.split(' ');
  const seq = /^\d{1,5}$/.test(first ?? '') ? Number(first) : 0;
  if (seq === 0 || seq > 65_535) return { kind: 'unnumbered', isKeep: payload === '0 KEEP' };
  return { kind: 'request', seq, verb, args };
}

function readLine(line: string): Sent {
  if (line === 'STOP') return { kind: 'bare-stop' };
  const payload = unframe(line);
  return payload === null ? { kind: 'damaged' } : readPayload(payload);
}

/** Reads the kit's own bytes by the rules of the framing. */
export class Outgoing {
  private line: LineState = noLine;
  private isDead = false;

  /** False within a line: nothing may be put in between. */
  get isBetweenLines(): boolean {
    return !this.isDead && this.line.held === '' && this.line.damage === null;
  }

  take(text: string): readonly Sent[] {
    const sent: Sent[] = [];
    let from = 0;
    const bytes = toBytes(text);
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      const endsDeadLine = this.isDead && byte === lineFeed;
      if (byte !== emergencyByte && !endsDeadLine) continue;
      this.cut(bytes.subarray(from, at), sent);
      from = at + 1;
      this.line = noLine;
      this.isDead = byte === emergencyByte;
      if (byte === emergencyByte) sent.push({ kind: 'emergency' });
    }
    this.cut(bytes.subarray(from), sent);
    return sent;
  }

  private cut(bytes: Uint8Array, sent: Sent[]): void {
    if (this.isDead || bytes.length === 0) return;
    const [line, items] = cutLines(this.line, bytes);
    this.line = line;
    for (const item of items) sent.push(item.kind === 'line' ? readLine(item.line) : { kind: 'damaged' });
  }
}
