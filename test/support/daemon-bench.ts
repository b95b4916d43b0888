import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Device } from '../../hardware-sim/device.js';
import { parseFault } from '../../hardware-sim/faults.js';
import { openMemoryWire } from '../../hardware-sim/wire.js';
import { openProgramFile } from '../../src/adapters/files/program-file.js';
import { clpDriver } from '../../src/chair/clp/clp-chair.js';
import type { Driver } from '../../src/chair/driver.js';
import type { Command } from '../../src/core/command/schema.js';
import type { Schedule } from '../../src/core/ledger/schedules/schedule.js';
import type { PeopleKeeper } from '../../src/core/people/keeper.js';
import { defaultLimits } from '../../src/core/program/lint-limits.js';
import type { Program } from '../../src/core/program/schema.js';
import type { Person } from '../../src/core/safety/people.js';
import type { ChairState, CommandSource, Status, StatusEvent, Verdict } from '../../src/core/status.js';
import { zones } from '../../src/core/zones.js';
import type { ChairSettings } from '../../src/daemon/chair-settings.js';
import type { FileGoal } from '../../src/daemon/house-goals.js';
import { RunningDaemon, type RunningFace, type StopReport } from '../../src/daemon/running-daemon.js';
import type { Clock, Fleet, Intake, Ledger, Log, OpenWire } from '../../src/ports.js';
import { sampleSettings } from './chair-settings.js';
import { MemoryFlights } from './memory-flights.js';
import { MemoryLedger } from './memory-ledger.js';
import { MemoryStore } from './memory-store.js';
import { MortalClock } from './mortal-clock.js';
import { silentLog } from './silent-log.js';
import { VirtualTime } from './virtual-time.js';

const directory = join(import.meta.dirname, '../../programs');

/** The programs that ship, by id. */
export const shippedPrograms: ReadonlyMap<string, { readonly program: Program }> = new Map(
  readdirSync(directory)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => {
      const read = openProgramFile(join(directory, file), file, defaultLimits);
      return read.kind === 'loaded' ? [[read.loaded.program.id, read.loaded] as const] : [];
    }),
);

const plainSettings: ChairSettings = { ...sampleSettings, id: 'chair', groups: [] };

const noFace: RunningFace = { start: () => {}, close: async () => {} };

export interface BenchOptions {
  readonly settings?: Partial<ChairSettings>;
  readonly people?: Record<string, Person>;
  /** As the file has them. */
  readonly goals?: Record<string, FileGoal>;
  readonly driver?: Driver;
  readonly isOccupied?: boolean;
  /** In place of the programs that ship. */
  readonly programs?: typeof shippedPrograms;
  readonly seed?: number;
  /** When it begins, ms since 1970; else on the first noon of 2026. */
  readonly wallMs?: number;
  readonly schedules?: readonly Schedule[];
  readonly log?: Log;
  /** A clock that says less cannot be right. */
  readonly buildWallMs?: number;
  /** Between the chair and the daemon: counts, cuts or spoils what passes. */
  readonly around?: (openWire: OpenWire, clock: Clock) => OpenWire;
  /** In place of the one in memory; made for each daemon anew. */
  readonly ledger?: (clock: Clock) => Ledger;
  /** A face beside the one that records. */
  readonly face?: (fleet: Fleet, intake: Intake, clock: Clock, keeper: PeopleKeeper) => RunningFace;
}

/** A whole daemon with one simulated chair in virtual time; what a hub sees is recorded. */
export class DaemonBench {
  readonly clock: VirtualTime;
  readonly store = new MemoryStore();
  readonly flights = new MemoryFlights();
  readonly ledger = new MemoryLedger();
  readonly device: Device;
  readonly events: StatusEvent[] = [];
  readonly statuses: Status[] = [];
  readonly sent: string[] = [];
  /** When a face was told of a stop, ms. */
  readonly stops: number[] = [];
  broken: unknown = null;
  /** Called with every event; a test may break things here. */
  onEvent: (event: StatusEvent) => void = () => {};
  daemon: RunningDaemon;
  private process: MortalClock;

  constructor(private readonly options: BenchOptions = {}) {
    this.clock = new VirtualTime(options.wallMs === undefined ? {} : { wallMs: options.wallMs });
    this.process = new MortalClock(this.clock);
    this.device = new Device({
      clock: this.clock,
      seed: options.seed ?? 1,
      id: 'SIM0001',
      isOccupied: options.isOccupied ?? true,
      onNote: () => {},
    });
    this.daemon = this.startDaemon();
  }

  /** A daemon that is ready for a start. */
  static ready(options: BenchOptions = {}): DaemonBench {
    const bench = new DaemonBench(options);
    bench.advance(3000);
    return bench;
  }

