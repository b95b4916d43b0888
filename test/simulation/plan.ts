import { zones } from '../../src/core/zones.js';
import { Chance } from './chance.js';
import type { DiskMood } from './disk.js';
import type { Side } from './handed.js';
import { type Message, messages } from './hostile-messages.js';
import { type LineTrouble, lineTroubles } from './line.js';
import { profileDevices } from './profile/devices.js';
import type { ChairName } from './setup.js';
import type { TwinAction } from './twin.js';

/** Somebody asks the daemon to end with the last session, and after a while to go on; who watches over the service starts it again. */
export interface DrainAction {
  readonly kind: 'drain';
  /** SIGUSR2, or a message: with its time, without one, or one that must not be taken. */
  readonly manner: 'signal' | 'timed' | 'plain' | 'retained' | 'stale';
  readonly forMs: number;
  readonly downMs: number;
}

/** What the storm does to the world. Times in ms. */
export type Action =
  /** In the words of the simulator's fault vocabulary, with how long. */
  | { readonly kind: 'fault'; readonly text: string; readonly forMs: number }
  | { readonly kind: 'line'; readonly trouble: LineTrouble; readonly forMs: number }
  | { readonly kind: 'broker'; readonly side: Side | 'both'; readonly forMs: number }
  | { readonly kind: 'lag'; readonly side: Side; readonly lagMs: number; readonly forMs: number }
  /** The way goes silent with its socket open; what it held comes so long after the next connection. */
  | { readonly kind: 'silence'; readonly side: Side; readonly forMs: number; readonly lateMs: number }
  /** The broker grants a stop topic and does not serve it. */
  | { readonly kind: 'deny'; readonly topic: string; readonly forMs: number }
  | { readonly kind: 'redelivery'; readonly forMs: number }
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'flood'; readonly count: number; readonly forMs: number }
  | { readonly kind: 'fight'; readonly gapMs: number; readonly forMs: number }
  | TwinAction
  | { readonly kind: 'clock'; readonly byMs: number }
  | { readonly kind: 'kill'; readonly downMs: number; readonly isTorn: boolean; readonly isMachine: boolean }
  | { readonly kind: 'terminate'; readonly downMs: number }
  | { readonly kind: 'bug'; readonly downMs: number }
  | { readonly kind: 'hang'; readonly forMs: number }
  | DrainAction
  | { readonly kind: 'programs'; readonly variant: number }
  | { readonly kind: 'disk'; readonly mood: Exclude<DiskMood, 'sound'>; readonly forMs: number };

/** An action and when it comes, in ms from the beginning of the storm. */
export interface Step {
  readonly atMs: number;
  readonly action: Action;
}

interface Entry {
  /** As `--faults` names it. */
  readonly name: string;
  readonly draw: (chance: Chance) => Action;
}

const short = (chance: Chance): number =>
  Math.round(chance.pick([200, 800, 2500, 8000, 20_000]) * chance.between(0.5, 1.5));
const down = (chance: Chance): number =>
  Math.round(chance.pick([50, 400, 1500, 6000, 20_000]) * chance.between(0.5, 1.5));

const faulty =
  (name: string, args: (chance: Chance) => string = () => '', duration = short) =>
  (chance: Chance): Action => {
    const words = args(chance);
    return { kind: 'fault', text: words === '' ? name : `${name}:${words}`, forMs: duration(chance) };
  };

const rate = (chance: Chance): string =>
  `${chance.pick(['0.05', '0.2', '0.5', '0.9'])}${chance.pick(['', ':rx', ':tx'])}`;
const zone = (chance: Chance): string => chance.pick([...zones]);
const fault = (name: string, args?: (chance: Chance) => string, duration?: (chance: Chance) => number): Entry => ({
  name,
  draw: faulty(name, args, duration),
});

const moment = (): number => 0;
const away = (chance: Chance): number =>
  Math.round(chance.pick([800, 3000, 20_000, 70_000]) * chance.between(0.5, 1.5));

