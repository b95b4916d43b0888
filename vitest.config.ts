import { defineConfig } from 'vitest/config';

/** For the total that continuous integration prints. */
const inContinuousIntegration = process.env['CI'] === 'true';

export default defineConfig({
  test: {
    reporters: inContinuousIntegration ? ['default', 'json'] : ['default'],
    outputFile: { json: 'dist/test-results.json' },
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
