import {
  type AirProgram,
  awake,
  manualProgram,
  type RongtaiActuator,
  type RongtaiState,
  type RongtaiTechnique,
  settling,
  started,
  travelMs,
  withPreset,
} from './rongtai-state.js';

type Press = (state: RongtaiState) => RongtaiState;

/** A key, its code and what it does to a chair that listens to it. */
interface RongtaiKey {
  readonly code: number;
  /** In which phases it does anything. */
  readonly heard: 'always' | 'awake' | 'running';
  readonly press: Press;
}

const key = (code: number, heard: RongtaiKey['heard'], press: Press): RongtaiKey => ({ code, heard, press });

/** A toggle: while it settles, it wakes the chair again. */
const power: Press = (state) =>
  state.phase === 'standby' || state.phase === 'settling' ? awake(state) : settling(state);

const usualAirStrength = 3;

const automatic =
  (program: number): Press =>
  (state) => {
    const plays = { ...state, airProgram: 'seat' as const, airStrength: usualAirStrength };
    const footRoller = { isOn: true, speed: 0 };
    return state.phase === 'waiting'
      ? { ...started(plays, program, 'none'), footRoller }
      : { ...plays, program, footRoller };
  };

/** From waiting, it starts manual mode. While the body is measured, it is lost. */
const technique =
  (wanted: RongtaiTechnique): Press =>
  (state) => {
    if (state.phase === 'waiting') return started(state, manualProgram, wanted);
    return state.scan === 'running' ? state : { ...state, program: manualProgram, wanted, technique: wanted };
  };

/** An automatic program chooses these itself. */
const byHand =
  (change: Partial<RongtaiState>): Press =>
  (state) =>
    state.program === manualProgram ? { ...state, ...change } : state;

const set =
  (change: Partial<RongtaiState>): Press =>
  (state) => ({ ...state, ...change });

const air = (airProgram: AirProgram): Press =>
  byHandWith((state) => ({ airProgram, airStrength: state.airStrength === 0 ? usualAirStrength : state.airStrength }));

function byHandWith(change: (state: RongtaiState) => Partial<RongtaiState>): Press {
  return (state) => byHand(change(state))(state);
}

const moved =
  (name: RongtaiActuator, to: 'away' | 'home' | 'held'): Press =>
  (state) => {
    const { awayMs } = state.actuators[name];
    const targetMs = { away: travelMs[name], home: 0, held: awayMs }[to];
    return { ...state, actuators: { ...state.actuators, [name]: { awayMs, targetMs } } };
  };

const gravityMs = [0, 15_000, 18_000] as const;

const zeroGravity =
  (which: 0 | 1 | 2): Press =>
  (state) => {
    const { back, calf } = state.actuators;
    const targetMs = gravityMs[which];
    const actuators = { ...state.actuators, back: { ...back, targetMs }, calf: { ...calf, targetMs } };
    return { ...state, zeroGravity: which, actuators };
  };

const footRoller = (isOn: boolean, speed: number): Press => set({ footRoller: { isOn, speed } });

