import { z } from 'zod';
import { readJsonAs } from '../../../core/shape/read-json.js';
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
}

/** Payloads by their topics. */
export type Announcement = ReadonlyMap<string, string>;

/** A device and its entities, in either form. */
interface Subject {
  readonly objectId: string;
  readonly device: Readonly<Record<string, unknown>>;
  /** Begins the ids under which the hub shows its entities. */
  readonly entityPrefix: string;
  readonly entities: Entities;
  /** Null for the bridge. */
  readonly chairId: string | null;
}

const originName = 'chair2mqtt';

/** Object ids take letters, digits, `_` and `-`. */
const slug = (text: string): string => text.replace(/[^a-zA-Z0-9_-]/g, '_');
const entitySlug = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]+/g, '_');

const bridgeObjectId = ({ topics, bridgeId }: EntityAnnouncer): string =>
  slug(
    topics.base === originName ? `${originName}_bridge_${bridgeId}` : `${originName}_bridge_${topics.base}_${bridgeId}`,
  );

const chairObjectId = (serial: string): string => slug(`${originName}_${serial}`);

function chairSubject(announcer: EntityAnnouncer, introduction: ChairIntroduction): Subject {
  const { chairId, name, book } = introduction;
  const objectId = chairObjectId(book.serial);
  return {
    objectId,
    entityPrefix: entitySlug(chairId),
    chairId,
    device: {
      identifiers: [objectId],
      name,
      model: book.model,
      serial_number: book.serial,
      sw_version: book.fw,
      via_device: bridgeObjectId(announcer),
    },
    entities: { ...chairControls(introduction), ...chairReadings(introduction) },
  };
}

function bridgeSubject(announcer: EntityAnnouncer): Subject {
  const { bridgeId, version, topics } = announcer;
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
    entities: bridgeEntities(topics),
  };
}

type Availability = Readonly<Record<string, unknown>>;

function availabilityOf(
  available: Entity['available'],
  { chairId }: Subject,
  { topics }: EntityAnnouncer,
): Availability {
  if (available === 'always') return {};
  const bridge = { topic: topics.bridge('state') };
  const chair = chairId === null || available === 'bridge' ? [] : [{ topic: topics.chair(chairId, 'availability') }];
  return { availability: [bridge, ...chair], availability_mode: 'all' };
}

function component(key: string, entity: Entity, subject: Subject): object {
  const { platform, name, settings } = entity;
  return {
    name,
    unique_id: `${subject.objectId}_${key}`,
    default_entity_id: `${platform}.${subject.entityPrefix}_${key}`,
    ...settings,
    qos: 1,
  };
}

function payloads(announcer: EntityAnnouncer, subject: Subject): Announcement {
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

const objectIdOf = (topic: string): string | undefined => {
  const levels = topic.split('/');
  return levels.at(-3) === 'device' ? levels.at(-2) : levels.at(-3);
};
const isDeviceForm = (topic: string): boolean => topic.split('/').at(-3) === 'device';

/** True for a topic of the same device in the form that is given up now. */
export const isOtherForm = (topic: string, truth: Announcement): boolean =>
  [...truth.keys()].some((own) => objectIdOf(own) === objectIdOf(topic) && isDeviceForm(own) !== isDeviceForm(topic));

const deviceConfig = z.object({ components: z.record(z.string(), z.looseObject({ platform: z.string() })) });

/** A device config in which the entities that `before` had and `now` has not are taken away; null where none are. The hub wants
 *  them named once, with nothing but their platform. */
export function withRemovals(before: string, now: string): string | null {
  const [old, fresh] = [readJsonAs(before, deviceConfig), readJsonAs(now, deviceConfig)];
  if (old === null || fresh === null) return null;
  const gone = Object.entries(old.components).filter(
    ([key, { platform }]) => fresh.components[key]?.platform !== platform,
  );
  if (gone.length === 0) return null;
  const removals = Object.fromEntries(gone.map(([key, { platform }]) => [key, { platform }]));
  return JSON.stringify({ ...JSON.parse(now), components: { ...fresh.components, ...removals } });
}

/** Whose retained config was found on the broker. */
export type ConfigOwner = { readonly kind: 'bridge' } | { readonly kind: 'chair'; readonly chairId: string };

const configBytesMax = 128 * 1024;

/** Tells which of our subjects a config of an earlier run announced; null for the configs of everybody else. Ours is what
 *  names the state of this very bridge, so that a chair which moved to another daemon keeps its entities. */
export function configOwner(payload: Uint8Array, topics: Topics): ConfigOwner | null {
  if (payload.length > configBytesMax) return null;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  if (!bytes.includes(JSON.stringify(topics.bridge('state')))) return null;
  const text = bytes.toString();
  const bridgeId = topics.bridge('state').slice(topics.base.length + 1, -'/state'.length);
  const prefix = JSON.stringify(`${topics.base}/`).slice(0, -1);
  const ids = text
    .split(prefix)
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf('/')));
  const chairId = ids.find((id) => id !== bridgeId && id !== 'all');
  return chairId === undefined ? { kind: 'bridge' } : { kind: 'chair', chairId };
}
