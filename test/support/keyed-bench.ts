import { KeyedDevice } from '../../hardware-sim/keyed/keyed-device.js';
import { isKeyedProfile, type KeyedProfile } from '../../hardware-sim/keyed/keyed-profile.js';
import { openMemoryWire } from '../../hardware-sim/wire.js';
import { findProfile } from '../../src/adapters/files/profile-file.js';
import { profileDriver, type SourcedProfile } from '../../src/chair/keyed/profile-driver.js';
import type { Profile } from '../../src/core/profile/schema.js';
import type { Verdict } from '../../src/core/status.js';
import { type BenchOptions, DaemonBench } from './daemon-bench.js';

/** A profile that ships, with what its file says. */
export function sourcedProfile(name: string): SourcedProfile {
  const read = findProfile(name, undefined);
  if (read.kind !== 'profile') throw new Error(JSON.stringify(read));
  return read;
}

export const shippedProfile = (name: string): Profile => sourcedProfile(name).profile;

function keyed(profile: Profile): KeyedProfile {
  if (!isKeyedProfile(profile)) throw new Error(`${profile.name} is no profile of keys`);
  return profile;
}

/** The profile of the first chair that exists. */
export const remoteBus = keyed(shippedProfile('remote-bus'));

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
