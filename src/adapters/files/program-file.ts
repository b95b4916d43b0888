import { basename, extname } from 'node:path';
import { type CompiledProgram, compile } from '../../core/program/compile.js';
import { type Finding, lint } from '../../core/program/lint.js';
import type { LintLimits } from '../../core/program/lint-limits.js';
import { readProgram } from '../../core/program/read-program.js';
import type { Program } from '../../core/program/schema.js';
import { readPlainFile } from './bounded-read.js';
import { type Position, readYaml, utf8TextOf } from './yaml-source.js';

/** A program with the file that it came from, and the warnings about it. */
export interface LoadedProgram {
  readonly program: Program;
  readonly file: string;
  readonly findings: readonly Finding[];
}

/** What a file holds: a program that may run, or the reasons why not. */
export type ProgramFile =
  | { readonly kind: 'loaded'; readonly loaded: LoadedProgram; readonly timeline: CompiledProgram }
  | RefusedFile;

interface RefusedFile {
  readonly kind: 'refused';
  readonly findings: readonly Finding[];
}

/** What is longer takes seconds to read. */
export const programBytesMax = 64 * 1024;

/** Reads the program file at `path`; `file` is the name that findings carry. Where it was found in a `folder`, no link leads out of
 *  that. Never throws. */
export const openProgramFile = (
  path: string,
  file: string,
  limits: LintLimits,
  folder: string | null = null,
): ProgramFile => withProgramBytes(path, file, folder, (bytes) => readProgramFile(bytes, file, limits));

/** The same where the bytes are taken otherwise. */
export function withProgramBytes<Outcome>(
  path: string,
  file: string,
  folder: string | null,
  take: (bytes: Uint8Array) => Outcome,
): Outcome | RefusedFile {
  const read = readPlainFile(path, programBytesMax, folder);
  if (read.kind === 'bytes') return take(read.bytes);
  const message = read.message.replace(/^is over/, 'the file is over');
  return refuse(file, 'file', [{ line: 1, column: 1, message }]);
}

/** Reads, compiles and lints the bytes of a program file. `file` is the name that findings carry. Never throws. */
export function readProgramFile(bytes: Uint8Array, file: string, limits: LintLimits): ProgramFile {
  const text = utf8TextOf(bytes);
  if (text === null) return refuse(file, 'syntax', [{ line: 1, column: 1, message: 'is not UTF-8 text' }]);
  const source = readYaml(text, file, programBytesMax);
  if (source.kind === 'unreadable') return refuse(file, 'syntax', source.problems);
  const read = readProgram(source.value);
  if (read.kind === 'invalid') {
    const place = ({ of, path }: { of: 'key' | 'value'; path: readonly (string | number)[] }): Position =>
      of === 'key' ? source.locateKey(path) : source.locate(path);
    const problems = read.problems.map((problem) => ({ ...place(problem), message: problem.message }));
    return refuse(file, 'schema', problems.sort(byPosition));
  }
  const { program } = read;
  const timeline = compile(program);
  const findings = [
    ...lint(timeline, limits, { file, locate: source.locate }),
    ...fileNameRule(program.id, file, source.locate(['id'])),
  ];
  if (findings.some(({ severity }) => severity === 'error')) return { kind: 'refused', findings };
  return { kind: 'loaded', loaded: { program, file, findings }, timeline };
}

function refuse(
  file: string,
  rule: string,
  problems: readonly { readonly line: number; readonly column: number; readonly message: string }[],
): RefusedFile {
  const findings = problems.map(
    ({ line, column, message }): Finding => ({ rule, severity: 'error', file, line, column, message, at: 0 }),
  );
  return { kind: 'refused', findings };
}

const byPosition = (left: Position, right: Position): number => left.line - right.line || left.column - right.column;

function fileNameRule(id: string, file: string, position: Position): Finding[] {
  const name = basename(file, extname(file));
  if (name === id) return [];
  const message = `the id is '${id}', but the file is called ${basename(file)}`;
  return [{ rule: 'file-name', severity: 'warning', file, ...position, message, at: 0 }];
}
