import type { ChairInput, SimulatedState } from '../../hardware-sim/chair.js';
import type { ZoneCondition } from '../../hardware-sim/conditions.js';
import type { OutputChange } from '../../hardware-sim/outputs.js';
import type { ZoneState } from '../../hardware-sim/zone.js';
import { unframe } from '../../src/core/protocol/crc.js';
import { emergencyCharacter } from '../../src/core/protocol/messages.js';
import type { Technique, Zone } from '../../src/core/zones.js';
import type { ArmedSpan, ChairMotion } from './motion.js';

/** Most texts are one whole line. */
const partsOf = (text: string): readonly string[] =>
  text.indexOf('\n') === text.length - 1 && !text.includes(emergencyCharacter)
    ? [text.slice(0, -1), '\n', '']
    : text.split(cut);

const lineBytesMax = 160;
/** Line ends and emergency bytes, kept as parts of their own. */
const cut = new RegExp(`([${emergencyCharacter}\n])`);
/** Of a stop or a pause. */
export const longestRampMs = 2000;
/** A driver that was stuck lets go with a ramp of its own. */
const releaseMs = 1000;
/** An emergency stop is repeated every 200 ms, and acts within 100. */
const heardAgainMs = 300;
const slopeWindowMs = 1000;

interface Sample {
  readonly atMs: number;
  readonly level: number;
}

/** What one zone really does. Levels 0-100, times of the simulation in ms. */
export interface ZoneTruth {
  readonly zone: Zone;
  level: number;
  technique: Technique | 'off';
  /** Motor duty, a running pump or a holding valve. */
  isOn: boolean;
  /** A stuck driver: `soft` obeys the emergency stop, `hard` nothing. */
  runaway: 'none' | 'soft' | 'hard';
  /** It does more than it was asked, or moves where it was not asked at all. */
  odd: 'none' | 'over' | 'unasked';
  /** Of the SET that is in force, 0-100. */
  askedLevel: number;
  caseC: number;
  /** When the TTL of the SET that is in force ends. */
  setEndsAtMs: number;
  /** Since when air or presses hold without a cycle; null where they do not. */
  steadySinceMs: number | null;
  /** The least level of the last second. */
  leastOfLate: number;
  samples: Sample[];
}

const newZone = (zone: Zone): ZoneTruth => ({
  zone,
  level: 0,
  technique: 'off',
  isOn: false,
  runaway: 'none',
  odd: 'none',
  askedLevel: 0,
  caseC: 0,
  setEndsAtMs: Number.POSITIVE_INFINITY,
  steadySinceMs: null,
  leastOfLate: 0,
  samples: [],
});

/** What a simulated chair really does and really heard: worked out from its outputs and from the bytes that reached it, without
 *  a look at what its firmware or the daemon think. */
export class ChairTruth implements ChairMotion {
  nowMs: number;
  private readonly back = newZone('back');
  private readonly seat = newZone('seat');
  private readonly legs = newZone('legs');
  /** A list, because it is walked at every step: looking zones up by their names there takes the engine several times as long. */
  readonly zones: readonly ZoneTruth[] = [this.back, this.seat, this.legs];
  isArmed = false;
  readonly spans: ArmedSpan[] = [];
  /** The last line with a right check. */
  validLineAtMs = Number.NEGATIVE_INFINITY;
  /** The emergency stop that no reset has cleared yet. */
  emergencyAtMs: number | null = null;
  readonly isMisread = false;
  isOccupied = true;
  seatedChangedAtMs: number;
  rebootedAtMs = Number.NEGATIVE_INFINITY;
  faultAtMs = Number.NEGATIVE_INFINITY;
  stopButtonAtMs = Number.NEGATIVE_INFINITY;
  /** The last moment in which its lease was switched off by a fault. */
  leaselessAtMs = Number.NEGATIVE_INFINITY;
  /** The last moment in which a zone was odd, or its driver stuck. */
  oddAtMs = Number.NEGATIVE_INFINITY;
  /** A slope is the chair's own where what heat took away comes back. */
  ownSlopeUntilMs = Number.NEGATIVE_INFINITY;
  private line = '';
  private isLineDead = false;
  private lastRequest = '';

