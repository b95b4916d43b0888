import { ProfileChair } from '../chair/keyed/keyed-chair.js';
import type { FileEntry, FlightRecord } from '../core/flight/format.js';
import { nativePrograms } from '../core/profile/abilities.js';
import type { ChairMoment } from '../core/profile/chair-moment.js';
import { profileSchema } from '../core/profile/references.js';
import type { Profile } from '../core/profile/schema.js';
import { tickPeriodMs } from '../session/chair-session.js';
import { KeyedWire } from './keyed-wire.js';
import { type Agreement, agree, type Mark } from './marks.js';
import { agreementsOf, type Checkpoint, joinOf, recordEndT, wasTaken, withinRecord } from './recorded-course.js';
import { ReplayClock } from './replay-clock.js';
import { ReplayedChair, type ReplayedEnd } from './replayed-chair.js';

/** What came of a replay of a chair by profile. `joinT`: from when on it was replayed, ms from the fault; null: it was not. */
export interface KeyedReplay {
  /** As the record holds it; null where it does not, or no longer in a form that is read. */
  readonly profile: Profile | null;
  readonly joinT: number | null;
  /** Why no record of this chair could be replayed; null where that is not so. */
  readonly hindrance: string | null;
  readonly agreements: readonly Agreement[];
  /** What was sent from the join on, then and now. */
  readonly sent: readonly Agreement[];
  readonly notGiven: readonly string[];
  /** When the replayed driver came to say that the chair is still. */
  readonly ends: readonly ReplayedEnd[];
}

/** A chair by profile has no handshake, and so no version of one. */
export const isByProfile = ({ header }: FlightRecord): boolean =>
  header.profile !== null || header.identity?.version === 0;

interface HeldProfile {
  readonly profile: Profile | null;
  readonly hindrance: string | null;
}

function profileOf({ header }: FlightRecord): HeldProfile {
  if (header.profile === null)
    return {
      profile: null,
      hindrance: 'the record does not hold the profile of the chair: it is of an earlier version',
    };
  const read = profileSchema.safeParse(header.profile);
  if (read.success) return { profile: read.data, hindrance: null };
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'its beginning';
  return { profile: null, hindrance: `the profile in it cannot be read (at ${where}: ${issue?.message ?? ''})` };
}

/** Replays a record of a chair by profile: its frames and commands go to the real driver, with the profile of the record, and to
 *  the real session machine. Nothing reaches a port. The same record gives the same replay. Never throws for what a record may hold. */
export function keyedReplay(record: FlightRecord): KeyedReplay {
  const { profile, hindrance } = profileOf(record);
  const join = joinOf(record);
  const moment = join?.point.chair ?? null;
  if (profile === null || join === undefined || moment === null)
    return { profile, joinT: null, hindrance, agreements: [], sent: [], notGiven: [], ends: [] };
  const run = new KeyedRun(record, profile, join, moment);
  run.toTheEnd();
  return {
    profile,
    joinT: join.t,
    hindrance: null,
    agreements: agreementsOf(record, join, run.replayed.marks),
    sent: withinRecord(agree(sentAfter(join, record.entries), run.wire.sent), recordEndT(record)),
    notGiven: run.replayed.notGiven,
    ends: run.replayed.ends.filter(({ t }) => t < recordEndT(record)),
  };
}

const sentAfter = (join: Checkpoint, entries: readonly FileEntry[]): readonly Mark[] =>
  entries
    .slice(entries.indexOf(join))
    .flatMap((entry) => (entry.kind === 'tx' ? { t: entry.t, label: entry.line } : []));

/** The wire is opened so long before the moment in which the chair is taken up. */
const openedMs = 10;
/** Ticks that come closer than this are none of a daemon. */
const closestTicksMs = 10;

class KeyedRun {
  readonly wire: KeyedWire;
  readonly replayed: ReplayedChair<ProfileChair>;
  private readonly clock: ReplayClock;
  private tickedT: number;
  private ticks: number;

  constructor(
    private readonly record: FlightRecord,
    profile: Profile,
    private readonly join: Checkpoint,
    private readonly moment: ChairMoment,
  ) {
    const { header } = record;
    this.clock = new ReplayClock(join.t - openedMs, header.wallMs, header.monotonicMs);
    this.wire = new KeyedWire(this.clock, profile.frame.kind === 'binary');
    this.replayed = new ReplayedChair(header, this.clock, this.wire.open, {
      natives: nativePrograms(profile),
      open: (parts) => new ProfileChair(profile, parts),
    });
    this.tickedT = join.t;
    // It was written down at the end of a tick.
    this.ticks = (join.tick ?? 0) + 1;
  }

  toTheEnd(): void {
    const { join, moment, wire, clock, replayed } = this;
    const { entries } = this.record;
    if (join.point.isWireOpen) wire.plug();
    replayed.tick();
    clock.moveTo(join.t);
    replayed.chair.takeUp(moment);
    wire.sent = [];
    replayed.join(join.point);
    for (const entry of entries.slice(entries.indexOf(join) + 1)) {
      this.ticksBefore(entry);
      clock.moveTo(entry.t);
      this.apply(entry);
    }
    // The record may end in the middle of a tick.
    this.tickBy(recordEndT(this.record));
  }

  /** As many ticks as the record counts, each between what came before it and after it. What a button asks comes in the middle of a
   *  tick, and is given after it. */
  private ticksBefore(entry: FileEntry): void {
    const { tick, t } = entry;
    const most = Math.floor((t - this.tickedT) / closestTicksMs) + 1;
    const isOfATick = entry.kind === 'command' && entry.source === 'button';
    const counted = tick === undefined ? Math.floor((t - this.tickedT) / tickPeriodMs) : tick - this.ticks;
    const due = counted + (isOfATick ? 1 : 0);
    for (let left = Math.min(most, due); left > 0; left -= 1) this.tickBy(t);
    if (due > 0) this.ticks += due;
  }

  private tickBy(t: number): void {
    this.clock.moveTo(Math.min(t, this.tickedT + tickPeriodMs));
    this.tickedT = this.clock.now;
    this.replayed.tick();
  }

  private apply(entry: FileEntry): void {
    switch (entry.kind) {
      case 'rx':
        this.wire.received(entry);
        return;
      case 'noise':
        this.wire.noise(entry);
        return;
      case 'wire':
        this.wire.wired(entry);
        return;
      case 'command':
        if (wasTaken(entry)) this.replayed.command(entry);
        return;
      case 'daemon':
        this.replayed.deed(entry);
        return;
      case 'tx':
      case 'late':
      case 'left-out':
      case 'state':
      case 'event':
      case 'checkpoint':
        return;
    }
  }
}
