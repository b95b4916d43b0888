import { createMqttFace } from '../../src/adapters/mqtt/mqtt-face.js';
import type { StatusEvent } from '../../src/core/status.js';
import { isoTime } from '../../src/core/time-text.js';
import { RunningDaemon, type RunningFace } from '../../src/daemon/running-daemon.js';
import { MemoryLedger } from '../support/memory-ledger.js';
import { sampleFace } from '../support/mqtt-face.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';
import { VirtualBroker } from './broker.js';
import { beginChair } from './chairs.js';
import { Chance } from './chance.js';
import { Disk } from './disk.js';
import type { Facts, KeptFacts } from './facts.js';
import { Permissions } from './permissions.js';
import type { Plant, PlantBeginning } from './plant.js';
import { ProcessClock } from './process-clock.js';
import type { Programs, Setup } from './setup.js';
import { Trace } from './trace.js';
import { isClaimTopic, Twin } from './twin.js';
import { Watch } from './watch.js';
import { Witness } from './witness.js';

/** How long a machine has been up when its daemon starts, ms. */
const bootMs = 10_000;

/** What of the records is looked at. */
interface KeptRecord {
  readonly faults?: readonly { readonly code: string }[];
  readonly isRemoteStartOff?: boolean;
  readonly starts?: readonly { readonly id: string }[];
}

/** A chair, its line, a broker, a disk and a daemon that comes and goes, under one clock and one seed. */
export class World {
  readonly time: VirtualTime;
  readonly trace: Trace;
  readonly facts: Facts;
  readonly plant: Plant;
  readonly broker: VirtualBroker;
  readonly disk: Disk;
  readonly watch: Watch;
  readonly permissions: Permissions;
  readonly twin: Twin;
  programs: Programs;
  readonly beginning: PlantBeginning;
  /** The newest answer to a command, as a hub sees it. */
  lastResult: { readonly code: string } | null = null;
  /** A hub shows that something is offered. */
  isOffered = false;
  /** The next event that the daemon tells breaks it. */
  isBugDue = false;
  /** Who watches over the service has seen that it ended with the last session. */
  onDrained: (() => void) | null = null;
  private readonly witness: Witness;
  private daemon: RunningDaemon | null = null;
  private runs = 0;
  private boots = 0;
  private behindMs = 0;

  constructor(readonly setup: Setup) {
    const { seed } = setup;
    this.time = new VirtualTime({ seed });
    const startMs = this.time.nowMs();
    const nowMs = (): number => this.time.nowMs();
    this.trace = new Trace(() => nowMs() - startMs);
    this.disk = new Disk(new Chance(seed, 'disk'), nowMs);
    this.broker = new VirtualBroker({
      time: this.time,
      chance: new Chance(seed, 'broker'),
      protocolVersion: setup.protocolVersion,
      onDelivery: (delivery) => {
        if (isClaimTopic(delivery.topic)) this.twin.delivered(delivery.payload);
        this.witness.delivered(delivery);
      },
      onPublished: ({ topic, payload }) => this.published(topic, payload),
    });
    const beginning = beginChair(setup, this.kept(), nowMs, this.trace);
    const { facts, checks, stopDueInMs, programVariants, build } = beginning;
    this.beginning = beginning;
    this.facts = facts;
    this.programs = programVariants[0];
    this.twin = new Twin(this.time, facts, (topic, payload) => this.broker.publish(topic, payload));
    this.permissions = new Permissions(facts, setup);
    this.watch = new Watch(facts, checks, ({ invariant, message }) =>
      this.trace.tell(`FAILED ${invariant}: ${message}`),
    );
    const parts = {
      watch: this.watch,
      trace: this.trace,
      permissions: this.permissions,
      programs: () => this.programs,
    };
    this.witness = new Witness({ ...parts, facts, stopDueInMs, wallMs: () => this.time.wallMs() });
    this.plant = build({ ...parts, time: this.time, setup });
    this.startDaemon();
  }

