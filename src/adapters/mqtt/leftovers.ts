import { z } from 'zod';
import { chairCountMax } from '../../core/configuration/chair-section.js';
import { homieId } from '../../core/ids.js';
import { type Leftover, leftoversOf, placesWith, type RetainedPlace, readPlaces } from '../../core/leftovers.js';
import { readClaim } from '../../core/ownership.js';
import { readJsonAs } from '../../core/shape/read-json.js';
import type { BrokerMessage, Publication } from '../../ports.js';
import type { FaceParts } from './face-parts.js';
import { describedTopics } from './homie/description.js';
import { alertTopicOf, descriptionLeaf, homiePrefix, stateLeaf } from './homie/devices.js';
import type { HubConventions } from './hub-convention.js';
import type { Subscription } from './subscriptions.js';

/** A live daemon claims what it has every 10 s. */
const listenMs = 12_000;
/** How long a hub gets to unload what has been taken back before the topics that it reads are cleared under it. */
const unloadMs = 2000;
/** The dot keeps it apart from every chair's own record. */
const recordName = 'mqtt.retained';
const retainedLeaves = {
  chair: ['availability', 'state', 'programs', 'usage', 'schedule'],
  bridge: ['state', 'info'],
} as const;
const infoBytesMax = 256 * 1024;
const topicsMax = 1000;
const infoSchema = z.object({ chairs: z.array(z.object({ id: z.string() })).max(chairCountMax) });

export interface LeftoversParts extends Pick<FaceParts, 'topics' | 'bridgeId' | 'fleet' | 'store' | 'clock' | 'log'> {
  /** Since when the connection of commands hears what comes, ms; null where it does not. */
  readonly hearsSinceMs: () => number | null;
  readonly hubs: () => Pick<HubConventions, 'onListened' | 'spokenOf'>;
  readonly send: (publication: Publication) => void;
}

const keyOf = ({ base, id }: Pick<Leftover, 'base' | 'id'>): string => `${base}/${id}`;

/** Where somebody who has one of these would say so: one filter a base. */
function signsOf(leaf: 'owner' | 'info', leftovers: readonly Leftover[]): readonly Subscription[] {
  const bases = [...new Set(leftovers.map(({ base }) => base))];
  return bases.map((base) => ({
    topic: `${base}/+/${leaf}`,
    standsFor: leftovers.filter((each) => each.base === base).map((each) => `${keyOf(each)}/${leaf}`),
    qos: 0,
    retainHandling: 2,
    isOptional: true,
  }));
}

/** Clears what earlier runs retained of chairs, bridges and bases that have left the configuration, unless a live daemon has it. */
export class Leftovers {
  readonly subscriptions: readonly Subscription[];
  private readonly place: RetainedPlace;
  /** Bridges that this daemon was. */
  readonly bridges: readonly Leftover[];
  /** What is to be cleared where nobody claims it. */
  private readonly waiting: Map<string, Leftover>;
  private readonly claimed = new Set<string>();
  /** Homie devices of a leftover bridge, each with what goes with it. */
  private readonly devices = new Map<string, { readonly bridge: string; readonly topics: readonly string[] }>();
  /** When hubs were last sent to something that is to be cleared, ms. */
  private readonly spokenAtMs = new Map<string, number>();
  private isListened = false;
  private isDone = false;

  constructor(private readonly parts: LeftoversParts) {
    const { topics, bridgeId, fleet, store } = parts;
    this.place = { base: topics.base, bridge: bridgeId, chairs: [...fleet.chairIds] };
    const known = readPlaces(store.load(recordName));
    this.waiting = new Map(leftoversOf(known, this.place).map((each) => [keyOf(each), each]));
    this.bridges = [...this.waiting.values()].filter(({ kind }) => kind === 'bridge');
    void store.save(recordName, { places: placesWith(known, this.place) });
    this.subscriptions = [...signsOf('owner', [...this.waiting.values()]), ...signsOf('info', this.bridges)];
  }

  /** Anything that came; `isLive`: it is not what the broker has kept. */
  heard({ topic, payload }: BrokerMessage, isLive: boolean): void {
    if (this.isDone) return;
    const at = topic.lastIndexOf('/');
    const [key, leaf] = [topic.slice(0, at), topic.slice(at)];
    if (isLive && this.waiting.has(key)) this.takeSign(key, leaf, payload);
    else if (leaf === descriptionLeaf) this.noteDevice(key, topic, payload);
  }

  /** To be called about every 100 ms. */
  tick(): void {
    if (this.isDone) return;
    const { clock, hearsSinceMs, store } = this.parts;
    const nowMs = clock.nowMs();
    const sinceMs = hearsSinceMs();
    if (sinceMs === null || nowMs - sinceMs < listenMs) return;
    this.noteSpoken(nowMs);
    if (!this.isListened) this.listened();
    for (const [key, each] of this.waiting) {
      if (nowMs - (this.spokenAtMs.get(key) ?? Number.NEGATIVE_INFINITY) >= unloadMs) this.clearAll(key, each);
    }
    this.isDone = this.waiting.size === 0;
    if (this.isDone) void store.save(recordName, { places: [this.place] });
  }

  private noteSpoken(nowMs: number): void {
    for (const key of this.waiting.size === 0 ? [] : this.parts.hubs().spokenOf()) this.spokenAtMs.set(key, nowMs);
  }

  /** Who has not spoken by now is not there. */
  private listened(): void {
    this.isListened = true;
    this.parts.hubs().onListened(this.claimed);
    const gone = [...this.devices.values()].filter(({ bridge }) => this.waiting.has(bridge));
    for (const topic of gone.flatMap(({ topics }) => topics)) this.clear(topic);
  }

  private clearAll(key: string, { kind }: Leftover): void {
    this.waiting.delete(key);
    this.parts.log.info('retained_cleared', { topic: key });
    for (const leaf of retainedLeaves[kind]) this.clear(`${key}/${leaf}`);
  }

  /** Somebody has it: it is theirs. */
  private takeSign(key: string, leaf: string, payload: Uint8Array): void {
    const base = key.slice(0, key.lastIndexOf('/'));
    const claim = leaf === '/owner' && payload.length <= 1024 ? readClaim(payload) : null;
    const info = leaf === '/info' && payload.length <= infoBytesMax ? readJsonAs(payload, infoSchema) : null;
    if (claim === null && info === null) return;
    const named = [...(claim === null ? [] : [claim.bridge_id]), ...(info?.chairs ?? []).map(({ id }) => id)];
    for (const each of [key, ...named.map((id) => keyOf({ base, id }))]) {
      this.waiting.delete(each);
      this.claimed.add(each);
    }
  }

  private noteDevice(device: string, topic: string, payload: Uint8Array): void {
    const rootOf = ({ base, id }: Leftover): string => `${homieId(base)}-${homieId(id)}`;
    for (const bridge of this.bridges) {
      const isRoot = device === `${homiePrefix}/${rootOf(bridge)}`;
      const described = isRoot && payload.length > 0 ? [] : describedTopics(device, payload, rootOf(bridge));
      if (described === null) continue;
      this.note(topic, keyOf(bridge), [`${device}${stateLeaf}`, topic, alertTopicOf(device), ...described]);
      return;
    }
    this.note(topic, null, []);
  }

  private note(topic: string, bridge: string | null, topics: readonly string[]): void {
    if (bridge === null) this.devices.delete(topic);
    else if (this.devices.size < topicsMax) this.devices.set(topic, { bridge, topics });
  }

  private clear(topic: string): void {
    this.parts.send({ topic, payload: '', qos: 1, isRetained: true, offline: 'newest' });
  }
}
