import { describe, expect, it } from 'vitest';
import type { Aims } from '../../../src/core/profile/aims.js';
import { profileSchema } from '../../../src/core/profile/references.js';
import { tellUnseen, toldNothing, type Unseen } from '../../../src/core/profile/unseen.js';

const profile = profileSchema.parse({
  name: 'blind',
  title: 'Blind',
  line: { baud_rate: 9600 },
  frame: { lines: 'cr' },
  silence: '1s',
  sight: 'none',
  keys: { b0: { press: 'B0' }, b1: { press: 'B1' }, b2: { press: 'B2' }, b3: { press: 'B3' } },
  frames: {},
  fields: {},
  stop: { send: ['L0\r', 'X\r'] },
  follows: '0s',
  controls: {
    hum: { send: ['L{value}\r'], scale: [0, 255] },
    buzz: { press: { '0': 'b0', '1': 'b1', '2': 'b2', '3': 'b3' } },
  },
  zones: {
    back: { rest: { hum: '0' }, vibrate: { set: {}, level: { control: 'hum' } } },
    legs: {
      rest: { buzz: '0' },
      vibrate: { set: {}, level: { control: 'buzz', steps: { 20: '1', 60: '2', 100: '3' } } },
    },
  },
  guarantees: {},
});

/** What is told, with its time, one look every 50 ms. */
function told(aimsAt: (nowMs: number) => Readonly<Record<string, string>>, untilMs: number): readonly string[] {
  let state: Unseen = toldNothing;
  const said: string[] = [];
  for (let nowMs = 0; nowMs <= untilMs; nowMs += 50) {
    const aims: Aims = new Map(Object.entries(aimsAt(nowMs)));
    const [next, step] = tellUnseen(profile, state, aims, nowMs);
    state = next;
    if (step !== null) said.push(`${nowMs} ${step.control} ${step.value}`);
  }
  return said;
}

describe('what no status shows', () => {
  it('[S10] rises no steeper than 40 % a second, also after a long rest', () => {
    const said = told((nowMs) => ({ hum: nowMs < 5950 ? '0' : '255' }), 9000);
    const values = said.map((each) => each.split(' ')).map(([atMs, , value]) => [Number(atMs), Number(value)] as const);
    for (const [at, [atMs, value]] of values.entries()) {
      const [beforeMs, before] = values[at - 1] ?? [atMs - 100, 0];
      const elapsedMs = Math.min(200, Math.max(100, atMs - beforeMs));
      expect(value - before).toBeLessThanOrEqual(Math.ceil((255 * 40 * elapsedMs) / 100_000));
    }
    expect(values.at(-1)?.[1]).toBe(255);
  });

  it('[S10] goes through the values that stand for levels in their order, none too early', () => {
    const said = told(() => ({ buzz: '3' }), 5000).filter((each, at, all) => each.slice(-1) !== all[at - 1]?.slice(-1));
    expect(said).toEqual(['0 buzz 0', '500 buzz 1', '1500 buzz 2', '2500 buzz 3']);
  });

  it('falls at once', () => {
    const said = told((nowMs) => (nowMs < 4000 ? { buzz: '3', hum: '255' } : { buzz: '0', hum: '0' }), 4200);
    expect(said.filter((each) => Number(each.split(' ')[0]) >= 4000)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^40[05]0 buzz 0$/), expect.stringMatching(/^40[05]0 hum 0$/)]),
    );
  });

  it('is said again every second', () => {
    expect(told(() => ({ hum: '0' }), 3500)).toEqual(['0 hum 0', '1000 hum 0', '2000 hum 0', '3000 hum 0']);
  });
});
