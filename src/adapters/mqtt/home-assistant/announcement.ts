import type { Topics } from '../topics.js';
import { bridgeEntities } from './bridge-entities.js';
import { chairControls } from './chair-controls.js';
import { chairReadings } from './chair-readings.js';
import type { ChairIntroduction, Entities, Entity } from './entity.js';

type DiscoveryMode = 'device' | 'components';

/** The daemon as it signs what it announces. */
export interface EntityAnnouncer {
  readonly mode: DiscoveryMode;
  /** Where the hub listens, such as `homeassistant`. */
  readonly prefix: string;
  readonly bridgeId: string;
  readonly version: string;
  readonly topics: Topics;
  /** Ids of the people who let hubs know how their week stands. */
  readonly publishing: readonly string[];
}

/** Payloads by their topics. */
export type Announcement = ReadonlyMap<string, string>;

/** A device and its entities, in either form. */
interface AnnouncedDevice {
  readonly objectId: string;
  readonly device: Readonly<Record<string, unknown>>;
  /** Begins the ids under which the hub shows its entities. */
  readonly entityPrefix: string;
  readonly entities: Entities;
  /** Null for the bridge. */
  readonly chairId: string | null;
}

export const originName = 'chair2mqtt';

/** Object ids take letters, digits, `_` and `-`. */
const slug = (text: string): string => text.replace(/[^a-zA-Z0-9_-]/g, '_');
const entitySlug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '_');

export const bridgeObjectId = ({ topics, bridgeId }: Pick<EntityAnnouncer, 'topics' | 'bridgeId'>): string =>
  slug(
    topics.base === originName ? `${originName}_bridge_${bridgeId}` : `${originName}_bridge_${topics.base}_${bridgeId}`,
  );

/** What a chair is called in topics and unique ids: its serial number never changes. */
export const chairObjectId = (serial: string): string => slug(`${originName}_${serial}`);

function chairSubject(announcer: EntityAnnouncer, introduction: ChairIntroduction): AnnouncedDevice {
  const { chairId, name, book } = introduction;
  const objectId = chairObjectId(book.serial);
  return {
    objectId,
    entityPrefix: entitySlug(chairId),
    chairId,
    device: {
      identifiers: [objectId],
      name,
      ...(book.manufacturer === null ? {} : { manufacturer: book.manufacturer }),
      model: book.model,
      ...(book.hasSerial ? { serial_number: book.serial } : {}),
      sw_version: book.fw,
      via_device: bridgeObjectId(announcer),
    },
    entities: { ...chairControls(introduction), ...chairReadings(introduction) },
  };
}

function bridgeSubject(announcer: EntityAnnouncer): AnnouncedDevice {
  const { bridgeId, version, topics, publishing } = announcer;
  const objectId = bridgeObjectId(announcer);
  return {
    objectId,
    entityPrefix: entitySlug(`${originName} ${bridgeId}`),
    chairId: null,
    device: {
      identifiers: [objectId],
      name: bridgeId === 'bridge' ? 'chair2mqtt bridge' : `chair2mqtt bridge ${bridgeId}`,
      model: 'Bridge',
      sw_version: version,
    },
    entities: bridgeEntities(topics, publishing),
  };
}

type Availability = Readonly<Record<string, unknown>>;

function availabilityOf(
  available: Entity['available'],
  { chairId }: AnnouncedDevice,
  { topics }: EntityAnnouncer,
): Availability {
  if (available === 'always') return {};
  const bridge = { topic: topics.bridge('state') };
  const chair = chairId === null || available === 'bridge' ? [] : [{ topic: topics.chair(chairId, 'availability') }];
  return { availability: [bridge, ...chair], availability_mode: 'all' };
}

function component(key: string, entity: Entity, subject: AnnouncedDevice): object {
  const { platform, name, settings } = entity;
  return {
    name,
    unique_id: `${subject.objectId}_${key}`,
    default_entity_id: `${platform}.${subject.entityPrefix}_${key}`,
    ...settings,
    qos: 1,
  };
}

function payloads(announcer: EntityAnnouncer, subject: AnnouncedDevice): Announcement {
  const { mode, prefix, version } = announcer;
  const { objectId, device } = subject;
  const signed = { device, origin: { name: originName, sw_version: version } };
  const entries = Object.entries(subject.entities);
  if (mode === 'components') {
    return new Map(
      entries.map(([key, entity]) => [
        `${prefix}/${entity.platform}/${objectId}/${key}/config`,
        JSON.stringify({
          ...component(key, entity, subject),
          ...availabilityOf(entity.available, subject, announcer),
          ...signed,
        }),
      ]),
    );
  }
  // Entities take over what stands beside the device, unless they say otherwise themselves.
  const shared = subject.chairId === null ? {} : availabilityOf('chair', subject, announcer);
  const own = ({ available }: Entity): Availability =>
    subject.chairId !== null && available === 'chair' ? {} : availabilityOf(available, subject, announcer);
  const components = Object.fromEntries(
    entries.map(([key, entity]) => [
      key,
      { platform: entity.platform, ...component(key, entity, subject), ...own(entity) },
    ]),
  );
  return new Map([[`${prefix}/device/${objectId}/config`, JSON.stringify({ ...signed, ...shared, components })]]);
}

export const chairAnnouncement = (announcer: EntityAnnouncer, introduction: ChairIntroduction): Announcement =>
  payloads(announcer, chairSubject(announcer, introduction));

export const bridgeAnnouncement = (announcer: EntityAnnouncer): Announcement =>
  payloads(announcer, bridgeSubject(announcer));
