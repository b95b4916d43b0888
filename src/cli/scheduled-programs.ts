import { basename, extname } from 'node:path';
import type { ConfigData, ConfigProblem } from '../adapters/files/config-file.js';
import { shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import { listProgramFiles } from '../adapters/files/program-folder.js';
import type { Driver } from '../chair/driver.js';
import type { ChairConfig, Config } from '../config.js';
import { hintFor } from '../core/shape/nearest-word.js';

/** Programs that schedules name and that are neither in the folder nor the chair's own. */
export function unknownPrograms(
  { schedules, programs, chairs }: Pick<Config, 'schedules' | 'programs' | 'chairs'>,
  driverOf: (chair: ChairConfig) => Driver,
  source: Pick<ConfigData, 'place'>,
): readonly ConfigProblem[] {
  if (schedules.length === 0) return [];
  const files = listProgramFiles(programs ?? shippedProgramsDirectory());
  // A folder that cannot be read has troubles of its own, which are told elsewhere.
  if (typeof files === 'string') return [];
  const ids = files.map((file) => basename(file, extname(file)));
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
