/** What a chair of this family is doing: the codes of the low bits of P7. */
export const rongtaiPhases = { standby: 0, settling: 1, waiting: 2, running: 3, fault: 5 } as const;
type RongtaiPhase = keyof typeof rongtaiPhases;

/** In the order of their codes. */
export const rongtaiTechniques = [
  'none',
  'knead',
  'knock',
  'knead-knock',
  'soft-knock',
  'press',
  'rhythm',
  'rub',
] as const;
export type RongtaiTechnique = (typeof rongtaiTechniques)[number];

/** Bits of the air program. */
export const airPrograms = { none: 0, legs: 2, back: 3, arms: 4, seat: 5, whole: 6 } as const;
export type AirProgram = keyof typeof airPrograms;

export type AirBag = 'arm' | 'seat' | 'thigh' | 'calf' | 'foot' | 'neck' | 'waist' | 'shoulder';

/** A part of the chair that a motor drives: how far it is from home, and to where it is on its way, in ms of driving. */
interface Actuator {
  readonly awayMs: number;
  readonly targetMs: number;
}

export const rongtaiActuators = ['back', 'calf', 'slide'] as const;
export type RongtaiActuator = (typeof rongtaiActuators)[number];

export interface RongtaiState {
  readonly phase: RongtaiPhase;
  /** What the rollers do now. */
  readonly technique: RongtaiTechnique;
  /** What they will do when the scan is done. */
  readonly wanted: RongtaiTechnique;
  /** 0 none, 1-6 automatic, 7 manual. */
  readonly program: number;
  readonly speed: number;
  readonly width: number;
  readonly area: number;
  readonly airStrength: number;
  readonly airProgram: AirProgram;
  readonly footRoller: { readonly isOn: boolean; readonly speed: number };
  readonly hasHeat: boolean;
  readonly hasSound: boolean;
  /** 1-3: 10, 20, 30 min. */
  readonly preset: number;
  readonly leftMs: number;
  readonly scan: 'none' | 'running' | 'done';
  /** Since the massage began, or since it ended; ms. */
  readonly phaseMs: number;
  readonly rollerHeight: number;
  /** The rollers walk along the back until they are stopped. */
  readonly walk: 'still' | 'up' | 'down';
  readonly zeroGravity: number;
  readonly errorCode: number;
  readonly actuators: Readonly<Record<RongtaiActuator, Actuator>>;
}

const presetMinutes = [0, 10, 20, 30] as const;
export const manualProgram = 7;
const usualPreset = 2;
const minuteMs = 60_000;
const wakeHeight = 6;
const rollerHeightMax = 13;
const scanMs = 30_000;
/** The rollers drive to their place, whatever else has to go home. */
const parkMs = 4000;
/** So far the chair lies back for a massage. */
const lyingMs = { back: 8000, calf: 6000 };
const rollerStepMs = 1000;
/** A bag is blown for half of it. */
const airCycleMs = 12_000;
const automaticStepMs = 60_000;

/** How far each can go, ms. */
export const travelMs: Readonly<Record<RongtaiActuator, number>> = { back: 25_000, calf: 20_000, slide: 8000 };
const home: Actuator = { awayMs: 0, targetMs: 0 };

/** A chair that is off and at home. */
export const standby: RongtaiState = {
  phase: 'standby',
  technique: 'none',
  wanted: 'none',
  program: 0,
  speed: 0,
  width: 0,
  area: 0,
  airStrength: 0,
  airProgram: 'none',
  footRoller: { isOn: false, speed: 0 },
  hasHeat: false,
  hasSound: false,
  preset: 0,
  leftMs: 0,
  scan: 'none',
  phaseMs: 0,
  rollerHeight: 0,
  walk: 'still',
  zeroGravity: 0,
  errorCode: 0,
  actuators: { back: home, calf: home, slide: home },
};

/** It waits for what to do. */
export const awake = ({ actuators }: RongtaiState): RongtaiState =>
  withPreset(
    { ...standby, phase: 'waiting', rollerHeight: wakeHeight, actuators: heldActuators(actuators) },
    usualPreset,
  );

export const withPreset = (state: RongtaiState, preset: number): RongtaiState => ({
  ...state,
  preset,
  leftMs: (presetMinutes[preset] ?? 0) * minuteMs,
});

/** The massage ends at once; then back, legs and rollers go home by themselves. */
export const settling = ({ actuators, preset, rollerHeight, hasSound }: RongtaiState): RongtaiState => ({
  ...standby,
  phase: 'settling',
  preset,
  rollerHeight,
  hasSound,
  actuators: mapActuators(actuators, (actuator) => ({ ...actuator, targetMs: 0 })),
});

/** A massage begins: the person is laid back and measured first. */
export const started = (state: RongtaiState, program: number, wanted: RongtaiTechnique): RongtaiState => ({
  ...state,
  phase: 'running',
  program,
  wanted,
  technique: 'none',
  speed: 1,
  width: 2,
  area: 1,
  scan: 'running',
  phaseMs: 0,
  actuators: {
    ...state.actuators,
    back: { ...state.actuators.back, targetMs: Math.max(state.actuators.back.awayMs, lyingMs.back) },
    calf: { ...state.actuators.calf, targetMs: Math.max(state.actuators.calf.awayMs, lyingMs.calf) },
  },
});

