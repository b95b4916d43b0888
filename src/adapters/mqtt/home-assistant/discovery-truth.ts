import type { FaceParts } from '../face-parts.js';
import {
  type Announcement,
  bridgeAnnouncement,
  bridgeObjectId,
  chairAnnouncement,
  chairObjectId,
  type EntityAnnouncer,
} from './announcement.js';
import { type Fate, type FoundConfig, fateOf, objectIdOf } from './discovery-topics.js';

export interface DiscoverySettings {
  /** `off` takes back what an earlier run announced. */
  readonly mode: EntityAnnouncer['mode'] | 'off';
  /** Where the hub listens, such as `homeassistant`. */
  readonly prefix: string;
  /** Ids of the people; none where the configuration knows nobody. */
  readonly people: readonly string[];
  /** Of these, who let hubs know how their week stands; left out: nobody. */
  readonly publishing?: readonly string[];
  readonly sessionMinutesMax: (chairId: string) => number;
}

export type TruthParts = Pick<FaceParts, 'fleet' | 'topics' | 'bridgeId' | 'version' | 'owns'>;

const nothing: Announcement = new Map();

/** A chair, or with null the bridge. */
export type Subject = string | null;

/** What is called in topics and logs by its subject: `<base>/<chair or bridge>`. */
export const subjectName = ({ topics, bridgeId }: Pick<FaceParts, 'topics' | 'bridgeId'>, subject: Subject): string =>
  `${topics.base}/${subject ?? bridgeId}`;

/** What is true of the bridge and its chairs at one moment, each made once. */
export class DiscoveryTruth {
  /** Whose device an object id is, as far as that is ours to say. */
  private readonly holders = new Map<string, Subject>();
  private readonly truths = new Map<Subject, Announcement | null>();
  private readonly isAnybodyUnmet: boolean;
  private readonly subjects: ReadonlyMap<string, Subject>;

  constructor(
    private readonly settings: DiscoverySettings,
    private readonly parts: TruthParts,
    /** Chairs that another daemon announces, while they do not answer here. */
    private readonly elsewhere: ReadonlySet<string>,
    /** Announcements of chairs that have not changed since they were made; what is made here is added. */
    private readonly made: Map<string, Announcement>,
  ) {
    const { fleet, owns } = parts;
    const named = [null, ...fleet.chairIds].map((subject) => [subjectName(parts, subject), subject] as const);
    this.subjects = new Map(named);
    if (settings.mode !== 'off') this.findHolders();
    this.isAnybodyUnmet =
      settings.mode !== 'off' && fleet.chairIds.some((chairId) => owns(chairId) && !this.isPlaced(chairId));
  }

  holderOf(topic: string): Subject | undefined {
    return this.holders.get(objectIdOf(topic));
  }

  /** Null where it is not ours to say, or not known yet. */
  of(subject: Subject): Announcement | null {
    const known = this.truths.get(subject);
    if (known !== undefined) return known;
    const truth = this.make(subject);
    this.truths.set(subject, truth);
    return truth;
  }

  /** The chair that has its serial number in its place; null where it has it itself. */
  twinOf(chairId: string): string | null {
    const book = this.parts.fleet.book(chairId);
    const holder = book === null ? undefined : this.holders.get(chairObjectId(book.serial));
    return holder === undefined || holder === chairId ? null : holder;
  }

  /** `claimed`: chairs and bridges of live daemons; null before it was listened for long enough. */
  fateOf(topic: string, config: FoundConfig, claimed: ReadonlySet<string> | null): Fate {
    const holder = this.holderOf(topic);
    const { subject: name } = config;
    const own = name === null ? undefined : this.subjects.get(name);
    return fateOf(topic, config, {
      truth: holder === undefined ? null : this.of(holder),
      isPresent: holder === null || (holder !== undefined && this.parts.fleet.isAvailable(holder)),
      isSubjectKnown: own === undefined ? null : this.of(own) !== null,
      isAnybodyUnmet: this.isAnybodyUnmet,
      isAbandoned: name !== null && claimed?.has(name) === false,
    });
  }

  /** Ids are made of serial numbers: of two chairs with the same one that is shown which has answered in this run, else the first. */
  private findHolders(): void {
    const { fleet, owns } = this.parts;
    const met = new Set<string>();
    for (const chairId of fleet.chairIds) {
      const book = fleet.book(chairId);
      if (book === null || !owns(chairId)) continue;
      const objectId = chairObjectId(book.serial);
      const isMet = this.isMet(chairId);
      if (!this.holders.has(objectId) || (isMet && !met.has(objectId))) this.holders.set(objectId, chairId);
      if (isMet) met.add(objectId);
    }
    this.holders.set(bridgeObjectId(this.parts), null);
  }

  private isMet(chairId: string): boolean {
    return this.parts.fleet.card(chairId).model !== null;
  }

  /** False where it may turn out to have any serial number: it has never answered, or its last is another chair's now. */
  private isPlaced(chairId: string): boolean {
    return this.isMet(chairId) || (this.parts.fleet.book(chairId) !== null && this.twinOf(chairId) === null);
  }

  private make(subject: Subject): Announcement | null {
    const { fleet, topics, bridgeId, version, owns } = this.parts;
    const { mode, prefix, people, publishing = [], sessionMinutesMax } = this.settings;
    if (mode === 'off') return nothing;
    const announcer: EntityAnnouncer = { mode, prefix, bridgeId, version, topics, publishing };
    if (subject === null) return bridgeAnnouncement(announcer);
    const book = fleet.book(subject);
    if (book === null || !owns(subject) || this.elsewhere.has(subject)) return null;
    if (this.twinOf(subject) !== null) return this.isMet(subject) ? nothing : null;
    const known = this.made.get(subject);
    if (known !== undefined) return known;
    const { name } = fleet.card(subject);
    const truth = chairAnnouncement(announcer, {
      ...{ chairId: subject, name, book, people, topics },
      programs: fleet.programs(subject),
      isPlanned: fleet.schedules.some(({ chairs }) => chairs.includes(subject)),
      sessionMinutesMax: sessionMinutesMax(subject),
    });
    this.made.set(subject, truth);
    return truth;
  }
}
