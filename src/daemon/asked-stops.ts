import { isBehindHalt, noHalts } from '../core/command/fence.js';
import type { Command } from '../core/command/schema.js';
import { isHalt } from '../core/command/verbs.js';
import type { CommandSource } from '../core/status.js';
import type { Clock } from '../ports.js';

/** The last stop that was asked of a chair, as what comes after it has to know it. */
export class AskedStops {
  /** It had waited on its way. */
  isLate = false;
  private byFace = noHalts;

  constructor(private readonly clock: Pick<Clock, 'nowMs'>) {}

  /** A stop by a stop lane. */
  came(isLate: boolean): void {
    this.isLate = isLate;
    this.note();
  }

  /** Any command. */
  asked(command: Command, source: CommandSource): void {
    if (isHalt(command) || command.command === 'start') this.isLate = false;
    if (isHalt(command) && command.command !== 'pause' && source !== 'button') this.note();
  }

  /** [S5] What was pressed at the chair before a stop of a face may be heard after it. */
  get isBehind(): boolean {
    return isBehindHalt(this.byFace, null, this.clock.nowMs());
  }

  private note(): void {
    const nowMs = this.clock.nowMs();
    this.byFace = { atMs: nowMs, stopAtMs: nowMs };
  }
}
