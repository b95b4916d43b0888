import { z } from 'zod';
import { chairIdPattern } from '../ids.js';
import { readJsonAs } from '../shape/read-json.js';
import { eventSchema, statusSchema, telemetrySchema } from '../status.js';
import {
  newWatchedChair,
  type WatchedChair,
  type WatchedMoment,
  watchedMoment,
  withEvent,
  withStatus,
  withTelemetry,
} from './watched-chair.js';

const chairsMax = 1000;
const bridgesMax = 1000;

/** What is watched of each chair, and of each daemon. */
export const watchedLeaves = ['state', 'availability', 'telemetry', 'event', 'result'] as const;
export const watchedBridgeLeaves = ['info', 'lane'] as const;

/** A message below the base topic. `isMemory`: the broker had kept it. */
export interface HeardMessage {
  /** Of a chair or a daemon. */
  readonly id: string;
  readonly leaf: string;
  readonly payload: Uint8Array;
  readonly isMemory: boolean;
}

const decoder = new TextDecoder();

const infoSchema = z.object({ chairs: z.array(z.object({ id: z.string(), name: z.string() })) });

/** The chair with what was said of it; null where that is not to be read. */
function chairAfter(
  chair: WatchedChair,
  { leaf, payload, isMemory }: HeardMessage,
  nowMs: number,
): WatchedChair | null {
  switch (leaf) {
    case 'state': {
      // The bridge has a state too, which is one word.
      const status = readJsonAs(payload, statusSchema);
      return status === null ? null : withStatus(chair, status, nowMs, isMemory);
    }
    case 'availability':
      return { ...chair, isOnline: decoder.decode(payload) === 'online' };
    case 'event': {
      const event = readJsonAs(payload, eventSchema);
      return event === null ? null : withEvent(chair, event);
    }
    case 'telemetry': {
      const telemetry = readJsonAs(payload, telemetrySchema);
      return telemetry === null ? null : withTelemetry(chair, telemetry, nowMs);
    }
    default:
      return null;
  }
}

/** All that is known of the chairs, from what the broker brings. */
export class WatchedHouse {
  private readonly known = new Map<string, WatchedChair>();
  private readonly heardBridges = new Map<string, number>();
  private sorted: readonly string[] | null = null;
  /** There are more chairs than are kept. */
  isFull = false;

  /** `only`: the one chair that is watched, null for all. */
  constructor(
    private readonly only: string | null,
    private readonly startedMs: number,
  ) {}

  /** The chairs that have said how they are, by id. */
  get ids(): readonly string[] {
    this.sorted ??= [...this.known.values()].flatMap(({ id, status }) => (status === null ? [] : [id])).sort();
    return this.sorted;
  }

  chair(id: string): WatchedChair | null {
    return this.known.get(id) ?? null;
  }

  moment(chair: WatchedChair, nowMs: number): WatchedMoment {
    const bridgeMs = chair.bridge === null ? undefined : this.heardBridges.get(chair.bridge);
    return watchedMoment(Math.max(chair.heardAtMs ?? this.startedMs, bridgeMs ?? this.startedMs), nowMs);
  }

  /** `isShown`: what it measures is looked at; of the others it is enough that they say something. */
  take(message: HeardMessage, nowMs: number, isShown: boolean): void {
    const { id, leaf } = message;
    if (!chairIdPattern.test(id)) return;
    if (leaf === 'lane' || leaf === 'info') this.takeOfBridge(message, nowMs);
    else if (this.only === null || this.only === id) this.takeOfChair(message, nowMs, isShown);
  }

  private takeOfBridge({ id, leaf, payload, isMemory }: HeardMessage, nowMs: number): void {
    const isKnown = this.heardBridges.has(id) || this.heardBridges.size < bridgesMax;
    if (isKnown && !isMemory) this.heardBridges.set(id, nowMs);
    if (leaf !== 'info') return;
    for (const { id: chairId, name } of readJsonAs(payload, infoSchema)?.chairs ?? []) {
      if (!chairIdPattern.test(chairId) || (this.only !== null && this.only !== chairId)) continue;
      const chair = this.known.get(chairId) ?? newWatchedChair(chairId);
      this.keep({ ...chair, name, bridge: id });
    }
  }

  private takeOfChair(message: HeardMessage, nowMs: number, isShown: boolean): void {
    const { id, leaf, payload, isMemory } = message;
    if (leaf === 'state' && payload.length === 0) {
      // It has left the configuration of its daemon.
      this.known.delete(id);
      this.sorted = null;
      return;
    }
    const before = this.known.get(id) ?? newWatchedChair(id);
    const heard = isMemory ? before : { ...before, heardAtMs: nowMs };
    const chair = leaf === 'telemetry' && !isShown ? heard : chairAfter(heard, message, nowMs);
    if (chair !== null) this.keep(chair);
  }

  private keep(chair: WatchedChair): void {
    const before = this.known.get(chair.id);
    if (before === undefined && this.known.size >= chairsMax) {
      this.isFull = true;
      return;
    }
    if ((before?.status ?? null) === null && chair.status !== null) this.sorted = null;
    this.known.set(chair.id, chair);
  }
}
