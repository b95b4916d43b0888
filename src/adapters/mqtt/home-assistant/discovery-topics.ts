import { z } from 'zod';
import { readJsonAs } from '../../../core/shape/read-json.js';
import { type Announcement, originName } from './announcement.js';

/** A bridge, by the base topic under which it speaks. */
export interface BridgePlace {
  readonly base: string;
  readonly id: string;
}

/** The device that a config is for: `<prefix>/device/<object id>/config`, or `<prefix>/<platform>/<object id>/<entity>/config`. */
export const objectIdOf = (topic: string): string => {
  const levels = topic.split('/');
  return (levels.at(-3) === 'device' ? levels.at(-2) : levels.at(-3)) ?? '';
};

export const isDeviceForm = (topic: string): boolean => topic.split('/').at(-3) === 'device';

/** What becomes of a config that the broker keeps and that nobody here has said since. */
export type Fate = 'keep' | 'hand-over' | 'clear' | 'wait';

export interface FoundConfig {
  /** `<base>/<id>` of the chair or the bridge that it speaks of; null where another daemon has announced it. */
  readonly subject: string | null;
  readonly payload: string;
}

/** What is known about whose a device is. */
export interface DiscoveryFacts {
  /** What is true of the device of this topic; null where it is none of ours. */
  readonly truth: Announcement | null;
  /** The device answers here now. */
  readonly isPresent: boolean;
  /** The subject is ours, and what is true of it is known; null where it is nobody's of this daemon. */
  readonly isSubjectKnown: boolean | null;
  /** A chair may turn out to be this device: it was not met yet. */
  readonly isAnybodyUnmet: boolean;
  /** It was listened for long enough, and no live daemon has claimed the subject. */
  readonly isAbandoned: boolean;
}

/** A hub forgets the names and ids of what is cleared: so a topic is stale only if it is in nobody's truth, and nobody can turn out to
 *  have it. */
export function fateOf(topic: string, { subject }: FoundConfig, facts: DiscoveryFacts): Fate {
  const { truth, isPresent, isSubjectKnown, isAnybodyUnmet, isAbandoned } = facts;
  if (truth !== null) {
    if (truth.has(topic)) return 'keep';
    if (subject === null && !isPresent) return 'wait';
    const [first] = truth.keys();
    return first !== undefined && isDeviceForm(first) !== isDeviceForm(topic) ? 'hand-over' : 'clear';
  }
  if (subject === null || isAnybodyUnmet) return 'wait';
  return (isSubjectKnown ?? isAbandoned) ? 'clear' : 'wait';
}

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

/** Makes the hub give up what it has from a topic. */
export const migration = JSON.stringify({ migrate_discovery: true });
const placeHolderPlatform = 'device_automation';
const placeHolderBytesMax = 4096;

/** A word between a hub and whoever hands over: it says nothing of what there is. */
export function isHandOver(payload: Uint8Array): boolean {
  if (payload.length > placeHolderBytesMax) return false;
  const text = Buffer.from(payload).toString();
  return text === migration || text.includes(JSON.stringify(placeHolderPlatform));
}

const signedConfig = z.object({ device: z.looseObject({}), origin: z.looseObject({}) });

/** A config of the same device with nothing in it but a trigger that never fires, on a topic that there is: it makes no entity. Null
 *  where `config` is no device. */
export function placeHolder(config: string, topic: string): string | null {
  const signed = readJsonAs(config, signedConfig);
  if (signed === null) return null;
  const word = 'handover';
  const trigger = { platform: placeHolderPlatform, automation_type: 'trigger', type: word, subtype: word, topic };
  return JSON.stringify({ ...signed, components: { [word]: { ...trigger, payload: word } } });
}

const configBytesMax = 128 * 1024;

function subjectIn(text: string, { base, id }: BridgePlace): string | null {
  if (!text.includes(JSON.stringify(`${base}/${id}/state`))) return null;
  const prefix = JSON.stringify(`${base}/`).slice(0, -1);
  const ids = text
    .split(prefix)
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf('/')));
  return `${base}/${ids.find((each) => each !== id && each !== 'all') ?? id}`;
}

/** What a config that was found says of us; null for those of everybody else. Ours is what names the state of one of `bridges`: our own,
 *  and those that we were. What another daemon has announced counts too, because its chair may be here now. */
export function readFound(topic: string, payload: Uint8Array, bridges: readonly BridgePlace[]): FoundConfig | null {
  if (payload.length === 0 || payload.length > configBytesMax) return null;
  if (!objectIdOf(topic).startsWith(`${originName}_`)) return null;
  const text = Buffer.from(payload.buffer, payload.byteOffset, payload.length).toString();
  for (const bridge of bridges) {
    const subject = subjectIn(text, bridge);
    if (subject !== null) return { subject, payload: text };
  }
  return text.includes('"unique_id"') ? { subject: null, payload: text } : null;
}
