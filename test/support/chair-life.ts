import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { newChair, type SimulatedState, stepChair } from '../../hardware-sim/chair.js';
import { conditionsOf } from '../../hardware-sim/fault-plan.js';
import { parseFault } from '../../hardware-sim/faults.js';
import { usualLockedMa } from '../../hardware-sim/motor.js';
import { seededRandom } from '../../hardware-sim/random.js';
import { telemetryOf } from '../../hardware-sim/telemetry.js';
import { compile } from '../../src/core/program/compile.js';
import { readProgram } from '../../src/core/program/read-program.js';
import type { Program } from '../../src/core/program/schema.js';
import { driveAt } from '../../src/core/program/timeline.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import type { Telemetry, ZoneReport } from '../../src/core/protocol/messages.js';
import { SessionMeter } from '../../src/core/wear/session-meter.js';
import { bookAfter, isChairCold, newWearBook, type WearBook } from '../../src/core/wear/wear-book.js';
import { type Zone, zones } from '../../src/core/zones.js';

const lineMs = 100;
const renewMs = 2000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export function shippedProgram(id: string): Program {
  const read = readProgram(parse(readFileSync(join(import.meta.dirname, `../../programs/${id}.yaml`), 'utf8')));
  if (read.kind === 'invalid') throw new Error(`${id} cannot be read`);
  return read.program;
}

/** What is played: a program, how strong, how long. */
export interface Played {
  readonly program: Program;
  readonly intensity: number;
  readonly durationMs: number;
}

/** A simulated chair whose sessions are played one after the other, each after hours of rest. */
export class LivingChair {
  state: SimulatedState;
  private seq = 0;

  constructor(faults: readonly string[]) {
    this.state = newChair({ id: 'SIM0001', boot: 1, isOccupied: true, lockedMa: usualLockedMa });
    const planned = faults.map(parseFault).map((each) => {
      if (each.kind === 'problem') throw new Error(each.message);
      return each.fault;
    });
    [this.state] = stepChair(this.state, { kind: 'conditions', conditions: conditionsOf(planned) });
    this.ask('HELLO 1 life');
  }

  /** The telemetry of a session, ten times a second. */
  *play({ program, intensity, durationMs }: Played): Generator<Telemetry> {
    const timeline = compile(program, { intensity, durationMs });
    const asked = new Map<Zone, string>();
    for (let atMs = 0; atMs < timeline.totalMs; atMs += lineMs) {
      const drive = driveAt(timeline, atMs);
      for (const zone of zones) {
        const { technique, level, rate, rampMs } = drive[zone];
        const motion = `${technique} ${level} ${rate}`;
        if (asked.get(zone) === motion && atMs % renewMs > 0) continue;
        asked.set(zone, motion);
        this.ask(`SET ${zone} ${motion} ${rampMs} 5000`);
      }
      this.line('0 KEEP');
      this.pass(lineMs);
      yield telemetryOf(this.state);
    }
    this.ask('STOP 1000');
    for (let atMs = 0; atMs < 3000; atMs += lineMs) {
      this.pass(lineMs);
      yield telemetryOf(this.state);
    }
    this.pass(6 * hourMs);
  }

  private ask(request: string): void {
    this.seq = (this.seq % 60_000) + 1;
    const answers = this.line(`${this.seq} ${request}`);
    if (!answers.some((answer) => answer.includes(' OK'))) throw new Error(`${request}: ${answers.join('')}`);
  }

  private line(payload: string): readonly string[] {
    const [state, lines] = stepChair(this.state, { kind: 'line', line: frameLine(payload).trimEnd() });
    this.state = state;
    return lines;
  }

  private pass(elapsedMs: number): void {
    [this.state] = stepChair(this.state, { kind: 'elapsed', elapsedMs });
  }
}

/** What the simulated chair knows nothing of: who sits there, how warm the room is, what a sensor adds. */
export interface Surroundings {
  /** What a person's weight makes of every current. */
  readonly load: number;
  readonly roomC: number;
  /** What the person warms the cases until the end. */
  readonly bodyC: number;
  /** The most that a reading is wrong, as a share. */
  readonly noise: number;
}

type Changing<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** Lives through a chair's sessions, and keeps the book of its wear. */
export class WatchedLife {
  book: WearBook = newWearBook('SIM0001');
  sessions = 0;
  private wallMs = Date.UTC(2026, 0, 1, 19);
  private readonly random;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** A number between the two. */
  between(least: number, most: number): number {
    return least + (most - least) * this.random.next();
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.random.next() * items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  get day(): number {
    return Math.floor(this.wallMs / dayMs);
  }

  restDays(days: number): void {
    this.wallMs += days * dayMs;
  }

  /** A session. */
  live(lines: Iterable<Telemetry>, count: number, around: Surroundings): void {
    const meter = new SessionMeter();
    let at = 0;
    for (const line of lines) {
      meter.measured(this.seen(line, at / count, around), at * lineMs);
      at += 1;
    }
    this.sessions += 1;
    this.book = bookAfter(this.book, meter.samples(isChairCold(this.book, this.wallMs)), this.wallMs);
  }

  private seen(line: Telemetry, share: number, { load, roomC, bodyC, noise }: Surroundings): Telemetry {
    const reports = line.zones.map((report): ZoneReport => {
      const seen: Changing<ZoneReport> = { ...report };
      const wrong = 1 + noise * (2 * this.random.next() - 1);
      if (typeof seen.currentMa === 'number') seen.currentMa = Math.round(seen.currentMa * load * wrong);
      if (typeof seen.temperatureDc === 'number')
        seen.temperatureDc = Math.round(seen.temperatureDc + 10 * (roomC - 25 + bodyC * share) + 4 * (wrong - 1));
      return seen;
    });
    return { ...line, zones: reports };
  }
}