  /** A new process on the disk and the port of the one before; `isMachine`: after a restart of the whole machine. */
  startDaemon(isMachine = false): void {
    if (this.facts.isProcessUp) return;
    if (isMachine) {
      this.boots += 1;
      this.behindMs = this.time.nowMs() - bootMs;
    }
    this.runs += 1;
    const start = { bootId: `boot-${this.boots}`, behindMs: this.behindMs, seed: this.setup.seed + this.runs };
    const clock: ProcessClock = new ProcessClock(this.time, start, (error) => {
      this.daemon?.halt();
      this.broke(clock, error);
    });
    const { facts } = this;
    facts.process = { clock, startedAtMs: this.time.nowMs(), leavingAtMs: null, haltedAtMs: null };
    facts.status = null;
    facts.yieldedAtMs = Number.NEGATIVE_INFINITY;
    facts.undecided = null;
    facts.doubtWay(0);
    facts.askedToDrain(false, true);
    this.recall();
    this.isBugDue = false;
    this.trace.tell(`daemon starts${isMachine ? ' after a restart of its machine' : ''}`);
    this.daemon = this.build(clock);
  }

  /** As after SIGKILL, perhaps in the middle of a write. */
  killDaemon(isTorn: boolean): void {
    const { facts } = this;
    const { process } = facts;
    if (process === null || !process.clock.isAlive) return;
    process.clock.die();
    this.plant.closeAll();
    facts.line.isOpen = false;
    facts.owedStops.length = 0;
    facts.killedAtMs = this.time.nowMs();
    facts.interrupt('the daemon died');
    const torn = this.disk.lose(process.clock, isTorn);
    // What a full disk did not take is lost with its process; that was said.
    if (torn.length > 0 || this.disk.mayLack) facts.tornAtMs = this.time.nowMs();
    this.trace.tell(`daemon is gone${torn.length > 0 ? `; torn: ${torn.join(', ')}` : ''}`);
  }

  /** SIGTERM: resolves when the process would have ended. */
  async terminateDaemon(): Promise<void> {
    const { process } = this.facts;
    if (process === null || this.daemon === null || !process.clock.isAlive || process.leavingAtMs !== null) return;
    process.leavingAtMs = this.time.nowMs();
    this.facts.caused('shutdown');
    this.facts.interrupt('the daemon was told to go down');
    this.trace.tell('daemon is told to go down');
    const report = await this.daemon.stop();
    this.trace.tell(`daemon has stopped: ${JSON.stringify(report)}`);
    if (this.facts.process?.clock === process.clock && process.clock.isAlive) this.watch.left(report);
    this.killIf(process.clock);
  }

  /** SIGUSR2. */
  signalDrain(): void {
    const { process } = this.facts;
    process?.clock.enter(() => {
      if (process.leavingAtMs !== null) return;
      this.daemon?.drain();
      this.facts.askedToDrain(true, true);
    });
  }

  /** As the command line ends when no session runs any more. */
  private drained(clock: ProcessClock): void {
    if (this.facts.process?.clock !== clock) return;
    this.trace.tell('daemon has drained');
    this.watch.drained();
    this.time.after(1, () => void this.terminateDaemon());
    this.onDrained?.();
  }

  private published(topic: string, payload: string): void {
    if (isClaimTopic(topic)) this.twin.heard(payload);
    if (topic.endsWith('/schedule')) this.isOffered = /"ready":true/.test(payload);
    if (!topic.endsWith('/result')) {
      this.trace.digestText(`${topic} ${payload}`);
      return;
    }
    const { command, code, message } = JSON.parse(payload) as Record<'command' | 'code' | 'message', string>;
    this.lastResult = { code };
    this.witness.answered(command, code);
    this.trace.tell(`result ${command} ${code}: ${message}`);
  }

  get isLeaving(): boolean {
    return this.facts.isProcessUp && this.facts.process?.leavingAtMs !== null;
  }