  constructor(
    private readonly startedAtMs: number,
    private readonly onHeard: (line: string) => void,
  ) {
    this.nowMs = startedAtMs;
    this.seatedChangedAtMs = startedAtMs;
  }

  /** True while any zone is on that has no stuck driver. */
  get isMoving(): boolean {
    return this.zones.some(({ isOn, runaway, odd }) => isOn && runaway === 'none' && odd !== 'unasked');
  }

  /** True while a driver does not let go. */
  get isStuck(): boolean {
    return this.zones.some(({ runaway }) => runaway !== 'none');
  }

  /** A change of an output, at its own time: a step of the chair may be long. */
  follow({ atMs, zone, level, technique, duty, pump, valveClosed }: OutputChange): void {
    this.nowMs = this.startedAtMs + atMs;
    const truth = this[zone];
    truth.isOn = duty > 0 || pump || valveClosed;
    truth.technique = technique;
    this.sample(truth, level);
  }

  take(state: SimulatedState, input: ChairInput, lines: readonly string[]): void {
    this.nowMs = this.startedAtMs + state.nowMs;
    this.takeInput(state, input, lines);
    const { conditions } = state;
    this.lookAtZone(this.back, state.back, conditions.zones.back);
    this.lookAtZone(this.seat, state.seat, conditions.zones.seat);
    this.lookAtZone(this.legs, state.legs, conditions.zones.legs);
    if (conditions.hasNoLease) this.leaselessAtMs = this.nowMs;
    if (state.isOccupied !== this.isOccupied) this.seatedChangedAtMs = this.nowMs;
    this.isOccupied = state.isOccupied;
    if (state.isArmed !== this.isArmed) this.arm(state.isArmed);
  }

  private arm(isArmed: boolean): void {
    this.isArmed = isArmed;
    const last = this.spans.at(-1);
    if (isArmed) this.spans.push({ fromMs: this.nowMs, toMs: Number.POSITIVE_INFINITY });
    else if (last !== undefined) last.toMs = this.nowMs;
    if (!isArmed) for (const zone of this.zones) zone.askedLevel = 0;
  }

  private takeInput(state: SimulatedState, input: ChairInput, lines: readonly string[]): void {
    if (lines.some((line) => line.startsWith('E fault'))) this.faultAtMs = this.nowMs;
    switch (input.kind) {
      case 'text':
        if (state.nowMs >= state.darkUntilMs) this.takeText(input.text, lines);
        return;
      case 'reboot':
        this.restart();
        return;
      case 'button':
        // A controller that boots hears no button either.
        if (state.nowMs < state.darkUntilMs) return;
        if (input.button === 'estop') this.emergencyAtMs ??= this.nowMs;
        if (input.button !== 'start') this.stopButtonAtMs = this.nowMs;
        return;
      case 'conditions':
        this.ownSlopeUntilMs = this.nowMs + 2 * slopeWindowMs;
        return;
      case 'elapsed':
      case 'line':
      case 'occupied':
    }
  }

  private restart(): void {
    this.rebootedAtMs = this.nowMs;
    this.emergencyAtMs = null;
    this.line = '';
    this.isLineDead = false;
    this.lastRequest = '';
    for (const zone of this.zones) zone.setEndsAtMs = Number.POSITIVE_INFINITY;
  }

  private takeText(text: string, lines: readonly string[]): void {
    for (const part of partsOf(text)) {
      if (part === emergencyCharacter) {
        this.emergencyAtMs ??= this.nowMs;
        this.isLineDead = true;
      } else if (part === '\n') {
        if (!this.isLineDead && this.line !== '') this.hear(this.line, lines);
        this.line = '';
        this.isLineDead = false;
      } else this.line += part.replaceAll('\r', '');
    }
  }

