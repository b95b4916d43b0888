import { writeFileSync } from 'node:fs';
import { shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import { errorText } from '../core/error-text.js';
import { compile } from '../core/program/compile.js';
import { findProgram } from './find-program.js';
import type { CliIo } from './process-edge.js';
import { programPicture } from './program-picture.js';

export interface PlotOptions {
  readonly programs?: string;
  readonly intensity?: number;
  readonly duration?: number;
  readonly output?: string;
}

/** Writes the picture of a program into a file, or where nobody names one to standard output. */
export function plotProgram(io: CliIo, name: string, options: PlotOptions): void {
  const { programs, intensity, duration, output } = options;
  const found = findProgram(name, programs ?? shippedProgramsDirectory());
  if (found.kind === 'none') {
    io.stderr.write(`${found.message}\n`);
    io.exit(1);
    return;
  }
  const picture = programPicture(compile(found.loaded.program, { intensity, durationMs: duration }));
  if (output === undefined) {
    io.stdout.write(picture);
    return;
  }
  const problem = save(output, picture);
  if (problem === null) return;
  io.stderr.write(`${output} cannot be written: ${problem}; choose another file with --output\n`);
  io.exit(1);
}

const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write it',
  EPERM: 'this user may not write it',
  EROFS: 'its disk can only be read',
  ENOSPC: 'its disk is full',
};

function save(path: string, text: string): string | null {
  try {
    writeFileSync(path, text);
    return null;
  } catch (error) {
    return meanings[(error as NodeJS.ErrnoException).code ?? ''] ?? errorText(error);
  }
}
