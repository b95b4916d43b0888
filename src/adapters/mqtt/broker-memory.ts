import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import type { Clock, Log, Store } from '../../ports.js';

/** Who we are at the broker. */
export interface ClientIdentity {
  readonly clientId: string;
  /** It outlives this run, so that what the broker keeps for it is found again. */
  readonly isKept: boolean;
}

/** What is remembered of the broker from run to run. */
export interface BrokerMemory {
  /** Resolves before the first CONNECT, the same each time; never rejects. */
  identity(): Promise<ClientIdentity>;
  readonly hasFiveWorked: boolean;
  fiveWorked(): void;
  /** The topics that a session which the broker keeps may have. */
  readonly keptTopics: readonly string[];
  keepTopics(topics: readonly string[]): void;
}

/** No chair can be called this: a name has no dot. */
const recordName = 'mqtt.connection';
const saveMs = 1000;
const urlsMax = 20;

const recordSchema = z.object({
  machine: z.string(),
  clientId: z.string().min(1).max(64),
  /** Names the run that wrote it: what is read back shows whether the folder takes what is written. */
  run: z.string(),
  /** Where MQTT 5 has worked. */
  fiveUrls: z.array(z.string()),
  /** What the session of the stops has at the broker. */
  session: z.object({ url: z.string(), clientId: z.string(), topics: z.array(z.string()) }).nullable(),
});
type BrokerRecord = z.infer<typeof recordSchema>;

function firstLine(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim().slice(0, 200) || null;
  } catch {
    return null;
  }
}

/** Names this machine over its boots, without telling its id: a data folder that was copied to another is not the same client. */
export function machineName(): string {
  const id = firstLine('/etc/machine-id') ?? firstLine('/var/lib/dbus/machine-id') ?? hostname();
  return createHash('sha256').update(`chair2mqtt ${id}`).digest('hex').slice(0, 32);
}

const withoutSecrets = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');
const newClientId = (): string => `chair2mqtt-${randomBytes(16).toString('hex')}`;

export interface StoredMemoryParts {
  readonly store: Store;
  readonly url: string;
  /** Configured; null: made once, and kept. */
  readonly clientId: string | null;
  readonly machine: string;
  readonly clock: Clock;
  readonly log: Log;
}

class StoredMemory implements BrokerMemory {
  private record: BrokerRecord;
  private readonly url: string;
  private named: Promise<ClientIdentity> | null = null;

  constructor(private readonly parts: StoredMemoryParts) {
    const { store, machine, clientId } = parts;
    this.url = withoutSecrets(parts.url);
    const loaded = recordSchema.safeParse(store.load(recordName)).data;
    const found = loaded?.machine === machine ? loaded : null;
    this.record = {
      machine,
      run: randomBytes(8).toString('hex'),
      clientId: clientId ?? (found !== null && isMade(found.clientId) ? found.clientId : newClientId()),
      fiveUrls: loaded?.fiveUrls ?? [],
      session: found?.session ?? null,
    };
  }

  identity(): Promise<ClientIdentity> {
    this.named ??= this.settle();
    return this.named;
  }

  get hasFiveWorked(): boolean {
    return this.record.fiveUrls.includes(this.url);
  }

  fiveWorked(): void {
    if (this.hasFiveWorked) return;
    this.save({ fiveUrls: [...this.record.fiveUrls, this.url].slice(-urlsMax) });
  }

  get keptTopics(): readonly string[] {
    const { session, clientId } = this.record;
    return session?.url === this.url && session.clientId === clientId ? session.topics : [];
  }

  keepTopics(topics: readonly string[]): void {
    if (JSON.stringify(topics) === JSON.stringify(this.keptTopics)) return;
    this.save({ session: { url: this.url, clientId: this.record.clientId, topics: [...topics] } });
  }

  private async settle(): Promise<ClientIdentity> {
    const { store, clock, log, clientId } = this.parts;
    await new Promise<void>((resolve) => {
      const timer = clock.after(saveMs, resolve);
      void store.save(recordName, this.record).then(() => {
        clock.clear(timer);
        resolve();
      });
    });
    if (recordSchema.safeParse(store.load(recordName)).data?.run === this.record.run)
      return { clientId: this.record.clientId, isKept: true };
    log.warn('client_id_not_kept', { hint: 'make the data folder writable; until then the broker keeps no stops' });
    return { clientId: clientId ?? newClientId(), isKept: false };
  }

  private save(change: Partial<BrokerRecord>): void {
    this.record = { ...this.record, ...change };
    void this.parts.store.save(recordName, this.record);
  }
}

/** One that was configured before is not one of ours. */
const isMade = (clientId: string): boolean => /^chair2mqtt-[0-9a-f]{32}$/.test(clientId);

export const storedMemory = (parts: StoredMemoryParts): BrokerMemory => new StoredMemory(parts);

/** For a client that comes and goes. */
export function passingMemory(clientId: string): BrokerMemory {
  const identity = Promise.resolve({ clientId, isKept: false });
  return {
    identity: () => identity,
    hasFiveWorked: false,
    fiveWorked: () => undefined,
    keptTopics: [],
    keepTopics: () => undefined,
  };
}
