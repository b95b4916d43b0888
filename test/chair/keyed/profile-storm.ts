import { type Random, seededRandom } from '../../../hardware-sim/random.js';
import type { Twin } from '../../../hardware-sim/twins/twin.js';
import type { TwinBench } from '../../support/twin-bench.js';

/** A simulated device, as a storm sees it. */
export interface StormyDevice<Device extends Twin> {
  readonly open: (seed: number) => TwinBench<Device>;
  /** Programs of ours and of the chair. */
  readonly programs: readonly string[];
  /** What a person presses at it. */
  readonly personKeys: readonly string[];
  readonly faults: readonly string[];
  /** What a stop has to end moves. */
  readonly massages: (device: Device) => boolean;
  /** Its strength is over what may ever have been asked of it, as a sentence; or null. */
  readonly excess: (device: Device) => string | null;
  /** A key of ours that must not have been pressed in this state of the device, or null. */
  readonly forbiddenNow: (device: Device) => string | null;
  /** A person puts back what only a person can. */
  readonly putBack: (device: Device) => void;
  /** What is lost or made of a command on a wire without a check nobody sees: what is claimed of rest holds only without these. */
  readonly lossy: RegExp;
}

export interface StormOutcome {
  readonly seed: number;
  readonly violation: string | null;
  readonly sessions: number;
  /** What happened last, with its time in s. */
  readonly tail: readonly string[];
}

const lookMs = 50;
/** Statuses and answers are on their way for so long. */
const graceMs = 600;

