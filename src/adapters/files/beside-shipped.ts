import type { LoadedProgram } from './program-file.js';
import type { ProgramFolder } from './program-folder.js';

/** One that ships must not come back in place of an own one that is refused: nobody would know, and it may be the stronger. */
function unlessRefused(shipped: ProgramFolder, own: ProgramFolder): readonly (readonly [string, LoadedProgram])[] {
  const refused = new Set(own.problems().flatMap(({ severity, file }) => (severity === 'error' ? [file] : [])));
  return [...shipped.programs()].filter(([, { file }]) => !refused.has(file));
}

/** The programs of somebody's own folder, beside those that ship; where both have one id or one file name, the own one counts. */
export function besideShipped(own: ProgramFolder, shipped: ProgramFolder): ProgramFolder {
  let seen: readonly ReadonlyMap<string, LoadedProgram>[] = [];
  let merged: ReadonlyMap<string, LoadedProgram> = new Map();
  return {
    programs: () => {
      const now = [shipped.programs(), own.programs()];
      if (now.some((each, at) => each !== seen[at])) {
        seen = now;
        const all = new Map([...unlessRefused(shipped, own), ...own.programs()]);
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
