import { createHash } from 'node:crypto';
import type { Status } from '../../core/status.js';
import { isoTime } from '../../core/time-text.js';
import { dueZones } from '../../core/wear/service-notes.js';
import type { Access, Demo, PassChair, ShortChair, Snapshot, WholeChair } from '../../core/web/frames.js';
import { anonymous, passChair, shortChair } from '../../core/web/viewer.js';
import type { Clock, Fleet } from '../../ports.js';

/** Which daemon this is: its run, its name at the broker, its data folder. */
interface House {
  readonly epoch: string;
  bridgeId(): string;
  readonly house: string;
  readonly demo: Demo;
}

export interface SnapshotsParts {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly house: House;
}

/** The chairs as a page is shown them. Keeps the newest status of each, which chairs tell anyway: to ask all of them for one every
 *  second would cost more than to drive them. */
export class Snapshots {
  private made = 0;
  private readonly newest = new Map<string, Status>();

  constructor(private readonly parts: SnapshotsParts) {}

  /** What a chair has just told of itself. */
  take(chairId: string, status: Status): void {
    this.newest.set(chairId, status);
  }

  short(chairId: string): ShortChair {
    const { fleet } = this.parts;
    const status = this.newest.get(chairId) ?? fleet.status(chairId);
    return shortChair(fleet.card(chairId), status, {
      available: fleet.isAvailable(chairId),
      emergency_switch: fleet.emergencySwitch(chairId),
    });
  }

  pass(chairId: string): PassChair {
    return passChair(this.short(chairId));
  }

  whole(chairId: string, mayOwn: boolean): WholeChair {
    const { fleet } = this.parts;
    const status = fleet.status(chairId);
    return {
      ...fleet.card(chairId),
      available: fleet.isAvailable(chairId),
      emergency_switch: fleet.emergencySwitch(chairId),
      status: mayOwn ? status : anonymous(status),
      course: fleet.course(chairId),
      service: mayOwn ? dueZones(fleet.service(chairId)) : null,
      telemetry: fleet.telemetry(chairId),
      programs: [...fleet.programs(chairId)],
    };
  }

  /** `GET snapshot`; without ids the short form of all. Each has its number. */
  snapshot(chairIds: readonly string[] | null, access: Access): Snapshot {
    const mayOwn = access.rights.includes('own');
    const { fleet, clock, house } = this.parts;
    return {
      epoch: house.epoch,
      at: isoTime(clock.wallMs()),
      seq: ++this.made,
      bridge_id: house.bridgeId(),
      house: house.house,
      demo: house.demo,
      access,
      chairs:
        chairIds === null ? fleet.chairIds.map((id) => this.short(id)) : chairIds.map((id) => this.whole(id, mayOwn)),
    };
  }
}

/** Names what a snapshot shows, but for the moment at which it was made. */
export function tagOf({ at, seq, ...shown }: Snapshot): string {
  return `W/"${createHash('sha1').update(JSON.stringify(shown)).digest('base64url')}"`;
}
