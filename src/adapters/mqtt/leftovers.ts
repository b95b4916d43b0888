import { z } from 'zod';
import { homieId } from '../../core/ids.js';
import { type Leftover, leftoversOf, placesWith, type RetainedPlace, readPlaces } from '../../core/leftovers.js';
import { readClaim } from '../../core/ownership.js';
import { readJsonAs } from '../../core/shape/read-json.js';
import type { BrokerMessage, Publication } from '../../ports.js';
import type { FaceParts } from './face-parts.js';
import { describedTopics } from './homie/description.js';
import { alertTopicOf, descriptionLeaf, homiePrefix, stateLeaf } from './homie/devices.js';
import type { Subscription } from './subscriptions.js';

/** A live daemon claims what it has every 10 s. */
const listenMs = 12_000;
/** The dot keeps it apart from every chair's own record. */
const recordName = 'mqtt.retained';
const retainedLeaves = {
  chair: ['availability', 'state', 'programs', 'usage'],
  bridge: ['state', 'info'],
} as const;
const infoBytesMax = 256 * 1024;
const topicsMax = 1000;
const infoSchema = z.object({ chairs: z.array(z.object({ id: z.string() })).max(500) });

export interface LeftoversParts extends Pick<FaceParts, 'topics' | 'bridgeId' | 'fleet' | 'store' | 'clock' | 'log'> {
  /** Since when the connection of commands hears what comes, ms; null where it does not. */
  readonly hearsSinceMs: () => number | null;
  readonly send: (publication: Publication) => void;
}

const keyOf = ({ base, id }: Pick<Leftover, 'base' | 'id'>): string => `${base}/${id}`;

/** Clears what earlier runs retained of chairs, bridges and bases that have left the configuration, unless a live daemon has it. */
export class Leftovers {
  readonly subscriptions: readonly Subscription[];
  private readonly place: RetainedPlace;
  private readonly waiting: Map<string, Leftover>;
  /** Other topics that speak of a leftover bridge, each with what goes with it. */
  private readonly speaking = new Map<string, { readonly bridge: string; readonly topics: readonly string[] }>();
  private isDone: boolean;

  constructor(private readonly parts: LeftoversParts) {
    const { topics, bridgeId, fleet, store } = parts;
    this.place = { base: topics.base, bridge: bridgeId, chairs: [...fleet.chairIds] };
    const known = readPlaces(store.load(recordName));
    this.waiting = new Map(leftoversOf(known, this.place).map((each) => [keyOf(each), each]));
    this.isDone = this.waiting.size === 0;
    void store.save(recordName, { places: placesWith(known, this.place) });
    const leavesOf = ({ kind }: Leftover): readonly string[] => (kind === 'chair' ? ['owner'] : ['owner', 'info']);
    this.subscriptions = [...this.waiting.values()]
      .flatMap((each) => leavesOf(each).map((leaf) => `${keyOf(each)}/${leaf}`))
      .map((topic) => ({ topic, qos: 1, retainHandling: 2, isOptional: true }));
  }

  /** Anything that came; `isLive`: it is not what the broker has kept. */
  heard({ topic, payload }: BrokerMessage, isLive: boolean): void {
    if (this.isDone) return;
    const at = topic.lastIndexOf('/');
    const [key, leaf] = [topic.slice(0, at), topic.slice(at)];
    if (isLive && this.waiting.has(key)) this.takeSign(key, leaf, payload);
    else if (leaf === '/config') this.note(topic, this.bridgeNamedIn(payload), [topic]);
    else if (leaf === descriptionLeaf) this.noteDevice(key, topic, payload);
  }

  /** To be called about every 100 ms. */
  tick(): void {
    if (this.isDone) return;
    const { clock, hearsSinceMs, log, store } = this.parts;
    const sinceMs = hearsSinceMs();
    if (sinceMs === null || clock.nowMs() - sinceMs < listenMs) return;
    this.isDone = true;
    for (const each of this.waiting.values()) {
      log.info('retained_cleared', { topic: keyOf(each) });
      for (const leaf of retainedLeaves[each.kind]) this.clear(`${keyOf(each)}/${leaf}`);
    }
    const spoken = [...this.speaking.values()].filter(({ bridge }) => this.waiting.has(bridge));
    for (const topic of spoken.flatMap(({ topics }) => topics)) this.clear(topic);
    void store.save(recordName, { places: [this.place] });
  }

  /** Somebody has it: it is theirs. */
  private takeSign(key: string, leaf: string, payload: Uint8Array): void {
    const base = key.slice(0, key.lastIndexOf('/'));
    const claim = leaf === '/owner' && payload.length <= 1024 ? readClaim(payload) : null;
    const info = leaf === '/info' && payload.length <= infoBytesMax ? readJsonAs(payload, infoSchema) : null;
    if (claim === null && info === null) return;
    this.waiting.delete(key);
    if (claim !== null) this.waiting.delete(keyOf({ base, id: claim.bridge_id }));
    for (const { id } of info?.chairs ?? []) this.waiting.delete(keyOf({ base, id }));
  }

  private get bridges(): readonly Leftover[] {
    return [...this.waiting.values()].filter(({ kind }) => kind === 'bridge');
  }

  private bridgeNamedIn(payload: Uint8Array): string | null {
    if (payload.length > infoBytesMax) return null;
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
    const named = this.bridges.find((each) => bytes.includes(JSON.stringify(`${keyOf(each)}/state`)));
    return named === undefined ? null : keyOf(named);
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
    if (bridge === null) this.speaking.delete(topic);
    else if (this.speaking.size < topicsMax) this.speaking.set(topic, { bridge, topics });
  }

  private clear(topic: string): void {
    this.parts.send({ topic, payload: '', qos: 1, isRetained: true, offline: 'newest' });
  }
}
