import type { MqttClient } from 'mqtt';
import { connectClient } from './mqtt-client.js';

interface Component {
  readonly platform: string;
  readonly state_topic?: string;
  readonly availability?: readonly { readonly topic: string }[];
}

interface DeviceConfig {
  readonly availability?: readonly { readonly topic: string }[];
  readonly components: Readonly<Record<string, Component>>;
}

/** A hub that knows nothing but what discovery tells it, as Home Assistant does: it forgets everything when it restarts. */
export class DiscoveringHub {
  private readonly configs = new Map<string, DeviceConfig>();
  private readonly values = new Map<string, string>();

  private constructor(
    private readonly client: MqttClient,
    private readonly prefix: string,
  ) {
    client.on('message', (topic, payload) => this.take(topic, payload.toString()));
  }

  /** Subscribes, and then says that it is born. */
  static async connect(url: string, prefix = 'homeassistant'): Promise<DiscoveringHub> {
    const client = await connectClient(url, { protocolVersion: 5, reconnectPeriod: 200 });
    const hub = new DiscoveringHub(client, prefix);
    const begin = async (): Promise<void> => {
      await client.subscribeAsync([`${prefix}/+/+/config`, 'chair2mqtt/#'], { qos: 1 });
      await client.publishAsync(`${prefix}/status`, 'online', { qos: 1 });
    };
    client.on('connect', () => void begin().catch(() => undefined));
    await begin();
    return hub;
  }

  /** Names of all entities, as `<device>.<key>`. */
  get entities(): readonly string[] {
    return this.all().map(({ id }) => id);
  }

  /** Entities that cannot be used, or of whose state nothing has come. */
  get unusable(): readonly string[] {
    return this.all()
      .filter(({ config, component }) => {
        const availability = component.availability ?? config.availability ?? [];
        const isAvailable = availability.every(({ topic }) => this.values.get(topic) === 'online');
        const { state_topic, platform } = component;
        // A refusal is told when there is one.
        const isTold = platform !== 'event' && state_topic?.endsWith('/result') === false;
        const isSilent = isTold && state_topic !== undefined && !this.values.has(state_topic);
        return !isAvailable || isSilent;
      })
      .map(({ id }) => id);
  }

  value(topic: string): string | undefined {
    return this.values.get(topic);
  }

  async close(): Promise<void> {
    await this.client.endAsync(true);
  }

  private all() {
    return [...this.configs].flatMap(([topic, config]) =>
      Object.entries(config.components).map(([key, component]) => ({
        id: `${topic.split('/').at(-2)}.${key}`,
        config,
        component,
      })),
    );
  }

  private take(topic: string, text: string): void {
    if (!topic.startsWith(`${this.prefix}/`)) this.values.set(topic, text);
    else if (topic.startsWith(`${this.prefix}/device/`) && text === '') this.configs.delete(topic);
    else if (topic.startsWith(`${this.prefix}/device/`)) this.configs.set(topic, JSON.parse(text));
  }
}
