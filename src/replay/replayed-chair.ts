import { ClpChair } from '../chair/clp/clp-chair.js';
import type { FileCheckpoint, FileEntry, FlightHeader } from '../core/flight/format.js';
import { addRun, type Budget, restLeftMs } from '../core/safety/budget.js';
import type { ChairSignal, Log } from '../ports.js';
import { type SessionActor, startSession } from '../session/actor.js';
import type { SessionEvent, SessionNotice } from '../session/events.js';
import { SessionPace } from '../session/pace.js';
import { type Mark, noticeLabel } from './marks.js';
import type { RecordedWire } from './recorded-wire.js';
import type { ReplayClock } from './replay-clock.js';
import type { Restored } from './restored.js';

type Commanded = Extract<FileEntry, { readonly kind: 'command' }>;

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};

/** What the session remembers: the latches and the minutes of the checkpoint. */
class ReplayedMemory {
  readonly faults: FileCheckpoint['faults'];
  readonly lastSession = null;
  private readonly rules;
  private budget: Budget;

  constructor(
    { faults, runs, restMs }: FileCheckpoint,
    private readonly clock: ReplayClock,
  ) {
    this.faults = faults;
    this.rules = { restMs, dailyMs: 0 };
    this.budget = { runs: runs.map(({ start, end }) => ({ startMs: clock.msOf(start), endMs: clock.msOf(end) })) };
  }

  get restLeftMs(): number {
    return restLeftMs(this.budget, this.rules, this.clock.nowMs());
  }

  ran(fromMs: number, toMs: number): void {
    this.budget = addRun(this.budget, fromMs, toMs);
  }
}

/** The real chair and the real session machine, on the clock and the line of a record. */
export class ReplayedChair {
  readonly marks: Mark[] = [];
  /** Commands of the record that could not be given again. */
  readonly notGiven: string[] = [];
  readonly chair: ClpChair;
  private actor: SessionActor | null = null;
  private readonly pace = new SessionPace();

  constructor(
    { program, temperatureMaxC }: FlightHeader,
    private readonly clock: ReplayClock,
    wire: RecordedWire,
    private readonly restored: Restored,
  ) {
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
    const memory = new ReplayedMemory(point, clock);
    this.pace.isDue(clock.msOf(point.ticked), 0);
    let state = point.state;
    this.actor = startSession(
      {
        chair: this.chair,
        clock,
        memory,
        tell: (notice) => this.tell(notice),
        onChange: (next) => {
          if (next !== state) this.mark(`state ${next}`);
          state = next;
        },
        onError: () => this.mark('the session machine broke'),
      },
      this.restored.moment(point),
    );
  }

  tick(): void {
    const nowMs = this.clock.nowMs();
    this.chair.poll(nowMs);
    if (this.actor !== null && this.pace.isDue(nowMs, this.chair.supervisionPeriodMs))
      this.send({ type: 'tick', nowMs });
  }

  /** The recorded daemon supervised the chair in this moment; if the replay has just done so, its pace moves to it. */
  supervised(): void {
    const { supervisionPeriodMs } = this.chair;
    const nowMs = this.clock.nowMs();
    const isAhead = nowMs - this.pace.tickedAtMs < supervisionPeriodMs / 2;
    this.pace.tickedAtMs = isAhead ? nowMs : nowMs - supervisionPeriodMs;
    if (!isAhead) this.tick();
  }

  /** A command that the record says was taken. */
  command(entry: Commanded): void {
    const event = this.eventOf(entry);
    if (event !== null) this.send(event);
    else this.notGiven.push(entry.command.name);
  }

  deed({ deed, why }: Extract<FileEntry, { readonly kind: 'daemon' }>): void {
    if (deed === 'halt') this.chair.stop(0);
    else if (deed === 'shutdown') this.send({ type: 'stop', ending: 'shutdown' });
    else this.send({ type: 'chair.fault', code: 'foreign_owner', zone: null, message: why ?? '' });
  }

  private get faults(): readonly { readonly code: string }[] {
    return this.actor?.getSnapshot().context.faults ?? [];
  }

  private send(event: SessionEvent): void {
    if (this.actor?.getSnapshot().status === 'active') this.actor.send(event);
  }

  /** A button's command is in the record, after its signal. */
  private signal(signal: ChairSignal): void {
    if (this.actor === null) return;
    const { isLinkUp } = this.actor.getSnapshot().context;
    if (signal.type === 'chair.button') this.mark('event button');
    else {
      if (signal.type === 'chair.down' && isLinkUp) this.mark('event link_lost link_lost');
      this.send(signal);
    }
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
        return { type: 'stop', ending: 'stopped' };
      case 'estop':
        return { type: 'estop', message: `emergency stop asked over ${source}` };
      case 'pause':
      case 'resume':
        return { type: command.name, source };
      case 'skip':
      case 'reset':
        return { type: command.name };
      case 'select':
      case 'remote_start':
        return null;
    }
  }
}
