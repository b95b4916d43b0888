import { forgottenPerson } from '../../src/core/ledger/forget.js';
import type { ServicesOfUnit } from '../../src/core/ledger/last-services.js';
import { encodeLine } from '../../src/core/ledger/line-codec.js';
import type { LedgerLine, LineOf, RunningSession } from '../../src/core/ledger/lines.js';
import { endsOfLost } from '../../src/core/ledger/lost-sessions.js';
import { type MotorHours, RollUp } from '../../src/core/ledger/roll-up.js';
import type { PersonHistory } from '../../src/core/people/history.js';
import type { Ledger } from '../../src/ports.js';

/** A ledger that outlives daemons, as a disk does, and that has read itself at once. */
export class MemoryLedger implements Ledger {
  readonly droppedLines = 0;
  readonly lines: LedgerLine[] = [];
  /** What was kept of running sessions last. */
  running: readonly RunningSession[] = [];
  private readonly rollUp = new RollUp();

  constructor(readonly timeZone = 'UTC') {}

  write(line: LedgerLine): void {
    if (encodeLine(line) === null) throw new Error(`a line is too long: ${JSON.stringify(line)}`);
    this.lines.push(line);
    this.rollUp.take('memory', line);
  }

  keepRunning(sessions: readonly RunningSession[]): void {
    this.running = sessions;
  }

  whenRead(run: () => void): void {
    run();
  }

  servicesOf(serial: string): ServicesOfUnit {
    return this.rollUp.servicesOf(serial);
  }

  hoursOf(serial: string): MotorHours {
    return this.rollUp.hoursOf(serial);
  }

  personOf(person: string): PersonHistory {
    return this.rollUp.personOf(person);
  }

  get appointments(): ReadonlyMap<string, number> {
    return this.rollUp.appointments;
  }

  async forget(person: string): ReturnType<Ledger['forget']> {
    let lines = 0;
    for (const [at, line] of this.lines.entries()) {
      if (line.kind !== 'opened' || line.person !== person) continue;
      this.lines[at] = { ...line, person: forgottenPerson };
      lines += 1;
    }
    this.rollUp.forget(person);
    return { files: 1, lines };
  }

  async settled(): Promise<void> {}

  /** Another daemon opens it. */
  reopen(): void {
    for (const end of endsOfLost(this.rollUp.openSessions, this.running)) this.write(end);
  }

  all<Kind extends LedgerLine['kind']>(kind: Kind): readonly LineOf<Kind>[] {
    return this.lines.filter((line): line is LineOf<Kind> => line.kind === kind);
  }
}
