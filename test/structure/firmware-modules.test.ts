import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { firmwareFolder } from '../support/build-firmware.js';

const folder = join(firmwareFolder, 'src');
const moduleOf = (file: string): string => file.replace(/\.[ch]$/, '');

/** What each module includes of the others; a module is a `.c` and a `.h` of one name, or one of them. */
function readModules(): ReadonlyMap<string, ReadonlySet<string>> {
  const modules = new Map<string, Set<string>>();
  for (const file of readdirSync(folder).filter((name) => /\.[ch]$/.test(name))) {
    const included = readFileSync(join(folder, file), 'utf8').matchAll(/^\s*#\s*include\s+"([^"]+)"/gm);
    const below = modules.get(moduleOf(file)) ?? new Set();
    for (const [, name = ''] of included) if (moduleOf(name) !== moduleOf(file)) below.add(moduleOf(name));
    modules.set(moduleOf(file), below);
  }
  return modules;
}

/** Takes away what includes nothing that is left, as long as there is such a one; what stays goes round. */
function circleIn(modules: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const left = new Set(modules.keys());
  const isFree = (name: string) => [...(modules.get(name) ?? [])].every((below) => !left.has(below));
  for (let free = [...left].filter(isFree); free.length > 0; free = [...left].filter(isFree)) {
    for (const name of free) left.delete(name);
  }
  return [...left];
}

it('has no module of the firmware that includes itself by way of others', () => {
  const modules = readModules();
  expect(modules.get('chair')).toContain('latches');
  expect(circleIn(modules)).toEqual([]);
});

it('would find one', () => {
  const below = { main: ['chair'], chair: ['report'], report: ['state', 'chair'], state: [] };
  expect(circleIn(new Map(Object.entries(below).map(([name, names]) => [name, new Set(names)])))).toEqual([
    'main',
    'chair',
    'report',
  ]);
});
