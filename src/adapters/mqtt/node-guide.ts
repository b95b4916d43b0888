import {
  firstTurn,
  helloOfTurnMs,
  type NodeTurn,
  type NodeVisit,
  nextTurn,
  waitOfTurnMs,
} from '../../core/broker/node-turn.js';
import type { Clock } from '../../ports.js';
import { brokerAnswerMs } from './attempt-plan.js';
import type { BrokerMemory, NodeMemory } from './broker-memory.js';
import { VersionGuide } from './version-guide.js';

/** Where there is another node, an answer is not waited for as long at first. */
const helloBounds = { minMs: 3000, maxMs: brokerAnswerMs };
/** 0.5 s to 30 s with the jitter of `backoffMs`. */
export const backoffBounds = { minMs: 1000, maxMs: 30_000 };

/** A broker, or one of the nodes of a cluster. */
export interface BrokerNode {
  readonly url: string;
  readonly memory: NodeMemory;
  readonly versions: VersionGuide;
}

/** One of the connections that are always on the same node. */
export interface Companion {
  /** The broker has let it in. */
  readonly isAccepted: boolean;
  /** The others have left the node that this connection is on, or waits for. */
  goAlong(): void;
}

export interface NodeGuideParts {
  readonly urls: readonly string[];
  readonly memory: BrokerMemory;
  readonly clock: Clock;
}

/** Which node of a cluster the connections of one daemon are on. Where one of them ends, all go on to the next. [S7] */
export class NodeGuide {
  private readonly nodes: readonly BrokerNode[];
  private readonly companions: Companion[] = [];
  private turn: NodeTurn = firstTurn;
  private opensAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: NodeGuideParts) {
    const { urls, memory, clock } = parts;
    const onFiveUnknown = (): void => {
      for (const { versions } of this.nodes) versions.takeOlder();
    };
    const versionParts = { clock, closesAtHello: new Map<string, number>(), onFiveUnknown };
    this.nodes = urls.map((url) => {
      const ofNode = memory.of(url);
      return { url, memory: ofNode, versions: new VersionGuide(ofNode, versionParts) };
    });
  }

  join(companion: Companion): void {
    this.companions.push(companion);
  }

  /** There is another node to go on to. */
  get hasOthers(): boolean {
    return this.nodes.length > 1;
  }

  get current(): BrokerNode {
    const node = this.nodes[this.turn.index];
    if (node === undefined) throw new Error('there is no broker to connect to');
    return node;
  }

  /** The current node has let in another connection than this one. */
  letsOthersIn(companion: Companion): boolean {
    return this.companions.some((other) => other !== companion && other.isAccepted);
  }

  /** How long the current node has for its CONNACK, ms. */
  get helloMs(): number {
    return this.hasOthers ? helloOfTurnMs(this.turn, this.nodes.length, helloBounds) : helloBounds.maxMs;
  }

  /** How long to wait before the current node is tried, ms. */
  get waitMs(): number {
    return Math.max(0, this.opensAtMs - this.parts.clock.nowMs());
  }

  /** A connection to `node` has ended; unless all have left it already, they do now. */
  leave(node: BrokerNode, leaver: Companion, visit: NodeVisit): void {
    if (node !== this.current) return;
    const { clock } = this.parts;
    this.turn = nextTurn(this.turn, this.nodes.length, visit);
    this.opensAtMs = clock.nowMs() + waitOfTurnMs(this.turn, this.nodes.length, backoffBounds, clock.random());
    for (const companion of this.companions) if (companion !== leaver) companion.goAlong();
  }
}
