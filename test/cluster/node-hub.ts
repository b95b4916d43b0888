import type { MqttClient } from 'mqtt';
import type { Result, Status } from '../../src/core/status.js';
import { connectClient } from '../support/mqtt-client.js';
import type { ClusterNode } from './cluster-node.js';

export type Published = Status & { readonly takes_starts: boolean };

const base = 'chair2mqtt/';

/** A hub at one node of a cluster. It comes back to that node by itself. */
export class NodeHub {
  /** The newest of every topic. */
  readonly last = new Map<string, string>();
  readonly statuses = new Map<string, Published>();
  /** By chair and the id of the command, or the command itself where it has none. */
  readonly results = new Map<string, Result>();

  private constructor(
    private readonly client: MqttClient,
    private readonly qos: 0 | 1,
  ) {
    client.on('message', (topic, payload) => this.take(topic.slice(base.length), payload.toString()));
    // What it knew is old when it comes back.
    client.on('close', () => this.last.clear());
    client.on('connect', () => void this.begin());
  }

  /** `qos`: it listens and sends with that. */
  static async join({ url }: ClusterNode, qos: 0 | 1): Promise<NodeHub> {
    const options = { protocolVersion: 4, reconnectPeriod: 200, connectTimeout: 3000, resubscribe: false } as const;
    const hub = new NodeHub(await connectClient(url, options), qos);
    await hub.begin();
    return hub;
  }

  get isConnected(): boolean {
    return this.client.connected;
  }

  /** Does not wait for the broker: a node that stands still never answers. */
  send(topic: string, payload: string | object, qos = this.qos): void {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    this.client.publish(`${base}${topic}`, text, { qos });
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }

  /** As Home Assistant does: it listens, and then says that it is there. */
  private async begin(): Promise<void> {
    try {
      await this.client.subscribeAsync(`${base}#`, { qos: this.qos });
      this.client.publish('homeassistant/status', 'online');
    } catch {
      // The connection has ended meanwhile: the next one begins anew.
    }
  }

  private take(topic: string, text: string): void {
    this.last.set(topic, text);
    const [chair = '', leaf] = topic.split('/');
    if (leaf === 'result') {
      const result: Result = JSON.parse(text);
      this.results.set(`${chair} ${result.id ?? result.command}`, result);
    }
    if (leaf === 'state' && text.startsWith('{')) this.statuses.set(chair, JSON.parse(text));
  }
}
