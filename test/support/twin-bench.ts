import type { Twin, TwinOptions } from '../../hardware-sim/twins/twin.js';
import { readProgramFile } from '../../src/adapters/files/program-file.js';
import { profileDriver } from '../../src/chair/keyed/keyed-chair.js';
import type { Profile } from '../../src/core/profile/schema.js';
import { defaultLimits } from '../../src/core/program/lint-limits.js';
import type { Verdict } from '../../src/core/status.js';
import { type BenchOptions, DaemonBench, type shippedPrograms } from './daemon-bench.js';

/** Programs of a test, from their YAML. */
export function programsFrom(texts: Readonly<Record<string, string>>): typeof shippedPrograms {
  const loaded = Object.entries(texts).map(([id, text]) => {
    const read = readProgramFile(Buffer.from(`id: ${id}\n${text.trimStart()}`), `${id}.yaml`, defaultLimits);
    if (read.kind !== 'loaded') throw new Error(JSON.stringify(read));
    return [id, read.loaded] as const;
  });
  return new Map(loaded);
}

/** A whole daemon with one simulated device of its own, in virtual time: the two share nothing but the wire. */
export class TwinBench<Device extends Twin> {
  readonly twin: Device;
  readonly bench: DaemonBench;

  constructor(profile: Profile, make: (options: TwinOptions) => Device, options: BenchOptions = {}) {
    let made: Device | null = null;
    this.bench = new DaemonBench({
      ...options,
      driver: profileDriver(profile),
      settings: { remoteStart: true, ...options.settings },
      around: (_direct, clock) => {
        made ??= make({ clock, seed: options.seed ?? 1 });
        return made.openWire;
      },
    });
    if (made === null) throw new Error('the daemon opened no wire');
    this.twin = made;
  }

  advance(durationMs: number): void {
    this.bench.advance(durationMs);
  }

  start(program: string): Verdict | null {
    return this.bench.run({ command: 'start', program });
  }

  /** Advances until it holds, at most so long. */
  until(claim: () => boolean, mostMs: number): void {
    for (let passedMs = 0; !claim() && passedMs < mostMs; passedMs += 50) this.advance(50);
    if (!claim())
      throw new Error(`it does not hold after ${mostMs} ms: ${claim}; ${JSON.stringify(this.bench.status)}`);
  }

  /** What came from the daemon, in its order. */
  get heard(): readonly string[] {
    return this.twin.presses.flatMap(({ key, by }) => (by === 'host' ? [key] : []));
  }
}
