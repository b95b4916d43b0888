import { z } from 'zod';
import type { BrokerMessage, Log } from '../../ports.js';

const bytesMax = 256 * 1024;
const infoSchema = z.object({ epoch: z.string(), started_at: z.string() });

export interface DuplicateBridgeParts {
  readonly epoch: string;
  readonly bridgeId: string;
  readonly log: Log;
  /** Says our own info again, for the other daemon to see. */
  readonly answer: () => void;
}

/** Finds another daemon that uses our bridge id: both write the same topics, and each clears what the other announces. */
export class DuplicateBridge {
  private readonly known = new Set<string>();

  constructor(private readonly parts: DuplicateBridgeParts) {}

  /** A live info on our topic; each other daemon is told of once. */
  take(payload: BrokerMessage['payload']): void {
    const info = payload.length > bytesMax ? null : read(payload);
    const { epoch, bridgeId, log, answer } = this.parts;
    if (info === null || info.epoch === epoch || this.known.has(info.epoch) || this.known.size >= 100) return;
    this.known.add(info.epoch);
    const hint = 'give each daemon on this base topic a mqtt.bridge_id of its own';
    log.error('bridge_id_twice', { bridge_id: bridgeId, other_started_at: info.started_at, hint });
    answer();
  }
}

function read(payload: Uint8Array): z.infer<typeof infoSchema> | null {
  try {
    return infoSchema.safeParse(JSON.parse(new TextDecoder().decode(payload))).data ?? null;
  } catch {
    return null;
  }
}
