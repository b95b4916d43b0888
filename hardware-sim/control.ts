import type { Mode } from '../src/core/protocol/messages.js';
import { type Zone, zones } from '../src/core/zones.js';
import type { ZoneView } from './history.js';
import type { OutputChange } from './outputs.js';

/** What the control port asks of a chair. */
export interface ControlledChair {
  readonly id: string;
  readonly atMs: number;
  readonly uptimeMs: number;
  readonly mode: Mode;
  readonly isArmed: boolean;
  readonly isOccupied: boolean;
  readonly railMv: number;
  readonly activeFaults: readonly string[];
  readonly latches: readonly object[];
  readonly zones: Readonly<Record<Zone, ZoneView>>;
  readonly history: readonly OutputChange[];
  tryInject(fault: string): string | null;
  clear(fault: string): number;
}

/** What the control port reaches. `advance` moves a virtual clock and is null on a real one. */
export interface Controlled {
  readonly chairs: readonly ControlledChair[];
  readonly advance: ((durationMs: number) => void) | null;
}

type Answer = Readonly<Record<string, unknown>>;
type Asked = Readonly<Record<string, unknown>>;

const refuse = (message: string): Answer => ({ ok: false, message });

const advanceMsMax = 24 * 3_600_000;

const readObject = (line: string): Asked | null => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
};

function zoneFacts(chair: ControlledChair, zone: Zone): Answer {
  const { technique, level, rate, duty, pump, valveClosed, pressure, currentMa, temperatureC } = chair.zones[zone];
  return {
    technique,
    level,
    rate,
    duty,
    pump,
    valve_closed: valveClosed,
    pressure: Math.round(pressure * 1000) / 1000,
    current_ma: currentMa,
    temperature_c: Math.round(temperatureC * 10) / 10,
  };
}

function state(chair: ControlledChair): Answer {
  return {
    ok: true,
    id: chair.id,
    at_ms: Math.round(chair.atMs),
    uptime_ms: chair.uptimeMs,
    mode: chair.mode,
    armed: chair.isArmed,
    occupied: chair.isOccupied,
    rail_mv: chair.railMv,
    faults: chair.activeFaults,
    latches: chair.latches,
    zones: Object.fromEntries(zones.map((zone) => [zone, zoneFacts(chair, zone)])),
  };
}

function history(chair: ControlledChair, since: unknown): Answer {
  if (since !== undefined && typeof since !== 'number') return refuse('since_ms is a number of milliseconds');
  const entries = chair.history.filter((change) => change.atMs >= (since ?? 0));
  return {
    ok: true,
    id: chair.id,
    history: entries.map(({ atMs, zone, technique, level, duty, pump, valveClosed }) => ({
      at_ms: Math.round(atMs),
      zone,
      technique,
      level,
      duty,
      pump,
      valve_closed: valveClosed,
    })),
  };
}

function inject(chair: ControlledChair, fault: unknown): Answer {
  if (typeof fault !== 'string') return refuse('fault is a text such as "stall:legs"');
  const problem = chair.tryInject(fault);
  return problem === null ? { ok: true, id: chair.id, faults: chair.activeFaults } : refuse(problem);
}

function clearFault(chair: ControlledChair, fault: unknown): Answer {
  if (typeof fault !== 'string') return refuse('fault is a text such as "stall:legs"');
  const cleared = chair.clear(fault);
  if (cleared > 0) return { ok: true, id: chair.id, cleared, faults: chair.activeFaults };
  return refuse(`"${fault}" is not there; in force: ${chair.activeFaults.join(', ') || 'none'}`);
}

function advance({ advance: move }: Controlled, durationMs: unknown): Answer {
  if (move === null) return refuse('this chair runs on the real clock; only a virtual one can be advanced');
  const isDuration = typeof durationMs === 'number' && durationMs >= 0 && durationMs <= advanceMsMax;
  if (!isDuration) return refuse(`ms is a number from 0 to ${advanceMsMax}`);
  move(durationMs);
  return { ok: true };
}

function choose({ chairs }: Controlled, id: unknown): ControlledChair | string {
  const chair = id === undefined ? chairs[0] : chairs.find((each) => each.id === id);
  return chair ?? `there is no chair ${JSON.stringify(id)}: there are ${chairs.map((each) => each.id).join(', ')}`;
}

function decide(controlled: Controlled, asked: Asked): Answer {
  const chair = choose(controlled, asked['id']);
  if (typeof chair === 'string') return refuse(chair);
  switch (asked['do']) {
    case 'inject':
      return inject(chair, asked['fault']);
    case 'clear':
      return clearFault(chair, asked['fault']);
    case 'state':
      return state(chair);
    case 'history':
      return history(chair, asked['since_ms']);
    case 'advance':
      return advance(controlled, asked['ms']);
    default:
      return refuse('do is one of inject, clear, state, history, advance');
  }
}

/** Answers one line of the control port. Never throws. */
export function answerControl(controlled: Controlled, line: string): string {
  const asked = readObject(line);
  return JSON.stringify(
    asked === null ? refuse('write one JSON object a line, such as {"do":"state"}') : decide(controlled, asked),
  );
}
