import type { ChairParts, DrivenChair } from '../chair/driver.js';
import type { FileCheckpoint, FileEntry, FileSession, FileTimeline, FlightHeader } from '../core/flight/format.js';
import type { Program } from '../core/program/schema.js';
import type { Timeline } from '../core/program/timeline.js';
import type { Session, SessionMoment } from '../core/session.js';
import type { ChairSignal, Log, OpenWire } from '../ports.js';
import { ChairSession, plainEvent, RunningTime } from '../session/chair-session.js';
import type { SessionEvent, SessionNotice } from '../session/events.js';
import { type Mark, noticeLabel } from './marks.js';
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

/** What came of a stop, and when. */
export interface ReplayedEnd {
  readonly t: number;
  /** False: nothing can show it. */
  readonly isSeen: boolean;
}

/** What is replayed: a kind of chair, and its own programs. */
export interface ReplayedKind<Driven extends DrivenChair> {
  readonly natives: readonly Program[];
  readonly open: (parts: ChairParts) => Driven;
}

/** The real chair and the real session machine, on the clock and the line of a record. */
export class ReplayedChair<Driven extends DrivenChair> {
  readonly marks: Mark[] = [];
  /** When the chair was said to be still, or that nothing can show it. [S4] */
  readonly ends: ReplayedEnd[] = [];
  /** Commands of the record that could not be given again. */
  readonly notGiven: string[] = [];
  readonly chair: Driven;
  private readonly restored: RestoredSessions;
  private session: ChairSession | null = null;
  /** A button was pressed, and the command that came of it is not given yet. */
  private isButtonOpen = false;

  constructor(
    header: FlightHeader,
    private readonly clock: ReplayClock,
    openWire: OpenWire,
    { natives, open }: ReplayedKind<Driven>,
  ) {
    const { chair: chairId, program, temperatureMaxC } = header;
    this.restored = new RestoredSessions(header, clock, natives);
    this.chair = open({
      chairId,
      openWire,
      clock,
      log: silent,
      hostName: program,
      temperatureMaxC,
      isEmergencyLatched: () => this.faults.some(({ code }) => code === 'estop'),
      wasMoving: () => false,
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
    if (entry.source === 'button') this.isButtonOpen = false;
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

  /** A button's command is in the record, after its signal. A chair that is looked at again before it comes says the same again. */
  private signal(signal: ChairSignal): void {
    if (this.session === null) return;
    if (signal.type === 'chair.button') {
      if (!this.isButtonOpen) this.mark('event button');
      this.isButtonOpen = true;
      return;
    }
    if (signal.type === 'chair.adopted') this.mark('event button');
    const isEnd = signal.type === 'chair.still' || signal.type === 'chair.unseen';
    if (isEnd) this.ends.push({ t: this.clock.now, isSeen: signal.type === 'chair.still' });
    this.session.send(signal);
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
      case 'offer':
      case 'trial':
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
    private readonly natives: readonly Program[],
  ) {
    this.timelines = timelines.map(timelineOf);
  }

  /** Null where the record lacks what the session plays. */
  session(saved: FileSession): Session | null {
    const timeline = this.timelines[saved.timeline];
    if (timeline === undefined) return null;
    const { timeline: _place, started, ...facts } = saved;
    const { programId } = timeline;
    const { native } = this.natives.find(({ id }) => id === programId) ?? {};
    return {
      ...facts,
      programId,
      timeline,
      program: {
        ...{ id: programId, name: programId, summary: '', goal: 'break', avoid: [], phases: [] },
        ...(native && { native }),
      },
      person: null,
      schedule: null,
      startedMs: this.clock.msOf(started),
    };
  }

  moment(point: FileCheckpoint): SessionMoment {
    const {
      ticked,
      paced,
      entered,
      left,
      runs,
      restMs,
      identity,
      capabilities,
      isWireOpen,
      isResetting,
      chair,
      ...facts
    } = point;
    return {
      ...facts,
      session: point.session === null ? null : this.session(point.session),
      tickedAtMs: this.clock.msOf(ticked),
      enteredAtMs: this.clock.msOf(entered),
      leftAtMs: left === null ? null : this.clock.msOf(left),
    };
  }
}
