import { Buffer } from 'node:buffer';
import type { ProgramWriting } from '../../core/program/desk.js';
import type { Finding } from '../../core/program/lint.js';
import { parseJson } from '../../core/shape/read-json.js';
import { writeRequestSchema } from '../../core/web/programs.js';
import { programBytesMax, readProgramFile } from './program-file.js';
import { anyChairLimits } from './program-reader.js';
import { editedProgramText } from './program-text.js';
import { dataLimits, readYaml, utf8TextOf } from './yaml-source.js';

/** A program that is sent along has no file; findings name this one. */
export const sentFile = 'program.yaml';

/** Of a program without a file: it has no name that could differ from its id. */
export const aboutContent = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ rule }) => rule !== 'file-name');

/** What is wrong with the bytes of a program that is sent along. */
export function findingsOfSent(bytes: Uint8Array): readonly Finding[] {
  const read = readProgramFile(bytes, sentFile, anyChairLimits);
  return aboutContent(read.kind === 'loaded' ? read.loaded.findings : read.findings);
}

const kib = programBytesMax / 1024;

const refused = (
  code: Extract<ProgramWriting, { kind: 'refused' }>['code'],
  message: string,
  findings: readonly Finding[] = [],
): ProgramWriting => ({ kind: 'refused', code, message, findings });

/** Deeper or longer than any file may be: what goes through it would not come back in time, or at all. */
function isExcessive(data: unknown): boolean {
  const waiting: { readonly value: unknown; readonly depth: number }[] = [{ value: data, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    const inside = Object.values(value);
    if (depth > dataLimits.depthMax || inside.length > dataLimits.entriesMax) return true;
    for (const each of inside) waiting.push({ value: each, depth: depth + 1 });
  }
  return false;
}

/** What stands in the text that the program is put into, and cannot be read. */
function findingsOfBase(base: string | null): readonly Finding[] {
  const source = base === null ? null : readYaml(base, sentFile, programBytesMax);
  if (source === null || source.kind === 'document') return [];
  return source.problems.map((each) => ({ rule: 'syntax', severity: 'error', at: 0, ...each }));
}

/** Puts a program, as plain data, into the text of a file. `request` is the JSON that was sent. */
export function writeProgram(request: Uint8Array): ProgramWriting {
  const data = parseJson(utf8TextOf(request) ?? '');
  if (data === undefined) return refused('invalid_json', 'the body is not JSON');
  if (isExcessive(data)) return refused('invalid_command', 'this is nested too deep, or has too many entries');
  const asked = writeRequestSchema.safeParse(data);
  if (!asked.success) return refused('invalid_command', 'send {"base": text or null, "program": {...}}');
  const { base, program } = asked.data;
  const unreadable = findingsOfBase(base);
  if (unreadable.length > 0) return refused('program_rejected', 'the text cannot be read: mend it first', unreadable);
  const text = editedProgramText(base, program, programBytesMax);
  if (text === null) return refused('too_large', `this has no place in a file of ${kib} KB: make it shorter`);
  return { kind: 'text', text, findings: findingsOfSent(Buffer.from(text)) };
}