export const faulty = (state: RongtaiState, errorCode: number): RongtaiState => ({
  ...standby,
  phase: 'fault',
  errorCode,
  rollerHeight: state.rollerHeight,
  actuators: heldActuators(state.actuators),
});

/** Which program the chair plays by itself, 1-6; null where it plays none. */
export const automaticOf = ({ program }: Pick<RongtaiState, 'program'>): number | null =>
  program > 0 && program !== manualProgram ? program : null;

/** Which bags are blown now. */
export function blownBags({ phase, program, airProgram, airStrength, phaseMs }: RongtaiState): readonly AirBag[] {
  const isBlowing = phase === 'running' && airStrength > 0 && phaseMs % airCycleMs < airCycleMs / 2;
  if (!isBlowing) return [];
  return automaticOf({ program }) !== null ? ['arm', 'thigh', 'calf', 'foot', 'waist', 'shoulder'] : bagsOf[airProgram];
}

const bagsOf: Readonly<Record<AirProgram, readonly AirBag[]>> = {
  none: [],
  legs: ['calf', 'foot'],
  back: ['waist', 'shoulder'],
  arms: ['arm'],
  seat: ['seat'],
  whole: ['arm', 'seat', 'thigh', 'calf', 'foot', 'neck', 'waist', 'shoulder'],
};

const mapActuators = (
  { back, calf, slide }: RongtaiState['actuators'],
  map: (actuator: Actuator) => Actuator,
): RongtaiState['actuators'] => ({ back: map(back), calf: map(calf), slide: map(slide) });

const heldActuators = (actuators: RongtaiState['actuators']): RongtaiState['actuators'] =>
  mapActuators(actuators, ({ awayMs }) => ({ awayMs, targetMs: awayMs }));

function driven({ awayMs, targetMs }: Actuator, elapsedMs: number): Actuator {
  const stepMs = Math.min(Math.abs(targetMs - awayMs), elapsedMs);
  return { targetMs, awayMs: awayMs + Math.sign(targetMs - awayMs) * stepMs };
}

/** What an automatic program plays, minute by minute. */
const automaticTechniques = ['knead', 'knock', 'knead-knock', 'press'] as const;

function techniqueAt({ program, wanted }: RongtaiState, massageMs: number): RongtaiTechnique {
  if (program === manualProgram) return wanted;
  return automaticTechniques[Math.floor(massageMs / automaticStepMs) % automaticTechniques.length] ?? 'knead';
}

const heightOf = (phaseMs: number): number => {
  const turn = (wakeHeight + Math.floor(phaseMs / rollerStepMs)) % (2 * rollerHeightMax);
  return turn <= rollerHeightMax ? turn : 2 * rollerHeightMax - turn;
};

function walked({ walk, rollerHeight }: RongtaiState, before: number, after: number): number {
  const steps = Math.floor(after / rollerStepMs) - Math.floor(before / rollerStepMs);
  return Math.max(0, Math.min(rollerHeightMax, rollerHeight + (walk === 'up' ? steps : -steps)));
}

function massaged(state: RongtaiState, elapsedMs: number, isEndless: boolean): RongtaiState {
  const phaseMs = state.phaseMs + elapsedMs;
  const leftMs = Math.max(0, state.leftMs - elapsedMs);
  if (leftMs === 0 && !isEndless) return settling(state);
  const scan = phaseMs < scanMs ? state.scan : 'done';
  const technique = scan === 'running' ? 'none' : techniqueAt(state, phaseMs - scanMs);
  const rollerHeight = state.walk === 'still' ? heightOf(phaseMs) : walked(state, state.phaseMs, phaseMs);
  return { ...state, phaseMs, leftMs, scan, technique, rollerHeight };
}

/** The chair so much later. `isEndless`: its timer ends nothing. */
export function advanceRongtai(before: RongtaiState, elapsedMs: number, isEndless: boolean): RongtaiState {
  const isActive = before.phase === 'running' || before.phase === 'settling';
  if (!isActive && rongtaiActuators.every((name) => actuatorDrive(before, name) === 'still')) return before;
  const state = { ...before, actuators: mapActuators(before.actuators, (each) => driven(each, elapsedMs)) };
  if (state.phase === 'running') return massaged(state, elapsedMs, isEndless);
  if (state.phase !== 'settling') return state;
  const phaseMs = state.phaseMs + elapsedMs;
  const isHome = rongtaiActuators.every((name) => state.actuators[name].awayMs === 0);
  return isHome && phaseMs >= parkMs ? standby : { ...state, phaseMs };
}

/** Up and down as the person sees it: back home is up, legs home are down. */
export function actuatorDrive({ actuators }: RongtaiState, name: RongtaiActuator): 'still' | 'up' | 'down' {
  const { awayMs, targetMs } = actuators[name];
  if (awayMs === targetMs) return 'still';
  const isOutward = targetMs > awayMs;
  return (name === 'back') === isOutward ? 'down' : 'up';
}
