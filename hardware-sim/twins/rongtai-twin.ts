import { isRongtaiKey, pressRongtai, rongtaiKeyOf } from './rongtai-keys.js';
import {
  type AirBag,
  actuatorDrive,
  advanceRongtai,
  automaticOf,
  blownBags,
  faulty,
  type RongtaiState,
  rongtaiActuators,
  standby,
} from './rongtai-state.js';
import { rongtaiStatus } from './rongtai-status.js';
import { Twin, type TwinOptions, type TwinOutputs } from './twin.js';

const statusMs = 50;
const first = 0xf0;
const last = 0xf1;
/** Handset, tablet, phone. */
const sendersHeard: readonly number[] = [0x82, 0x83, 0x84];
/** Writing of programs and the service mode: nobody but the maker sends these. */
const forbiddenBytes: readonly number[] = [0xa5, 0xbd];
/** First byte, source, key and check. */
const bytesBeforeLast = 4;

const bags: readonly AirBag[] = ['arm', 'seat', 'thigh', 'calf', 'foot', 'neck', 'waist', 'shoulder'];
const bagOutputs = bags.map((bag) => [bag, `air-${bag}`] as const);
const zoneBags: Readonly<Record<'seat' | 'legs', readonly AirBag[]>> = {
  seat: ['seat'],
  legs: ['thigh', 'calf', 'foot'],
};

/** A chair on its handset's wire: binary frames, a status all the time, levels set directly. When it is switched off it drives home. */
export class RongtaiTwin extends Twin {
  private state: RongtaiState = standby;
  private stateAtMs = 0;
  private held: readonly number[] = [];
  private forbiddenCount = 0;

  constructor(options: TwinOptions) {
    super(options, {
      periodMs: statusMs,
      faults: ['lost-key', 'lost-status', 'deaf-key', 'stuck', 'runaway', 'strict-check', 'error'],
      lineEnd: '\n',
    });
    this.start();
  }

  /** How many bytes the host has sent that it must never send. */
  get forbidden(): number {
    return this.forbiddenCount;
  }

  /** `massages` is what a stop has to end; `drives` is back, legs and slide under way; `automatic` is which program the chair plays by
   *  itself, 1-6, or null. */
  look(): {
    readonly phase: RongtaiState['phase'];
    readonly on: boolean;
    readonly moves: boolean;
    readonly massages: boolean;
    readonly drives: boolean;
    readonly seconds: number;
    readonly scanning: boolean;
    readonly automatic: number | null;
    readonly zones: Readonly<Record<'back' | 'seat' | 'legs', boolean>>;
    readonly forbidden: number;
  } {
    const { phase, leftMs, scan } = this.state;
    const zones = this.massaged();
    return {
      phase,
      on: phase !== 'standby',
      moves: this.moves,
      massages: Object.values(zones).some((moves) => moves),
      drives: rongtaiActuators.some((name) => actuatorDrive(this.state, name) !== 'still'),
      seconds: Math.ceil(leftMs / 1000),
      scanning: scan === 'running',
      automatic: automaticOf(this.state),
      zones,
      forbidden: this.forbiddenCount,
    };
  }

  get outputs(): TwinOutputs {
    const { state } = this;
    const blown = blownBags(state);
    const outputs: Record<string, number | string> = {
      rollers: state.scan === 'running' ? 'scan' : state.technique,
      speed: state.technique === 'none' ? 0 : state.speed,
      walk: state.walk,
      'foot-roller': state.footRoller.isOn ? Math.max(1, state.footRoller.speed) : 0,
      heat: state.hasHeat ? 1 : 0,
    };
    for (const [bag, output] of bagOutputs) outputs[output] = blown.includes(bag) ? state.airStrength : 0;
    for (const name of rongtaiActuators) outputs[name] = actuatorDrive(state, name);
    return outputs;
  }

  press(key: string): boolean {
    if (!isRongtaiKey(key)) return false;
    this.take(key, 'person');
    return true;
  }

  override receive(text: string): void {
    const bytes = Array.from(text, (character) => character.charCodeAt(0));
    this.forbiddenCount += bytes.filter((byte) => forbiddenBytes.includes(byte)).length;
    super.receive(text);
  }

  protected hear(text: string): void {
    for (const character of text) this.hearByte(character.charCodeAt(0));
  }

  protected tick(): void {
    this.catchUp();
    if (!this.happens('lost-status')) this.send(rongtaiStatus(this.state));
  }

  /** What massages a person, by zone. Arms, neck and shoulders are looked after with the back. */
  private massaged(): Readonly<Record<'back' | 'seat' | 'legs', boolean>> {
    const { state } = this;
    const blown = blownBags(state);
    const has = (zone: 'seat' | 'legs') => zoneBags[zone].some((bag) => blown.includes(bag));
    const isElsewhere = blown.some((bag) => ![...zoneBags.seat, ...zoneBags.legs].includes(bag));
    return {
      back: state.technique !== 'none' || state.scan === 'running' || state.walk !== 'still' || isElsewhere,
      seat: has('seat'),
      legs: has('legs') || state.footRoller.isOn,
    };
  }

  private hearByte(byte: number): void {
    if (byte === first) {
      this.held = [byte];
      return;
    }
    const { held } = this;
    this.held = [];
    if (byte === last) {
      if (held.length === bytesBeforeLast) this.obey(held);
      return;
    }
    const isPlace = held.length === 1 ? byte >= 0x80 : held.length > 1 && byte < 0x80;
    if (isPlace && held.length < bytesBeforeLast) this.held = [...held, byte];
  }

  /** The receiver of the handset's wire does not look at the check; the one behind Bluetooth does. */
  private obey([, source = 0, code = 0, check = 0]: readonly number[]): void {
    const isRight = check === (~(source + code) & 0x7f);
    const name = rongtaiKeyOf(code);
    if (!sendersHeard.includes(source) || name === undefined || (this.faults.has('strict-check') && !isRight)) return;
    if (!this.faults.isDeafTo(name) && !this.happens('lost-key')) this.take(name, 'host');
  }

  private take(key: string, by: 'host' | 'person'): void {
    this.catchUp();
    this.noteKey(key, by);
    const isIgnored =
      this.faults.has('stuck') || (this.faults.has('runaway') && this.state.phase === 'running' && isStop(key));
    if (!isIgnored) this.state = pressRongtai(this.state, key);
    this.noteOutputs();
  }

  /** Brings the state to the clock's time. */
  private catchUp(): void {
    const elapsedMs = this.atMs - this.stateAtMs;
    this.stateAtMs = this.atMs;
    const { errorCode } = this.faults;
    const state = advanceRongtai(this.state, elapsedMs, this.faults.has('runaway'));
    if (errorCode !== null) this.state = faulty(state, errorCode);
    else this.state = state.phase === 'fault' ? standby : state;
  }
}

const isStop = (key: string): boolean => key === 'power' || key === 'air-off' || key.endsWith('-stop');
