import { parseJson } from '../shape/read-json.js';
import { type FileEntry, type FlightRecord, flightEntrySchema, flightHeaderSchema, flightVersion } from './format.js';

export type ParsedFlight =
  /** `damage` says in one sentence what could not be read; null where all could. */
  | { readonly kind: 'record'; readonly record: FlightRecord; readonly damage: string | null }
  | { readonly kind: 'problem'; readonly message: string };

const problem = (message: string): ParsedFlight => ({ kind: 'problem', message });

const versionOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, 'flightRecord') : undefined;

/** More than twice what is ever written. */
const linesMax = 10_000;

/** `numbers` are those of the lines that could not be read; `isCut`: the last of them has no end. */
function say(numbers: readonly number[], isCut: boolean): string | null {
  const inside = isCut ? numbers.slice(0, -1) : numbers;
  const [first] = inside;
  const cut = isCut ? ['its last line is cut off'] : [];
  const many =
    inside.length === 1 ? `line ${first} is` : `${inside.length} lines, the first of them line ${first}, are`;
  const spoilt = first === undefined ? [] : [`${many} damaged and left out`];
  return cut.length + spoilt.length === 0 ? null : [...spoilt, ...cut].join(', and ');
}

/** Reads a flight record. Never throws; what is damaged is left out and said. */
export function parseFlight(text: string): ParsedFlight {
  if (text.trim() === '') return problem('it is empty');
  const [first = '', ...rest] = text.split('\n', linesMax + 2);
  if (rest.length > linesMax) return problem(`it has over ${linesMax} lines, far more than any record`);
  const value = parseJson(first);
  const version = versionOf(value);
  if (version === undefined) return problem('it is not a flight record of chair2mqtt');
  if (version !== flightVersion) {
    const known = typeof version === 'number' ? String(version) : 'none that is known';
    return problem(`its format is version ${known}, and this program reads version ${flightVersion}`);
  }
  const header = flightHeaderSchema.safeParse(value);
  if (!header.success) {
    const [issue] = header.error.issues;
    return problem(`its first line is damaged (at ${issue?.path.join('.') || 'its beginning'})`);
  }
  const entries: FileEntry[] = [];
  const numbers: number[] = [];
  for (const [at, line] of rest.entries()) {
    if (line.trim() === '') continue;
    const entry = flightEntrySchema.safeParse(parseJson(line));
    if (entry.success) entries.push(entry.data);
    else numbers.push(at + 2);
  }
  const isCut = !text.endsWith('\n') && numbers.at(-1) === rest.length + 1;
  const damage = say(numbers, isCut);
  return { kind: 'record', record: { header: header.data, entries }, damage };
}
