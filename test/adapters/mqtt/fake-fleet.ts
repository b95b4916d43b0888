import type { Command, HaltName } from '../../../src/core/command/schema.js';
import { isHalt } from '../../../src/core/command/verbs.js';
import type { PlaceMark } from '../../../src/core/ledger/lines.js';
import type { Schedule } from '../../../src/core/ledger/schedules/schedule.js';
import type { ScheduleStatus } from '../../../src/core/ledger/schedules/schedule-status.js';
import type { ChairCounts } from '../../../src/core/metrics/measures.js';
import { ChairTally, newEndingCounts, newZoneTimes } from '../../../src/core/metrics/tallies.js';
import { type Claimant, type Holding, ownHolding } from '../../../src/core/ownership.js';
import { defaultLimits, type LintLimits } from '../../../src/core/program/lint-limits.js';
import type { Program } from '../../../src/core/program/schema.js';
import type { ServiceBook } from '../../../src/core/service-book.js';
import type {
  ChairCard,
  ChairState,
  CommandSource,
  FaultStatus,
  ProgramCard,
  Status,
  TelemetryStatus,
  Verdict,
} from '../../../src/core/status.js';
import type { ZoneService } from '../../../src/core/wear/service-notes.js';
import type { Course, Startable } from '../../../src/core/web/frames.js';
import type { AskedStart } from '../../../src/core/web/remedy.js';
import type { Zone } from '../../../src/core/zones.js';
import { CommandIntake, type IntakeParts } from '../../../src/daemon/intake.js';
import type { Fleet, Origin } from '../../../src/ports.js';
import { statusAtRest } from '../../support/status-sample.js';

/** What a daemon claims that has held the chair for longer, and may not decide over ours. */
export const foreignClaim = {
  epoch: 'theirs',
  bridge_id: 'elsewhere',
  held_ms: 3_600_000,
  in_session: false,
  keeps: null,
};

interface FakeChair {
  state: ChairState;
  isAvailable: boolean;
  fault: FaultStatus | null;
  groups: string[];
  book: ServiceBook | null;
  /** It has answered in this run. */
  isMet: boolean;
  holding: Holding;
  heldMs: number;
  isInSession: boolean;
}

export const fault = (code: FaultStatus['code']): FaultStatus => ({
  code,
  zone: null,
  message: code,
  since: '2026-01-01T12:00:00Z',
});

/** Chairs that do nothing but write down what they are told; every line is `<chair> <what>`. */
export class FakeFleet implements Fleet {
  readonly calls: string[] = [];
  readonly commands: Command[] = [];
  verdict: Verdict = { code: 'ok', message: '' };
  measured: TelemetryStatus | null = null;
  /** Who is selected. */
  person: string | null = null;
  /** Of each command, whether the house was to be at its most careful. */
  readonly strict: boolean[] = [];
  stopVerdict: Verdict = { code: 'ok', message: 'accepted' };
  unsaved: readonly string[] = [];
  drainUntil: string | null = null;
  readonly marks: PlaceMark[] = [];
  readonly services = new Map<string, readonly ZoneService[]>();
  /** A session is under way. */
  isMarkable = true;
  schedules: readonly Schedule[] = [];
  /** What schedules have planned for every chair. */
  planned: ScheduleStatus | null = null;
  /** Every time that it was asked to drain. */
  readonly drains: boolean[] = [];
  /** The last session has not ended: draining can be taken back. */
  isGoingOn = true;
  /** The programs, as id and name. */
  named: readonly (readonly [string, string])[] = [['relaxation', 'Relaxation']];
  /** Replies that a test gives itself. */
  replies: ((verdict: Verdict) => void)[] | null = null;
  /** Hears of what a chair tells of halts, as the faces of a daemon do. */
  onHalt: (chairId: string, kind: HaltName) => void = () => {};
  readonly sessions = newEndingCounts();
  private readonly tally = new ChairTally();
  private readonly chairs: Map<string, FakeChair>;

  constructor(groups: Readonly<Record<string, readonly string[]>> = { hall: [] }) {
    this.chairs = new Map(
      Object.entries(groups).map(([chairId, own]) => [
        chairId,
        {
          state: 'idle',
          isAvailable: true,
          fault: null,
          groups: [...own],
          book: null,
          isMet: false,
          holding: ownHolding,
          heldMs: 60_000,
          isInSession: false,
        },
      ]),
    );
  }

  get chairIds(): readonly string[] {
    return [...this.chairs.keys()];
  }

  schedule(): ScheduleStatus | null {
    return this.planned;
  }

  declineOffer(chairId: string): boolean {
    this.calls.push(`${chairId} declines the offer`);
    return this.planned?.offer !== null;
  }

  distrust(chairId: string): void {
    this.calls.push(`${chairId} distrusted`);
  }

  chair(chairId: string): FakeChair {
    const chair = this.chairs.get(chairId);
    if (chair === undefined) throw new Error(`no chair ${chairId}`);
    return chair;
  }

