import { describe, expect, it } from 'vitest';
import { still } from '../../src/core/zones.js';
import { caps, identity, roll, ScriptedLine } from './scripted-line.js';

const both = { ...still, back: roll(40), legs: roll(40) };

describe('a request that waits while the answer to the one before changes everything', () => {
  it('is not written after the greeting of a chair that has restarted [S5]', () => {
    const line = ScriptedLine.up();
    line.answer = ({ request }) =>
      request.verb === 'HELLO' ? identity : request.verb === 'SET' ? 'ERR hello' : 'OK roll:1-30';
    line.chair.drive(both, caps);
    line.advance(500);
    expect(line.types).toContain('chair.restarted');
    expect(line.orders.filter((order) => order.startsWith('SET'))).toHaveLength(1);
  });

  it('is not written after a stop [S7]', () => {
    const line = new ScriptedLine({ onSignal: ({ type }) => type === 'chair.fault' && line.chair.stop(1000) });
    line.advance(200).tell().tell().forget();
    line.answer = ({ request }) => (request.verb === 'SET' ? 'ERR latched overtemp' : 'OK');
    line.chair.drive(both, caps);
    line.advance(500);
    expect(line.orders.filter((order) => order !== 'KEEP').slice(0, 2)).toEqual([
      'SET back roll 40 7 2000 5000',
      'STOP 1000',
    ]);
    expect(line.orders.filter((order) => order.startsWith('SET'))).toHaveLength(1);
  });
});
