import type { KeyedDevice } from './keyed-device.js';

type Answer = Readonly<Record<string, unknown>>;

const refuse = (message: string): Answer => ({ ok: false, message });

const readObject = (line: string): Readonly<Record<string, unknown>> | null => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
};

function obey(chair: KeyedDevice, asked: Readonly<Record<string, unknown>>): Answer {
  const { do: verb, fault, key } = asked;
  if (verb === 'state') return { ok: true, ...chair.look(), presses: chair.presses.length };
  if (verb === 'press') {
    return typeof key === 'string' && chair.press(key)
      ? { ok: true }
      : refuse('key is the name of a key of the profile');
  }
  if (verb !== 'inject' && verb !== 'clear') return refuse('do is one of state, press, inject, clear');
  if (typeof fault !== 'string') return refuse('fault is a text such as lost-key:0.2');
  const problem = verb === 'inject' ? chair.inject(fault) : chair.clear(fault) ? null : `there is no ${fault} to clear`;
  return problem === null ? { ok: true } : refuse(problem);
}

/** One question of the control port and its answer, each a JSON object in a line. */
export function answerKeyed(chair: KeyedDevice, line: string): string {
  const asked = readObject(line);
  return JSON.stringify(asked === null ? refuse('write one JSON object a line') : obey(chair, asked));
}
