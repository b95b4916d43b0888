import type { Technique, Zone } from '../src/core/zones.js';
import type { ZoneState } from './zone.js';

/** What the outputs of a zone do. An output is on while `duty` is over 0, `pump` runs or `valveClosed` holds. */
export interface Outputs {
  readonly technique: Technique | 'off';
  /** 0-100 as T shows it, after ramp and derating: rounded to the nearest number. */
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

/** The level that T shows. Under 0.5 the last moment of a fall is `off` already; its mode is not. */
export const levelShown = (zone: ReadonlyZone): number => Math.round(zone.driven);

export const shownTechnique = (zone: ReadonlyZone): Technique | 'off' =>
  levelShown(zone) > 0 ? zone.technique : 'off';

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
