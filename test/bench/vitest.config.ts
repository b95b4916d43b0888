import { defineConfig } from 'vitest/config';

/** Measurements: they take minutes, print figures, and judge nothing. One at a time, each with the machine for itself. */
export default defineConfig({
  test: {
    include: ['test/bench/*.bench.ts'],
    globalSetup: ['test/support/leftovers.ts', 'test/bench/report.ts'],
    setupFiles: ['test/support/kill-leftovers.ts'],
    fileParallelism: false,
    testTimeout: 3_600_000,
    hookTimeout: 180_000,
  },
});
