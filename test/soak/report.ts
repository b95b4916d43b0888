import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { type Slope, slopeOf } from './slope.js';

export const wishes = {
  hours: Number(process.env['SOAK_HOURS'] ?? 1),
  virtualHours: Number(process.env['SOAK_VIRTUAL_HOURS'] ?? 48),
  chairs: Number(process.env['SOAK_CHAIRS'] ?? 6),
  seed: Number(process.env['SOAK_SEED'] ?? 1),
  file: process.env['SOAK_FILE'] ?? 'dist/soak.json',
};

/** What was held at a moment, by name. */
export interface Sample {
  readonly atHours: number;
  readonly values: Readonly<Record<string, number>>;
}

/** While it comes up and all that is bounded reaches its bound, it may grow: flight records take a quarter of an hour for that. */
const warmUpHours = 1 / 3;
/** Of a shorter run. */
const warmUpShareMax = 0.5;

const shown = (value: number): string => (Math.abs(value) >= 100 ? `${Math.round(value)}` : value.toFixed(2));

const row = (name: string, values: readonly number[], { count, mean, perHour, uncertainty, isFlat }: Slope): string =>
  `| ${[name, count, ...[values[0] ?? 0, mean, values.at(-1) ?? 0].map(shown), `${shown(perHour)} ± ${shown(uncertainty)}`, isFlat ? 'yes' : '**no**'].join(' | ')} |`;

function readReport(): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(wishes.file, 'utf8'));
  } catch {
    return {};
  }
}

/** Prints a table, writes the samples down, and gives the names of what grows. */
export function report(
  kind: 'wall' | 'virtual',
  samples: readonly Sample[],
  deeds: Readonly<Record<string, number>>,
): readonly string[] {
  const lastAt = samples.at(-1)?.atHours ?? 0;
  const warmUp = Math.min(warmUpHours, warmUpShareMax * lastAt);
  const counted = samples.filter(({ atHours }) => atHours >= warmUp);
  const names = Object.keys(counted[0]?.values ?? {});
  const rows = names.flatMap((name) => {
    const points = counted.map(({ atHours, values }) => [atHours, values[name] ?? Number.NaN] as const);
    const slope = slopeOf(points);
    return slope === null
      ? []
      : [
          {
            name,
            slope,
            text: row(
              name,
              points.map(([, value]) => value),
              slope,
            ),
          },
        ];
  });
  const head = ['| what | n | first | mean | last | an hour | flat |', '|---|---:|---:|---:|---:|---:|---|'];
  const done = Object.entries(deeds).map(([name, count]) => `${name} ${count}`);
  process.stdout.write(
    `\n${kind} time, ${shown(lastAt)} h\n\n${[...head, ...rows.map(({ text }) => text)].join('\n')}\n\n${done.join(', ')}\n`,
  );
  writeFileSync(wishes.file, `${JSON.stringify({ ...readReport(), [kind]: { samples, deeds } }, null, 2)}\n`);
  return rows.filter(({ slope }) => !slope.isFlat).map(({ name }) => name);
}
