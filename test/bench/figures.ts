import { appendFileSync } from 'node:fs';
import process from 'node:process';

/** What many measurements of one thing come to. */
export interface Summary {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** One figure of this project, and those of the floors beside it. */
export interface Row {
  readonly what: string;
  readonly unit: string;
  readonly ours: Summary;
  /** By name: `script`, `Node-RED`, `real time`. */
  readonly floors: Readonly<Record<string, Summary>>;
  /** Of how many chairs it is, where that is what changes. */
  readonly chairs?: number;
}

/** By nearest rank: a figure that was measured, none between two. */
function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: rank(0.5), p99: rank(0.99), max: rank(1) };
}

/** The file that collects the rows of a run. */
export const rowsFile = (): string => `${process.env['BENCH_FILE'] ?? 'dist/bench.json'}.rows`;

const record = (row: Row): void => appendFileSync(rowsFile(), `${JSON.stringify(row)}\n`);

/** How often each command is sent. */
export const rounds = Number(process.env['BENCH_ROUNDS'] ?? 100);

/** How long everything is left alone before a cold stop, s. */
export const coldS = Number(process.env['BENCH_COLD_S'] ?? 600);

/** How many chairs one daemon has, one after the other. */
export const chairCounts = (process.env['BENCH_CHAIRS'] ?? '1,10,100,500').split(',').map(Number);

/** The times of each subject for one thing. */
export class Times {
  private readonly bySubject = new Map<string, number[]>();

  constructor(
    private readonly what: string,
    private readonly unit = 'ms',
  ) {}

  add(subject: string, value: number): void {
    const values = this.bySubject.get(subject) ?? [];
    this.bySubject.set(subject, [...values, value]);
  }

  record(): void {
    const summaries = [...this.bySubject].map(([name, values]) => [name, summarise(values)] as const);
    const { chair2mqtt: ours, ...floors } = Object.fromEntries(summaries);
    if (ours !== undefined) record({ what: this.what, unit: this.unit, ours, floors });
  }
}

/** The figures of one daemon with so many chairs, and of the script beside it. */
export class FleetFigures {
  private readonly rows = new Map<string, Row>();

  constructor(private readonly chairs: number) {}

  add(what: string, unit: string, values: readonly number[]): void {
    this.rows.set(what, { what, unit, chairs: this.chairs, ours: summarise(values), floors: {} });
  }

  /** What the script comes to, for something that was added. */
  addFloor(what: string, values: readonly number[]): void {
    const row = this.rows.get(what);
    if (row !== undefined) this.rows.set(what, { ...row, floors: { script: summarise(values) } });
  }

  record(): void {
    for (const row of this.rows.values()) record(row);
  }
}
