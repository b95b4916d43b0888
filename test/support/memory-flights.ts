import type { FlightRecords } from '../../src/ports.js';

/** Flight records that nobody writes to a disk. */
export class MemoryFlights implements FlightRecords {
  readonly files = new Map<string, string>();
  /** How often each was written. */
  readonly writes: string[] = [];

  write({ name, lines }: Parameters<FlightRecords['write']>[0]): void {
    this.writes.push(name);
    this.files.set(name, [...lines()].join(''));
  }

  async settled(): Promise<void> {}

  /** The newest record. */
  get last(): string {
    return [...this.files.values()].at(-1) ?? '';
  }
}
