import { unframe } from '../../src/core/protocol/crc.js';
import { cutLines, type LineState, noLine } from '../../src/core/protocol/lines.js';
import { emergencyCharacter } from '../../src/core/protocol/messages.js';

/** What the kit has written, seen as a chair has to see it. */
export type SentText =
  | { readonly kind: 'request'; readonly seq: number; readonly verb: string; readonly args: readonly string[] }
  /** A line with a right check and without a number that can be read, or with number 0. */
  | { readonly kind: 'unnumbered'; readonly isKeep: boolean }
  | { readonly kind: 'damaged' }
  | { readonly kind: 'bare-stop' }
  | { readonly kind: 'emergency' };

function readPayload(payload: string): SentText {
  const [first, verb = '', ...args] = payload.split(' ');
  const seq = /^\d{1,5}$/.test(first ?? '') ? Number(first) : 0;
  if (seq === 0 || seq > 65_535) return { kind: 'unnumbered', isKeep: payload === '0 KEEP' };
  return { kind: 'request', seq, verb, args };
}

function readLine(line: string): SentText {
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

  take(text: string): readonly SentText[] {
    const sent: SentText[] = [];
    const [first = '', ...others] = text.split(emergencyCharacter);
    this.cut(first, sent);
    for (const other of others) {
      this.line = noLine;
      this.isDead = true;
      sent.push({ kind: 'emergency' });
      this.cut(other, sent);
    }
    return sent;
  }

  private cut(text: string, sent: SentText[]): void {
    const from = this.isDead ? text.indexOf('\n') + 1 : 0;
    if (this.isDead && from === 0) return;
    this.isDead = false;
    const [line, items] = cutLines(this.line, text.slice(from));
    this.line = line;
    for (const item of items) sent.push(item.kind === 'line' ? readLine(item.line) : { kind: 'damaged' });
  }
}
