import type { Command } from '../core/command/schema.js';
import { ledgerTextMax, type PlaceMark, type RunningSession, sessionMarksMax } from '../core/ledger/lines.js';
import { openLine } from '../core/ledger/open-line.js';
import { SessionTally } from '../core/ledger/session-tally.js';
import { Spacing } from '../core/ledger/spacing.js';
import type { Telemetry } from '../core/protocol/messages.js';
import type { ActiveFault, Session } from '../core/session.js';
import type { CommandSource, ResultCode, Verdict } from '../core/status.js';
import { isoTime } from '../core/time-text.js';
import type { SessionNotice } from '../session/events.js';
import type { UnitOptions } from './chair-settings.js';

/** What comes again and again, a fault that chatters or a hub that asks in vain, is written once in so long. */
const repeatMs = 60_000;
const kindsMax = 100;

/** What one chair has to say to the ledger. It hands lines over and waits for nothing: the stop path passes it by. */
export class ChairLedger {
  private tally: SessionTally | null = null;
  private marksLeft = 0;
  private readonly refusals = new Spacing(repeatMs, kindsMax);
  private readonly faults = new Spacing(repeatMs, kindsMax);
  /** Faults that stand in the ledger and are not cleared there. */
  private readonly written = new Set<string>();

  /** `serialOf`: of the unit that answers now, or answered last. */
  constructor(
    private readonly options: Pick<UnitOptions, 'settings' | 'clock' | 'ledger' | 'freshness'>,
    private readonly serialOf: () => string | null,
  ) {}

  told({ type, session, endedBy, fault }: SessionNotice): void {
    if (session !== null) this.toldOfSession(type, session, endedBy);
    if (fault === undefined) return;
    if (type === 'fault_cleared') this.cleared(fault, session);
    else this.faulted(fault, session);
  }

  /** A T line of the chair that answers now, and the session that it has. */
  measured(telemetry: Telemetry, session: Session | null): void {
    if (session !== null && session.id === this.tally?.id)
      this.tally.measured(telemetry, session, this.options.clock.nowMs());
  }

  /** What became of a command, as the chair's unit sees it: what a face refused is told by `refused`. */
  commanded({ command }: Command, source: CommandSource, { code }: Verdict, session: Session | null): void {
    if (code === 'ok' && command === 'skip' && session !== null) this.tally?.skipped(session);
    if (code !== 'ok' && source === 'button') this.refused(code, command);
  }

  /** Somebody marks the place where the session is. False: there is none, or it has marks enough. */
  marked({ zone, what }: PlaceMark): boolean {
    if (this.tally === null || this.marksLeft === 0) return false;
    this.marksLeft -= 1;
    const { id, elapsedS: at_s } = this.tally;
    this.options.ledger.write({ kind: 'mark', id, at_s, zone, what, at: this.at });
    return true;
  }

  refused(code: ResultCode, command: string | null): void {
    const { settings, clock, ledger } = this.options;
    const more = this.refusals.pass(code, clock.nowMs());
    if (more !== null) ledger.write({ kind: 'refused', chair: settings.id, code, command, more, at: this.at });
  }

  /** The session that runs, as it stands. */
  get running(): RunningSession | null {
    return this.tally?.stand(this.options.clock.nowMs(), this.at) ?? null;
  }

  private get at(): string {
    return isoTime(this.options.clock.wallMs());
  }

  private toldOfSession(type: SessionNotice['type'], session: Session, endedBy: SessionNotice['endedBy']): void {
    const nowMs = this.options.clock.nowMs();
    if (type === 'session_started') this.open(session);
    if (type === 'paused') this.tally?.paused(session, nowMs);
    if (type === 'resumed') this.tally?.resumed(session, nowMs);
    if (type !== 'session_ended' || endedBy === undefined || this.tally === null) return;
    this.tally.stands(session);
    this.options.ledger.write({ ...this.tally.stand(nowMs, this.at), ended_by: endedBy });
    this.tally = null;
  }

  private open(session: Session): void {
    const { settings, clock, ledger, freshness } = this.options;
    this.tally = new SessionTally(session);
    this.marksLeft = sessionMarksMax;
    const facts = {
      chair: settings.id,
      serial: this.serialOf(),
      timeZone: ledger.timeZone,
      boot: clock.bootId,
      isClockSet: session.startedWallMs >= freshness.buildWallMs,
    };
    ledger.write(openLine(session, facts));
  }

  private faulted(fault: ActiveFault, session: Session | null): void {
    const name = nameOf(fault);
    if (this.faults.pass(name, this.options.clock.nowMs()) === null) return;
    this.written.add(name);
    this.options.ledger.write({ kind: 'fault', ...this.lineOf(fault, session) });
  }

  private cleared(fault: ActiveFault, session: Session | null): void {
    if (this.written.delete(nameOf(fault)))
      this.options.ledger.write({ kind: 'cleared', ...this.lineOf(fault, session) });
  }

  private lineOf({ code, zone, message }: ActiveFault, session: Session | null) {
    return {
      chair: this.options.settings.id,
      code,
      zone,
      message: message.slice(0, ledgerTextMax),
      session: session?.id ?? null,
      at: this.at,
    };
  }
}

const nameOf = ({ code, zone }: ActiveFault): string => `${code} ${zone ?? ''}`;
