import { type FlightRecord, flightVersion } from '../../src/core/flight/format.js';
import { parseFlight } from '../../src/core/flight/parse.js';
import { DaemonBench } from './daemon-bench.js';

/** What goes wrong in a recorded example, from a running session on. */
const mishaps = {
  stall: (bench) => bench.inject('stall:back@0s+2s'),
  estop: (bench) => void bench.run({ command: 'estop' }),
  'link lost': (bench) => bench.inject('mute@0s+4s'),
  unplugged: (bench) => bench.inject('unplug@0s+3s'),
  'chair restarted': (bench) => bench.inject('reboot:power'),
  'stop unverified': (bench) => {
    bench.inject('runaway:back:hard');
    bench.run({ command: 'stop' });
  },
  'estop and reset': (bench) => {
    bench.inject('button:estop');
    bench.advance(2500);
    bench.run({ command: 'reset' });
  },
  'many commands': (bench) => {
    bench.run({ command: 'adjust', intensity: 50 });
    bench.advance(2000);
    bench.run({ command: 'skip' });
    bench.advance(4000);
    bench.run({ command: 'pause' });
    bench.advance(4000);
    bench.run({ command: 'resume' });
    bench.advance(6000);
    bench.inject('overcurrent:back');
  },
  'damaged lines': (bench) => bench.inject('corrupt:0.4'),
  'another speaker': (bench) => bench.inject('wrong-seq'),
} satisfies Record<string, (bench: DaemonBench) => void>;

export type Mishap = keyof typeof mishaps;
export const mishapNames = Object.keys(mishaps) as readonly Mishap[];

/** The text of the first record of a daemon to which this happens after it has run for so long. */
export function recordText(mishap: Mishap, runningMs = 5000): string {
  const bench = DaemonBench.ready();
  bench.run({ command: 'start', program: 'quick-break' });
  bench.advance(runningMs);
  mishaps[mishap](bench);
  bench.advance(16_000);
  return [...bench.flights.files.values()][0] ?? '';
}

/** A record that has to be whole. */
export function read(text: string): FlightRecord {
  const parsed = parseFlight(text);
  if (parsed.kind === 'problem' || parsed.damage !== null)
    throw new Error(JSON.stringify({ ...parsed, flightVersion }));
  return parsed.record;
}
