import { isBehindHalt, noHalts } from '../core/command/fence.js';
import type { Command, HaltName } from '../core/command/schema.js';
import { beginsSession, isHalt } from '../core/command/verbs.js';
import { ChairTally } from '../core/metrics/tallies.js';
import type { Telemetry } from '../core/protocol/messages.js';
import { askStop, type SeenStop, type StopSight, seeStop, stopStatus } from '../core/safety/seen-stop.js';
import { isStill } from '../core/safety/stillness.js';
import type { CommandSource, StopStatus } from '../core/status.js';
import type { ChairSignal, Clock } from '../ports.js';

/** The last stop that was asked of a chair, as what comes after it has to know it; until something begins to move it, also what was
 *  seen of it. [S4] */
export class AskedStops {
  /** It had waited on its way. */
  isLate = false;
  readonly tally = new ChairTally();
  private byFace = noHalts;
  private stop: SeenStop | null = null;

  /** `isSeen`: the chair itself tells what its outputs do. What none shows is never said to be still, whatever was answered. */
  constructor(
    private readonly clock: Pick<Clock, 'nowMs' | 'wallMs'>,
    private readonly isSeen: boolean,
  ) {}

  get status(): StopStatus | null {
    return this.stop === null ? null : stopStatus(this.stop);
  }

  /** A stop by a stop lane. */
  came(kind: Exclude<HaltName, 'pause'>, isLate: boolean): void {
    this.isLate = isLate;
    this.tally.stopsAsked[kind] += 1;
    this.note();
    this.taken(kind);
  }

  /** Any command. */
  asked(command: Command, source: CommandSource): void {
    if (isHalt(command) || beginsSession(command)) this.isLate = false;
    if (!isHalt(command) || command.command === 'pause') return;
    this.tally.stopsAsked[command.command] += 1;
    if (source !== 'button') this.note();
  }

  /** The machine is going to take an event of this name. */
  taken(name: string): void {
    if (name === 'stop' || name === 'estop') {
      this.tally.stopsTaken += 1;
      this.stop = askStop(name, this.clock.nowMs(), this.clock.wallMs());
    }
    if (name === 'start' || name === 'resume') this.stop = null;
  }

  /** [S5] What was pressed at the chair before a stop of a face may be heard after it. */
  get isBehind(): boolean {
    return isBehindHalt(this.byFace, null, this.clock.nowMs());
  }

  /** `wasUp`: the chair was there until now. */
  signal({ type }: ChairSignal, wasUp: boolean): void {
    if (type === 'chair.down' && wasUp) this.tally.linkLosses += 1;
    if (type === 'chair.still') this.see({ kind: 'verified', nowMs: this.clock.nowMs() });
    if (type === 'chair.down' || type === 'chair.restarted') this.see({ kind: 'lost' });
    if (type === 'chair.escalated') this.tally.stopsEscalated += 1;
    if (type === 'chair.stopUnverified') this.tally.stopsUnverified += 1;
    if (type === 'chair.unseen') this.tally.stopsUnseen += 1;
  }

  telemetry(telemetry: Telemetry): void {
    this.see({ kind: 'telemetry', isStill: isStill(telemetry), nowMs: this.clock.nowMs() });
  }

  private see(sight: StopSight): void {
    if (this.stop === null || !this.isSeen) return;
    const { stillAtMs } = this.stop;
    this.stop = seeStop(this.stop, sight);
    if (stillAtMs === null && this.stop.stillAtMs !== null) this.verified(this.stop.stillAtMs - this.stop.askedAtMs);
  }

  private verified(afterMs: number): void {
    this.tally.stopsVerified += 1;
    this.tally.stillMs.observe(afterMs);
  }

  private note(): void {
    const nowMs = this.clock.nowMs();
    this.byFace = { atMs: nowMs, stopAtMs: nowMs };
  }
}
