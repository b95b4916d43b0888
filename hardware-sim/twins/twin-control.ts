import type { Twin } from './twin.js';

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

function changesSince(twin: Twin, sinceMs: unknown): Answer {
  if (sinceMs !== undefined && typeof sinceMs !== 'number') return refuse('since_ms is a number');
  const changes = twin.history.filter(({ atMs }) => atMs >= (sinceMs ?? 0));
  return { ok: true, changes: changes.map(({ atMs, ...rest }) => ({ at_ms: Math.round(atMs), ...rest })) };
}

function changeFault(twin: Twin, verb: 'inject' | 'clear', fault: unknown): Answer {
  if (typeof fault !== 'string') return refuse('fault is a text such as lost-key:0.2');
  const problem = verb === 'inject' ? twin.inject(fault) : twin.clear(fault) ? null : `there is no ${fault} to clear`;
  return problem === null ? { ok: true } : refuse(problem);
}

function obey(twin: Twin, asked: Readonly<Record<string, unknown>>): Answer {
  const { do: verb, fault, key, since_ms: sinceMs } = asked;
  switch (verb) {
    case 'state':
      return { ok: true, ...twin.look(), outputs: twin.outputs, presses: twin.presses.length };
    case 'history':
      return changesSince(twin, sinceMs);
    case 'press':
      return typeof key === 'string' && twin.press(key)
        ? { ok: true }
        : refuse('key is the name of a key of the chair');
    case 'inject':
    case 'clear':
      return changeFault(twin, verb, fault);
    default:
      return refuse('do is one of state, history, press, inject, clear');
  }
}

/** One question of the control port and its answer, each a JSON object in a line. */
export function answerTwin(twin: Twin, line: string): string {
  const asked = readObject(line);
  return JSON.stringify(asked === null ? refuse('write one JSON object a line') : obey(twin, asked));
}
