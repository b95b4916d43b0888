import type { MqttClient } from 'mqtt';
import { z } from 'zod';
import { type Result, resultSchema, type Status, type StatusEvent, statusSchema } from '../../src/core/status.js';
import { eventually } from './eventually.js';
import { connectClient } from './mqtt-client.js';

const publishedSchema = statusSchema.extend({ takes_starts: z.boolean() });
type Published = z.infer<typeof publishedSchema>;

/** A hub in a test: sees everything below the base topic, publishes commands. */
export class TestHub {
  readonly statuses: Published[] = [];
  readonly events: StatusEvent[] = [];
  readonly results: Result[] = [];
  readonly last = new Map<string, string>();

  private constructor(private readonly client: MqttClient) {
    client.on('message', (topic, payload) => this.take(topic, payload.toString()));
  }

  static async connect(url: string, protocolVersion: 4 | 5 = 5): Promise<TestHub> {
    const hub = new TestHub(await connectClient(url, { protocolVersion, reconnectPeriod: 200 }));
    await hub.client.subscribeAsync('chair2mqtt/#', { qos: 1 });
    return hub;
  }

  async publish(topic: string, payload: string | object, retain = false): Promise<void> {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    await this.client.publishAsync(`chair2mqtt/${topic}`, text, { qos: 1, retain });
  }

  get status(): Published | undefined {
    return this.statuses.at(-1);
  }

  /** Waits until the claim holds; what was seen goes into the error. */
  async until(claim: () => boolean, withinMs?: number): Promise<void> {
    await eventually(claim, () => `${claim}; last state: ${JSON.stringify(this.status)}`, withinMs);
  }

  /** Waits until the chair is idle and a start would be looked at. */
  async untilReady(): Promise<void> {
    await this.until(() => this.status?.state === 'idle' && this.status.takes_starts);
  }

  async untilState(state: Status['state'], withinMs?: number): Promise<void> {
    await this.until(() => this.status?.state === state, withinMs);
  }

  /** Starts a program, as soon as the daemon takes starts. */
  async start(chair: string, command: object): Promise<void> {
    await this.untilReady();
    const id = `start-${Date.now()}`;
    await this.publish(`${chair}/set`, { command: 'start', id, ...command });
    await this.until(() => this.results.some((result) => result.id === id));
    const result = this.results.find((each) => each.id === id);
    if (result?.ok !== true) throw new Error(JSON.stringify(result));
  }

  async close(): Promise<void> {
    await this.client.endAsync();
  }

  private take(topic: string, text: string): void {
    this.last.set(topic.replace('chair2mqtt/', ''), text);
    if (topic.endsWith('/state') && text.startsWith('{')) this.statuses.push(publishedSchema.parse(JSON.parse(text)));
    if (topic.endsWith('/event')) this.events.push(JSON.parse(text));
    if (topic.endsWith('/result')) this.results.push(resultSchema.parse(JSON.parse(text)));
  }
}
