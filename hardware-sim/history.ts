import type { Zone } from '../src/core/zones.js';
import type { ChairNote, ChairState } from './chair-state.js';
import { type OutputChange, type Outputs, outputsOf } from './outputs.js';
import { caseOf, rateOf } from './zone.js';

/** A zone as it is now. */
export interface ZoneView extends Outputs {
  readonly rate: number;
  /** Of the air bag, 0-1. */
  readonly pressure: number;
  readonly currentMa: number;
  /** Motor case, degC. */
  readonly temperatureC: number;
}

export const zoneView = (state: ChairState, zone: Zone): ZoneView => ({
  ...outputsOf(state[zone]),
  rate: rateOf(state[zone]),
  pressure: state[zone].air.pressure,
  currentMa: Math.round(state[zone].currentMa),
  temperatureC: caseOf(state[zone], state.conditions.zones[zone]),
});

export const outputChanges = (notes: readonly ChairNote[]): readonly OutputChange[] =>
  notes.flatMap((note) => (note.kind === 'output' ? [note.change] : []));

/** Older changes are forgotten. */
const historyMax = 10_000;

/** Every change of every output, the newest 10,000. */
export class OutputHistory {
  private changes: OutputChange[] = [];

  /** With those that are to come next. */
  followedBy(changes: readonly OutputChange[]): readonly OutputChange[] {
    return [...this.changes, ...changes].slice(-historyMax);
  }

  add(changes: readonly OutputChange[]): void {
    this.changes.push(...changes);
    if (this.changes.length > 2 * historyMax) this.changes = this.changes.slice(-historyMax);
  }
}