const ofTheSimulator: readonly Entry[] = [
  fault('mute'),
  fault('deaf'),
  ...['garbage', 'corrupt', 'drop-line', 'drop-newline', 'duplicate'].map((name) => fault(name, rate)),
  fault('split', (chance) => chance.pick(['', 'rx', 'tx'])),
  fault('slow', (chance) => String(chance.whole(10, 1500))),
  fault('stall-write'),
  fault('wrong-seq'),
  fault('wrong-crc'),
  fault('late-ack', (chance) => String(chance.whole(10, 1500))),
  fault('flood', (chance) => String(chance.whole(20, 300))),
  fault(
    'reboot',
    (chance) => chance.pick(['power', 'watchdog', 'brownout']),
    (chance) => chance.whole(100, 4000),
  ),
  fault('unplug'),
  fault('half-open'),
  ...['stall', 'overcurrent', 'sensor-open'].map((name) => fault(name, zone)),
  fault(
    'hot',
    (chance) => `${zone(chance)}:${chance.whole(40, 80)}`,
    (chance) => chance.whole(2000, 40_000),
  ),
  fault('sag', (chance) => String(chance.pick([5000, 9000, 12_000, 40_000]))),
  fault('contradiction'),
  fault('runaway', (chance) => `${zone(chance)}${chance.pick(['', '', ':hard'])}`),
  fault('no-lease'),
  fault('no-telemetry'),
  fault('over', (chance) => `${zone(chance)}:${chance.whole(20, 100)}`),
  fault('unasked', zone),
  fault('chatter', (chance) => String(chance.pick([5, 30, 70, 450]))),
  fault('leave', undefined, away),
  fault('button', (chance) => chance.pick(['start', 'pause', 'stop', 'estop']), moment),
];

const hourMs = 3_600_000;
const silent = (chance: Chance): number =>
  Math.round(chance.pick([1000, 2500, 6000, 30_000]) * chance.between(0.5, 1.5));
const stopTopics = ['chair/stop', 'chair/estop', 'all/stop', 'all/estop'] as const;

const ofTheLine: readonly Entry[] = lineTroubles.map((trouble) => ({
  name: trouble,
  draw: (chance: Chance): Action => ({ kind: 'line', trouble, forMs: short(chance) }),
}));

const ofTheWorld: readonly Entry[] = [
  {
    name: 'broker',
    draw: (chance) => ({
      kind: 'broker',
      side: chance.pick(['both', 'both', 'commands', 'stops']),
      forMs: away(chance),
    }),
  },
  {
    name: 'lag',
    draw: (chance) => {
      const side = chance.pick(['commands', 'commands', 'stops'] as const);
      return { kind: 'lag', side, lagMs: chance.whole(20, side === 'stops' ? 140 : 4000), forMs: short(chance) };
    },
  },
  {
    name: 'silence',
    draw: (chance) => ({ kind: 'silence', side: 'stops', forMs: silent(chance), lateMs: 0 }),
  },
  {
    name: 'late',
    draw: (chance) => ({ kind: 'silence', side: 'commands', forMs: silent(chance), lateMs: chance.whole(0, 9000) }),
  },
  {
    name: 'deny',
    draw: (chance) => ({
      kind: 'deny',
      topic: `chair2mqtt/${chance.pick(stopTopics)}`,
      forMs: chance.whole(1000, 200_000),
    }),
  },
  { name: 'redelivery', draw: (chance) => ({ kind: 'redelivery', forMs: chance.whole(5000, 90_000) }) },
  { name: 'message', draw: (chance) => ({ kind: 'message', message: chance.pick(messages) }) },
  {
    name: 'burst',
    draw: (chance) => ({ kind: 'flood', count: chance.whole(50, 400), forMs: chance.whole(200, 2000) }),
  },
  {
    name: 'fight',
    draw: (chance) => ({ kind: 'fight', gapMs: chance.whole(30, 700), forMs: chance.whole(1000, 9000) }),
  },
  {
    name: 'twin',
    draw: (chance) => ({
      kind: 'twin',
      epoch: chance.pick(['lesser', 'greater'] as const),
      manner: chance.pick(['strong', 'strong', 'weak', 'rude', 'slow'] as const),
      forMs: chance.whole(100, 25_000),
    }),
  },
  {
    name: 'clock',
    draw: (chance) => ({
      kind: 'clock',
      byMs: Math.round(
        chance.pick([3000, 60_000, hourMs, 25 * hourMs]) * chance.pick([-1, 1]) * chance.between(0.5, 1),
      ),
    }),
  },
  {
    name: 'kill',
    draw: (chance) => ({ kind: 'kill', downMs: down(chance), isTorn: chance.is(0.3), isMachine: chance.is(0.15) }),
  },
  { name: 'terminate', draw: (chance) => ({ kind: 'terminate', downMs: down(chance) }) },
  { name: 'bug', draw: (chance) => ({ kind: 'bug', downMs: down(chance) }) },
  {
    name: 'drain',
    draw: (chance) => ({
      kind: 'drain',
      manner: chance.pick(['signal', 'signal', 'timed', 'timed', 'plain', 'retained', 'stale'] as const),
      forMs: away(chance),
      downMs: down(chance),
    }),
  },
  { name: 'hang', draw: (chance) => ({ kind: 'hang', forMs: chance.whole(60, 4000) }) },
  {
    name: 'disk',
    draw: (chance) => ({ kind: 'disk', mood: chance.pick(['full', 'full', 'hanging']), forMs: away(chance) }),
  },
  { name: 'programs', draw: (chance) => ({ kind: 'programs', variant: chance.whole(0, 2) }) },
];

