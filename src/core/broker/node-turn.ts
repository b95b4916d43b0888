import { type BackoffBounds, backoffMs } from '../backoff.js';

/** Which of the nodes of a cluster it is the turn of, and how many moves have led there since a connection was a good one. */
export interface NodeTurn {
  readonly index: number;
  readonly moves: number;
}

export const firstTurn: NodeTurn = { index: 0, moves: 0 };

/** The next node, round and round. `wasGood`: the connection that has ended had held for long. */
export const nextTurn = ({ index, moves }: NodeTurn, nodes: number, wasGood: boolean): NodeTurn => ({
  index: (index + 1) % nodes,
  moves: wasGood ? 1 : moves + 1,
});

/** How long a node has for its CONNACK in this turn, ms: as much again after each round in which no connection held, for a cluster of
 *  which every node is slow. */
export const helloOfTurnMs = ({ moves }: NodeTurn, nodes: number, { minMs, maxMs }: BackoffBounds): number =>
  Math.min(maxMs, minMs * (1 + Math.floor(moves / nodes)));

/** How long to wait before this turn, ms: each node gets its try at once, and only whole rounds are waited for. */
export function waitOfTurnMs({ moves }: NodeTurn, nodes: number, bounds: BackoffBounds, random: number): number {
  return moves === 0 || moves % nodes !== 0 ? 0 : backoffMs(moves / nodes - 1, bounds, random);
}
