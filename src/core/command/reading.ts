import { issueWords } from '../shape/issue-words.js';
import { parseJson } from '../shape/read-json.js';
import type { ChairState } from '../status.js';
import { haltCommand, haltValue, tornBeginning } from './halt-words.js';
import { type Command, commandSchema, type HaltName, type TrialCommand } from './schema.js';
import { type CommandFields, isValueName, readSingleValue, valueNames } from './value.js';
import { commandNames } from './verbs.js';

/** How a command came: as JSON on `<chair>/set`, or as a single value on `<chair>/<name>/set`; or a trial, whose program was read
 *  before. */
export type CommandForm =
  | { readonly kind: 'json' }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'trial'; readonly trial: TrialCommand };

type MessageForm = Exclude<CommandForm, { kind: 'trial' }>;

/** A command as it came: its bytes and the form in which they are to be read. */
export interface AskedCommand {
  readonly form: CommandForm;
  readonly payload: Uint8Array;
  readonly isRetained: boolean;
  readonly isDuplicate: boolean;
  /** When its first byte came, monotonic ms; left out where a message comes whole. What began before a stop does not take effect
   *  after it. [S6] */
  readonly begunAtMs?: number;
}

/** Commands that are taken whatever else is wrong with their message. [S7] */
export type SafetyCommand = Extract<Command, { command: HaltName }>;

export type CommandReading =
  | { readonly kind: 'command'; readonly command: Command }
  | {
      readonly kind: 'problem';
      readonly code: 'invalid_json' | 'invalid_command';
      readonly message: string;
      readonly id: string | null;
      readonly command: string | null;
    };

type Problem = Extract<CommandReading, { kind: 'problem' }>;
type Draft = { readonly kind: 'draft'; readonly fields: CommandFields; readonly unknownKeys: readonly string[] };

const idLengthMax = 64;
const commandEchoMax = 32;

const isObject = (value: unknown): value is CommandFields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const idOf = (fields: CommandFields): string | null => {
  const id = fields['id'];
  return typeof id === 'string' && id.length >= 1 && id.length <= idLengthMax ? id : null;
};

const commandOf = (fields: CommandFields): string | null => {
  const command = fields['command'];
  return typeof command === 'string' && command.length <= commandEchoMax ? command : null;
};

const notJson: Problem = {
  kind: 'problem',
  code: 'invalid_json',
  message: 'the payload is not JSON; send one JSON object in UTF-8',
  id: null,
  command: null,
};

function invalid(message: string, fields: CommandFields): Problem {
  return { kind: 'problem', code: 'invalid_command', message, id: idOf(fields), command: commandOf(fields) };
}

function draftOfJson(text: string): Draft | Problem {
  const parsed = parseJson(text);
  if (parsed === undefined) return notJson;
  if (!isObject(parsed)) return invalid('the payload must be a JSON object such as {"command":"start"}', {});
  return { kind: 'draft', fields: parsed, unknownKeys: [] };
}

const envelopeKeys = ['value', 'ts', 'id'];

/** The value and what came with it: plain text, or `{value, ts?, id?}`. */
function unwrap(text: string): CommandFields | null {
  const plain = text.trim();
  if (!plain.startsWith('{')) return { value: plain };
  const parsed = parseJson(plain);
  return isObject(parsed) ? parsed : null;
}

function draftOfValue(name: string, text: string, state: ChairState): Draft | Problem {
  if (!isValueName(name)) return invalid(`there is no value ${name} to set; there are ${valueNames.join(', ')}`, {});
  const wrapped = unwrap(text);
  if (wrapped === null) return notJson;
  const envelope = Object.fromEntries(Object.entries(wrapped).filter(([key]) => key === 'ts' || key === 'id'));
  const reading = readSingleValue(name, wrapped['value'], state);
  if (reading.kind === 'problem') return invalid(reading.message, envelope);
  const unknownKeys = Object.keys(wrapped).filter((key) => !envelopeKeys.includes(key));
  return { kind: 'draft', fields: { ...reading.fields, ...envelope }, unknownKeys };
}

function draftOf(form: MessageForm, text: string | null, state: ChairState): Draft | Problem {
  if (text === null) return notJson;
  return form.kind === 'json' ? draftOfJson(text) : draftOfValue(form.name, text, state);
}

/** [S7] The stop, emergency stop or pause in a payload, whatever else is wrong with it: torn, badly cased, quoted, with keys
 *  that nobody knows. Null where it cannot only mean that. */
export function findSafetyCommand(form: CommandForm, text: string): SafetyCommand | null {
  if (form.kind === 'trial') return null;
  const haltIn = (value: unknown): HaltName | null =>
    form.kind === 'json' ? haltCommand(value) : haltValue(form.name, value);
  const key = form.kind === 'json' ? 'command' : 'value';
  const plain = haltIn(text);
  if (plain !== null) return { command: plain };
  const parsed = parseJson(text.trim());
  if (parsed === undefined) {
    const torn = tornBeginning(text);
    const halt = torn?.key === key ? haltIn(torn.value) : null;
    return halt === null ? null : { command: halt };
  }
  const halt = isObject(parsed) ? haltIn(parsed[key]) : null;
  if (halt === null || !isObject(parsed)) return null;
  const id = idOf(parsed);
  return id === null ? { command: halt } : { command: halt, id };
}

const quoted = (keys: readonly PropertyKey[]): string => keys.map((key) => JSON.stringify(String(key))).join(', ');

const unknownKeyMessage = (keys: readonly PropertyKey[]): string =>
  `unknown key ${quoted(keys).slice(0, 200)}; leave it out`;

function checked({ fields, unknownKeys }: Draft): CommandReading {
  if (unknownKeys.length > 0) return invalid(unknownKeyMessage(unknownKeys), fields);
  const result = commandSchema.safeParse(fields, { error: issueWords });
  if (result.success) return { kind: 'command', command: result.data };
  const issue = result.error.issues[0];
  if (issue?.code === 'unrecognized_keys') return invalid(unknownKeyMessage(issue.keys), fields);
  if (issue?.path[0] === 'command') return invalid(`command must be one of ${commandNames.join(', ')}`, fields);
  const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  return invalid(`${place}${issue?.message ?? 'not a command'}`, fields);
}

/** Reads a payload that is no stop, emergency stop or pause. `text` is null where it was not UTF-8; `state` decides what sliders
 *  mean. Total. */
export function readCommand(form: CommandForm, text: string | null, state: ChairState): CommandReading {
  if (form.kind === 'trial') return { kind: 'command', command: form.trial };
  const draft = draftOf(form, text, state);
  return draft.kind === 'problem' ? draft : checked(draft);
}
