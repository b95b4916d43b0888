import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { builtProgramFolder } from './package-folder.js';
import type { LoadedProgram } from './program-file.js';

/** What the build has made of the program files that ship: by what is in them, so that one that was changed since is none of these. */
export type ReadAtBuild = Readonly<Record<string, LoadedProgram>>;

const fileName = 'programs.json';

export const contentName = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let read: ReadAtBuild | null = null;

/** To read eleven files of YAML takes a quarter of the start. The sources themselves have nothing that was read before. */
function readAtBuild(): ReadAtBuild {
  const folder = builtProgramFolder();
  if (!fileURLToPath(import.meta.url).startsWith(folder)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(`${folder}${fileName}`, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as ReadAtBuild) : {};
  } catch {
    return {};
  }
}

/** The program in these bytes, where the build has read the same under this name; else null. */
export function knownProgram(bytes: Uint8Array, file: string): LoadedProgram | null {
  read ??= readAtBuild();
  const known = read[contentName(bytes)];
  return known?.file === file ? known : null;
}
