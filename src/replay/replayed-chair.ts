import { ClpChair } from '../chair/clp/clp-chair.js';
import type { FileCheckpoint, FileEntry, FlightHeader } from '../core/flight/format.js';
import type { ChairSignal, Log } from '../ports.js';
import { ChairSession, plainEvent } from '../session/chair-session.js';
import type { SessionEvent, SessionNotice } from '../session/events.js';
import { RunningTime } from '../session/running-time.js';
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
  private session: ChairSession | null = null;

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

  /** A command that the record says was taken. */
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
