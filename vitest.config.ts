import { defineConfig } from 'vitest/config';

/** For the total that continuous integration prints. */
const inContinuousIntegration = process.env['CI'] === 'true';

export default defineConfig({
  test: {
    reporters: inContinuousIntegration ? ['default', 'json'] : ['default'],
    outputFile: { json: 'dist/test-results.json' },
    include: ['test/**/*.test.ts'],
    // Many tests wait for real processes and ports: two at a time also on two cores.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
