import type { Technique, Zone } from '../src/core/zones.js';
import type { ZoneState } from './zone.js';

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

/** A change of a zone's outputs; `atMs` counts from when the chair was made. */
export interface OutputChange extends Outputs {
  readonly atMs: number;
  readonly zone: Zone;
}

type ReadonlyZone = Readonly<ZoneState>;

/** A level that was ramped to 30 may be a little over it. */
const roundingMax = 1e-3;

/** The level that T shows: never 0 while the output is on. */
export const levelShown = (zone: ReadonlyZone): number =>
  zone.driven === 0 ? 0 : Math.min(100, Math.max(1, Math.ceil(zone.driven - roundingMax)));

export const shownTechnique = (zone: ReadonlyZone): Technique | 'off' => (zone.driven > 0 ? zone.technique : 'off');

const shownDuty = (zone: ReadonlyZone): number => Math.round(zone.duty * 100) / 100;

/** What the outputs of a zone do from now on. */
export const outputsFrom = (atMs: number, name: Zone, zone: ReadonlyZone): OutputChange => ({
  atMs,
  zone: name,
  technique: shownTechnique(zone),
  level: levelShown(zone),
  duty: shownDuty(zone),
  pump: zone.pump,
  valveClosed: zone.valveClosed,
});

/** True where the zone's outputs are still those. */
export const shows = (zone: ReadonlyZone, outputs: Outputs): boolean =>
  levelShown(zone) === outputs.level &&
  shownTechnique(zone) === outputs.technique &&
  shownDuty(zone) === outputs.duty &&
  zone.pump === outputs.pump &&
  zone.valveClosed === outputs.valveClosed;
