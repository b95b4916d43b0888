import type { Clock, OpenWire } from '../../src/ports.js';

/** The check of the page, bit by bit. */
export function checkOf(payload: string): string {
  let crc = 0xffff;
  for (const character of payload) {
    crc ^= (character.codePointAt(0) ?? 0) << 8;
    for (let bit = 0; bit < 8; bit += 1)
      crc = (crc & 0x8000) > 0 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

/** What a chair's end of the line does with what comes. */
export interface LineEnd {
  /** A whole line without its LF; `isDead` where an emergency byte fell into it. */
  take(line: string, isDead: boolean): void;
  emergency(): void;
}

const emergency = '\u0018';

/** Text cut behind each byte at which a chair has to act. */
const partsOf = (text: string): readonly string[] =>
  text.split('\n').flatMap((line, at, lines) => {
    const parts = (at < lines.length - 1 ? `${line}\n` : line).split(emergency);
    return parts
      .map((part, index) => (index < parts.length - 1 ? part + emergency : part))
      .filter((part) => part !== '');
  });

/** A serial line between a host and a chair, with the time that each byte takes on it. */
export class StrangersLine {
  private toHost: ((line: string) => void) | null = null;
  private hostFreeAtMs = 0;
  private chairFreeAtMs = 0;
  private held = '';
  private isDead = false;

  constructor(
    private readonly clock: Clock,
    private readonly baud: number,
    private readonly end: () => LineEnd,
  ) {}

  /** Says a payload to the host. */
  say(payload: string): void {
    const line = `${payload}*${checkOf(payload)}`;
    this.chairFreeAtMs = this.after(this.chairFreeAtMs, line.length + 1, () => this.toHost?.(line));
  }

  readonly open: OpenWire = (events) => {
    this.clock.after(1, () => {
      this.toHost = (line) => events.onLine(line);
      events.onOpened();
    });
    return {
      write: (text) => {
        for (const part of partsOf(text))
          this.hostFreeAtMs = this.after(this.hostFreeAtMs, part.length, () => this.arrive(part));
      },
      close: async () => {
        this.toHost = null;
      },
    };
  };

  /** Gives when the line is free again. */
  private after(freeAtMs: number, bytes: number, run: () => void): number {
    const atMs = Math.max(freeAtMs, this.clock.nowMs()) + (bytes * 10_000) / this.baud;
    this.clock.after(Math.max(0, atMs - this.clock.nowMs()), run);
    return atMs;
  }

  private arrive(part: string): void {
    this.held += part;
    if (this.held.endsWith(emergency)) {
      this.isDead = true;
      this.end().emergency();
    }
    if (!this.held.endsWith('\n')) return;
    const [line, isDead] = [this.held.slice(0, -1), this.isDead];
    this.held = '';
    this.isDead = false;
    this.end().take(line, isDead);
  }
}
