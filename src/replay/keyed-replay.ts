import { ProfileChair } from '../chair/keyed/keyed-chair.js';
import type { FileEntry, FlightRecord } from '../core/flight/format.js';
import { nativePrograms } from '../core/profile/abilities.js';
import type { ChairMoment } from '../core/profile/chair-moment.js';
import { profileSchema } from '../core/profile/references.js';
import type { Profile } from '../core/profile/schema.js';
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
/** What came to the daemon from outside. */
const isGiven = (entry: FileEntry): boolean =>
  entry.kind === 'wire'
    ? entry.change === 'opened' || entry.change === 'closed'
    : ['rx', 'noise', 'command', 'daemon'].includes(entry.kind);

class KeyedRun {
  readonly wire: KeyedWire;
  readonly replayed: ReplayedChair<ProfileChair>;
  private readonly clock: ReplayClock;
  /** The tick that is written next was done already, for a button that was seen in it. */
  private isTickDone = false;

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
      for (const t of entry.ticked ?? []) this.tickAt(t);
      this.apply(entry);
    }
    // The record may end in the middle of a tick.
    this.tickAt(recordEndT(this.record));
  }

  private tickAt(t: number): void {
    if (this.isTickDone) {
      this.isTickDone = false;
      return;
    }
    this.clock.moveTo(t);
    this.replayed.tick();
  }

  /** What a button asks comes in the middle of a tick, which is not written yet. */
  private command(entry: Extract<FileEntry, { readonly kind: 'command' }>): void {
    if (entry.source === 'button') {
      this.tickAt(entry.t);
      this.isTickDone = true;
    }
    if (wasTaken(entry)) this.replayed.command(entry);
  }

  /** What the daemon did and wrote down by itself moves nothing here, not even the clock. */
  private apply(entry: FileEntry): void {
    if (isGiven(entry)) this.clock.moveTo(entry.t);
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
        this.command(entry);
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
