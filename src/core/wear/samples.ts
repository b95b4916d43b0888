import type { Technique } from '../zones.js';

/** What tells of wear: the current of a motor or pump, the warmth of its case, how long a pump works for one filling. */
export const wearMeasures = ['current', 'warmth', 'filling'] as const;
export type WearMeasure = (typeof wearMeasures)[number];

/** What one zone showed in one session of one technique, at about one level; only samples of the same `bin` can be compared. */
export interface WearSample {
  readonly measure: WearMeasure;
  readonly technique: Technique;
  readonly bin: string;
  /** mA; degC for each minute at full level; ms of the pump for a filling. */
  readonly value: number;
  /** How much it counts among samples of its measure: ms, sessions, fillings. */
  readonly weight: number;
}

/** Levels that are taken together: few enough bands to be learned soon, and over one a current changes by less than 10 %. */
const bandLevels = 4;
export const bandCount = 100 / bandLevels;

/** The band of a level over 0. */
export const bandOf = (level: number): number =>
  Math.min(bandCount - 1, Math.max(0, Math.floor((level - 1) / bandLevels)));

export const isAirTechnique = (technique: Technique | 'off'): boolean =>
  technique === 'compress' || technique === 'press';
