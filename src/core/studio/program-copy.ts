import { programNameMax } from '../ids.js';
import type { Program } from '../program/schema.js';

const idMax = 32;

/** An id of one's own that is not taken: `relaxation-2` after `relaxation`. */
export function freeProgramId(id: string, taken: readonly string[]): string {
  const start = id
    .replace(/-\d+$/, '')
    .replace(/_/g, '-')
    .slice(0, idMax - 5);
  for (let count = 2; ; count += 1) {
    const free = `${start}-${count}`;
    if (!taken.includes(free)) return free;
  }
}

/** The same program under an id that is free, called by `name`. */
export function copiedProgram(program: Program, taken: readonly string[], name: string): Program {
  const { native: _, ...plain } = program;
  return { ...plain, id: freeProgramId(program.id, taken), name: name.trim().slice(0, programNameMax).trim() };
}
