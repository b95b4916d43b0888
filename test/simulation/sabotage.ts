import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Sabotage } from './sabotage-shape.js';
import type { simulate } from './simulate.js';

/** What became of a sabotage. */
export type Catch =
  | { readonly kind: 'caught'; readonly seed: number; readonly message: string }
  | { readonly kind: 'missed'; readonly seeds: number; readonly instead: readonly string[] }
  /** The change does not fit the build any more. */
  | { readonly kind: 'void'; readonly message: string };

const seedsMax = 60;

/** Runs a copy of the build with the change in it, until its invariant is broken. `buildDirectory` is where this module's own
 *  build lies. */
export async function catchSabotage(sabotage: Sabotage, buildDirectory: string): Promise<Catch> {
  const copy = join(buildDirectory, 'sabotaged', sabotage.name.replaceAll(/\W+/g, '-'));
  try {
    copyBuild(buildDirectory, copy);
    for (const { file, find, replace } of sabotage.changes) {
      const text = readFileSync(join(copy, file), 'utf8');
      const count = text.split(find).length - 1;
      if (count !== 1) return { kind: 'void', message: `${file} has ${count} places to change, not 1` };
      writeFileSync(
        join(copy, file),
        text.replace(find, () => replace),
      );
    }
    const url = pathToFileURL(join(copy, 'test/simulation/simulate.js')).href;
    const build = (await import(url)) as { readonly simulate: typeof simulate };
    return await firstCatch(build.simulate, sabotage);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function copyBuild(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(dirname(to), { recursive: true });
  for (const folder of ['src', 'hardware-sim', 'test'])
    cpSync(join(from, folder), join(to, folder), { recursive: true });
}

async function firstCatch(run: typeof simulate, sabotage: Sabotage): Promise<Catch> {
  const { invariant, chair = 'clp', faults, minutes, seed: known = 1 } = sabotage;
  const instead = new Set<string>();
  const others = Array.from({ length: seedsMax }, (_, index) => index + 1).filter((seed) => seed !== known);
  for (const seed of [known, ...others]) {
    const { violation } = await run({ seed, chair, minutes, only: faults });
    if (violation?.invariant === invariant) return { kind: 'caught', seed, message: violation.message };
    if (violation !== null) instead.add(`${violation.invariant}: ${violation.message}`);
  }
  return { kind: 'missed', seeds: seedsMax, instead: [...instead] };
}
