import { type BackoffBounds, backoffMs } from '../backoff.js';

/** Which of the nodes of a cluster it is the turn of, how many moves have led there since a connection was a good one, and how many of
 *  the last in a row have left a node where none had come up. */
export interface NodeTurn {
  readonly index: number;
  readonly moves: number;
  readonly misses: number;
}

/** What a connection was at a node until it ended: it never came up, it came up, or it held for long. */
export type NodeVisit = 'missed' | 'short' | 'good';

export const firstTurn: NodeTurn = { index: 0, moves: 0, misses: 0 };

/** The next node, round and round. */
export const nextTurn = ({ index, moves, misses }: NodeTurn, nodes: number, visit: NodeVisit): NodeTurn => ({
  index: (index + 1) % nodes,
  moves: visit === 'good' ? 1 : moves + 1,
  misses: visit === 'missed' ? misses + 1 : 0,
});

/** How long a node has for its CONNACK in this turn, ms: as much again after each round in which no connection came up, for a cluster of
 *  which every node is slow. */
export const helloOfTurnMs = ({ misses }: NodeTurn, nodes: number, { minMs, maxMs }: BackoffBounds): number =>
  Math.min(maxMs, minMs * (1 + Math.floor(misses / nodes)));

/** How long to wait before this turn, ms: each node gets its try at once, and only whole rounds are waited for. */
export function waitOfTurnMs({ moves }: NodeTurn, nodes: number, bounds: BackoffBounds, random: number): number {
  return moves === 0 || moves % nodes !== 0 ? 0 : backoffMs(moves / nodes - 1, bounds, random);
}