  private hear(line: string, lines: readonly string[]): void {
    const payload = line.length < lineBytesMax ? unframe(line) : null;
    this.onHeard(payload ?? line);
    if (payload === null) return;
    this.validLineAtMs = this.nowMs;
    const [seq = '', verb = '', ...args] = payload.split(' ');
    const isAgain = line === this.lastRequest && verb !== 'HELLO';
    if (seq !== '0') this.lastRequest = line;
    if (isAgain || !lines.some((each) => each.startsWith(`${seq} OK*`))) return;
    this.taken(verb, args);
  }

  /** A request that the chair has just accepted. */
  private taken(verb: string, args: readonly string[]): void {
    if (verb === 'ESTOP') this.emergencyAtMs ??= this.nowMs;
    if (verb === 'RESET' && args[0] === 'estop') this.emergencyAtMs = null;
    if (verb !== 'SET') return;
    const truth = this.zones.find(({ zone }) => zone === args[0]);
    const ttlMs = Number(args[5]);
    if (truth === undefined) return;
    truth.askedLevel = args[1] === 'off' ? 0 : Number(args[2]);
    if (ttlMs > 0) truth.setEndsAtMs = this.nowMs + ttlMs;
  }

  private lookAtZone(truth: ZoneTruth, shown: Readonly<ZoneState>, condition: ZoneCondition): void {
    const { driven, duty, pump, valveClosed, technique, rate } = shown;
    this.lookAtDriver(truth, condition);
    truth.isOn = duty > 0 || pump || valveClosed;
    truth.technique = driven > 0 ? technique : 'off';
    truth.caseC = condition.caseC ?? shown.caseC;
    const isHolding = truth.isOn && rate === 0 && (technique === 'compress' || technique === 'press');
    truth.steadySinceMs = isHolding ? (truth.steadySinceMs ?? this.nowMs) : null;
    if (driven !== truth.level || driven > 0) this.sample(truth, driven);
  }

  private lookAtDriver(truth: ZoneTruth, { runaway, isUnasked, levelMin }: ZoneCondition): void {
    const changedAgoMs = this.nowMs - (this.ownSlopeUntilMs - 2 * slopeWindowMs);
    // One that obeys an emergency stop again has to hear one first.
    if (runaway === 'soft' && truth.runaway === 'hard' && changedAgoMs < heardAgainMs) truth.runaway = 'hard';
    else if (runaway !== 'none') truth.runaway = runaway;
    else if (changedAgoMs > releaseMs) truth.runaway = 'none';
    truth.odd = oddOf(truth, { isUnasked, levelMin }, changedAgoMs);
    if (truth.odd !== 'none' || truth.runaway !== 'none') this.oddAtMs = this.nowMs;
  }

  private sample(truth: ZoneTruth, level: number): void {
    const { samples } = truth;
    const last = samples.at(-1);
    if (last === undefined || last.level !== level) samples.push({ atMs: this.nowMs, level });
    truth.level = level;
    // The one before the window is the level with which the window began.
    while (samples.length > 1 && (samples[1]?.atMs ?? 0) <= this.nowMs - slopeWindowMs) samples.shift();
    truth.leastOfLate = level;
    for (const each of samples) if (each.level < truth.leastOfLate) truth.leastOfLate = each.level;
  }
}

/** A zone that somebody else has driven is his until it is at rest, whatever else is wrong with it. A pause that came meanwhile gives
 *  it a ramp; what is on beyond that is not his any more. */
function oddOf(
  { odd, isOn }: ZoneTruth,
  { isUnasked, levelMin }: Pick<ZoneCondition, 'isUnasked' | 'levelMin'>,
  changedAgoMs: number,
): ZoneTruth['odd'] {
  if (isUnasked) return 'unasked';
  const isStillDriven = odd === 'unasked' && isOn;
  if (levelMin > 0) return isStillDriven ? odd : 'over';
  return changedAgoMs > releaseMs + (isStillDriven ? longestRampMs : 0) ? 'none' : odd;
}
