import type { Socket } from 'node:net';
import type { MqttClient } from 'mqtt';
import { connectClient } from '../support/mqtt-client.js';

interface Heard {
  readonly topic: string;
  readonly text: string;
  readonly atMs: number;
}

const patienceMs = 180_000;

/** Publishes, and hears what comes of it, in the process that also holds the line: one clock for both ends. */
export class Ear {
  private readonly waiting = new Set<(heard: Heard) => void>();

  private constructor(private readonly client: MqttClient) {
    client.on('message', (topic, payload, { retain }) => {
      const heard = { topic, text: payload.toString(), atMs: performance.now() };
      if (!retain) for (const take of [...this.waiting]) take(heard);
    });
  }

  static async connect(url: string, filters: readonly string[]): Promise<Ear> {
    const client = await connectClient(url, { protocolVersion: 5 });
    (client.stream as Socket).setNoDelay(true);
    const ear = new Ear(client);
    await client.subscribeAsync([...filters], { qos: 1 });
    return ear;
  }

  /** Gives when it was sent. */
  publish(topic: string, payload: string | object = ''): number {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const atMs = performance.now();
    this.client.publish(topic, text, { qos: 1 });
    return atMs;
  }

  /** The next live message of the topic that is accepted. */
  next(topic: string, isWanted: (text: string) => boolean = () => true): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`nothing came on ${topic}`)), patienceMs);
      const take = (heard: Heard): void => {
        if (heard.topic !== topic || !isWanted(heard.text)) return;
        clearTimeout(late);
        this.waiting.delete(take);
        resolve(heard);
      };
      this.waiting.add(take);
    });
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }
}
