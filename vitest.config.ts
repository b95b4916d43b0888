import { defineConfig } from 'vitest/config';

/** For the total that continuous integration prints. */
const inContinuousIntegration = process.env['CI'] === 'true';

const all = 'test/**/*.test.ts';
/** It checks times of a real line, so it has the machine for itself. */
const timed = 'test/firmware/conformance.test.ts';

export default defineConfig({
  test: {
    reporters: inContinuousIntegration ? ['default', 'json'] : ['default'],
    outputFile: { json: 'dist/test-results.json' },
    globalSetup: ['test/support/build-firmware.ts'],
    // Many tests wait for real processes and ports: two at a time also on two cores.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      { extends: true, test: { name: 'tests', include: [all], exclude: [timed] } },
      { extends: true, test: { name: 'timed', include: [timed], sequence: { groupOrder: 1 } } },
    ],
  },
});
