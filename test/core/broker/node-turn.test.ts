import { describe, expect, it } from 'vitest';
import { firstTurn, helloOfTurnMs, type NodeTurn, nextTurn, waitOfTurnMs } from '../../../src/core/broker/node-turn.js';

const bounds = { minMs: 1000, maxMs: 30_000 };

/** `index@wait` of each of so many moves, none of which led to a good connection. */
function movesOf(nodes: number, count: number): readonly string[] {
  let turn: NodeTurn = firstTurn;
  return Array.from({ length: count }, () => {
    turn = nextTurn(turn, nodes, 'missed');
    return `${turn.index}@${waitOfTurnMs(turn, nodes, bounds, 1)}`;
  });
}

describe('the turns of the nodes of a cluster', () => {
  it('go round and round, each node at once, with a growing wait after each round', () => {
    expect(movesOf(3, 9)).toEqual(['1@0', '2@0', '0@1000', '1@0', '2@0', '0@2000', '1@0', '2@0', '0@4000']);
    expect(movesOf(2, 4)).toEqual(['1@0', '0@1000', '1@0', '0@2000']);
  });

  it('wait 30 s at most, and half of it at least', () => {
    const late: NodeTurn = { index: 0, moves: 300, misses: 0 };
    expect(waitOfTurnMs(late, 3, bounds, 1)).toBe(30_000);
    expect(waitOfTurnMs(late, 3, bounds, 0)).toBe(15_000);
  });

  it('have 3 s for the CONNACK, and 3 s more after each round in which no connection came up, 10 at most', () => {
    const hello = { minMs: 3000, maxMs: 10_000 };
    const times = [0, 1, 2, 3, 5, 6, 9, 300].map((misses) => helloOfTurnMs({ index: 0, moves: 0, misses }, 3, hello));
    expect(times).toEqual([3000, 3000, 3000, 6000, 6000, 9000, 10_000, 10_000]);
    const turn = nextTurn({ index: 2, moves: 8, misses: 8 }, 3, 'short');
    expect([turn, helloOfTurnMs(turn, 3, hello)]).toEqual([{ index: 0, moves: 9, misses: 0 }, 3000]);
  });

  it('begin anew after a connection that was a good one', () => {
    const turn = nextTurn({ index: 2, moves: 8, misses: 2 }, 3, 'good');
    expect([turn, waitOfTurnMs(turn, 3, bounds, 1)]).toEqual([{ index: 0, moves: 1, misses: 0 }, 0]);
  });
});
