import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fleet, listenFleet } from '../../hardware-sim/index.js';
import type { Result } from '../../src/core/status.js';
import { eventually } from '../support/eventually.js';
import { Program, temporaryFolder } from '../support/program.js';
import { type BrokerCluster, type NodeNumber, nodeNumbers } from './broker-cluster.js';
import { NodeHub, type Published } from './node-hub.js';

/** One at each node, with six chairs: two of a row that is started together, and four that idle. */
const bridges = ['north', 'south', 'east'] as const;
const chairsEach = 6;
const rowEach = 2;
const namesOf = (bridge: string): readonly string[] =>
  Array.from({ length: chairsEach }, (_, index) => `${bridge}-${index + 1}`);

export const row = bridges.flatMap((bridge) => namesOf(bridge).slice(0, rowEach));
export const idlers = bridges.flatMap((bridge) => namesOf(bridge).slice(rowEach));
/** One of each daemon, that idles. */
export const scouts = bridges.flatMap((bridge) => namesOf(bridge).slice(-1));
export const chairs = bridges.flatMap(namesOf);

const patienceMs = 60_000;
/** What is sent with QoS 0 may be lost while a node is away. */
const stopAgainMs = 1000;
/** A start this soon after a stop is stale. */
const fencedMs = 1500;

const isMoving = ({ zones }: Fleet['chairs'][number]): boolean =>
  Object.values(zones).some(({ duty, pump }) => duty > 0 || pump);

/** Three daemons, each with all nodes of a cluster and another one first, 18 chairs, and a hub at each node. */
export class FleetOfThree {
  private readonly folder = temporaryFolder();
  private readonly daemons: Program[] = [];
  private asked = 0;

  private constructor(
    private readonly simulated: Fleet,
    /** Of each daemon. */
    private readonly urls: readonly (readonly string[])[],
    private readonly hubs: readonly NodeHub[],
  ) {}

  /** `qos`: with which hubs listen and send. */
  static async open(cluster: BrokerCluster, qos: 0 | 1): Promise<FleetOfThree> {
    const simulated = await listenFleet({ count: chairs.length, tcp: { host: '127.0.0.1', port: 0 } });
    if (simulated.kind === 'problem') throw new Error(simulated.message);
    const hubs = await Promise.all(nodeNumbers.map((number) => NodeHub.join(cluster.node(number), qos)));
    const urls = nodeNumbers.map((number) => cluster.urlsFrom(number));
    return new FleetOfThree(simulated, urls, hubs);
  }

  /** Starts the daemons anew, each with its own node first: where they have lost several in a minute they wait longer each time. */
  async renew(): Promise<void> {
    await Promise.all(this.daemons.map((daemon) => daemon.kill()));
    this.daemons.length = 0;
    for (const { statuses } of this.hubs) statuses.clear();
    for (const [number, urls] of this.urls.entries()) this.begin(number, urls);
    await this.untilBegun();
  }

  hub(number: NodeNumber): NodeHub {
    const hub = this.hubs[number];
    if (hub === undefined) throw new Error(`no hub at ${number}`);
    return hub;
  }

  /** The last that the daemons have said. */
  get said(): string {
    return this.daemons.map(({ lines }, index) => [`${bridges[index]}:`, ...lines.slice(-40)].join('\n')).join('\n');
  }

  /** Where each daemon was connected last. */
  get places(): readonly (NodeNumber | undefined)[] {
    return this.daemons.map(({ lines }) => {
      const line = lines.findLast((each) => each.includes('"broker_connected"'));
      return nodeNumbers.find((number) => line?.includes(`"${this.urls[number]?.[0]}"`));
    });
  }

  private async untilBegun(): Promise<void> {
    const isBegun = ({ lines }: Program) => lines.filter((line) => line.includes('"chair_up"')).length >= chairsEach;
    await this.until(() => this.daemons.every(isBegun), 'all chairs answer');
    await pause(fencedMs);
    await this.untilReady();
  }

  async untilReady(): Promise<void> {
    const isReady = (chair: string) => {
      const status = this.status(chair);
      return status?.state === 'idle' && status.takes_starts;
    };
    await this.until(() => chairs.every(isReady), 'all chairs ready for a start');
  }

  /** The newest that any hub has heard: where a broker keeps nothing for it, one that was away knows only what comes later. */
  status(chair: string): Published | undefined {
    const heard = this.hubs.flatMap(({ statuses }) => statuses.get(chair) ?? []);
    return heard.sort((one, other) => other.seq - one.seq)[0];
  }

