import { defineConfig } from 'vitest/config';

/** Clusters of real brokers. Each takes a processor and more while it starts, so one file runs after the other. */
export default defineConfig({
  test: {
    include: ['test/cluster/*.test.ts'],
    globalSetup: ['test/support/leftovers.ts', 'test/cluster/figures.ts'],
    setupFiles: ['test/support/kill-leftovers.ts'],
    reporters: process.env['CI'] === 'true' ? ['default', 'json'] : ['default'],
    outputFile: { json: 'dist/test-results-cluster.json' },
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
