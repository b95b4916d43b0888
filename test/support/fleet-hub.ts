import type { MqttClient } from 'mqtt';
import type { Result, Status } from '../../src/core/status.js';
import { eventually } from './eventually.js';
import { connectClient } from './mqtt-client.js';

type Published = Status & { readonly takes_starts: boolean };

/** A hub that watches many chairs. Times are those of this process, ms. */
export class FleetHub {
  readonly statuses = new Map<string, Published>();
  /** When each chair was first seen in a state since the last `forget`. */
  readonly firstSeen = new Map<string, number>();
  readonly results: (Result & { readonly chair: string })[] = [];
  readonly last = new Map<string, string>();

  private constructor(private readonly client: MqttClient) {
    client.on('message', (topic, payload) => this.take(topic.slice('chair2mqtt/'.length), payload.toString()));
  }

  static async connect(url: string): Promise<FleetHub> {
    const hub = new FleetHub(await connectClient(url, { protocolVersion: 5, reconnectPeriod: 200 }));
    await hub.client.subscribeAsync('chair2mqtt/#', { qos: 1 });
    return hub;
  }

  async publish(topic: string, payload: string | object): Promise<void> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    await this.client.publishAsync(`chair2mqtt/${topic}`, text, { qos: 1 });
  }

  state(chair: string): Status['state'] | undefined {
    return this.statuses.get(chair)?.state;
  }

  seenAtMs(chair: string, state: Status['state']): number | undefined {
    return this.firstSeen.get(`${chair} ${state}`);
  }

  forget(): void {
    this.firstSeen.clear();
    this.results.length = 0;
  }

  async until(claim: () => boolean, what: string, withinMs?: number): Promise<void> {
    const seen = () => `${what}; ${[...this.statuses].map(([id, { state }]) => `${id} ${state}`)}`;
    await eventually(claim, seen, withinMs);
  }

  /** Waits until every chair is idle and a start would be looked at. */
  async untilReady(chairs: readonly string[], withinMs?: number): Promise<void> {
    const isReady = (chair: string) => this.state(chair) === 'idle' && this.statuses.get(chair)?.takes_starts === true;
    await this.until(() => chairs.every(isReady), 'all ready for a start', withinMs);
  }

  /** Stops everything that `topic` names, and waits until each of these chairs is idle and a start would be looked at again. */
  async stop(topic: string, chairs: readonly string[], withinMs?: number): Promise<void> {
    const from = this.results.length;
    await this.publish(topic, '');
    // The answer comes behind the state that says that starts wait now.
    const stopped = () =>
      new Set(this.results.slice(from).flatMap(({ command, chair }) => (command === 'stop' ? chair : [])));
    await this.until(() => chairs.every((chair) => stopped().has(chair)), `an answer to ${topic}`, withinMs);
    await this.untilReady(chairs, withinMs);
  }

  async untilAll(chairs: readonly string[], state: Status['state'], withinMs?: number): Promise<void> {
    await this.until(() => chairs.every((chair) => this.state(chair) === state), `all ${state}`, withinMs);
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }

  private take(topic: string, text: string): void {
    this.last.set(topic, text);
    const [chair = '', leaf] = topic.split('/');
    if (leaf === 'result') this.results.push({ chair, ...JSON.parse(text) });
    if (leaf !== 'state' || !text.startsWith('{')) return;
    const status: Published = JSON.parse(text);
    this.statuses.set(chair, status);
    const key = `${chair} ${status.state}`;
    if (!this.firstSeen.has(key)) this.firstSeen.set(key, Date.now());
  }
}
