import type { ChairCounts } from '../core/metrics/measures.js';
import { newEndingCounts } from '../core/metrics/tallies.js';
import { programCard } from '../core/program/card.js';
import type { Ending, StatusEvent } from '../core/status.js';
import type { Face, Fleet, Store } from '../ports.js';
import type { ChairUnit } from './chair-unit.js';
import type { Drain } from './drain.js';
import type { ScheduleDesk } from './schedule-desk.js';
import { startable } from './startable.js';
import { courseOf, lintLimitsOf, programsOf, unitTelemetry } from './unit-view.js';

/** The chairs of this daemon, as the faces see them. */
export function createFleet(
  units: ReadonlyMap<string, ChairUnit>,
  store: Pick<Store, 'unsaved'>,
  sessions: Fleet['sessions'],
  drain: Pick<Drain, 'ask' | 'until'>,
  desk: Pick<ScheduleDesk, 'status' | 'decline' | 'schedules'>,
): Fleet {
  const unitOf = (chairId: string): ChairUnit => {
    const unit = units.get(chairId);
    if (unit === undefined) throw new Error(`a face asked for a chair that it was not told of: ${chairId}`);
    return unit;
  };
  return {
    chairIds: [...units.keys()],
    card: (chairId) => unitOf(chairId).card(),
    status: (chairId) => unitOf(chairId).status(),
    state: (chairId) => unitOf(chairId).toldState,
    groups: (chairId) => unitOf(chairId).parts.options.settings.groups,
    link: (chairId) => unitOf(chairId).link(),
    counted: (chairId) => countsOf(unitOf(chairId)),
    sessions,
    book: (chairId) => unitOf(chairId).memory.service.book,
    programs: (chairId) => programsOf(unitOf(chairId).parts).map(programCard),
    wholePrograms: (chairId) => programsOf(unitOf(chairId).parts),
    telemetry: (chairId) => unitTelemetry(unitOf(chairId).parts),
    course: (chairId) => courseOf(unitOf(chairId).parts),
    emergencySwitch: (chairId) => unitOf(chairId).parts.options.settings.emergencySwitch,
    lintLimits: (chairId) => lintLimitsOf(unitOf(chairId).parts),
    startable: (chairId, program, origin, asked) => startable(program, origin, asked, unitOf(chairId).view()),
    isAvailable: (chairId) => unitOf(chairId).isAvailable,
    run: (chairId, command, origin, reply) => unitOf(chairId).run(command, origin, reply),
    mark: (chairId, mark) => unitOf(chairId).ledger.marked(mark),
    service: (chairId) => unitOf(chairId).memory.wear.zones,
    served: (chairId, zone, note) => unitOf(chairId).memory.wear.served(zone, note),
    stop: (chairId, kind, source, isLate = false) => unitOf(chairId).stop(kind, source, isLate),
    holding: (chairId) => unitOf(chairId).holding,
    settle: (chairId, holding) => unitOf(chairId).settle(holding),
    claim: (chairId) => unitOf(chairId).claim,
    distrust: (chairId, message) => unitOf(chairId).distrust(message),
    schedule: (chairId) => desk.status(chairId),
    schedules: desk.schedules,
    declineOffer: (chairId) => desk.decline(chairId),
    drain: (isOn) => drain.ask(isOn, 'mqtt'),
    get drainUntil() {
      return drain.until;
    },
    get unsaved() {
      return store.unsaved.map(({ name }) => name);
    },
  };
}

const countsOf = ({ stops, chair, memory }: ChairUnit): ChairCounts => ({
  ...chair.counts,
  tally: stops.tally,
  zoneMs: memory.service.zoneMs,
});

/** Counts how sessions end. */
export class EndingCounts implements Partial<Face> {
  readonly counts: Record<Ending, number> = newEndingCounts();

  onEvent(_chairId: string, { ended_by }: StatusEvent): void {
    if (ended_by !== null) this.counts[ended_by] += 1;
  }
}

/** Tells every face what the chairs tell. Faces join after the chairs exist; what was told before, they ask for. */
export class Faces implements Face {
  private readonly faces: Partial<Face>[] = [];

  join(face: Partial<Face>): void {
    this.faces.push(face);
  }

  onStatus: Face['onStatus'] = (...told) => this.each((face) => face.onStatus?.(...told));
  onEvent: Face['onEvent'] = (...told) => this.each((face) => face.onEvent?.(...told));
  onStop: Face['onStop'] = (...told) => this.each((face) => face.onStop?.(...told));
  onStopForOwner: Face['onStopForOwner'] = (...told) => this.each((face) => face.onStopForOwner?.(...told));
  onTelemetry: Face['onTelemetry'] = (...told) => this.each((face) => face.onTelemetry?.(...told));
  onAvailability: Face['onAvailability'] = (...told) => this.each((face) => face.onAvailability?.(...told));
  onPrograms: Face['onPrograms'] = (...told) => this.each((face) => face.onPrograms?.(...told));
  onUsage: Face['onUsage'] = (...told) => this.each((face) => face.onUsage?.(...told));
  onUnsaved: Face['onUnsaved'] = () => this.each((face) => face.onUnsaved?.());
  onSchedule: Face['onSchedule'] = (...told) => this.each((face) => face.onSchedule?.(...told));
  onWeb: Face['onWeb'] = (...told) => this.each((face) => face.onWeb?.(...told));
  onCard: Face['onCard'] = (...told) => this.each((face) => face.onCard?.(...told));

  private each(tell: (face: Partial<Face>) => void): void {
    for (const face of this.faces) tell(face);
  }
}