  /** A daemon with a program running. */
  static running(program = 'quick-break', options: BenchOptions = {}): DaemonBench {
    const bench = DaemonBench.ready(options);
    const verdict = bench.run({ command: 'start', program });
    if (verdict?.code !== 'ok') throw new Error(`the start was refused: ${JSON.stringify(verdict)}`);
    bench.advance(15_000);
    return bench;
  }

  run(command: Command, source: CommandSource = 'mqtt'): Verdict | null {
    let verdict: Verdict | null = null;
    this.daemon.fleet.run('chair', command, { source, unavailable: null }, (given) => {
      verdict = given;
    });
    return verdict;
  }

  /** Runs a command whose verdict takes its time. */
  runSlowly(command: Command, waitMs = 4000): Verdict | null {
    let verdict: Verdict | null = null;
    this.daemon.fleet.run('chair', command, { source: 'mqtt', unavailable: null }, (given) => {
      verdict = given;
    });
    this.advance(waitMs);
    return verdict;
  }

  advance(durationMs: number): void {
    this.clock.advance(durationMs);
  }

  inject(text: string): void {
    const planned = parseFault(text);
    if ('message' in planned) throw new Error(planned.message);
    this.device.inject(planned);
  }

  get state(): ChairState {
    return this.status.state;
  }

  get status(): Status {
    return this.daemon.fleet.status('chair');
  }

  get eventTypes(): readonly string[] {
    return this.events.map((event) => event.event_type);
  }

  /** The highest level that any output of the chair has now: the truth, not the daemon's opinion. */
  get outputNow(): number {
    const { state } = this.device;
    return Math.max(
      ...zones.map((zone) => Math.max(state[zone].driven, state[zone].duty * 100, state[zone].pump ? 1 : 0)),
    );
  }

  /** Advances until no output is on; gives how long it took, or null if that takes over `mostMs`. */
  untilZero(mostMs: number): number | null {
    for (let passedMs = 0; passedMs <= mostMs; passedMs += 10) {
      if (this.outputNow === 0) return passedMs;
      this.advance(10);
    }
    return null;
  }

  /** It was asked to end with the last session, and that has ended. */
  isDrained = false;

  /** The daemon is gone at once, as after SIGKILL. */
  kill(): void {
    this.process.isAlive = false;
  }

  /** A new daemon on the same store and chair. */
  restart(): void {
    this.kill();
    this.process = new MortalClock(this.clock);
    this.ledger.reopen();
    this.daemon = this.startDaemon();
  }

  stop(): Promise<StopReport> {
    return this.daemon.stop();
  }

  private startDaemon(): RunningDaemon {
    const { options, process } = this;
    const { face } = options;
    const direct = openMemoryWire(this.device);
    const noted: OpenWire = (events) => {
      const wire = (options.around?.(direct, this.clock) ?? direct)({
        onOpened: () => process.isAlive && events.onOpened(),
        onLine: (line) => process.isAlive && events.onLine(line),
        onNoise: (kind) => process.isAlive && events.onNoise(kind),
        ...(events.onBytes && { onBytes: (bytes) => process.isAlive && events.onBytes?.(bytes) }),
        onClosed: (reason) => process.isAlive && events.onClosed(reason),
      });
      return {
        write: (text) => {
          this.sent.push(text);
          if (process.isAlive) wire.write(text);
        },
        close: () => wire.close(),
      };
    };
    return new RunningDaemon({
      clock: process,
      log: options.log ?? silentLog,
      store: this.store,
      flights: this.flights,
      ledger: options.ledger?.(process) ?? this.ledger,
      fileGoals: new Map(Object.entries(options.goals ?? {})),
      forgetInRecords: async () => ({ chairs: [], removed: [], failure: null }),
      people: new Map(Object.entries(options.people ?? {})),
      programs: () => options.programs ?? shippedPrograms,
      freshness: { requireTs: false, buildWallMs: options.buildWallMs ?? 0 },
      epoch: 'epoch',
      hostName: 'chair2mqtt/test',
      faces: [
        () => this.recorder(),
        (fleet, intake, _others, keeper) => face?.(fleet, intake, process, keeper) ?? noFace,
      ],
      schedules: options.schedules ?? [],
      onBroken: (error) => {
        this.broken = error;
      },
      onDrained: () => {
        this.isDrained = true;
      },
      chairs: [
        {
          settings: { ...plainSettings, ...options.settings },
          driver: options.driver ?? clpDriver,
          openWire: noted,
        },
      ],
    });
  }

  private recorder(): RunningFace {
    return {
      start: () => {},
      close: async () => {},
      onStatus: (_chairId, status) => void this.statuses.push(status),
      onEvent: (_chairId, event) => {
        this.events.push(event);
        this.onEvent(event);
      },
      onStop: () => void this.stops.push(this.clock.nowMs()),
    };
  }
}
