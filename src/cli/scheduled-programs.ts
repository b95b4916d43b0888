import { basename, extname, join } from 'node:path';
import type { ConfigData, ConfigProblem } from '../adapters/files/config-file.js';
import { shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import { openProgramFile } from '../adapters/files/program-file.js';
import { listProgramFiles } from '../adapters/files/program-folder.js';
import type { Driver } from '../chair/driver.js';
import type { ChairConfig, Config } from '../config.js';
import { defaultLimits } from '../core/program/lint-limits.js';
import { contraindications } from '../core/safety/people.js';
import { hintFor } from '../core/shape/nearest-word.js';

/** Those that ship, and one's own, which count where both have a program. */
const foldersOf = (own: string | undefined): readonly string[] => [
  shippedProgramsDirectory(),
  ...(own === undefined ? [] : [own]),
];

/** Programs that schedules name and that are neither in the folder nor the chair's own. */
export function unknownPrograms(
  { schedules, programs, chairs }: Pick<Config, 'schedules' | 'programs' | 'chairs'>,
  driverOf: (chair: ChairConfig) => Driver,
  source: Pick<ConfigData, 'place'>,
): readonly ConfigProblem[] {
  if (schedules.length === 0) return [];
  const listed = foldersOf(programs).map(listProgramFiles);
  // A folder that cannot be read has troubles of its own, which are told elsewhere.
  if (listed.some((files) => typeof files === 'string')) return [];
  const ids = listed.flat().map((file) => basename(file, extname(file)));
  return schedules.flatMap(({ program, chairs: named }, index) => {
    const without = chairs.find((chair) => {
      const natives = driverOf(chair).natives.map(({ id }) => id);
      return named.includes(chair.id) && !ids.includes(program) && !natives.includes(program);
    });
    if (without === undefined) return [];
    const message = `there is no program ${program} for ${without.id}`;
    const suggestion = hintFor(program, ids, '"chair2mqtt programs list" shows what there is');
    return [source.place({ path: ['schedules', index, 'program'], of: 'value', message, suggestion })];
  });
}

/** Schedules whose person is to be spared their program: they would offer what nobody can start. Each program is read once: also a stop
 *  that is sent from a shell waits for this. */
export function sparedPrograms(
  { schedules, programs, people }: Pick<Config, 'schedules' | 'programs' | 'people'>,
  source: Pick<ConfigData, 'place'>,
): readonly ConfigProblem[] {
  const caring = schedules.filter(({ person }) => (people[person]?.avoid.length ?? 0) > 0);
  const wanted = new Set(caring.map(({ program }) => program));
  const avoids = new Map(foldersOf(programs).flatMap((folder) => [...avoidsOf(wanted, folder)]));
  return schedules.flatMap(({ program, person: id }, index) => {
    const person = people[id];
    const words = person === undefined ? [] : contraindications(person, avoids.get(program) ?? []);
    if (words.length === 0) return [];
    const message = `${program} is to be avoided with ${words.join(', ')}, which ${id} has: nobody could start this offer`;
    const suggestion = 'plan another program, or one of your own for this person';
    return [source.place({ path: ['schedules', index, 'program'], of: 'value', message, suggestion })];
  });
}

/** What these programs of the folder must be avoided with, as far as they can be read. */
function avoidsOf(wanted: ReadonlySet<string>, folder: string): ReadonlyMap<string, readonly string[]> {
  const files = wanted.size === 0 ? [] : listProgramFiles(folder);
  if (typeof files === 'string') return new Map();
  return new Map(
    files
      .filter((file) => wanted.has(basename(file, extname(file))))
      .flatMap((file) => {
        const read = openProgramFile(join(folder, file), file, defaultLimits, folder);
        return read.kind === 'loaded' ? [[read.loaded.program.id, read.loaded.program.avoid] as const] : [];
      }),
  );
}
