import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiscoveringHub } from '../support/discovering-hub.js';
import { eventually } from '../support/eventually.js';
import { freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

/** What users are promised after a restart of anything. */
const withinMs = 10_000;

/** The bridge's 6; of the chair 11 controls, 6 of the session, 6 of the zones, 5 conditions, 4 of the link, events, firmware, 2 of refusals. */
const entityCount = 6 + 11 + 6 + 6 + 5 + 4 + 4;

export const parts = ['broker', 'hub', 'daemon'] as const;
type Part = (typeof parts)[number];
type Order = readonly Part[];

/** Six of them. */
export const allOrders: readonly Order[] = parts.flatMap((first) =>
  parts
    .filter((second) => second !== first)
    .map((second) => [first, second, ...parts.filter((third) => third !== first && third !== second)]),
);

/** A broker, a hub that finds chairs by discovery, the daemon and its chair, each of which can be started anew. */
export class House {
  hub: DiscoveringHub | null = null;
  readonly #folder = temporaryFolder();
  readonly #port: number;
  readonly chair: Program;
  #broker: Mosquitto | null = null;
  #daemon: Program | null = null;

  private constructor(port: number) {
    this.#port = port;
    this.chair = new Program(['sim', '--pty', './ttyCHAIR'], { cwd: this.#folder.path });
  }

  static async open(): Promise<House> {
    const house = new House(await freePort());
    await house.chair.line(/^ready/);
    writeFileSync(
      join(house.#folder.path, 'chair2mqtt.yaml'),
      `mqtt: { url: "mqtt://127.0.0.1:${house.#port}" }\nhttp: off\nchairs:\n  - { id: living-room, port: ./ttyCHAIR }\n`,
    );
    for (const part of parts) await house.start[part]();
    await house.untilAllIsWell();
    return house;
  }

  async close(): Promise<void> {
    for (const part of [...parts].reverse()) await this.stop[part]();
    await this.chair.kill();
    this.#folder.remove();
  }

  readonly start: Readonly<Record<Part, () => Promise<void>>> = {
    broker: async () => {
      this.#broker = await startMosquitto({ port: this.#port });
    },
    hub: async () => {
      // A hub waits for its broker, like everything that starts with a house.
      for (let tries = 0; tries < 100 && this.hub === null; tries += 1) {
        this.hub = await DiscoveringHub.connect(`mqtt://127.0.0.1:${this.#port}`).catch(() => null);
        if (this.hub === null) await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    daemon: async () => {
      this.#daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: this.#folder.path });
    },
  };

  readonly stop: Readonly<Record<Part, () => Promise<void>>> = {
    broker: async () => {
      await this.#broker?.stop();
      this.#broker = null;
    },
    hub: async () => {
      await this.hub?.close();
      this.hub = null;
    },
    daemon: async () => {
      await this.#daemon?.kill();
      this.#daemon = null;
    },
  };

  /** All that is down comes up in this order, none waits for the one before. */
  async comeUp(order: Order): Promise<void> {
    for (const part of [...parts].reverse()) await this.stop[part]();
    await Promise.all(order.map((part) => this.start[part]()));
    await this.untilAllIsWell();
  }

  async untilAllIsWell(): Promise<void> {
    await eventually(
      () => this.#amiss().length === 0,
      () => this.#amiss().join('; '),
      withinMs,
    );
  }

  /** What stands in the way of every entity being there, usable, and told by the daemon that runs now; empty where nothing does. */
  #amiss(): readonly string[] {
    const { hub } = this;
    if (hub === null) return ['no hub'];
    const missing = hub.entities.length === entityCount ? [] : [`${hub.entities.length} entities`];
    const epochs = ['bridge/info', 'living-room/state'].map(
      (topic) => JSON.parse(hub.value(`chair2mqtt/${topic}`) ?? '{}').epoch,
    );
    const old = epochs[0] !== undefined && epochs[0] === epochs[1] ? [] : [`epochs ${epochs.join(' ')}`];
    return [...missing, ...hub.unusable, ...old];
  }
}
