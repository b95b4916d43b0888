import type { StopDoubt } from '../../src/core/safety/attention.js';
import type { LastSession, Session } from '../../src/core/session.js';
import type { Drive, LevelCaps } from '../../src/core/zones.js';
import type { Chair, ChairSignal } from '../../src/ports.js';
import { SessionActor } from '../../src/session/actor.js';
import type { SessionContext, SessionEvent, SessionInput, SessionNotice } from '../../src/session/events.js';
import { sampleSession } from './sample-session.js';
import { VirtualTime } from './virtual-time.js';

/** Writes down what it is asked; says nothing by itself. */
export class FakeChair implements Chair {
  /** `stop 1000`, `emergency stop`, `reset estop,stall`; drives and supervision are counted beside. */
  readonly orders: string[] = [];
  readonly drives: Drive[] = [];
  caps: LevelCaps | null = null;
  supervisions = 0;

  drive(drive: Drive, caps: LevelCaps): void {
    this.drives.push(drive);
    this.caps = caps;
  }

  supervise(): void {
    this.supervisions += 1;
  }

  stop(rampMs: number): void {
    this.orders.push(`stop ${rampMs}`);
  }

  emergencyStop(): void {
    this.orders.push('emergency stop');
  }

  reset(codes: readonly string[]): void {
    this.orders.push(`reset ${codes.join(',')}`);
  }
}

const tickEveryMs = 200;

/** The session's machine in virtual time, with a chair that only writes down. */
export class SessionBench {
  readonly clock = new VirtualTime();
  readonly chair = new FakeChair();
  readonly notices: SessionNotice[] = [];
  ranMs = 0;
  isRestOwed = false;
  private readonly actor: SessionActor;

  constructor({ faults = [], lastSession = null }: Partial<SessionInput> = {}) {
    const { clock } = this;
    const bench = this;
    this.actor = new SessionActor({
      chair: this.chair,
      clock,
      memory: {
        faults,
        lastSession,
        get restLeftMs() {
          return bench.isRestOwed ? 1000 : 0;
        },
        ran: (fromMs, toMs) => {
          this.ranMs += toMs - fromMs;
        },
      },
      tell: (notice) => void this.notices.push(notice),
      onChange: () => {},
      onError: (error) => {
        throw error;
      },
    });
    clock.every(tickEveryMs, () => this.send({ type: 'tick' }));
  }

  /** A chair that was greeted and seen still. */
  static idle(): SessionBench {
    return new SessionBench().signal('chair.up', 'chair.still');
  }

  static starting(over: Partial<Session> = {}): SessionBench {
    const bench = SessionBench.idle();
    bench.send({ type: 'chair.occupied', isOccupied: true });
    return bench.start(over);
  }

  static running(over: Partial<Session> = {}): SessionBench {
    return SessionBench.starting(over).signal('chair.driving');
  }

  static paused(over: Partial<Session> = {}): SessionBench {
    const bench = SessionBench.running(over);
    bench.send({ type: 'pause', source: 'mqtt' });
    return bench.signal('chair.still');
  }

  start(over: Partial<Session> = {}): this {
    const { clock } = this;
    return this.send({
      type: 'start',
      session: sampleSession({ startedMs: clock.nowMs(), startedWallMs: clock.wallMs(), ...over }),
    });
  }

  send(...events: readonly SessionEvent[]): this {
    for (const event of events) this.actor.send(event);
    return this;
  }

  /** Signals of the chair that carry nothing but their name. */
  signal(...types: readonly PlainSignal[]): this {
    return this.send(...types.map((type) => ({ type })));
  }

  advance(durationMs: number): this {
    this.clock.advance(durationMs);
    return this;
  }

  get state(): string {
    return this.actor.state;
  }

  get context(): SessionContext {
    return this.actor.context;
  }

  get session(): Session | null {
    return this.context.session;
  }

  get lastSession(): LastSession | null {
    return this.context.lastSession;
  }

  /** What was told, in order: `session_ended limit`, `fault overtemp`, else the type alone. */
  get told(): readonly string[] {
    return this.notices.map(({ type, endedBy, fault }) => [type, endedBy ?? fault?.code ?? []].flat().join(' '));
  }

  /** Forgets what was told and ordered until now. */
  forget(): this {
    this.notices.length = 0;
    this.chair.orders.length = 0;
    this.chair.drives.length = 0;
    this.chair.supervisions = 0;
    return this;
  }
}

type PlainSignal = Exclude<
  ChairSignal['type'],
  | 'chair.down'
  | 'chair.escalated'
  | 'chair.stopUnverified'
  | 'chair.fault'
  | 'chair.contradicted'
  | 'chair.cleared'
  | 'chair.resetDone'
  | 'chair.button'
  | 'chair.adopted'
  | 'chair.occupied'
>;

/** A stop did not show in time, for this reason. */
export const escalated = (doubt: StopDoubt): SessionEvent => ({ type: 'chair.escalated', doubt });
export const unverified = (doubt: StopDoubt): SessionEvent => ({ type: 'chair.stopUnverified', doubt });
export const estop: SessionEvent = { type: 'estop', message: 'emergency stop requested by mqtt' };
export const stop: SessionEvent = { type: 'stop', ending: 'stopped' };
export const pause: SessionEvent = { type: 'pause', source: 'mqtt' };
export const resume: SessionEvent = { type: 'resume', source: 'mqtt' };
export const reset: SessionEvent = { type: 'reset' };
export const down: SessionEvent = { type: 'chair.down', reason: 'the cable is gone' };
export const resetDone: SessionEvent = { type: 'chair.resetDone', missing: null };
export const resetRefused: SessionEvent = { type: 'chair.resetDone', missing: 'the chair is not still' };
export const seated = (isOccupied: boolean): SessionEvent => ({ type: 'chair.occupied', isOccupied });
type FaultSignal = Extract<ChairSignal, { type: 'chair.fault' }>;
export const fault = (code: FaultSignal['code'], zone: FaultSignal['zone'] = null): SessionEvent => ({
  type: 'chair.fault',
  code,
  zone,
  message: `the chair reports ${code}`,
});
export const cleared = (code: FaultSignal['code'], zone: FaultSignal['zone'] = null): SessionEvent => ({
  type: 'chair.cleared',
  code,
  zone,
});
