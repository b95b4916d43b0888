import type { EntryOf } from './entries.js';

type Line = EntryOf<'rx' | 'tx'>;

const blockBytes = 4096;
/** The time (64 bits), the direction and the length; the letters follow, a byte each. */
const headBytes = 10;
const codeOf = { rx: 0, tx: 1 } as const;

/** Some lines one behind the other, in bytes. */
class Block {
  private readonly bytes = new Uint8Array(blockBytes);
  private readonly view = new DataView(this.bytes.buffer);
  private used = 0;
  count = 0;
  newestAtMs = Number.NEGATIVE_INFINITY;

  /** False where it has no room. */
  add(kind: Line['kind'], atMs: number, line: string): boolean {
    const { used, bytes, view } = this;
    if (used + headBytes + line.length > blockBytes) return false;
    view.setFloat64(used, atMs);
    bytes[used + 8] = codeOf[kind];
    bytes[used + 9] = line.length;
    for (let at = 0; at < line.length; at += 1) bytes[used + headBytes + at] = line.charCodeAt(at);
    this.used += headBytes + line.length;
    this.count += 1;
    this.newestAtMs = atMs;
    return true;
  }

  lines(): readonly Line[] {
    const lines: Line[] = [];
    for (let from = 0; from < this.used; ) {
      const textFrom = from + headBytes;
      const textTo = textFrom + (this.bytes[from + 9] ?? 0);
      const kind = this.bytes[from + 8] === codeOf.rx ? 'rx' : 'tx';
      const line = String.fromCharCode(...this.bytes.subarray(textFrom, textTo));
      lines.push({ kind, atMs: this.view.getFloat64(from), line });
      from = textTo;
    }
    return lines;
  }

  clear(): void {
    this.used = 0;
    this.count = 0;
  }
}

/** The newest lines of a wire (latin1, of at most 200 letters). Of a fleet in motion they are over a million: as objects they would
 *  take three times the memory, and hold up the event loop whenever the garbage collector goes over them. */
export class PackedLines {
  private readonly blocks: Block[] = [];
  /** An emptied block, to be filled again: in a steady stream nothing is allocated. */
  private spare: Block | null = null;
  /** How many were ever taken; what is kept are the newest of them. */
  taken = 0;
  private held = 0;

  push(kind: Line['kind'], atMs: number, line: string): void {
    if (this.blocks.at(-1)?.add(kind, atMs, line) !== true) {
      const block = this.spare ?? new Block();
      this.spare = null;
      block.add(kind, atMs, line);
      this.blocks.push(block);
    }
    this.taken += 1;
    this.held += 1;
  }

  /** Discards blocks of which every line is older, and what is more than `most` without the oldest block. */
  discard(beforeMs: number, most: number): void {
    for (let [oldest] = this.blocks; oldest !== undefined; [oldest] = this.blocks) {
      if (oldest.newestAtMs >= beforeMs && this.held - oldest.count < most) return;
      this.held -= oldest.count;
      oldest.clear();
      this.spare = oldest;
      this.blocks.shift();
    }
  }

  /** Oldest first. */
  kept(): readonly Line[] {
    return this.blocks.flatMap((block) => block.lines());
  }
}
