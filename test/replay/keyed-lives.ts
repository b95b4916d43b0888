import { Hf8Twin } from '../../hardware-sim/twins/hf8-twin.js';
import { RongtaiTwin } from '../../hardware-sim/twins/rongtai-twin.js';
import type { Twin } from '../../hardware-sim/twins/twin.js';
import type { SourcedProfile } from '../../src/chair/keyed/profile-driver.js';
import { profileSchema } from '../../src/core/profile/references.js';
import { keyedReplay } from '../../src/replay/keyed-replay.js';
import { keyedSummary } from '../../src/replay/summary.js';
import { type StormyDevice, stormOf } from '../chair/keyed/profile-storm.js';
import { firm } from '../chair/keyed/rongtai-programs.js';
import { hum, stormyPad, stormyRemoteBus, stormyRongtai } from '../chair/keyed/storms.js';
import { read } from '../support/flight-bench.js';
import { sourcedProfile } from '../support/shipped-profiles.js';
import { TwinBench } from '../support/twin-bench.js';

/** A shipped profile under another name, and changed: it is in no folder. */
function ownProfile(base: string, change: (source: Record<string, unknown>) => object): SourcedProfile {
  const source = { ...change({ ...(sourcedProfile(base).source as object) }), name: `own-${base}` };
  return { source, profile: profileSchema.parse(structuredClone(source)) };
}

/** Another pace, and nothing that holds it. */
const ownRongtai = ownProfile('rongtai', ({ pause: _held, ...source }) => ({ ...source, silence: '700ms' }));
/** The pad by somebody who does not know that it answers. */
const mutePad = ownProfile('hf8', ({ ask: _asked, fault: _fault, ...source }) => ({
  ...source,
  sight: 'none',
  frames: {},
  fields: {},
}));

interface Life {
  readonly device: StormyDevice<Twin>;
  /** A key of the person, which the session takes over. */
  readonly personKey: string;
  /** After it no stop is seen any more; null where an answer proves it, or nothing does. */
  readonly unstoppable: string | null;
}

const settings = { restMs: 0, dailyMs: 24 * 3_600_000, watchedBy: 'somebody in the room' };
const programs = new Map([firm, hum].map((program) => [program.id, { program }]));

const widened = <Device extends Twin>(device: StormyDevice<Device>): StormyDevice<Twin> =>
  device as unknown as StormyDevice<Twin>;

/** Every chair that is replayed: the shipped ones, and two of profiles that are nowhere but in the record. */
export const lives: Readonly<Record<string, Life>> = {
  rongtai: { device: widened(stormyRongtai), personKey: 'speed-2', unstoppable: 'deaf-key:power' },
  hf8: { device: widened(stormyPad), personKey: 'knob:120', unstoppable: null },
  'remote-bus': { device: widened(stormyRemoteBus), personKey: 'speed', unstoppable: 'stuck' },
  'own-rongtai': {
    device: widened({
      ...stormyRongtai,
      open: (seed) => new TwinBench(ownRongtai, (options) => new RongtaiTwin(options), { seed, settings, programs }),
      programs: ['firm', 'auto-1'],
    }),
    personKey: 'power',
    unstoppable: 'deaf-key:power',
  },
  'own-hf8': {
    device: widened({
      ...stormyPad,
      open: (seed) => new TwinBench(mutePad, (options) => new Hf8Twin(options), { seed, settings, programs }),
    }),
    personKey: 'audio',
    unstoppable: null,
  },
};

/** The records of one seeded storm. */
export function stormRecords({ device }: Life, seed: number, minutes: number): readonly string[] {
  let opened: TwinBench<Twin> | null = null;
  stormOf({ ...device, open: (each) => (opened = device.open(each)) }, seed, minutes);
  const bench = opened as TwinBench<Twin> | null;
  return [...(bench?.bench.flights.files.values() ?? [])];
}

/** What came of a replay of it beside what is recorded; empty where both agree in everything. */
export function differences(text: string): readonly string[] {
  const record = read(text);
  const replayed = keyedReplay(record);
  const { agrees, closing } = keyedSummary(record, replayed, 'test');
  const apart = replayed.agreements.filter(
    ({ recorded, replayed: again }) => recorded === null || again === null || Math.abs(recorded.t - again.t) > 50,
  );
  const otherwise = replayed.sent.filter(({ recorded, replayed: again }) => recorded === null || again === null);
  return [
    agrees === true ? [] : ['it does not agree', ...closing],
    apart.map((pair) => JSON.stringify(pair)),
    otherwise.map((pair) => `sent: ${JSON.stringify(pair)}`),
    replayed.notGiven,
  ].flat();
}