/** What the cable of a device by profile can suffer. */
const ofACable: readonly Entry[] = [
  ...['mute', 'deaf', 'half-open', 'unplug', 'split'].map((name) => fault(name)),
  ...['garbage', 'corrupt', 'drop-line', 'duplicate', 'cut'].map((name) =>
    fault(name, (chance) => chance.pick(['0.05', '0.2', '0.5'])),
  ),
  fault('slow', (chance) => String(chance.whole(10, 400))),
];

const vocabularies = new Map<ChairName, readonly Entry[]>([
  ['clp', [...ofTheSimulator, ...ofTheLine, ...ofTheWorld]],
  ...profileDevices.map(({ name, faults, personKeys }): [ChairName, readonly Entry[]] => {
    const ofTheDevice = faults.map((text) => {
      const [word = '', argument = ''] = text.split(':');
      return fault(word, () => argument);
    });
    const ofAPerson = fault('button', (chance) => chance.pick(personKeys), moment);
    return [name, [...ofACable, ...ofTheDevice, ofAPerson, ...ofTheWorld]];
  }),
]);

/** Everything that a storm over such a chair may draw. */
export const actionNames = (chair: ChairName): readonly string[] => [
  ...new Set((vocabularies.get(chair) ?? []).map(({ name }) => name)),
];

/** What this seed does to the world, in order. Each seed knows half of the vocabulary, so that some storms are all of one kind.
 *  `only` limits it further. */
export function drawPlan(
  seed: number,
  stormMs: number,
  only: readonly string[] | null,
  chair: ChairName,
): readonly Step[] {
  const chance = new Chance(seed, 'plan');
  const vocabulary = vocabularies.get(chair) ?? [];
  const allowed = only === null ? vocabulary : vocabulary.filter(({ name }) => only.includes(name));
  const drawn = allowed.filter(() => only !== null || chance.is(0.5));
  const [first, ...rest] = drawn;
  if (first === undefined) return [];
  const gapMs = chance.pick([3000, 8000, 20_000, 60_000]);
  const steps: Step[] = [];
  for (let atMs = 5000; atMs < stormMs; atMs += 50 + chance.next() * 2 * gapMs) {
    steps.push({ atMs: Math.round(atMs), action: chance.pick([first, ...rest]).draw(chance) });
  }
  return steps;
}

/** An action in words, for the trace. */
export function textOf(action: Action): string {
  const { kind, ...rest } = action;
  const words = Object.entries(rest).map(([key, value]) => `${key}=${String(value)}`);
  return [kind, ...words].join(' ');
}