  /** Starts the row, and gives its sessions once every chair of it moves. */
  async startRow(hub: NodeHub): Promise<readonly (string | undefined)[]> {
    hub.send('group/row/set', { command: 'start', program: 'quick-break', ...this.marks('row') });
    await this.until(() => row.every((chair) => this.moves(chair)), 'the row moves');
    await this.until(() => row.every((chair) => this.status(chair)?.state === 'running'), 'the row runs');
    return this.sessions();
  }

  sessions(): readonly (string | undefined)[] {
    return row.map((chair) => this.status(chair)?.session?.id);
  }

  moves(chair: string): boolean {
    const simulated = this.simulated.chairs[chairs.indexOf(chair)];
    return simulated !== undefined && isMoving(simulated);
  }

  /** Gives the answer and how long it took; no answer is null. */
  async ask(hub: NodeHub, chair: string, command: object, withinMs: number): Promise<Answer> {
    const id = this.send(hub, chair, command);
    return await this.answerTo(hub, `${chair} ${id}`, withinMs);
  }

  /** Gives the id under which the answer will come. */
  send(hub: NodeHub, chair: string, command: object): string {
    const marks = this.marks('ask');
    hub.send(`${chair}/set`, { ...marks, ...command });
    return marks.id;
  }

  /** Sends a stop on this topic, and waits for the answer of this chair. */
  async stop(hub: NodeHub, topic: string, chair: string, withinMs: number): Promise<Answer> {
    hub.results.delete(`${chair} stop`);
    hub.send(topic, '');
    return await this.answerTo(hub, `${chair} stop`, withinMs);
  }

  /** Ends every session, and waits until a start is not behind that stop any more. */
  async stopAll(): Promise<void> {
    const areStill = async () => {
      if (!chairs.some((chair) => this.moves(chair))) return true;
      for (const hub of this.hubs) if (hub.isConnected) hub.send('all/stop', '', 0);
      await pause(stopAgainMs);
      return false;
    };
    await this.until(areStill, 'all are still');
    await pause(fencedMs);
  }

  /** Every bridge and chair that this hub does not see as online. */
  missing(hub: NodeHub): readonly string[] {
    const topics = [...bridges.map((bridge) => `${bridge}/state`), ...chairs.map((chair) => `${chair}/availability`)];
    return topics.filter((topic) => hub.last.get(topic) !== 'online');
  }

  /** How long it takes until these hubs see everything as it is, which is online, ms. */
  async untilAllOnline(hubs: readonly NodeHub[]): Promise<number> {
    const sinceMs = performance.now();
    await eventually(
      () => hubs.every((hub) => hub.isConnected && this.missing(hub).length === 0),
      () => `all online; not seen: ${hubs.map((hub) => this.missing(hub)).join(' | ')}`,
    );
    return performance.now() - sinceMs;
  }

  async until(claim: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const states = () => chairs.map((chair) => `${chair} ${this.status(chair)?.state}`).join(' ');
    await eventually(claim, () => `${what}\n${states()}\n${this.said}`, patienceMs);
  }

  async close(): Promise<void> {
    await Promise.all(this.hubs.map((hub) => hub.close()));
    await Promise.all(this.daemons.map((daemon) => daemon.kill()));
    await this.simulated.close();
    this.folder.remove();
  }

  private async answerTo(hub: NodeHub, key: string, withinMs: number): Promise<Answer> {
    const sinceMs = performance.now();
    const isAnswered = () => hub.results.has(key);
    await eventually(isAnswered, key, withinMs).catch(() => undefined);
    return { code: hub.results.get(key)?.code ?? null, afterMs: performance.now() - sinceMs };
  }

  private marks(what: string): { readonly id: string; readonly ts: number } {
    this.asked += 1;
    return { id: `${what}-${this.asked}`, ts: Date.now() / 1000 };
  }

  private begin(number: number, urls: readonly string[]): void {
    const bridge = bridges[number] ?? '';
    const lines = namesOf(bridge).map((chair, index) => {
      const port = this.simulated.chairs[number * chairsEach + index]?.addresses.tcp?.port;
      const groups = row.includes(chair) ? ['hall', 'row'] : ['hall'];
      const limits = '{ rest: 0s, daily_max: 24h }';
      return `  - { id: ${chair}, port: "tcp://127.0.0.1:${port}", groups: [${groups.join(', ')}], limits: ${limits} }`;
    });
    const broker = `mqtt: { url: ${JSON.stringify(urls)}, bridge_id: ${bridge} }`;
    const text = [broker, 'http: off', `data_dir: ./data-${bridge}`, 'chairs:', ...lines, ''].join('\n');
    writeFileSync(join(this.folder.path, `${bridge}.yaml`), text);
    this.daemons.push(new Program(['start', '--config', `${bridge}.yaml`], { cwd: this.folder.path }));
  }
}

export interface Answer {
  readonly code: Result['code'] | null;
  readonly afterMs: number;
}
