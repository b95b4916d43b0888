import type { MqttClient } from 'mqtt';
import { connectClient } from './mqtt-client.js';

interface Component {
  readonly platform: string;
  readonly unique_id?: string;
}

/** A hub that remembers entities by their unique ids, with the rules of Home Assistant: an entity that is loaded from one topic is not
 *  taken from another (a warning), `migrate_discovery` unloads what a topic has and forgets nothing, and an empty payload, or a
 *  component of which only the platform is left, forgets names and ids for ever. */
export class RegisteringHub {
  /** Unique ids of what is remembered. */
  readonly known = new Set<string>();
  /** By unique id: the topic from which it is loaded. */
  readonly loaded = new Map<string, string>();
  readonly warnings: string[] = [];
  /** Unique ids, each time that one was forgotten. */
  readonly forgotten: string[] = [];
  /** Topics that were cleared, each time. */
  readonly cleared: string[] = [];
  /** The newest config of each topic. */
  readonly configs = new Map<string, Record<string, unknown>>();

  private constructor(private readonly client: MqttClient) {
    client.on('message', (topic, payload) => this.take(topic, payload.toString()));
  }

  static async connect(url: string): Promise<RegisteringHub> {
    const client = await connectClient(url, { protocolVersion: 5, reconnectPeriod: 0 });
    const hub = new RegisteringHub(client);
    await client.subscribeAsync('homeassistant/#', { qos: 1 });
    return hub;
  }

  /** The topics from which something is loaded. */
  get topics(): readonly string[] {
    return [...new Set(this.loaded.values())];
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }

  private take(topic: string, text: string): void {
    if (!topic.endsWith('/config')) return;
    const before = [...this.loaded].filter(([, from]) => from === topic).map(([id]) => id);
    if (text === '') {
      this.cleared.push(topic);
      this.configs.delete(topic);
      for (const id of before) this.forget(id);
      return;
    }
    const config = JSON.parse(text);
    if (config.migrate_discovery === true) {
      for (const id of before) this.loaded.delete(id);
      return;
    }
    this.configs.set(topic, config);
    this.load(topic, config);
  }

  private load(topic: string, config: { readonly components?: Readonly<Record<string, Component>> } & Component): void {
    const objectId = topic.split('/').at(-2);
    for (const [key, { platform, unique_id: id }] of Object.entries(config.components ?? { only: config })) {
      if (platform === 'device_automation') continue;
      if (id === undefined) {
        this.forget(`${objectId}_${key}`);
        continue;
      }
      const from = this.loaded.get(id);
      if (from !== undefined && from !== topic) this.warnings.push(`conflict: ${id} from ${topic} while from ${from}`);
      else this.loaded.set(id, topic);
      this.known.add(id);
    }
  }

  private forget(id: string): void {
    this.loaded.delete(id);
    if (this.known.delete(id)) this.forgotten.push(id);
  }
}
