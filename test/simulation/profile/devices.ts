import { KeyedDevice } from '../../../hardware-sim/keyed/keyed-device.js';
import { Hf8Twin } from '../../../hardware-sim/twins/hf8-twin.js';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import type { Twin, TwinOptions } from '../../../hardware-sim/twins/twin.js';
import type { Zone } from '../../../src/core/zones.js';
import { remoteBus } from '../../support/shipped-profiles.js';
import type { ProgramVariants } from '../plant.js';
import { padPrograms, remoteBusPrograms, rongtaiPrograms } from './programs.js';

/** A device as it stands on the bench: what it does, without a look at what it shows. */
export interface Bench {
  readonly twin: Twin;
  /** What a stop has to end. */
  readonly massages: () => boolean;
  /** What each zone does, 0-100; null where a level of such a device is no share of its strength. */
  readonly levels: () => Readonly<Record<Zone, number>> | null;
  /** A person holds it: it takes no key but the one that lets it go on. */
  readonly isHeld: () => boolean;
  /** It plays by itself what a person chose: keys that a session needs change nothing. */
  readonly playsTheirs: () => boolean;
  /** Bytes that nobody but its maker may send. */
  readonly forbidden: () => number;
}

/** A device that is driven by a profile of which it knows nothing. Figures are the device's own, said here again. Times in ms. */
export interface ProfileDevice {
  /** Of the profile. */
  readonly name: 'rongtai' | 'hf8' | 'remote-bus';
  readonly open: (options: TwinOptions) => Bench;
  readonly programVariants: ProgramVariants;
  /** What a person presses at it, in the words of a chair's buttons. */
  readonly buttons: Readonly<Record<string, string>>;
  readonly personKeys: readonly [string, ...string[]];
  /** What it can suffer beside what its cable can; with its argument. */
  readonly faults: readonly string[];
  /** Of these and of what the cable loses its wire tells nothing: what is claimed of rest does not hold while they last. */
  readonly unnoticed: RegExp;
  /** Of the device's own faults those that let it fall silent. */
  readonly silencing: RegExp;
  /** What a stop begins with on its wire. */
  readonly stopText: string;
  /** How long a key that was just pressed keeps a stop waiting, and how long a stop may take until its alarm. */
  readonly waitsMs: number;
  readonly alarmMs: number;
  /** It shows something, or answers, at least so often. */
  readonly showsMs: number;
  /** From a start to its first motion; from a stop until it is ready again. */
  readonly startsMs: number;
  readonly restsMs: number;
}

/** The automatic program that goes on is a person's. Until its body scan is over, no technique ends it, and no speed is taken. */
function playsTheirs(twin: RongtaiTwin): boolean {
  if (twin.look().automatic === null) return false;
  return twin.presses.findLast(({ key }) => key.startsWith('automatic-'))?.by === 'person';
}

const rongtai: ProfileDevice = {
  name: 'rongtai',
  open: (options) => {
    const twin = new RongtaiTwin(options);
    return {
      twin,
      massages: () => twin.look().massages,
      levels: () => null,
      isHeld: () => false,
      playsTheirs: () => playsTheirs(twin),
      forbidden: () => twin.forbidden,
    };
  },
  programVariants: rongtaiPrograms,
  buttons: { start: 'power', pause: 'power', stop: 'power', estop: 'power' },
  personKeys: ['power', 'knead', 'knock', 'speed-2', 'air-legs', 'air-1', 'air-off', 'automatic-3'],
  faults: ['lost-key:0.3', 'lost-status:0.5', 'deaf-key:power', 'deaf-key:knead', 'runaway', 'stuck', 'error:3'],
  unnoticed: /^$/,
  silencing: /^$/,
  stopText: '\xf0\x82\x01',
  waitsMs: 1600,
  alarmMs: 3500,
  showsMs: 1000,
  startsMs: 60_000,
  restsMs: 95_000,
};

const hf8: ProfileDevice = {
  name: 'hf8',
  open: (options) => {
    const twin = new Hf8Twin(options);
    const percent = (motors: readonly number[]): number =>
      Math.max(...motors.map((motor) => (100 * (twin.told[motor] ?? 0)) / 255));
    return {
      twin,
      massages: () => !twin.hasMusic && twin.moves,
      levels: () => ({ back: percent([4, 5, 6, 7]), seat: percent([2, 3]), legs: percent([0, 1]) }),
      isHeld: () => false,
      playsTheirs: () => false,
      forbidden: () => 0,
    };
  },
  programVariants: padPrograms,
  buttons: { start: 'audio', pause: 'knob:0', stop: 'knob:255', estop: 'audio' },
  personKeys: ['audio', 'knob:120', 'knob:255'],
  faults: ['lost-answer:0.3', 'lost-key:0.2', 'deaf-key:M4', 'deaf-key:P'],
  unnoticed: /^(lost-key|deaf-key|corrupt|garbage|cut|drop)/,
  silencing: /^deaf-key:P$/,
  stopText: 'M00\r',
  waitsMs: 600,
  alarmMs: 4500,
  showsMs: 1500,
  startsMs: 5000,
  restsMs: 5000,
};

const remoteBusDevice: ProfileDevice = {
  name: 'remote-bus',
  open: (options) => {
    const twin = new KeyedDevice({ ...options, profile: remoteBus });
    return {
      twin,
      massages: () => twin.moves,
      levels: () => null,
      isHeld: () => twin.look().paused,
      playsTheirs: () => false,
      forbidden: () => 0,
    };
  },
  programVariants: remoteBusPrograms,
  buttons: { start: 'power', pause: 'pause', stop: 'power', estop: 'power' },
  personKeys: ['power', 'pause', 'speed', 'air-mode', 'manual', 'auto-healing'],
  faults: ['lost-key:0.3', 'lost-answer:0.3', 'lost-status:0.5', 'stuck', 'deaf-key:power', 'dark'],
  unnoticed: /^$/,
  silencing: /^$/,
  stopText: '0303',
  waitsMs: 1600,
  alarmMs: 3500,
  showsMs: 2500,
  startsMs: 20_000,
  restsMs: 6000,
};

export const profileDevices: readonly ProfileDevice[] = [rongtai, hf8, remoteBusDevice];
