import { expect, it } from 'vitest';
import { ChairGroup } from '../support/chair-group.js';

it('many chairs are looked after in turns, each of them five times a second as one alone is [S14]', () => {
  const ids = Array.from({ length: 120 }, (_, index) => `c${index}`);
  const written: { readonly id: string; readonly atMs: number }[] = [];
  const room = new ChairGroup(ids, (id, atMs) => written.push({ id, atMs }));
  for (const id of ids) room.run(id, { command: 'start', program: 'quick-break' }, 'http');
  room.clock.advance(3000);
  expect(ids.filter((id) => room.stateOf(id) === 'running')).toEqual(ids);
  written.length = 0;
  room.clock.advance(2000);
  const chairsAt = new Map<number, Set<string>>();
  for (const { id, atMs } of written) chairsAt.set(atMs, (chairsAt.get(atMs) ?? new Set()).add(id));
  expect(Math.max(...[...chairsAt.values()].map(({ size }) => size))).toBe(60);
  for (const id of ids) {
    const times = written.filter((line) => line.id === id).map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((atMs, at) => atMs - (times[at] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(200);
  }
});
