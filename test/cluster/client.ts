import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { eventually } from '../support/eventually.js';
import type { ClusterNode } from './cluster-node.js';

export type Version = 4 | 5;

interface Wishes {
  readonly version?: Version;
  readonly clientId?: string;
  /** The broker is asked to keep the session. */
  readonly isKept?: boolean;
  readonly will?: { readonly topic: string; readonly payload: string };
}

interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly isRetained: boolean;
  readonly isDuplicate: boolean;
}

const answerMs = 20_000;

function optionsOf({ version = 4, clientId, isKept = false, will }: Wishes): IClientOptions {
  return {
    protocolVersion: version,
    reconnectPeriod: 0,
    connectTimeout: answerMs,
    clean: !isKept,
    ...(clientId === undefined ? {} : { clientId }),
    ...(version === 5 && isKept ? { properties: { sessionExpiryInterval: 3600 } } : {}),
    ...(will === undefined ? {} : { will: { ...will, payload: Buffer.from(will.payload), qos: 1, retain: true } }),
  };
}

const within = <T>(work: Promise<T>, what: string): Promise<T> =>
  Promise.race([
    work,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error(`no answer to ${what}`)), answerMs)),
  ]);

/** Somebody who asks one node what it can do. */
export class Client {
  readonly heard: Heard[] = [];
  hasSession = false;
  private isGone = false;
  private readonly joined: Promise<void>;

  private constructor(private readonly client: MqttClient) {
    client.on('message', (topic, payload, { retain, dup }) =>
      this.heard.push({ topic, text: payload.toString(), isRetained: retain, isDuplicate: dup }),
    );
    client.on('error', () => undefined);
    client.on('close', () => {
      this.isGone = true;
    });
    this.joined = new Promise((resolve, reject) => {
      client.once('connect', ({ sessionPresent }) => {
        this.hasSession = sessionPresent;
        resolve();
      });
      client.once('close', () => reject(new Error('the node closed the connection')));
    });
  }

  /** Rejects where the node does not take it. */
  static async join({ url }: ClusterNode, wishes: Wishes = {}): Promise<Client> {
    const client = new Client(connect(url, optionsOf(wishes)));
    await within(client.joined, 'CONNECT').catch((error: unknown) => {
      client.drop();
      throw error;
    });
    return client;
  }

  /** What the node grants, in the order of the topics; 128 is no. */
  async subscribe(...topics: readonly string[]): Promise<readonly number[]> {
    const granted = await within(this.client.subscribeAsync([...topics], { qos: 1 }), `SUBSCRIBE ${topics[0]}`);
    return granted.map(({ qos }) => qos);
  }

  async publish(topic: string, text: string, isRetained = false): Promise<void> {
    await within(this.client.publishAsync(topic, text, { qos: 1, retain: isRetained }), `PUBLISH ${topic}`);
  }

  async hears(text: string, withinMs = 2500): Promise<boolean> {
    const isThere = () => this.heard.some((each) => each.text === text);
    await eventually(isThere, text, withinMs).catch(() => undefined);
    return isThere();
  }

  get isConnected(): boolean {
    return !this.isGone;
  }

  async leave(): Promise<void> {
    await this.client.endAsync();
  }

  /** As when its machine loses its power. */
  drop(): void {
    this.client.stream.destroy();
    this.client.end(true);
  }
}
