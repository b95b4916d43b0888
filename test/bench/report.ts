import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import process from 'node:process';
import { coldS, type Row, rounds, rowsFile, type Summary } from './figures.js';

/** What was never seen has no value: JSON has no other word for it. */
const shown = (value: number | null): string =>
  value === null ? '-' : value >= 100 ? `${Math.round(value)}` : value.toFixed(2);
const pair = ({ count, p50, p99 }: Summary): string => (count === 1 ? shown(p50) : `${shown(p50)} / ${shown(p99)}`);

function ratio(ours: Summary, floor: Summary): string {
  const middle = (ours.p50 / floor.p50).toFixed(2);
  return ours.count === 1 ? middle : `${middle} / ${(ours.p99 / floor.p99).toFixed(2)}`;
}

function cellsOf({ ours, floors }: Row, name: string): readonly string[] {
  const floor = floors[name];
  return floor === undefined ? ['', ''] : [pair(floor), ratio(ours, floor)];
}

function tableOf(rows: readonly Row[]): string {
  const names = [...new Set(rows.flatMap(({ floors }) => Object.keys(floors)))];
  const head = ['what', 'unit', 'n', 'chair2mqtt', ...names.flatMap((name) => [name, 'ratio'])];
  const body = rows.map((row) => [
    row.what,
    row.unit,
    `${row.ours.count}`,
    pair(row.ours),
    ...names.flatMap((name) => cellsOf(row, name)),
  ]);
  const rule = head.map((_, column) => (column < 2 ? '---' : '---:'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const isOfFleet = ({ chairs }: Row): boolean => chairs !== undefined;

/** A column for each count of chairs; the script's figure stands behind ours. */
function fleetTableOf(rows: readonly Row[]): string {
  const counts = [...new Set(rows.flatMap(({ chairs = 0 }) => chairs))];
  const cellOf = (what: string, count: number): string => {
    const row = rows.find(({ what: of, chairs }) => of === what && chairs === count);
    const floor = row?.floors['script'];
    return row === undefined ? '' : `${pair(row.ours)}${floor === undefined ? '' : ` (${pair(floor)})`}`;
  };
  const head = ['chairs', 'unit', ...counts.map(String)];
  const body = [...new Map(rows.map(({ what, unit }) => [what, unit]))].map(([what, unit]) => [
    what,
    unit,
    ...counts.map((count) => cellOf(what, count)),
  ]);
  return [head, ['---', '---', ...counts.map(() => '---:')], ...body]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const mosquittoVersion = (): string =>
  /version (\S+)/.exec(spawnSync('mosquitto', ['-h'], { encoding: 'utf8' }).stdout)?.[1] ?? 'unknown';

/** For the whole run: the rows of all files become one table and one file. */
export function setup(): () => void {
  const loadBefore = loadavg();
  const startedAt = new Date().toISOString();
  rmSync(rowsFile(), { force: true });
  return () => {
    if (!existsSync(rowsFile())) return;
    const rows: Row[] = readFileSync(rowsFile(), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    rmSync(rowsFile());
    const machine = {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryMb: Math.round(totalmem() / 1024 / 1024),
      kernel: release(),
      node: process.versions.node,
      mosquitto: mosquittoVersion(),
      loadBefore,
      loadAfter: loadavg(),
    };
    const file = rowsFile().replace(/\.rows$/, '');
    writeFileSync(file, `${JSON.stringify({ startedAt, rounds, coldS, machine, rows }, null, 2)}\n`);
    const { cpu, cores, kernel, node, mosquitto, loadAfter } = machine;
    const load = [loadBefore, loadAfter].map(([minute = 0]) => minute.toFixed(2)).join(' before, ');
    process.stdout.write(`\n${startedAt}: ${cpu}, ${cores} cores, Linux ${kernel}, Node.js ${node}, `);
    process.stdout.write(`Mosquitto ${mosquitto}; load ${load} after. p50 / p99.\n`);
    const [fleets, others] = [rows.filter(isOfFleet), rows.filter((row) => !isOfFleet(row))];
    const tables = [
      ...(others.length > 0 ? [tableOf(others)] : []),
      ...(fleets.length > 0 ? [fleetTableOf(fleets)] : []),
    ];
    process.stdout.write(`\n${tables.join('\n\n')}\n\n${file}\n`);
  };
}
