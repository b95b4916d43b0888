import { connectBroker } from '../adapters/mqtt/broker-connector.js';
import { parseJson, readJsonAs } from '../core/shape/read-json.js';
import { resultSchema, type Status, statusSchema } from '../core/status.js';
import type { Broker, BrokerMessage, Clock, Log } from '../ports.js';

export interface DemoHubOptions {
  readonly url: string;
  readonly chairId: string;
  /** Started as soon as the chair takes it, and somebody can watch it in the page; null starts nothing. */
  readonly program: string | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly onStatus: (status: Status) => void;
  /** Comes once, where there is a page. */
  readonly onPage: (address: string) => void;
  readonly onRefused: (message: string) => void;
}

/** The demo's own broker has one daemon. */
const infoTopic = 'chair2mqtt/bridge/info';
const again: readonly string[] = ['unavailable', 'stale', 'link_down'];
const againMs = 500;
const triesMax = 40;
/** Where there is no page by then, there will be none. */
const pageMs = 5000;

/** A small home-automation hub: watches the chair's state over MQTT and starts a program, as any hub would. */
export class DemoHub {
  private readonly broker: Broker;
  private readonly base: string;
  private tries = 0;
  private isStarted = false;
  private isIdle = false;
  private page: 'awaited' | 'told' | 'none' = 'awaited';

  constructor(private readonly options: DemoHubOptions) {
    const { url, chairId, clock, log } = options;
    this.base = `chair2mqtt/${chairId}`;
    const subscriptions = [`${this.base}/state`, `${this.base}/result`, infoTopic].map((topic) => ({
      topic,
      qos: 1 as const,
      retainHandling: 0 as const,
    }));
    this.broker = connectBroker(
      { urls: [url], clientId: `demo-hub-${Math.floor(clock.random() * 1e9)}`, subscriptions },
      { onOnline: () => {}, onOffline: () => {}, onMessage: (message) => this.take(message) },
      clock,
      log,
    );
    clock.after(pageMs, () => this.pageIs('none'));
  }

  async close(): Promise<void> {
    await this.broker.close(500);
  }

  private take({ topic, payload }: BrokerMessage): void {
    if (topic === infoTopic) this.takeInfo(payload);
    else if (topic.endsWith('/result')) this.takeResult(payload);
    else this.takeStatus(payload);
  }

  private takeStatus(payload: Uint8Array): void {
    const status = readJsonAs(payload, statusSchema);
    if (status === null) return;
    this.options.onStatus(status);
    this.isIdle = status.state === 'idle';
    this.startIfReady();
  }

  private takeInfo(payload: Uint8Array): void {
    const info = parseJson(Buffer.from(payload).toString());
    const address = typeof info === 'object' && info !== null && 'http' in info ? info.http : null;
    if (typeof address !== 'string' || this.page === 'told') return;
    this.options.onPage(address);
    this.pageIs('told');
  }

  private pageIs(page: 'told' | 'none'): void {
    if (this.page === 'awaited') this.page = page;
    this.startIfReady();
  }

  private startIfReady(): void {
    if (this.isIdle && !this.isStarted && this.page !== 'awaited') this.start();
  }

  private start(): void {
    const { program, clock } = this.options;
    this.isStarted = true;
    if (program === null) return;
    this.tries += 1;
    const command = { command: 'start', program, id: `demo-${this.tries}`, ts: Math.round(clock.wallMs() / 100) / 10 };
    this.broker.publish({
      topic: `${this.base}/set`,
      payload: JSON.stringify(command),
      qos: 1,
      isRetained: false,
      offline: 'drop',
    });
  }

  /** A daemon that has just connected takes no starts for two seconds: somebody else might own the chair. */
  private takeResult(payload: Uint8Array): void {
    const result = readJsonAs(payload, resultSchema);
    if (result === null || result.ok || result.id !== `demo-${this.tries}`) return;
    const { code, message } = result;
    if (again.includes(code) && this.tries < triesMax) this.options.clock.after(againMs, () => this.start());
    else this.options.onRefused(message);
  }
}
