import { defineConfig } from 'vitest/config';

/** Whole hubs in folders of their own. They share one machine and take seconds for each step, so one file runs after the other. */
export default defineConfig({
  test: {
    include: ['test/hubs/*.test.ts'],
    globalSetup: ['test/support/leftovers.ts'],
    setupFiles: ['test/support/kill-leftovers.ts'],
    reporters: process.env['CI'] === 'true' ? ['default', 'json'] : ['default'],
    outputFile: { json: 'dist/test-results-hubs.json' },
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
