import {
  type AirBag,
  actuatorDrive,
  airPrograms,
  blownBags,
  type RongtaiActuator,
  type RongtaiState,
  rongtaiPhases,
  rongtaiTechniques,
} from './rongtai-state.js';

const scanPlaceMs = 2000;
const scanPlaceMax = 15;

const bit = (is: boolean, at: number): number => (is ? 1 << at : 0);

/** The number of P4 and P5: seconds left, or the code of a fault. */
const secondsOf = ({ phase, leftMs, errorCode }: RongtaiState): number =>
  phase === 'fault' ? errorCode : Math.ceil(leftMs / 1000);

function bagsByte(bags: readonly AirBag[], places: Partial<Record<AirBag, number>>): number {
  return bags.reduce((byte, bag) => byte | bit(places[bag] !== undefined, places[bag] ?? 0), 0);
}

const driveBits = { still: 0, up: 1, down: 2 } as const;
const drive = (state: RongtaiState, name: RongtaiActuator, at: number): number =>
  driveBits[actuatorDrive(state, name)] << at;

function scanByte({ scan, phaseMs }: RongtaiState): number {
  const place = Math.min(scanPlaceMax, Math.floor(phaseMs / scanPlaceMs));
  if (scan === 'none') return 0;
  return scan === 'running' ? 0x40 | place : 0x30 | scanPlaceMax;
}

/** The 16 bytes between the first and the last of a status. */
function payloadOf(state: RongtaiState): readonly number[] {
  const { phase, footRoller } = state;
  const bags = blownBags(state);
  const seconds = secondsOf(state);
  return [
    bit(phase !== 'standby', 6) | (rongtaiTechniques.indexOf(state.technique) << 3),
    bit(state.hasHeat, 6) | bit(footRoller.isOn, 5) | (state.speed << 2) | state.width,
    state.airStrength,
    (state.area << 5) | (seconds >> 7),
    seconds & 0x7f,
    (footRoller.speed << 5) | bagsByte(bags, { arm: 4, seat: 3, thigh: 2, calf: 1, foot: 0 }),
    bagsByte(bags, { neck: 6, waist: 5, shoulder: 4 }) | rongtaiPhases[phase],
    (state.zeroGravity << 5) | state.rollerHeight,
    scanByte(state),
    drive(state, 'back', 0) | drive(state, 'calf', 2) | drive(state, 'slide', 4),
    bit(state.hasSound, 4),
    bit(state.airProgram !== 'none', airPrograms[state.airProgram]) | state.preset,
    state.program << 2,
    1,
    0,
    0,
  ];
}

/** A status as it goes over the wire, one character a byte. */
export const rongtaiStatus = (state: RongtaiState): string => String.fromCharCode(0xf0, ...payloadOf(state), 0xf1);