/** One device, one daemon that comes and goes, and people at both ends, by one seed. After each look what must hold is held. */
class Storm<Device extends Twin> {
  violation: string | null = null;
  sessions = 0;
  readonly tail: string[] = [];
  private readonly random: Random;
  private readonly house: TwinBench<Device>;
  private nowMs = 0;
  /** A person or the device's own habits may have set it in motion since then. */
  private theirsSinceMs = Number.NEGATIVE_INFINITY;
  /** When a start or a resume was taken last. */
  private allowedAtMs = Number.NEGATIVE_INFINITY;
  private restingSinceMs: number | null = null;
  private wasMassaging = false;
  private isDown = false;
  private wasLossyAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly device: StormyDevice<Device>,
    private readonly seed: number,
  ) {
    this.random = seededRandom(seed);
    this.house = device.open(seed);
  }

  run(minutes: number): StormOutcome {
    const endMs = minutes * 60_000;
    while (this.nowMs < endMs && this.violation === null) {
      this.act();
      this.pass(200 + this.random.next() * 20_000);
    }
    if (this.violation === null) this.calm();
    return { seed: this.seed, violation: this.violation, sessions: this.sessions, tail: this.tail.slice(-40) };
  }

  private pick<Each>(list: readonly Each[]): Each | undefined {
    return list[Math.floor(this.random.next() * list.length)];
  }

  private tell(text: string): void {
    this.tail.push(`${(this.nowMs / 1000).toFixed(2)} ${text}`);
  }

  private act(): void {
    const what = this.random.next();
    if (what < 0.3) this.command({ command: 'start', program: this.pick(this.device.programs) ?? '' });
    else if (what < 0.42) this.command({ command: 'stop' });
    else if (what < 0.48) this.command({ command: 'estop' });
    else if (what < 0.56) this.command({ command: 'reset' });
    else if (what < 0.62) this.command({ command: 'pause' });
    else if (what < 0.68) this.command({ command: 'resume' });
    else if (what < 0.74) this.command({ command: 'adjust', intensity: Math.round(this.random.next() * 100) });
    else if (what < 0.86) this.suffer();
    else if (what < 0.94) this.person();
    else this.restart();
  }

  private command(command: Parameters<TwinBench<Device>['bench']['run']>[0]): void {
    if (this.isDown) return;
    const verdict = this.house.bench.run(command);
    this.tell(`${JSON.stringify(command)}: ${verdict?.code ?? 'later'}`);
    if ((command.command === 'start' || command.command === 'resume') && verdict?.code === 'ok') {
      this.allowedAtMs = this.nowMs;
      this.sessions += command.command === 'start' ? 1 : 0;
    }
  }

  private suffer(): void {
    const fault = this.pick(this.device.faults) ?? 'mute';
    const text = `${fault}@0s+${Math.ceil(this.random.next() * 15)}s`;
    this.tell(`fault ${text}: ${this.house.twin.inject(text) ?? 'yes'}`);
    if (this.device.lossy.test(fault)) this.wasLossyAtMs = this.nowMs + 16_000;
  }

  private person(): void {
    const key = this.pick(this.device.personKeys);
    if (key === undefined) return;
    this.tell(`a person presses ${key}: ${this.house.twin.press(key)}`);
    this.theirsSinceMs = this.nowMs;
  }

  private restart(): void {
    this.tell(this.isDown ? 'daemon starts' : 'daemon is killed');
    if (this.isDown) this.house.bench.restart();
    else this.house.bench.kill();
    this.isDown = !this.isDown;
  }

  private pass(durationMs: number): void {
    for (let passedMs = 0; passedMs < durationMs && this.violation === null; passedMs += lookMs) {
      this.house.advance(lookMs);
      this.nowMs += lookMs;
      this.look();
    }
  }

  private look(): void {
    const { device, house } = this;
    const massages = device.massages(house.twin);
    if (massages && !this.wasMassaging) this.began();
    this.wasMassaging = massages;
    if (!massages) this.theirsSinceMs = Math.max(this.theirsSinceMs, this.pressedLatelyMs());
    this.holdRest(massages);
    const wrong = device.excess(house.twin) ?? device.forbiddenNow(house.twin);
    if (wrong !== null && this.nowMs - this.theirsSinceMs > 60_000) this.fail(wrong);
  }

  private pressedLatelyMs(): number {
    return this.nowMs - this.theirsSinceMs < 1000 ? this.nowMs : Number.NEGATIVE_INFINITY;
  }

  /** [S5] Motion begins by a start or a resume that was taken, or by a person at the device. */
  private began(): void {
    const isAllowed = this.nowMs - this.allowedAtMs < 30 * 60_000 && this.isDriven;
    const isTheirs = this.nowMs - this.theirsSinceMs < 60_000;
    if (!isAllowed && !isTheirs && this.nowMs >= this.wasLossyAtMs)
      this.fail(`it began to move by itself, while the daemon was ${this.stateNow}`);
  }

  private get stateNow(): string {
    return this.isDown ? 'dead' : this.house.bench.state;
  }

  private get isDriven(): boolean {
    return this.isDown || ['starting', 'running', 'stopping', 'paused'].includes(this.stateNow);
  }

  /** [S4] While the daemon says that it rests it does, unless a person has set it in motion. */
  private holdRest(massages: boolean): void {
    const saysRest = !this.isDown && ['idle', 'resting'].includes(this.house.bench.state);
    const isTheirs = this.nowMs - this.theirsSinceMs < 120_000;
    if (!saysRest || !massages || isTheirs || this.nowMs < this.wasLossyAtMs) {
      this.restingSinceMs = null;
      return;
    }
    this.restingSinceMs ??= this.nowMs;
    if (this.nowMs - this.restingSinceMs > graceMs) this.fail(`it is said to be ${this.stateNow} and massages`);
  }

  /** All troubles are over: a stop, a reset, and it is at rest and takes a start. */
  private calm(): void {
    if (this.isDown) this.restart();
    for (const fault of this.device.faults) this.house.twin.clear(fault);
    this.device.putBack(this.house.twin);
    this.pass(20_000);
    this.command({ command: 'stop' });
    this.pass(100_000);
    this.house.bench.runSlowly({ command: 'reset' });
    this.pass(5000);
    if (this.violation !== null) return;
    if (this.device.massages(this.house.twin)) this.fail('it is not at rest after the storm');
    else if (!['idle', 'resting'].includes(this.stateNow)) this.fail(`it is ${this.stateNow} after the storm`);
  }

  private fail(what: string): void {
    this.violation = `${what} (${JSON.stringify(this.house.twin.look())})`;
    this.tell(`FAILED ${what}`);
  }
}

/** Runs one seed. The same seed gives the same outcome. */
export const stormOf = <Device extends Twin>(
  device: StormyDevice<Device>,
  seed: number,
  minutes: number,
): StormOutcome => new Storm(device, seed).run(minutes);
