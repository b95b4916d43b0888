import { describe, expect, it } from 'vitest';
import { brokenDetails } from './broken-details.js';
import { type BrokenController, brokenListeners } from './broken-listeners.js';
import { brokenMovers } from './broken-movers.js';
import { brokenSpeakers } from './broken-speakers.js';
import { named, runKit } from './kit-bench.js';
import { spoiled } from './spoiled-chair.js';

const all: readonly BrokenController[] = [...brokenListeners, ...brokenMovers, ...brokenSpeakers, ...brokenDetails];

describe('a controller is failed that', () => {
  it.each(all)('%s', async (_name, clauses, mistake) => {
    const run = await runKit({ only: named(clauses), spoil: spoiled(mistake) });
    expect(run.failed).toEqual(expect.arrayContaining([...clauses]));
    const details = clauses.map((id) => run.verdict(id).detail);
    expect(details.some((detail) => !detail.startsWith('not checked'))).toBe(true);
    expect(details.filter((detail) => /[{}]/.test(detail))).toEqual([]);
  });
});
