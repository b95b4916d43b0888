import type { Twin, TwinOptions } from '../../hardware-sim/twins/twin.js';
import { profileDriver, type SourcedProfile } from '../../src/chair/keyed/profile-driver.js';
import type { Profile } from '../../src/core/profile/schema.js';
import type { Verdict } from '../../src/core/status.js';
import { type BenchOptions, DaemonBench } from './daemon-bench.js';
import { sourcedProfile } from './shipped-profiles.js';

function sourced(
  profile: string | Profile | SourcedProfile,
): SourcedProfile | { readonly profile: Profile; readonly source: null } {
  if (typeof profile === 'string') return sourcedProfile(profile);
  return 'source' in profile ? profile : { profile, source: null };
}

/** A whole daemon with a simulated device that knows nothing of the profile by which it is driven, in virtual time. */
export class TwinBench<Device extends Twin> {
  readonly twin: Device;
  readonly bench: DaemonBench;

  constructor(
    profile: string | Profile | SourcedProfile,
    make: (options: TwinOptions) => Device,
    options: BenchOptions = {},
  ) {
    let made: Device | null = null;
    const { profile: read, source } = sourced(profile);
    this.bench = new DaemonBench({
      ...options,
      driver: profileDriver(read, source),
      settings: { remoteStart: true, ...options.settings },
      around: (_direct, clock) => {
        made ??= make({ clock, seed: options.seed ?? 1 });
        return made.openWire;
      },
    });
    if (made === null) throw new Error('the daemon opened no wire');
    this.twin = made;
    this.advance(3000);
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

  /** Starts a program and lets it run. */
  run(program: string, durationMs: number): this {
    const verdict = this.start(program);
    if (verdict?.code !== 'ok') throw new Error(`the start was refused: ${JSON.stringify(verdict)}`);
    this.advance(durationMs);
    return this;
  }

  /** How often the daemon said `idle` while the claim did not hold, 20 looks a second. */
  falselyIdle(durationMs: number, isAtRest: () => boolean): number {
    let count = 0;
    for (let passedMs = 0; passedMs < durationMs; passedMs += 50) {
      this.advance(50);
      if (this.bench.state === 'idle' && !isAtRest()) count += 1;
    }
    return count;
  }

  /** What came from the daemon, in its order. */
  get heard(): readonly string[] {
    return this.twin.presses.flatMap(({ key, by }) => (by === 'host' ? [key] : []));
  }
}
