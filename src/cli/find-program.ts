import { existsSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { type LoadedProgram, openProgramFile, type ProgramFile } from '../adapters/files/program-file.js';
import { listProgramFiles } from '../adapters/files/program-folder.js';
import { anyChairLimits } from '../adapters/files/program-reader.js';
import type { Finding } from '../core/program/lint.js';
import type { LintLimits } from '../core/program/lint-limits.js';
import { hintFor } from '../core/shape/nearest-word.js';
import { withoutControls } from './process-edge.js';

export interface OpenedProgram {
  readonly file: string;
  readonly result: ProgramFile;
}

/** A file, and the folder in which it was found; null where it was named itself. */
export interface FoundFile {
  readonly path: string;
  readonly folder: string | null;
}

export const openPrograms = (places: readonly FoundFile[], limits: LintLimits): OpenedProgram[] =>
  places.map(({ path, folder }) => ({ file: path, result: openProgramFile(path, path, limits, folder) }));

export const findingsOf = ({ result }: OpenedProgram): readonly Finding[] =>
  result.kind === 'loaded' ? result.loaded.findings : result.findings;

/** A folder stands for the program files in it. A name that does not exist stays, and opening it says why. */
export function programPlaces(path: string): FoundFile[] {
  if (!existsSync(path) || !statSync(path).isDirectory()) return [{ path, folder: null }];
  const names = listProgramFiles(path);
  if (typeof names === 'string') return [{ path, folder: null }];
  return names.map((name) => ({ path: join(path, name), folder: path }));
}

export const findingLine = ({ file, line, column, severity, rule, message }: Finding): string =>
  withoutControls(`${file}:${line}:${column} ${severity} ${rule} ${message}`);

export type FoundProgram =
  | { readonly kind: 'loaded'; readonly loaded: LoadedProgram }
  | { readonly kind: 'none'; readonly message: string };

/** A name that ends like a program file is one; any other is an id in the folder. */
export function findProgram(name: string, folder: string): FoundProgram {
  if (/\.ya?ml$/i.test(name)) return choose(openPrograms([{ path: name, folder: null }], anyChairLimits)[0], name, []);
  const opened = openPrograms(programPlaces(folder), anyChairLimits);
  const ids = opened.flatMap(({ result }) => (result.kind === 'loaded' ? [result.loaded.program.id] : []));
  const named = opened.find(({ result }) => result.kind === 'loaded' && result.loaded.program.id === name);
  const broken = opened.find(({ file, result }) => result.kind === 'refused' && basename(file, extname(file)) === name);
  return choose(named ?? broken, name, ids);
}

function choose(opened: OpenedProgram | undefined, name: string, ids: readonly string[]): FoundProgram {
  if (opened?.result.kind === 'loaded') return opened.result;
  if (opened !== undefined) return { kind: 'none', message: findingsOf(opened).map(findingLine).join('\n') };
  const hint = hintFor(name, ids, `known: ${ids.join(', ')}`);
  return { kind: 'none', message: withoutControls(`unknown program '${name}'; ${hint}`) };
}