  lintLimits(): LintLimits {
    return defaultLimits;
  }

  card(chairId: string): ChairCard {
    const { groups, book, isMet } = this.chair(chairId);
    const unknown = { serial: null, model: isMet ? (book?.model ?? null) : null, fw: null };
    const own = { driver: 'clp', guarantees: {}, commissioned: false, foreign_owner: null };
    return { id: chairId, name: chairId, ...unknown, ...own, groups };
  }

  book(chairId: string): ServiceBook | null {
    return this.chair(chairId).book;
  }

  status(chairId: string): Status {
    const { state, fault } = this.chair(chairId);
    const selected = { program: 'relaxation', intensity: 60, duration_s: 900, person: this.person };
    return statusAtRest({ state, fault, selected });
  }

  state(chairId: string): ChairState {
    return this.chair(chairId).state;
  }

  groups(chairId: string): readonly string[] {
    return this.chair(chairId).groups;
  }

  counted(): ChairCounts {
    return { tally: this.tally, keep: null, eventsLeftOut: 0, zoneMs: newZoneTimes() };
  }

  link() {
    return { crc_errors: 0, retries: 0, reconnects: 0, rtt_ms: 4, age_ms: 10 };
  }

  programs(): readonly ProgramCard[] {
    return this.named.map(([id, name]) => {
      const texts = { name, summary: 'Slow and warm', goal: 'relaxation' };
      return { id, ...texts, duration_s: 900, zones: ['back'], avoid: [] };
    });
  }

  wholePrograms(): readonly Program[] {
    return [];
  }

  telemetry(): TelemetryStatus | null {
    return this.measured;
  }

  course(): Course | null {
    return null;
  }

  emergencySwitch(chairId: string): string | null {
    return `the red knob of ${chairId}`;
  }

  startable(chairId: string, program: string, _origin: Origin, { person }: AskedStart): Startable | null {
    this.calls.push(`${chairId} startable ${program} ${person}`);
    const { code, message, values = {} } = this.verdict;
    const unknown = { retry_after_s: null, minutes_left: null, missing: null };
    return { program, ok: code === 'ok', code, message, values: { ...values }, ...unknown };
  }

  isAvailable(chairId: string): boolean {
    return this.chair(chairId).isAvailable;
  }

  run(chairId: string, command: Command, origin: Origin, reply: (verdict: Verdict) => void): void {
    this.calls.push(`${chairId} ${command.command}`);
    this.commands.push(command);
    this.strict.push(origin.isStrict ?? false);
    if (this.replies !== null) this.replies.push(reply);
    else if (command.command === 'start' && origin.unavailable !== null) {
      reply({ code: 'unavailable', message: origin.unavailable.message });
    } else reply(this.verdict);
    if (isHalt(command)) this.onHalt(chairId, command.command);
  }

  stop(chairId: string, kind: 'stop' | 'estop', source: CommandSource, isLate = false): Verdict {
    this.calls.push(`${chairId} lane ${kind} ${source}${isLate ? ' late' : ''}`);
    this.onHalt(chairId, kind);
    return this.stopVerdict;
  }

  holding(chairId: string): Holding {
    return this.chair(chairId).holding;
  }

  settle(chairId: string, holding: Holding): void {
    const chair = this.chair(chairId);
    const mayReset = holding.kind === 'yielded' && holding.mayReset;
    this.calls.push(`${chairId} ${holding.kind}${mayReset ? ' for now' : ''}`);
    const isNew = holding.kind === 'yielded' && chair.holding.kind !== 'yielded';
    chair.holding = holding;
    if (!isNew) return;
    chair.fault = fault('foreign_owner');
    chair.state = 'fault';
  }

  mark(_chairId: string, mark: PlaceMark): boolean {
    if (this.isMarkable) this.marks.push(mark);
    return this.isMarkable;
  }

  service(chairId: string): readonly ZoneService[] {
    return this.services.get(chairId) ?? [];
  }

  served(chairId: string, zone: Zone, note: string): boolean {
    this.calls.push(`${chairId} served ${zone} ${note}`.trim());
    return this.services.has(chairId);
  }

  drain(isOn: boolean): boolean {
    this.drains.push(isOn);
    return this.isGoingOn;
  }

  claim(chairId: string): Omit<Claimant, 'epoch'> {
    const { heldMs, isInSession } = this.chair(chairId);
    return { heldMs, isInSession };
  }
}

/** The daemon's own intake over a fleet of fakes, which hears of its halts. */
export function intakeOver(
  fleet: FakeFleet,
  parts: Omit<IntakeParts, 'fleet' | 'settings'>,
  requireTs = false,
): CommandIntake {
  const intake = new CommandIntake({ ...parts, fleet, settings: { requireTs, buildWallMs: 0 } });
  fleet.onHalt = (...halt) => intake.onStop(...halt);
  return intake;
}
