import fc from 'fast-check';
import { techniques, zones } from '../../../src/core/zones.js';
import { programData } from './sample.js';

const level = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })).map(([from, to]) => `${from}..${to}`),
);
const length = fc.integer({ min: 200, max: 90_000 }).map((ms) => `${ms}ms`);

/** A step with a length; ramps are left to the compiler unless asked for. */
const run = (ramp: fc.Arbitrary<string | undefined>) =>
  fc
    .tuple(fc.constantFrom(...techniques), level, fc.integer({ min: 0, max: 60 }), length, ramp)
    .map(([technique, value, rate, lasts, takes]) => ({
      [technique]: value,
      rate,
      for: lasts,
      ...(takes === undefined ? {} : { ramp: takes }),
    }));

const rest = length.map((lasts) => ({ rest: lasts }));

const steps = (ramp: fc.Arbitrary<string | undefined>) => {
  const simple = fc.oneof(run(ramp), rest);
  const repeat = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.array(simple, { minLength: 1, maxLength: 3 }))
    .map(([times, inner]) => ({ repeat: times, do: inner }));
  return fc.array(fc.oneof(simple, repeat), { minLength: 1, maxLength: 4 });
};

const phase = (ramp: fc.Arbitrary<string | undefined>) => {
  const plan = fc.option(fc.oneof(steps(ramp), run(ramp)), { nil: undefined });
  const fade = fc.option(fc.constantFrom('0..1', '1..0', '0.5..1', '1..0.3', '0..0'), { nil: undefined });
  return fc.tuple(fc.integer({ min: 1000, max: 200_000 }), fade, plan, plan, plan).map(([ms, factor, ...plans]) => ({
    name: 'Any',
    for: `${ms}ms`,
    ...(factor === undefined ? {} : { fade: factor }),
    ...Object.fromEntries(zones.flatMap((zone, index) => (plans[index] === undefined ? [] : [[zone, plans[index]]]))),
  }));
};

const dataWith = (ramp: fc.Arbitrary<string | undefined>) =>
  fc.array(phase(ramp), { minLength: 1, maxLength: 5 }).map((phases) => programData(phases));

/** The data of any valid program whose ramps the compiler chooses. */
export const programWithDefaultRamps = dataWith(fc.constant(undefined));

/** The data of any valid program. */
export const anyProgram = dataWith(
  fc.option(
    fc.integer({ min: 0, max: 180_000 }).map((ms) => `${ms}ms`),
    { nil: undefined },
  ),
);
