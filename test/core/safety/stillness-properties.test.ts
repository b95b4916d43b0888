import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/core/safety/limits.js';
import { joinStops, type StopEffect, type StopWatch, stepStop, watchStop } from '../../../src/core/safety/stillness.js';
import { resting, running } from './telemetry-of.js';

type Happening =
  | { readonly kind: 'answered' }
  | { readonly kind: 'line'; readonly isStill: boolean }
  | { readonly kind: 'stop'; readonly rampMs: number };

const happenings: fc.Arbitrary<Happening> = fc.oneof(
  fc.constant({ kind: 'answered' as const }),
  fc.boolean().map((isStill) => ({ kind: 'line' as const, isStill })),
  fc.nat(2000).map((rampMs) => ({ kind: 'stop' as const, rampMs })),
);

function happen(watch: StopWatch, what: Happening, nowMs: number): readonly [StopWatch, readonly StopEffect[]] {
  switch (what.kind) {
    case 'answered':
      return stepStop(watch, { kind: 'answered', nowMs });
    case 'line':
      return stepStop(watch, { kind: 'telemetry', telemetry: what.isStill ? resting() : running, nowMs });
    case 'stop':
      return [joinStops(watch, watchStop('stop', what.rampMs, nowMs)), []];
  }
}

/** One thing that happens every 50 ms, a tick after each, until the stop is done. */
function run(rampMs: number, story: readonly Happening[]): readonly (readonly [number, StopEffect])[] {
  const effects: (readonly [number, StopEffect])[] = [];
  let watch = watchStop('stop', rampMs, 0);
  for (const [index, what] of story.entries()) {
    const nowMs = (index + 1) * 50;
    const [told, first] = happen(watch, what, nowMs);
    const [ticked, second] = stepStop(told, { kind: 'tick', nowMs });
    watch = ticked;
    effects.push(...[...first, ...second].map((effect) => [nowMs, effect] as const));
    if (first.includes('still')) return effects;
  }
  return effects;
}

const firstOf = (effects: ReturnType<typeof run>, effect: StopEffect): number =>
  effects.find(([, each]) => each === effect)?.[0] ?? Number.POSITIVE_INFINITY;

describe('whatever happens during a stop [S4]', () => {
  const stories = fc.array(happenings, { minLength: 120, maxLength: 160 });

  it('it is done or escalated by 1.0 s after its ramp, and done or alarmed by 2.5 s', () => {
    fc.assert(
      fc.property(fc.nat(2000), stories, (rampMs, story) => {
        const effects = run(rampMs, story);
        const doneMs = firstOf(effects, 'still');
        const tickMs = 50;
        expect(Math.min(doneMs, firstOf(effects, 'emergency'))).toBeLessThanOrEqual(
          rampMs + limits.escalateAfterMs + tickMs,
        );
        expect(Math.min(doneMs, firstOf(effects, 'alarm'))).toBeLessThanOrEqual(rampMs + limits.alarmAfterMs + tickMs);
      }),
    );
  });

  it('it is never done without two still lines in a row after an answer', () => {
    fc.assert(
      fc.property(fc.nat(2000), stories, (rampMs, story) => {
        const doneMs = firstOf(run(rampMs, story), 'still');
        fc.pre(Number.isFinite(doneMs));
        const until = story.slice(0, doneMs / 50);
        const lines = until.filter((what) => what.kind === 'line');
        expect(lines.slice(-2)).toEqual([
          { kind: 'line', isStill: true },
          { kind: 'line', isStill: true },
        ]);
        const isEvidenceLate = doneMs > rampMs + limits.escalateAfterMs;
        expect(isEvidenceLate || until.some((what) => what.kind === 'answered')).toBe(true);
      }),
    );
  });
});
