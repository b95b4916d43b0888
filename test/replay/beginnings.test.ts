import { describe, expect, it } from 'vitest';
import { replay } from '../../src/replay/replay.js';
import { replaySummary } from '../../src/replay/summary.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { read } from '../support/flight-bench.js';

/** What a record shows from before its fault. */
const keptMs = 60_000;

type Deed = (bench: DaemonBench) => void;

const asked =
  (command: 'stop' | 'pause' | 'resume' | 'estop' | 'reset'): Deed =>
  (bench) =>
    void bench.run({ command });
const injected =
  (fault: string): Deed =>
  (bench) =>
    bench.inject(fault);
const passing =
  (durationMs: number): Deed =>
  (bench) =>
    bench.advance(durationMs);
const started: Deed = (bench) => void bench.run({ command: 'start', program: 'quick-break' });

/** What has happened `agoMs` before the fault; the record begins in what became of it. */
interface Beginning {
  readonly agoMs: number;
  readonly deeds: readonly Deed[];
  readonly isEmpty?: true;
}

/** What came before a record is known to two ticks of the daemon. */
const sameMs = 100;

const minute = keptMs + 1000;

const beginnings: Record<string, Beginning> = {
  'an idle chair': { agoMs: minute, deeds: [] },
  'an idle chair in which nobody sits': { agoMs: minute, deeds: [], isEmpty: true },
  'a daemon that finds its chair': { agoMs: 5000, deeds: [(bench) => bench.restart()] },
  'a daemon that finds its chair in this moment': { agoMs: 120, deeds: [(bench) => bench.restart()] },
  'a daemon that kept a latch': {
    agoMs: 9000,
    deeds: [asked('estop'), passing(7000), (bench) => bench.restart()],
  },
  'a chair that does not answer yet': { agoMs: keptMs + 2000, deeds: [injected('mute@0s+8s')] },
  'a chair that has just fallen silent': { agoMs: keptMs + 1500, deeds: [injected('mute@0s+4s')] },
  'a line that is not there': { agoMs: keptMs + 2000, deeds: [injected('unplug@0s+4s')] },
  'a line that is back': { agoMs: keptMs, deeds: [injected('unplug@0s+3s')] },
  'a chair that has restarted': { agoMs: keptMs, deeds: [injected('reboot:power')] },
  'a session under way': { agoMs: minute + 10_000, deeds: [started] },
  'a start': { agoMs: keptMs, deeds: [started] },
  'a pause': { agoMs: minute + 4000, deeds: [started, passing(10_000), asked('pause')] },
  'a session that slows down to pause': { agoMs: minute, deeds: [started, passing(10_000), asked('pause')] },
  'a session that has just paused': { agoMs: minute + 1300, deeds: [started, passing(10_000), asked('pause')] },
  'a stop under way': { agoMs: keptMs + 500, deeds: [started, passing(20_000), asked('stop')] },
  'a chair that was just stopped': { agoMs: keptMs + 1800, deeds: [started, passing(20_000), asked('stop')] },
  'an emergency stop': { agoMs: minute + 4000, deeds: [started, passing(20_000), asked('estop')] },
  'a fault': { agoMs: minute + 4000, deeds: [started, passing(20_000), injected('stall:back@0s+2s')] },
  'a stop that was not obeyed for a while': {
    agoMs: minute + 30_000,
    deeds: [started, passing(20_000), injected('runaway:back:hard@0s+20s'), asked('stop')],
  },
  'a runaway chair that has just come to rest': {
    agoMs: minute + 10_000,
    deeds: [started, passing(20_000), injected('runaway:back:hard@0s+10s'), asked('stop')],
  },
};

const endings: Record<string, readonly Deed[]> = {
  'an emergency stop': [asked('reset'), passing(3000), asked('estop')],
  'the emergency button': [asked('reset'), passing(3000), injected('button:estop')],
  'a port that vanishes, and an emergency stop later': [injected('unplug@0s+3s'), passing(7000), asked('estop')],
  'a chair that falls silent, and an emergency stop later': [injected('mute@0s+4s'), passing(9000), asked('estop')],
  'a chair that restarts': [injected('reboot:power')],
  'a stall in the session that follows': [
    asked('reset'),
    passing(3000),
    injected('sit'),
    passing(1500),
    started,
    asked('resume'),
    passing(4000),
    injected('stall:back@0s+2s'),
  ],
};

/** Another place between two checkpoints and two lines for each pair. */
const placeMs = (at: number): number => (at * 730) % 5000;

/** The records that came of the ending. */
function recordsOf({ deeds, agoMs, isEmpty }: Beginning, ending: readonly Deed[], afterMs: number): readonly string[] {
  const bench = DaemonBench.ready({ isOccupied: isEmpty !== true });
  bench.advance(afterMs);
  for (const deed of deeds) deed(bench);
  bench.advance(agoMs);
  const before = bench.flights.files.size;
  for (const deed of ending) deed(bench);
  bench.advance(12_000);
  return [...bench.flights.files.values()].slice(before);
}

/** What a replay of it comes to beside the record; empty where both agree in everything. */
function differences(text: string): readonly string[] {
  const record = read(text);
  const replayed = replay(record);
  const { agrees, closing } = replaySummary(record, replayed, 'test');
  const apart = replayed.agreements.filter(
    ({ recorded, replayed: again }) => recorded === null || again === null || Math.abs(recorded.t - again.t) > sameMs,
  );
  const other = replayed.expected.filter((ask) => replayed.matched.get(ask) !== ask.payload);
  return [
    agrees === true ? [] : closing,
    apart.map((pair) => JSON.stringify(pair)),
    other.map(({ payload, t }) => `not asked again: ${payload} at ${t}`),
    replayed.extra.map(({ payload, t }) => `asked besides: ${payload} at ${t}`),
    replayed.notGiven,
  ].flat();
}

describe.each(Object.entries(beginnings))('a record that begins with %s', (name, beginning) => {
  const row = Object.keys(beginnings).indexOf(name);
  // Every other one: each ending meets half of the beginnings.
  it.each(Object.entries(endings).filter((_pair, at) => (at + row) % 2 === 0))(
    'and ends with %s is replayed as it was',
    (ending, deeds) => {
      const at = row * Object.keys(endings).length + Object.keys(endings).indexOf(ending);
      const records = recordsOf(beginning, deeds, placeMs(at));
      expect(records.length).toBeGreaterThanOrEqual(1);
      expect(records.map(differences)).toEqual(records.map(() => []));
    },
  );
});

describe('a daemon that is killed right after it has written a record', () => {
  it.each(Object.entries(endings))('leaves one that agrees as far as it goes: %s', (_name, deeds) => {
    const bench = DaemonBench.running();
    for (const deed of deeds.slice(0, -1)) deed(bench);
    bench.onEvent = () => {
      if (bench.flights.files.size > 0) bench.kill();
    };
    deeds.at(-1)?.(bench);
    bench.advance(8000);
    const records = [...bench.flights.files.values()];
    expect(records.length).toBeGreaterThanOrEqual(1);
    expect(records.map(differences)).toEqual(records.map(() => []));
  });
});

it('a record that begins in a stop which nothing obeys is told, and not replayed', () => {
  const bench = DaemonBench.running();
  bench.inject('runaway:back:hard');
  asked('stop')(bench);
  bench.advance(minute + 10_000);
  const before = bench.flights.files.size;
  bench.inject('unplug@0s+3s');
  bench.advance(2000);
  const [text] = [...bench.flights.files.values()].slice(before);
  const record = read(text ?? '');
  expect(replaySummary(record, replay(record), 'test')).toMatchObject({ agrees: null });
});
