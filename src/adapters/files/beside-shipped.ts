import type { LoadedProgram } from './program-file.js';
import type { ProgramFolder } from './program-folder.js';

/** The programs of somebody's own folder, beside those that ship; where both have one id, the own one counts. */
export function besideShipped(own: ProgramFolder, shipped: ProgramFolder): ProgramFolder {
  let seen: readonly ReadonlyMap<string, LoadedProgram>[] = [];
  let merged: ReadonlyMap<string, LoadedProgram> = new Map();
  return {
    programs: () => {
      const now = [shipped.programs(), own.programs()];
      if (now.some((each, at) => each !== seen[at])) {
        seen = now;
        const all = new Map(now.flatMap((each) => [...each]));
        merged = new Map([...all].sort(([left], [right]) => (left < right ? -1 : 1)));
      }
      return merged;
    },
    problems: () => [...shipped.problems(), ...own.problems()],
    close: () => {
      own.close();
      shipped.close();
    },
  };
}
