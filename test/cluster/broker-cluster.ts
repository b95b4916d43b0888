import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/mosquitto.js';
import { ClusterNode, type NodeRecipe } from './cluster-node.js';
import { Link } from './link.js';
import { lastingPorts } from './ports.js';

export const nodeNumbers = [0, 1, 2] as const;
export type NodeNumber = (typeof nodeNumbers)[number];

/** What a kind of broker is told to make a node of it. */
export interface NodePlace {
  readonly number: NodeNumber;
  readonly folder: string;
  /** Where it speaks MQTT. */
  readonly mqttPort: number;
  /** Where the others of the cluster reach it, each over a link. */
  readonly clusterPort: number;
  /** Where it reaches each of the others. */
  readonly ways: ReadonlyMap<NodeNumber, number>;
}

/** How a cluster of some broker is made. */
export interface ClusterKind {
  readonly name: string;
  /** Its nodes see no more of the disk than this folder; left out: all. */
  readonly root?: string;
  readonly recipe: (place: NodePlace) => NodeRecipe | Promise<NodeRecipe>;
  /** The next node is started when the one before answers. */
  readonly startsInTurn?: boolean;
  /** The rest that it needs, such as a server of names, is ended. */
  readonly close?: () => Promise<void>;
  /** Rejects where it is not whole in that time. */
  readonly untilWhole: (nodes: readonly ClusterNode[], withinMs?: number) => Promise<void>;
}

/** Three nodes on the loopback, with a link from each to each. */
export class BrokerCluster {
  private constructor(
    private readonly kind: ClusterKind,
    private readonly folder: string,
    private readonly nodes: readonly ClusterNode[],
    private readonly links: ReadonlyMap<string, Link>,
  ) {}

  static async start(kind: ClusterKind): Promise<BrokerCluster> {
    const folder = mkdtempSync(join(kind.root ?? '/', tmpdir(), 'chair2mqtt-cluster-'));
    const [mqttPorts, clusterPorts] = [await lastingPorts(3), await lastingPorts(3)];
    const links = new Map<string, Link>();
    for (const from of nodeNumbers) {
      for (const to of nodeNumbers.filter((each) => each !== from)) {
        links.set(linkName(from, to), await Link.open(await freePort(), clusterPorts[to] ?? 0));
      }
    }
    const waysFrom = (from: NodeNumber) =>
      new Map(nodeNumbers.flatMap((to) => (to === from ? [] : [[to, links.get(linkName(from, to))?.port ?? 0]])));
    const recipes = nodeNumbers.map((number) =>
      kind.recipe({
        number,
        folder: join(folder, `${number}`),
        mqttPort: mqttPorts[number] ?? 0,
        clusterPort: clusterPorts[number] ?? 0,
        ways: waysFrom(number),
      }),
    );
    const nodes = (await Promise.all(recipes)).map((recipe) => new ClusterNode(recipe));
    const cluster = new BrokerCluster(kind, folder, nodes, links);
    await cluster.startAll().catch(async (error: unknown) => {
      await cluster.close();
      throw error;
    });
    return cluster;
  }

  node(number: NodeNumber): ClusterNode {
    const node = this.nodes[number];
    if (node === undefined) throw new Error(`no node ${number}`);
    return node;
  }

  private async startAll(): Promise<void> {
    for (const node of this.nodes) {
      node.start();
      if (this.kind.startsInTurn === true) await node.untilItAnswers();
    }
    await this.untilWhole();
  }

  /** All nodes, this one first, the rest in their order round and round. */
  urlsFrom(number: NodeNumber): readonly string[] {
    return [...this.nodes.slice(number), ...this.nodes.slice(0, number)].map(({ url }) => url);
  }

  async untilWhole(withinMs?: number): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.untilItAnswers()));
    await this.kind.untilWhole(this.nodes, withinMs);
  }

  /** All of its nodes are ended and started again, on the data that they have. */
  async restart(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    // Each waits for those that it knew when it ended.
    for (const node of this.nodes) node.start();
    await this.untilWhole();
  }

  /** The network between this node and the others is gone. Its clients reach it still. */
  cutOff(number: NodeNumber): void {
    for (const link of this.linksOf(number)) link.cut();
  }

  heal(): void {
    for (const link of this.links.values()) link.heal();
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    await Promise.all([...this.links.values()].map((link) => link.close()));
    await this.kind.close?.();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private linksOf(number: NodeNumber): readonly Link[] {
    const others = nodeNumbers.filter((each) => each !== number);
    return others
      .flatMap((other) => [linkName(number, other), linkName(other, number)])
      .flatMap((name) => this.links.get(name) ?? []);
  }
}

const linkName = (from: NodeNumber, to: NodeNumber): string => `${from} to ${to}`;
