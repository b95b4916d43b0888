import type { Technique, Zone } from '../src/core/zones.js';
import { type ChairState, shownLevel, shownTechnique } from './chair-state.js';
import { firmware } from './firmware.js';
import { caseOf, rateOf } from './zone.js';

/** What the outputs of a zone do. An output is on while `duty` is over 0, `pump` runs or `valveClosed` holds. */
export interface Outputs {
  readonly technique: Technique | 'off';
  /** 0-100, after ramp and derating; never 0 while the zone is driven. */
  readonly level: number;
  /** Of the motor or pump, 0-1, in hundredths. */
  readonly duty: number;
  readonly pump: boolean;
  readonly valveClosed: boolean;
}

/** A zone as it is now. */
export interface ZoneView extends Outputs {
  readonly rate: number;
  /** Of the air bag, 0-1. */
  readonly pressure: number;
  readonly currentMa: number;
  /** Motor case, degC. */
  readonly temperatureC: number;
}

/** A change of a zone's outputs; `atMs` counts from when the chair was made. */
export interface OutputChange extends Outputs {
  readonly atMs: number;
  readonly zone: Zone;
}

const outputsOf = (state: ChairState, zone: Zone): Outputs => ({
  technique: shownTechnique(state[zone]),
  level: shownLevel(state[zone]),
  duty: Math.round(state[zone].duty * 100) / 100,
  pump: state[zone].pump,
  valveClosed: state[zone].valveClosed,
});

export const zoneView = (state: ChairState, zone: Zone): ZoneView => ({
  ...outputsOf(state, zone),
  rate: rateOf(state[zone]),
  pressure: state[zone].air.pressure,
  currentMa: Math.round(state[zone].currentMa),
  temperatureC: caseOf(state[zone], state.conditions.zones[zone]),
});

/** Older changes are forgotten. */
const historyMax = 10_000;

const isSame = (one: Outputs, other: Outputs): boolean =>
  one.level === other.level &&
  one.technique === other.technique &&
  one.duty === other.duty &&
  one.pump === other.pump &&
  one.valveClosed === other.valveClosed;

/** Every change of every output, the newest 10,000. */
export class OutputHistory {
  private changes: OutputChange[] = [];
  private readonly last: Record<Zone, Outputs>;

  constructor(state: ChairState) {
    this.last = { back: outputsOf(state, 'back'), seat: outputsOf(state, 'seat'), legs: outputsOf(state, 'legs') };
  }

  get entries(): readonly OutputChange[] {
    return this.changes.slice(-historyMax);
  }

  /** Compares with what was before; gives the changes. */
  note(before: ChairState, now: ChairState): readonly OutputChange[] {
    const fresh: OutputChange[] = [];
    for (const zone of firmware.zones) {
      if (isAtRest(before, zone) && isAtRest(now, zone)) continue;
      const outputs = outputsOf(now, zone);
      if (isSame(outputs, this.last[zone])) continue;
      this.last[zone] = outputs;
      fresh.push({ atMs: now.nowMs, zone, ...outputs });
    }
    if (fresh.length > 0) this.keep(fresh);
    return fresh;
  }

  private keep(fresh: readonly OutputChange[]): void {
    this.changes.push(...fresh);
    if (this.changes.length > 2 * historyMax) this.changes = this.changes.slice(-historyMax);
  }
}

const isAtRest = (state: ChairState, zone: Zone): boolean => state[zone].driven === 0;
