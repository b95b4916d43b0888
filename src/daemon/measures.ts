import type {
  BrokerMeasures,
  ChairMeasures,
  LedgerCounts,
  Measures,
  ProcessMeasures,
} from '../core/metrics/measures.js';
import type { Clock, Fleet, Intake } from '../ports.js';

export interface MeasuredParts {
  readonly fleet: Fleet;
  readonly intake: Intake;
  readonly pulse: { readonly measures: ProcessMeasures };
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly ledger: LedgerCounts;
  readonly cutOffStreams: () => number;
}

/** Everything that is measured, as it stands now. */
export function measuresOf(parts: MeasuredParts, broker: BrokerMeasures): Measures {
  const { fleet, intake, pulse, clock, ledger } = parts;
  const chairOf = (id: string): ChairMeasures => ({
    id,
    state: fleet.state(id),
    isAvailable: fleet.isAvailable(id),
    link: fleet.link(id),
    motorMs: fleet.book(id)?.motorMs ?? null,
    ...fleet.counted(id),
  });
  return {
    nowMs: clock.nowMs(),
    process: pulse.measures,
    broker,
    results: intake.results,
    sessions: fleet.sessions,
    unsaved: fleet.unsaved.length,
    droppedLedgerLines: ledger.droppedLines,
    cutOffStreams: parts.cutOffStreams(),
    chairs: fleet.chairIds.map(chairOf),
  };
}
