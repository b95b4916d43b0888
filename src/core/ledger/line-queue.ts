import type { LedgerLine } from './lines.js';

/** Lines that wait for a disk. */
export const waitingLinesMax = 4000;

/** What goes first where there is no room, oldest first. */
const dropped: readonly LedgerLine['kind'][] = ['refused', 'schedule'];

const sessionOf = (line: LedgerLine): string | null =>
  line.kind === 'opened' || line.kind === 'closed' || line.kind === 'mark' ? line.id : null;

/** Lines in their order until they are on the disk, a bounded number. Where there is no room, notes go first; then whole sessions
 *  that are not on the disk at all, so that none is found without its end; then the oldest line. */
export class LineQueue {
  private lines: LedgerLine[] = [];
  private writing: readonly LedgerLine[] = [];
  /** Sessions of which nothing is kept: what comes of them later has no place. */
  private readonly lostSessions = new Set<string>();
  /** How many lines have gone without being written. */
  droppedLines = 0;

  constructor(private readonly linesMax = waitingLinesMax) {}

  get length(): number {
    return this.lines.length + this.writing.length;
  }

  push(line: LedgerLine): void {
    const session = sessionOf(line);
    if (session !== null && this.lostSessions.has(session)) {
      if (line.kind === 'closed') this.lostSessions.delete(session);
      this.droppedLines += 1;
      return;
    }
    if (this.lines.length >= this.linesMax) this.makeRoom();
    this.lines.push(line);
  }

  /** Everything that is not on the disk, in order. */
  get unwritten(): readonly LedgerLine[] {
    return [...this.writing, ...this.lines];
  }

  /** All that waits, in order, to be written; it is kept until `wrote` or `failed`. */
  take(): readonly LedgerLine[] {
    this.writing = this.lines;
    this.lines = [];
    return this.writing;
  }

  /** Of what was taken these are on the disk, or can never be. */
  wrote(lines: readonly LedgerLine[]): void {
    const done = new Set(lines);
    this.writing = this.writing.filter((line) => !done.has(line));
  }

  /** The rest of it waits again, before what has come meanwhile. */
  failed(): void {
    this.lines = [...this.writing, ...this.lines];
    this.writing = [];
    while (this.lines.length > this.linesMax) this.makeRoom();
  }

  /** Ends of sessions that an earlier daemon began come before what this one has to say. */
  pushFirst(lines: readonly LedgerLine[]): void {
    this.lines.unshift(...lines);
  }

  private makeRoom(): void {
    for (const kind of dropped) {
      const at = this.lines.findIndex((line) => line.kind === kind);
      if (at < 0) continue;
      this.lines.splice(at, 1);
      this.droppedLines += 1;
      return;
    }
    const opened = this.lines.find((line) => line.kind === 'opened');
    if (opened === undefined) {
      this.lines.shift();
      this.droppedLines += 1;
    } else this.dropSession(opened.id);
  }

  private dropSession(id: string): void {
    const before = this.lines.length;
    const isClosed = this.lines.some((line) => line.kind === 'closed' && line.id === id);
    this.lines = this.lines.filter((line) => sessionOf(line) !== id);
    if (!isClosed) this.lostSessions.add(id);
    this.droppedLines += before - this.lines.length;
  }
}
