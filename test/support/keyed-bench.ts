import { KeyedDevice } from '../../hardware-sim/keyed/keyed-device.js';
import { openMemoryWire } from '../../hardware-sim/wire.js';
import { profileDriver } from '../../src/chair/keyed/profile-driver.js';
import type { Verdict } from '../../src/core/status.js';
import { type BenchOptions, DaemonBench } from './daemon-bench.js';
import { remoteBus, sourcedProfile } from './shipped-profiles.js';

/** A whole daemon with one simulated chair by profile, in virtual time. */
export class KeyedBench {
  readonly keyed: KeyedDevice;
  readonly bench: DaemonBench;

  constructor(options: BenchOptions = {}) {
    let made: KeyedDevice | null = null;
    this.bench = new DaemonBench({
      ...options,
      driver: profileDriver(remoteBus, sourcedProfile('remote-bus').source),
      settings: { remoteStart: true, ...options.settings },
      around: (_direct, clock) => {
        made ??= new KeyedDevice({ profile: remoteBus, clock, seed: options.seed ?? 1 });
        return openMemoryWire(made, '\r');
      },
    });
    if (made === null) throw new Error('the daemon opened no wire');
    this.keyed = made;
  }

  /** A chair that is switched off, and a daemon that has met it. */
  static ready(options: BenchOptions = {}): KeyedBench {
    const bench = new KeyedBench(options);
    bench.advance(3000);
    return bench;
  }

  static running(program: string, options: BenchOptions = {}): KeyedBench {
    const bench = KeyedBench.ready(options);
    const verdict = bench.bench.run({ command: 'start', program });
    if (verdict?.code !== 'ok') throw new Error(`the start was refused: ${JSON.stringify(verdict)}`);
    bench.advance(25_000);
    return bench;
  }

  start(program: string): Verdict | null {
    return this.bench.run({ command: 'start', program });
  }

  advance(durationMs: number): void {
    this.bench.advance(durationMs);
  }

  /** Advances until the daemon has pressed no key for `quietMs`, at most `mostMs`. */
  untilQuiet(quietMs: number, mostMs: number): void {
    const stepMs = 1000;
    let seen = this.keyed.presses.length;
    for (let passedMs = 0, sinceMs = 0; sinceMs < quietMs && passedMs < mostMs; passedMs += stepMs) {
      this.advance(stepMs);
      const { length } = this.keyed.presses;
      sinceMs = length === seen ? sinceMs + stepMs : 0;
      seen = length;
    }
  }

  /** The keys that the daemon pressed, in their order. */
  get pressed(): readonly string[] {
    return this.keyed.presses.flatMap(({ key, by }) => (by === 'host' ? [key] : []));
  }
}
