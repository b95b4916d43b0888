import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { z } from 'zod';
import { urlWithoutSecrets } from '../../core/broker/broker-url.js';
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
  of(url: string): NodeMemory;
}

/** What is remembered of the broker, or the node of a cluster, at one url. */
export interface NodeMemory {
  readonly hasFiveWorked: boolean;
  fiveWorked(): void;
  /** The topics that a session which the broker keeps may have: also those of the other nodes, which may share their sessions. */
  readonly keptTopics: readonly string[];
  /** Says which topics the session has at this node. */
  keepTopics(topics: readonly string[]): void;
}

/** No chair can be called this: a name has no dot. */
const recordName = 'mqtt.connection';
const saveMs = 1000;
const urlsMax = 20;

const sessionSchema = z.object({ url: z.string(), clientId: z.string(), topics: z.array(z.string()) });

const recordSchema = z.object({
  machine: z.string(),
  clientId: z.string().min(1).max(64),
  /** Names the run that wrote it: what is read back shows whether the folder takes what is written. */
  run: z.string(),
  /** Where MQTT 5 has worked. */
  fiveUrls: z.array(z.string()),
  /** What the session of the stops has at each url. */
  sessions: z.array(sessionSchema).default([]),
  /** Where it stood when there was one url. */
  session: sessionSchema.nullish(),
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

const newClientId = (): string => `chair2mqtt-${randomBytes(16).toString('hex')}`;

export interface StoredMemoryParts {
  readonly store: Store;
  readonly urls: readonly string[];
  /** Configured; null: made once, and kept. */
  readonly clientId: string | null;
  readonly machine: string;
  readonly clock: Clock;
  readonly log: Log;
}

class StoredMemory implements BrokerMemory {
  private record: BrokerRecord;
  private readonly urls: readonly string[];
  private named: Promise<ClientIdentity> | null = null;

  constructor(private readonly parts: StoredMemoryParts) {
    const { store, machine, clientId } = parts;
    this.urls = parts.urls.map(urlWithoutSecrets);
    const loaded = recordSchema.safeParse(store.load(recordName)).data;
    const found = loaded?.machine === machine ? loaded : null;
    this.record = {
      machine,
      run: randomBytes(8).toString('hex'),
      clientId: clientId ?? (found !== null && isMade(found.clientId) ? found.clientId : newClientId()),
      fiveUrls: loaded?.fiveUrls ?? [],
      sessions: found === null ? [] : [...found.sessions, ...[found.session ?? []].flat()],
    };
  }

  identity(): Promise<ClientIdentity> {
    this.named ??= this.settle();
    return this.named;
  }

  of(named: string): NodeMemory {
    const url = urlWithoutSecrets(named);
    const memory = this;
    return {
      get hasFiveWorked() {
        return memory.record.fiveUrls.includes(url);
      },
      fiveWorked: () => this.fiveWorked(url),
      get keptTopics() {
        return memory.keptTopics;
      },
      keepTopics: (topics) => this.keepTopics(url, topics),
    };
  }

  private fiveWorked(url: string): void {
    const { fiveUrls } = this.record;
    if (!fiveUrls.includes(url)) this.save({ fiveUrls: [...fiveUrls, url].slice(-urlsMax) });
  }

  private get keptTopics(): readonly string[] {
    const { sessions, clientId } = this.record;
    const own = sessions.filter((each) => this.urls.includes(each.url) && each.clientId === clientId);
    return [...new Set(own.flatMap(({ topics }) => topics))];
  }

  private keepTopics(url: string, topics: readonly string[]): void {
    const { sessions, clientId } = this.record;
    const kept = { url, clientId, topics: [...topics] };
    const before = sessions.find((each) => each.url === url);
    if (JSON.stringify(before) === JSON.stringify(kept)) return;
    this.save({ sessions: [...sessions.filter((each) => each !== before), kept].slice(-urlsMax) });
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
    of: () => ({ hasFiveWorked: false, fiveWorked: () => undefined, keptTopics: [], keepTopics: () => undefined }),
  };
}
