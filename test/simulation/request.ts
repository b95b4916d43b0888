import type { Delivery } from './handed.js';

/** What a message or a button asks of the daemon, as far as motion is concerned. */
export type Wish =
  | 'start'
  | 'resume'
  | 'adjust'
  | 'stop'
  | 'estop'
  | 'pause'
  | 'skip'
  | 'reset'
  | 'remote-start'
  | 'drain'
  | 'other';

/** A message as those who watch read it: without the daemon's help. */
export interface Asked {
  readonly wish: Wish;
  readonly id: string | null;
  /** Seconds since 1970, as the client claims. */
  readonly ts: number | null;
  readonly isOn: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const other: Asked = { wish: 'other', id: null, ts: null, isOn: false };
const wishes: readonly string[] = ['start', 'resume', 'adjust', 'stop', 'estop', 'pause', 'skip', 'reset'];

function fieldsOf(payload: string): Fields | null {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

const envelopeOf = (fields: Fields): Pick<Asked, 'id' | 'ts'> => ({
  id: typeof fields['id'] === 'string' ? fields['id'] : null,
  ts: typeof fields['ts'] === 'number' ? fields['ts'] : null,
});

const isWish = (word: unknown): word is Wish => typeof word === 'string' && wishes.includes(word);

function askedByJson(payload: string): Asked {
  const fields = fieldsOf(payload);
  const command = fields?.['command'];
  if (fields === null) return other;
  if (command === 'remote_start')
    return { wish: 'remote-start', ...envelopeOf(fields), isOn: fields['enabled'] === true };
  if (command === 'offer') return { wish: 'start', ...envelopeOf(fields), isOn: false };
  return isWish(command) ? { wish: command, ...envelopeOf(fields), isOn: false } : other;
}

const switches = ['run', 'pause', 'remote_start', 'drain'];
const switchWords = ['ON', 'OFF', 'TRUE', 'FALSE'];

function wishOfValue(name: string, value: string, isOn: boolean): Wish {
  if (switches.includes(name) && !switchWords.includes(value)) return 'other';
  if (name === 'run') return isOn ? 'start' : 'stop';
  if (name === 'pause') return isOn ? 'pause' : 'resume';
  if (name === 'remote_start') return 'remote-start';
  if (name === 'drain') return 'drain';
  if (name === 'intensity' || name === 'duration') return 'adjust';
  if (name === 'offer') return 'start';
  return isWish(name) ? name : 'other';
}

function askedByValue(name: string, payload: string): Asked {
  const fields = fieldsOf(payload);
  const value = String(fields?.['value'] ?? payload).toUpperCase();
  const isOn = value === 'ON' || value === 'TRUE';
  return { wish: wishOfValue(name, value, isOn), ...envelopeOf(fields ?? {}), isOn };
}

/** Reads a delivery. The topics are `<base>/<chair>/...`, `<base>/group/<group>/...`, `<base>/all/...`. */
export function askedBy({ topic, payload }: Delivery): Asked {
  // Most of what comes is what the daemon sends to itself.
  if (topic.endsWith('/lane') || topic.endsWith('/fence') || topic.endsWith('/owner')) return other;
  const [, first = '', second = '', third] = topic.split('/');
  const leaf = third ?? second;
  if (/^chair2mqtt-probe [0-9a-f]{32}$/.test(payload)) return other;
  if (third === undefined && second === 'drain') return { ...askedByValue('drain', payload), id: null };
  if (leaf === 'stop' || leaf === 'estop') return { wish: leaf, id: null, ts: null, isOn: false };
  if (leaf !== 'set') return other;
  return second === 'set' || first === 'group' ? askedByJson(payload) : askedByValue(second, payload);
}
