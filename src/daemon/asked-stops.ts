import { isBehindHalt, noHalts } from '../core/command/fence.js';
import type { Command, HaltName } from '../core/command/schema.js';
import { isHalt } from '../core/command/verbs.js';
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
    this.note();
    this.taken(kind);
  }

  /** Any command. */
  asked(command: Command, source: CommandSource): void {
    if (isHalt(command) || command.command === 'start') this.isLate = false;
    if (isHalt(command) && command.command !== 'pause' && source !== 'button') this.note();
  }

  /** The machine is going to take an event of this name. */
  taken(name: string): void {
    if (name === 'stop' || name === 'estop') this.stop = askStop(name, this.clock.nowMs(), this.clock.wallMs());
    if (name === 'start' || name === 'resume') this.stop = null;
  }

  /** [S5] What was pressed at the chair before a stop of a face may be heard after it. */
  get isBehind(): boolean {
    return isBehindHalt(this.byFace, null, this.clock.nowMs());
  }

  signal({ type }: ChairSignal): void {
    if (type === 'chair.still') this.see({ kind: 'verified', nowMs: this.clock.nowMs() });
    if (type === 'chair.down' || type === 'chair.restarted') this.see({ kind: 'lost' });
  }

  telemetry(telemetry: Telemetry): void {
    this.see({ kind: 'telemetry', isStill: isStill(telemetry), nowMs: this.clock.nowMs() });
  }

  private see(sight: StopSight): void {
    if (this.stop !== null && this.isSeen) this.stop = seeStop(this.stop, sight);
  }

  private note(): void {
    const nowMs = this.clock.nowMs();
    this.byFace = { atMs: nowMs, stopAtMs: nowMs };
  }
}