  /** The process as the command line ends it after a bug: the chair was halted, then everything goes down in order. */
  private broke(clock: ProcessClock, error: unknown): void {
    const { facts } = this;
    const isOurs = error instanceof Error && error.message === plannedBug;
    this.trace.tell(`daemon broke: ${error instanceof Error ? error.message : String(error)}`);
    if (!isOurs) this.watch.hold('sound', `the daemon broke: ${error instanceof Error ? error.stack : String(error)}`);
    facts.caused('bug');
    facts.interrupt('the daemon broke');
    if (facts.process?.clock === clock) facts.process.haltedAtMs = this.time.nowMs();
    this.time.after(1, () => void this.terminateDaemon());
  }

  private killIf(clock: ProcessClock): void {
    if (this.facts.process?.clock === clock) this.killDaemon(false);
  }

  private kept(): KeptFacts {
    const { disk } = this;
    const { id } = this.setup.settings;
    const records = (name: string) => disk.read(name) as KeptRecord | undefined;
    return {
      isLatched: () => records(id)?.faults?.some(({ code }) => code === 'estop') === true,
      hasStart: (start) => records(`${id}.starts`)?.starts?.some((known) => known.id === start) === true,
      failingFromMs: () => disk.failingFromMs,
      mayLack: () => disk.mayLack,
    };
  }

  /** What the disk says is what a new process can know. */
  private recall(): void {
    const { facts } = this;
    const record = this.disk.read(facts.settings.id) as KeptRecord | undefined;
    const has = (code: string): boolean => record?.faults?.some((fault) => fault.code === code) === true;
    const isLost = facts.isLatched && record !== undefined && !has('estop');
    if (isLost) this.watch.hold('S3', 'a latch that was told is not on the disk when the daemon starts');
    facts.isLatched = has('estop');
    facts.isAlarmed = has('stop_unverified');
    facts.isRemoteStartOff = record?.isRemoteStartOff === true;
  }

  private build(clock: ProcessClock): RunningDaemon {
    const { setup, broker, disk, plant } = this;
    const epoch = `epoch-${this.runs}`;
    const store = disk.storeFor(clock);
    return new RunningDaemon({
      schedules: setup.schedules,
      clock,
      log: silentLog,
      store,
      flights: { write: () => {}, settled: async () => {} },
      ledger: new MemoryLedger(),
      fileGoals: new Map(),
      forgetInRecords: async () => ({ chairs: [], removed: [], failure: null }),
      people: setup.people,
      programs: () => this.programs,
      freshness: { requireTs: setup.requireTs, buildWallMs: 0 },
      epoch,
      hostName: 'chair2mqtt/simulated',
      chairs: [{ settings: setup.settings, driver: plant.driver, openWire: plant.openFor(clock) }],
      onBroken: (error) => this.broke(clock, error),
      onDrained: () => this.drained(clock),
      faces: [
        (fleet, intake) =>
          createMqttFace(
            sampleFace({
              fleet,
              intake,
              connect: broker.connectorFor(clock),
              clock,
              store,
              epoch,
              startedAt: isoTime(clock.wallMs()),
              version: '0.0.0',
            }),
          ),
        () => this.recorder(clock),
      ],
    });
  }

  /** Sees what the daemon tells, also while the broker is away. */
  private recorder(clock: ProcessClock): RunningFace {
    const isMine = (): boolean => this.facts.process?.clock === clock && clock.isAlive;
    return {
      start: () => {},
      close: async () => {},
      onStatus: (_chairId, status) => isMine() && this.witness.onStatus(status),
      onEvent: (_chairId, event) => isMine() && this.tell(event),
      onTelemetry: () => {},
      onAvailability: () => {},
      onPrograms: () => {},
      onUsage: () => {},
      onCard: () => {},
      onStop: () => {},
    };
  }

  private tell(event: StatusEvent): void {
    this.witness.onEvent(event);
    if (!this.isBugDue) return;
    this.isBugDue = false;
    throw new Error(plannedBug);
  }
}

const plannedBug = 'a bug that the storm planned';
