import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Fleet, listenFleet } from '../../hardware-sim/index.js';
import { eventually } from '../support/eventually.js';
import { Program, temporaryFolder } from '../support/program.js';
import type { BrokerCluster, NodeNumber } from './broker-cluster.js';
import { noteFigure } from './figures.js';
import { NodeHub } from './node-hub.js';

const chair = 'living-room';
const near: NodeNumber = 0;
const far: NodeNumber = 2;
/** A cluster notices within this time that it is cut. */
const noticedMs = 60_000;
/** Who cannot begin anything by then, long after that, does not begin it later. */
const refusedMs = 10_000;

/** Two daemons, each at a node of its own, that are configured for one chair. Each has a simulated chair behind that id, so that only
 *  the brokers can tell. */
class Rivals {
  private readonly folder = temporaryFolder();
  private readonly daemons = new Map<NodeNumber, Program>();

  private constructor(
    private readonly cluster: BrokerCluster,
    private readonly chairs: Fleet,
    private readonly hubs: ReadonlyMap<NodeNumber, NodeHub>,
  ) {}

  static async open(cluster: BrokerCluster): Promise<Rivals> {
    const chairs = await listenFleet({ count: 2, tcp: { host: '127.0.0.1', port: 0 } });
    if (chairs.kind === 'problem') throw new Error(chairs.message);
    const join = async (node: NodeNumber) => [node, await NodeHub.join(cluster.node(node), 1)] as const;
    return new Rivals(cluster, chairs, new Map([await join(near), await join(far)]));
  }

  begin(node: NodeNumber): void {
    const port = this.chairs.chairs[node === near ? 0 : 1]?.addresses.tcp?.port;
    const lines = [
      `mqtt: { url: "${this.cluster.node(node).url}", bridge_id: daemon-${node} }`,
      'http: off',
      `data_dir: ./data-${node}`,
      'chairs:',
      `  - { id: ${chair}, port: "tcp://127.0.0.1:${port}" }`,
    ];
    writeFileSync(join(this.folder.path, `${node}.yaml`), `${lines.join('\n')}\n`);
    this.daemons.set(node, new Program(['start', '--config', `${node}.yaml`], { cwd: this.folder.path }));
  }

  /** Asks for a massage on one side; false where nobody there can begin one in that time. */
  async start(node: NodeNumber, withinMs: number): Promise<boolean> {
    const ask = () =>
      // At QoS 0: a part of a cluster that is too small to store anything still passes it on.
      this.hubs.get(node)?.send(`${chair}/set`, { command: 'start', program: 'quick-break', ts: Date.now() / 1000 }, 0);
    const isBegun = async () => {
      ask();
      await pause(1000);
      return this.isArmed(node);
    };
    await eventually(isBegun, 'begun', withinMs).catch(() => undefined);
    return this.isArmed(node);
  }

  text(node: NodeNumber): string {
    return `${this.daemons.get(node)?.text}`;
  }

  isArmed(node: NodeNumber): boolean {
    return this.chairs.chairs[node === near ? 0 : 1]?.isArmed === true;
  }

  hasYielded(node: NodeNumber): boolean {
    return this.daemons.get(node)?.text.includes('"foreign_owner"') === true;
  }

  async until(claim: () => boolean, what: string): Promise<void> {
    await eventually(
      claim,
      () => `${what}\n${[...this.daemons.values()].map(({ text }) => text.slice(-6000)).join('\n\n')}`,
    );
  }

  async line(node: NodeNumber, pattern: RegExp): Promise<void> {
    await this.daemons.get(node)?.line(pattern);
  }

  async close(): Promise<void> {
    await Promise.all([...this.hubs.values()].map((hub) => hub.close()));
    await Promise.all([...this.daemons.values()].map((daemon) => daemon.kill()));
    await this.chairs.close();
    this.folder.remove();
  }
}

/** What two owners do whose brokers lose each other. */
export function describePartition(name: string, opened: () => BrokerCluster): void {
  it('[S16] parts and meets again: of two that hold one chair exactly one keeps it, and its session', async () => {
    const cluster = opened();
    const rivals = await Rivals.open(cluster);
    try {
      rivals.begin(far);
      await rivals.line(far, /"chair_up"/);
      await pause(3000);
      cluster.cutOff(far);
      rivals.begin(near);
      const isNearBegun = await rivals.start(near, noticedMs);
      const isFarBegun = await rivals.start(far, refusedMs);
      noteFigure(`${name}, while parted`, {
        larger_part_starts: `${isNearBegun}`,
        smaller_part_starts: `${isFarBegun}`,
      });
      expect(isNearBegun, rivals.text(near)).toBe(true);

      const healedAtMs = performance.now();
      cluster.heal();
      // Who holds it longer keeps it where both are in session.
      const [keeper, yielder] = isFarBegun ? ([far, near] as const) : ([near, far] as const);
      await rivals.until(() => rivals.hasYielded(yielder), 'one yields');
      noteFigure(`${name}, parts met again`, { one_yields_ms: Math.round(performance.now() - healedAtMs) });
      await rivals.until(() => !rivals.isArmed(yielder), 'it is silent, and its chair still');
      await pause(3000);
      expect(rivals.hasYielded(keeper)).toBe(false);
      expect(rivals.isArmed(keeper)).toBe(true);
      expect(rivals.isArmed(yielder)).toBe(false);
    } finally {
      cluster.heal();
      await rivals.close();
      await cluster.untilWhole();
    }
  });
}
