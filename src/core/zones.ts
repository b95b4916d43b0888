/** The motor zones of a chair, in the order in which the line names them. */
export const zones = ['back', 'seat', 'legs'] as const;
export type Zone = (typeof zones)[number];

/** What an actuator can do. The unit of `rate` depends on the technique: see `rateUnits`. */
export const techniques = ['knead', 'tap', 'roll', 'press', 'compress', 'vibrate'] as const;
export type Technique = (typeof techniques)[number];

/** The unit of a technique's `rate`; 0 means the chair's default, or steady for air and presses. */
export const rateUnits: Readonly<Record<Technique, string>> = {
  knead: 'turns/min',
  tap: 'strokes/min',
  roll: 'strokes/min',
  press: 'presses/min',
  compress: 'cycles/min',
  vibrate: 'Hz',
};

/** What one zone should be doing now. `level` 0-100 (felt strength, integer), `rate` in the technique's unit,
 *  `rampMs` 0-60000: how long the way to `level` takes from wherever the zone is now. `off` always has level 0. */
export interface ZoneDrive {
  readonly technique: Technique | 'off';
  readonly level: number;
  readonly rate: number;
  readonly rampMs: number;
}

/** What every zone should be doing now. */
export type Drive = Readonly<Record<Zone, ZoneDrive>>;

const off: ZoneDrive = { technique: 'off', level: 0, rate: 0, rampMs: 0 };

/** Nothing moves. */
export const stillDrive: Drive = { back: off, seat: off, legs: off };

/** Rates that a zone's technique accepts, both ends included. */
export interface RateRange {
  readonly min: number;
  readonly max: number;
}

/** What a chair can do, from its handshake: only the zones that it has, with their techniques. */
export type Capabilities = Partial<Record<Zone, Partial<Record<Technique, RateRange>>>>;

/** Caps on what reaches a zone: the person's, the configuration's. Levels 0-100. [S10] */
export type LevelCaps = Readonly<Record<Zone, number>>;

export const isZone = (text: string): text is Zone => (zones as readonly string[]).includes(text);
export const isTechnique = (text: string): text is Technique => (techniques as readonly string[]).includes(text);