/** Every key of this chair. Others of the family are not known to it. */
const rongtaiKeys: Readonly<Record<string, RongtaiKey>> = {
  power: key(0x01, 'always', power),
  'zero-gravity-1': key(0x07, 'awake', zeroGravity(1)),
  'zero-gravity-2': key(0x08, 'awake', zeroGravity(2)),
  'zero-gravity-back': key(0x09, 'awake', zeroGravity(0)),
  'automatic-1': key(0x10, 'awake', automatic(1)),
  'automatic-2': key(0x11, 'awake', automatic(2)),
  'automatic-3': key(0x12, 'awake', automatic(3)),
  'automatic-4': key(0x13, 'awake', automatic(4)),
  'automatic-5': key(0x14, 'awake', automatic(5)),
  'automatic-6': key(0x15, 'awake', automatic(6)),
  knead: key(0x20, 'awake', technique('knead')),
  knock: key(0x21, 'awake', technique('knock')),
  press: key(0x22, 'awake', technique('press')),
  'soft-knock': key(0x23, 'awake', technique('soft-knock')),
  wavelet: key(0x24, 'awake', technique('rhythm')),
  heat: key(0x27, 'running', (state) => ({ ...state, hasHeat: !state.hasHeat })),
  part: key(0x28, 'running', byHand({ area: 2 })),
  point: key(0x29, 'running', byHand({ area: 3 })),
  full: key(0x2a, 'running', byHand({ area: 1 })),
  narrow: key(0x2b, 'running', byHand({ width: 1 })),
  middle: key(0x2c, 'running', byHand({ width: 2 })),
  wide: key(0x2d, 'running', byHand({ width: 3 })),
  'speed-1': key(0x2e, 'running', byHand({ speed: 1 })),
  'speed-2': key(0x2f, 'running', byHand({ speed: 2 })),
  'speed-3': key(0x30, 'running', byHand({ speed: 3 })),
  'speed-4': key(0x31, 'running', byHand({ speed: 4 })),
  'speed-5': key(0x32, 'running', byHand({ speed: 5 })),
  'speed-6': key(0x33, 'running', byHand({ speed: 6 })),
  'roller-slow': key(0x34, 'running', footRoller(true, 1)),
  'roller-middle': key(0x35, 'running', footRoller(true, 2)),
  'roller-fast': key(0x36, 'running', footRoller(true, 3)),
  'roller-off': key(0x37, 'running', footRoller(false, 0)),
  'air-legs': key(0x40, 'running', air('legs')),
  'air-arms': key(0x41, 'running', air('arms')),
  'air-back': key(0x42, 'running', air('back')),
  'air-seat': key(0x43, 'running', air('seat')),
  'air-whole': key(0x44, 'running', air('whole')),
  'air-1': key(0x45, 'running', set({ airStrength: 1 })),
  'air-2': key(0x46, 'running', set({ airStrength: 2 })),
  'air-3': key(0x47, 'running', set({ airStrength: 3 })),
  'air-4': key(0x48, 'running', set({ airStrength: 4 })),
  'air-5': key(0x49, 'running', set({ airStrength: 5 })),
  'air-off': key(0x4a, 'running', set({ airStrength: 0, airProgram: 'none' })),
  'timer-10': key(0x50, 'awake', (state) => withPreset(state, 1)),
  'timer-20': key(0x51, 'awake', (state) => withPreset(state, 2)),
  'timer-30': key(0x52, 'awake', (state) => withPreset(state, 3)),
  sound: key(0x53, 'awake', (state) => ({ ...state, hasSound: !state.hasSound })),
  'walk-up': key(0x60, 'running', set({ walk: 'up' })),
  'walk-up-stop': key(0x61, 'running', set({ walk: 'still' })),
  'walk-down': key(0x62, 'running', set({ walk: 'down' })),
  'walk-down-stop': key(0x63, 'running', set({ walk: 'still' })),
  'back-up': key(0x64, 'awake', moved('back', 'home')),
  'back-up-stop': key(0x65, 'awake', moved('back', 'held')),
  'back-down': key(0x66, 'awake', moved('back', 'away')),
  'back-down-stop': key(0x67, 'awake', moved('back', 'held')),
  'legs-up': key(0x68, 'awake', moved('calf', 'away')),
  'legs-up-stop': key(0x69, 'awake', moved('calf', 'held')),
  'legs-down': key(0x6a, 'awake', moved('calf', 'home')),
  'legs-down-stop': key(0x6b, 'awake', moved('calf', 'held')),
  'slide-out': key(0x6c, 'awake', moved('slide', 'away')),
  'slide-out-stop': key(0x6d, 'awake', moved('slide', 'held')),
  'slide-in': key(0x6e, 'awake', moved('slide', 'home')),
  'slide-in-stop': key(0x6f, 'awake', moved('slide', 'held')),
};

const namesByCode = new Map(Object.entries(rongtaiKeys).map(([name, { code }]) => [code, name]));

/** The name of the key with this code; undefined where this chair has none. */
export const rongtaiKeyOf = (code: number): string | undefined => namesByCode.get(code);

export const isRongtaiKey = (name: string): boolean => Object.hasOwn(rongtaiKeys, name);

/** A key goes down. A chair that is off, goes home or has a fault knows its power key and no other. */
export function pressRongtai(state: RongtaiState, name: string): RongtaiState {
  const pressed = rongtaiKeys[name];
  if (pressed === undefined) return state;
  const isAwake = state.phase === 'waiting' || state.phase === 'running';
  const isHeard = { always: true, awake: isAwake, running: state.phase === 'running' }[pressed.heard];
  return isHeard ? pressed.press(state) : state;
}
