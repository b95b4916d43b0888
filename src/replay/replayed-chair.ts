import { ClpChair } from '../chair/clp/clp-chair.js';
import type { FileCheckpoint, FileEntry, FileSession, FileTimeline, FlightHeader } from '../core/flight/format.js';
import type { Timeline } from '../core/program/timeline.js';
import type { Session, SessionMoment } from '../core/session.js';
import type { ChairSignal, Log } from '../ports.js';
import { ChairSession, plainEvent, RunningTime } from '../session/chair-session.js';
import type { SessionEvent, SessionNotice } from '../session/events.js';
import { type Mark, noticeLabel } from './marks.js';
import type { RecordedWire } from './recorded-wire.js';
import type { ReplayClock } from './replay-clock.js';

type Commanded = Extract<FileEntry, { readonly kind: 'command' }>;

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** What the session remembers: the latches and the minutes of the checkpoint. */
class ReplayedMemory extends RunningTime {
  readonly faults: FileCheckpoint['faults'];
  readonly lastSession = null;

  constructor({ faults, runs, restMs }: FileCheckpoint, clock: ReplayClock) {
    const budget = { runs: runs.map(({ start, end }) => ({ startMs: clock.msOf(start), endMs: clock.msOf(end) })) };
    super(budget, { restMs, dailyMs: 0 }, clock);
    this.faults = faults;
  }
}

/** The real chair and the real session machine, on the clock and the line of a record. */
export class ReplayedChair {
  readonly marks: Mark[] = [];
  /** Commands of the record that could not be given again. */
  readonly notGiven: string[] = [];
  readonly chair: ClpChair;
  private readonly restored: RestoredSessions;
  private session: ChairSession | null = null;

  constructor(
    header: FlightHeader,
    private readonly clock: ReplayClock,
    wire: RecordedWire,
  ) {
    const { program, temperatureMaxC } = header;
    this.restored = new RestoredSessions(header, clock);
    this.chair = new ClpChair({
      openWire: wire.open,
      clock,
      log: silent,
      hostName: program,
      temperatureMaxC,
      isEmergencyLatched: () => this.faults.some(({ code }) => code === 'estop'),
      onSignal: (signal) => this.signal(signal),
      onTelemetry: () => undefined,
    });
  }

  /** The session joins the chair; until then nobody hears what the chair says. */
  join(point: FileCheckpoint): void {
    const { clock } = this;
    let state = point.state;
    this.session = new ChairSession(
      {
        chair: this.chair,
        clock,
        memory: new ReplayedMemory(point, clock),
        tell: (notice) => this.tell(notice),
        onChange: (next) => {
          if (next !== state) this.mark(`state ${next}`);
          state = next;
        },
        onError: () => this.mark('the session machine broke'),
      },
      this.restored.moment(point),
    );
    this.session.pace.tickedAtMs = clock.msOf(point.paced);
  }

  tick(): void {
    if (this.session === null) this.chair.poll(this.clock.nowMs());
    else this.session.tick();
  }

  /** The recorded daemon supervised the chair in this moment; if the replay has just done so, its pace moves to it. */
  supervised(): void {
    if (this.session === null) return;
    const { pace } = this.session;
    const { supervisionPeriodMs } = this.chair;
    const nowMs = this.clock.nowMs();
    const isAhead = nowMs - pace.tickedAtMs < supervisionPeriodMs / 2;
    pace.tickedAtMs = isAhead ? nowMs : nowMs - supervisionPeriodMs;
    if (!isAhead) this.tick();
  }

  command(entry: Commanded): void {
    const event = this.eventOf(entry);
    if (event !== null) this.session?.send(event);
    else this.notGiven.push(entry.command.name);
  }

  deed({ deed, why }: Extract<FileEntry, { readonly kind: 'daemon' }>): void {
    if (deed === 'halt') this.session?.halt();
    else if (deed === 'shutdown') this.session?.shutdown();
    else this.session?.claimed(why ?? '');
  }

  private get faults(): readonly { readonly code: string }[] {
    return this.session?.context.faults ?? [];
  }

  /** A button's command is in the record, after its signal. */
  private signal(signal: ChairSignal): void {
    if (this.session === null) return;
    if (signal.type === 'chair.button') this.mark('event button');
    else this.session.send(signal);
  }

  private tell(notice: SessionNotice): void {
    this.mark(noticeLabel(notice));
  }

  private mark(label: string): void {
    this.marks.push({ t: this.clock.now, label });
  }

  private eventOf({ command, source, session: saved }: Commanded): SessionEvent | null {
    const session = saved === null ? null : this.restored.session(saved);
    switch (command.name) {
      case 'start':
        return session && { type: 'start', session: { ...session, elapsedMs: 0, positionMs: 0 } };
      case 'adjust': {
        if (session === null) return null;
        const { timeline, positionMs, intensity } = session;
        return { type: 'adjust', timeline, positionMs, intensity };
      }
      case 'stop':
      case 'estop':
      case 'pause':
      case 'resume':
      case 'skip':
      case 'reset':
        return plainEvent(command.name, source);
      case 'select':
      case 'remote_start':
        return null;
    }
  }
}

const timelineOf = ({ programId, totalMs, phases, setpoints }: FileTimeline): Timeline => ({
  programId,
  totalMs,
  phases,
  setpoints: setpoints.map(([atMs, zone, technique, level, rate, rampMs]) => ({
    atMs,
    zone,
    technique,
    level,
    rate,
    rampMs,
  })),
});

/** Sessions of a record as the machine knows them: who sat there and the text of the program are not in it. */
class RestoredSessions {
  private readonly timelines: readonly Timeline[];

  constructor(
    { timelines }: FlightHeader,
    private readonly clock: ReplayClock,
  ) {
    this.timelines = timelines.map(timelineOf);
  }

  /** Null where the record lacks what the session plays. */
  session(saved: FileSession): Session | null {
    const timeline = this.timelines[saved.timeline];
    if (timeline === undefined) return null;
    const { timeline: _place, started, ...facts } = saved;
    const { programId } = timeline;
    return {
      ...facts,
      programId,
      timeline,
      program: { id: programId, name: programId, summary: '', goal: 'break', avoid: [], phases: [] },
      person: null,
      startedMs: this.clock.msOf(started),
    };
  }

  moment(point: FileCheckpoint): SessionMoment {
    const { ticked, paced, entered, left, runs, restMs, identity, capabilities, isWireOpen, isResetting, ...facts } =
      point;
    return {
      ...facts,
      session: point.session === null ? null : this.session(point.session),
      tickedAtMs: this.clock.msOf(ticked),
      enteredAtMs: this.clock.msOf(entered),
      leftAtMs: left === null ? null : this.clock.msOf(left),
    };
  }
}
