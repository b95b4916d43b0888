import { readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fleet, listenFleet } from '../../hardware-sim/index.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { SilentProxy } from '../support/silent-proxy.js';

/** What the probe tells, in bytes and in counts. */
interface Held {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
  readonly timers: number;
  readonly handles: number;
  readonly listeners: number;
}

function heldBy(path: string): Promise<Held> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let text = '';
    socket.on('data', (data) => {
      text += data.toString();
    });
    socket.on('error', reject);
    socket.on('end', () => resolve(JSON.parse(text)));
  });
}

/** A daemon that may be looked into, its broker behind a way that can go silent, its chairs and its hub. */
export class House {
  readonly ids: readonly string[];
  private readonly folder = temporaryFolder();

  private constructor(
    readonly httpPort: number,
    public broker: Mosquitto,
    readonly way: SilentProxy,
    readonly fleet: Fleet,
    readonly hub: FleetHub,
    count: number,
  ) {
    this.ids = Array.from({ length: count }, (_, index) => `chair-${index + 1}`);
  }

  static async open(count: number): Promise<House> {
    const broker = await startMosquitto();
    const way = await SilentProxy.before(broker.port);
    const fleet = await listenFleet({ count, tcp: { host: '127.0.0.1', port: 0 } });
    if (fleet.kind === 'problem') throw new Error(fleet.message);
    const hub = await FleetHub.connect(broker.url);
    const house = new House(await freePort(), broker, way, fleet, hub, count);
    house.start();
    return house;
  }

  private daemon: Program | null = null;

  private start(): void {
    const chairs = Object.fromEntries(this.ids.map((id) => [id, ['hall']]));
    const config = fleetConfig({ url: this.way.url, chairs, fleet: this.fleet })
      .replace('http: off', `http: { listen: "127.0.0.1:${this.httpPort}", open_stop: true }`)
      .replaceAll('groups: [hall] }', 'groups: [hall], limits: { rest: 0s, daily_max: 24h } }');
    writeFileSync(join(this.folder.path, 'chair2mqtt.yaml'), config);
    const env = {
      SOAK_PROBE: this.probePath,
      SOAK_COMPILER: process.env['SOAK_COMPILER'] ?? 'on',
      NODE_OPTIONS: `--import=${new URL('probe.mjs', import.meta.url).href}`,
    };
    this.daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: this.folder.path, env });
  }

  private get probePath(): string {
    return join(this.folder.path, 'probe');
  }

  get pid(): number {
    return this.daemon?.pid ?? 0;
  }

  /** What the daemon holds now, as figures; queues as its health tells them. */
  async held(): Promise<Readonly<Record<string, number>>> {
    const { rss, heapUsed, external, timers, handles, listeners } = await heldBy(this.probePath);
    const mb = (bytes: number): number => bytes / 2 ** 20;
    return {
      'resident memory, MB': mb(rss),
      'heap in use, MB': mb(heapUsed),
      'outside the heap, MB': mb(external),
      timers,
      handles,
      listeners,
      descriptors: readdirSync(`/proc/${this.pid}/fd`).length,
      'files in its data folder': readdirSync(join(this.folder.path, 'data-bridge'), { recursive: true }).length,
    };
  }

  /** Everything as it was: each chair up, no latch, no session. */
  async calm(): Promise<void> {
    const { ids, hub } = this;
    // A broker that was restarted has forgotten who listens: what is sent before the daemon is back there is lost.
    for (let tries = 0; tries < 60 && !ids.every((id) => hub.state(id) === 'idle'); tries += 1) {
      for (const id of ids) {
        const state = hub.state(id);
        if (state === 'fault' || state === 'emergency_stopped') await hub.publish(`${id}/set`, { command: 'reset' });
        else if (state !== 'idle') await hub.publish(`${id}/stop`, '');
      }
      await pause(1000);
    }
    await hub.untilReady(ids, 180_000);
  }

  /** What the daemon said last. */
  get log(): string {
    return this.daemon?.text.slice(-4000) ?? '';
  }

  async restartBroker(): Promise<void> {
    const { port } = this.broker;
    await this.broker.stop();
    this.broker = await startMosquitto({ port });
  }

  async close(): Promise<number | null> {
    const { daemon } = this;
    daemon?.signal('SIGTERM');
    const code = (await daemon?.exit) ?? null;
    await this.hub.close();
    await this.fleet.close();
    await this.way.stop();
    await this.broker.stop();
    this.folder.remove();
    return code;
  }
}
