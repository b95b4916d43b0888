import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '../../dist/cluster-figures.txt');

/** Something that was measured, for the table at the end of the run. Nothing is judged by it. */
export function noteFigure(what: string, figures: Readonly<Record<string, number | string>>): void {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  appendFileSync(file, `${what}: ${told.join(', ')}\n`);
}

/** For the whole run: begins the file anew and prints it at the end. */
export function setup(): () => void {
  mkdirSync(join(file, '..'), { recursive: true });
  rmSync(file, { force: true });
  return () => {
    if (existsSync(file)) process.stdout.write(`\nMeasured (dist/cluster-figures.txt):\n${readFileSync(file, 'utf8')}`);
  };
}
