import { nobody } from '../ids.js';
import type { ChairState } from '../status.js';
import { type CommandName, ownLength } from './schema.js';
import { applies } from './verbs.js';

/** The names of `<chair>/<name>/set`: one value each, as hubs with switches, sliders and buttons send them. */
export const valueNames = [
  'program',
  'run',
  'intensity',
  'duration',
  'person',
  'pause',
  'remote_start',
  'start',
  'offer',
  'skip',
  'reset',
] as const;
export type ValueName = (typeof valueNames)[number];

export const isValueName = (text: string): text is ValueName => (valueNames as readonly string[]).includes(text);

/** The fields of a JSON command, not checked yet. */
export type CommandFields = Readonly<Record<string, unknown>>;

export type ValueReading =
  | { readonly kind: 'fields'; readonly fields: CommandFields }
  | { readonly kind: 'problem'; readonly message: string };

const fieldsOf = (fields: CommandFields): ValueReading => ({ kind: 'fields', fields });
const problem = (message: string): ValueReading => ({ kind: 'problem', message });

const numberPattern = /^[+-]?\d{1,9}(?:\.\d{1,9})?$/;

/** `ON OFF true false` in any case, or a JSON boolean; null for anything else. */
export function readSwitch(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'on' || word === 'true') return true;
  return word === 'off' || word === 'false' ? false : null;
}

/** A number with a dot, as text or JSON; null for anything else. */
function readNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' && numberPattern.test(value) ? Number(value) : null;
}

function switched(value: unknown, name: ValueName, on: CommandFields, off: CommandFields): ValueReading {
  const isOn = readSwitch(value);
  if (isOn === null) return problem(`${name} takes ON or OFF`);
  return fieldsOf(isOn ? on : off);
}

/** Hubs expect sliders to act on what is running; in every other state they set what the next start uses. */
const settingCommand = (state: ChairState): CommandName => (applies('adjust', state) ? 'adjust' : 'select');

/** A slider that is drawn to 0 takes the choice back, and leaves what runs alone. */
const isOwnLength = (value: unknown): boolean => value === ownLength || readNumber(value) === 0;

function numeric(value: unknown, name: 'intensity' | 'duration', state: ChairState): ValueReading {
  if (name === 'duration' && isOwnLength(value)) return fieldsOf({ command: 'select', duration: 0 });
  const number = readNumber(value);
  const unit =
    name === 'intensity' ? 'a number from 1 to 100' : "a number of minutes, at most 30; 0 is the program's own length";
  return number === null
    ? problem(`${name} takes ${unit}`)
    : fieldsOf({ command: settingCommand(state), [name]: number });
}

function chosen(value: unknown, name: 'program' | 'person'): ValueReading {
  const what = name === 'program' ? 'an id, or the name of a program' : `an id, or ${nobody}`;
  return typeof value === 'string' ? fieldsOf({ command: 'select', [name]: value }) : problem(`${name} takes ${what}`);
}

/** The command that a single value stands for. `value` is text, or what stood under `value` in JSON; buttons ignore it. */
export function readSingleValue(name: ValueName, value: unknown, state: ChairState): ValueReading {
  switch (name) {
    case 'program':
    case 'person':
      return chosen(value, name);
    case 'run':
      return switched(value, name, { command: 'start' }, { command: 'stop' });
    case 'pause':
      return switched(value, name, { command: 'pause' }, { command: 'resume' });
    case 'remote_start':
      return switched(value, name, { command: name, enabled: true }, { command: name, enabled: false });
    case 'intensity':
    case 'duration':
      return numeric(value, name, state);
    case 'start':
    case 'offer':
    case 'skip':
    case 'reset':
      return fieldsOf({ command: name });
  }
}
