import type { DataPath } from '../../core/shape/complaints.js';
import { inlineYamlInFlow, scalarYaml } from './yaml-places.js';

/** A value as it is written: in the line of its key, or in lines below it. */
export interface LaidOut {
  readonly isInline: boolean;
  readonly lines: readonly string[];
}

type Plain = Readonly<Record<string, unknown>>;

export const isPlainMap = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isScalarValue = (value: unknown): boolean => typeof value !== 'object' || value === null;

/** The program itself and its phases have a line for each key. */
const isInLines = (path: DataPath): boolean => path.length === 0 || isPhase(path);
const isPhase = (path: DataPath): boolean => path.length === 2 && path[0] === 'phases';

const plainKey = /^[a-z][a-z0-9_-]*$/;
const keywords: readonly string[] = ['true', 'false', 'null'];

export const yamlKey = (key: string): string =>
  plainKey.test(key) && !keywords.includes(key) ? key : JSON.stringify(key);

const inLine = (text: string): LaidOut => ({ isInline: true, lines: [text] });
const inLines = (lines: readonly string[]): LaidOut => ({ isInline: false, lines });

/** In braces or brackets, with the blanks that the shipped programs have. */
export function inBraces(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inBraces).join(', ')}]`;
  if (!isPlainMap(value)) return inlineYamlInFlow(value);
  const pairs = Object.entries(value).map(([key, each]) => `${yamlKey(key)}: ${inBraces(each)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

/** A key with its value. */
export function pairLines(key: string, value: unknown, path: DataPath): readonly string[] {
  const { isInline, lines } = layOut(value, [...path, key]);
  return isInline ? [`${yamlKey(key)}: ${lines[0]}`] : [`${yamlKey(key)}:`, ...lines.map(indented)];
}

/** An item of a list. */
export const itemLines = (value: unknown, path: DataPath): readonly string[] =>
  layOut(value, path).lines.map((line, index) => (index === 0 ? `- ${line}` : indented(line)));

const indented = (line: string): string => (line === '' ? '' : `  ${line}`);

/** Plain data in the style of the programs that ship; `path` is where in the program it stands. */
export function layOut(value: unknown, path: DataPath): LaidOut {
  if (isScalarValue(value)) return inLine(scalarYaml(value));
  if (Array.isArray(value)) {
    if (value.every(isScalarValue)) return inLine(inBraces(value));
    return inLines(
      value.flatMap((each, index) => {
        const lines = itemLines(each, [...path, index]);
        return index > 0 && isPhase([...path, index]) ? ['', ...lines] : lines;
      }),
    );
  }
  const entries = Object.entries(value as Plain);
  const isShort = !isInLines(path) && entries.every(([, each]) => isScalarValue(each));
  if (isShort || entries.length === 0) return inLine(inBraces(value));
  return inLines(entries.flatMap(([key, each]) => pairLines(key, each, path)));
}
