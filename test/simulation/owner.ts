import type { ChairState } from '../../src/core/status.js';
import { Chance } from './chance.js';

/** What somebody at home does next. */
export type Deed =
  | { readonly kind: 'publish'; readonly topic: string; readonly payload: string }
  | { readonly kind: 'press'; readonly button: 'start' | 'pause' | 'stop' }
  | { readonly kind: 'sit' };

const programs = ['relaxation', 'demo', 'leg-circulation', 'posture', 'quick-break', 'restless-legs', 'rude'] as const;
const set = (fields: Record<string, unknown>): Deed => ({
  kind: 'publish',
  topic: 'chair2mqtt/chair/set',
  payload: JSON.stringify(fields),
});
const value = (name: string, payload: unknown): Deed => ({
  kind: 'publish',
  topic: `chair2mqtt/chair/${name}/set`,
  payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
});

interface Moment {
  readonly state: ChairState;
  readonly isRemoteStartOn: boolean;
  readonly isOccupied: boolean;
  readonly hasPeople: boolean;
  readonly isOffered: boolean;
  readonly wallMs: number;
  readonly id: string;
}

function start(chance: Chance, moment: Moment): Deed {
  const { id } = moment;
  const ts = moment.wallMs / 1000;
  const program = chance.pick(programs);
  const person = moment.hasPeople && chance.is(0.5) ? { person: chance.pick(['guest', 'owner']) } : {};
  const how = chance.whole(0, 9);
  if (how === 0) return { kind: 'press', button: 'start' };
  if (how === 1) return value('run', { value: 'ON', ts, id });
  if (how === 2) return value('start', { value: null, ts });
  if (how === 3) return set({ command: 'start', program, intensity: 50, duration: '6m', ...person, id, ts });
  return set({ command: 'start', program, ...person, id, ts });
}

function whileRunning(chance: Chance, { id, wallMs }: Moment): Deed | null {
  const ts = wallMs / 1000;
  const what = chance.whole(0, 80);
  if (what === 0) return value('pause', 'ON');
  if (what === 1) return { kind: 'press', button: 'pause' };
  if (what === 2) return set({ command: 'adjust', intensity: chance.whole(10, 100), id, ts });
  if (what === 3) return set({ command: 'adjust', duration: `${chance.whole(1, 30)}m`, id, ts });
  if (what === 4) return value('skip', { value: null, ts, id });
  if (what === 5) return set({ command: 'stop' });
  return null;
}

function whileIdle(chance: Chance, moment: Moment): Deed | null {
  const { isRemoteStartOn, isOffered, id, wallMs } = moment;
  if (!isRemoteStartOn && chance.is(0.3)) return value('remote_start', 'ON');
  if (isOffered && chance.is(0.5)) return value('offer', { value: null, ts: wallMs / 1000, id });
  return chance.is(0.7) ? start(chance, moment) : null;
}

/** What the owner of the chair does at this moment: starts it, resumes, resets, sits down. It depends on the seed and on how
 *  often it was asked, and on nothing else of the past. */
export function nextDeed(seed: number, turn: number, moment: Moment): Deed | null {
  const chance = new Chance(seed, `owner ${turn}`);
  if (!moment.isOccupied && chance.is(0.15)) return { kind: 'sit' };
  const ts = moment.wallMs / 1000;
  switch (moment.state) {
    case 'idle':
      return whileIdle(chance, moment);
    case 'running':
    case 'starting':
      return whileRunning(chance, moment);
    case 'paused':
      return chance.is(0.3) ? set({ command: 'resume', id: moment.id, ts }) : null;
    case 'fault':
    case 'emergency_stopped':
      return chance.is(0.4) ? value('reset', { value: null, ts, id: moment.id }) : null;
    case 'resting':
    case 'disconnected':
    case 'stopping':
      return chance.is(0.05) ? start(chance, moment) : null;
  }
}
