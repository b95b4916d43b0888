import { configDefaults, defineConfig } from 'vitest/config';
import { isInstalledRabbit, rabbit4 } from './rabbitmq-releases.js';

/** Clusters of real brokers. Each takes a processor and more while it starts, so one file runs after the other. */
export default defineConfig({
  test: {
    include: ['test/cluster/*.test.ts'],
    // Not every machine can make it a folder (`install.mjs` says why); then nothing of it is counted.
    exclude: [...configDefaults.exclude, ...(isInstalledRabbit(rabbit4) ? [] : ['test/cluster/rabbitmq-4.test.ts'])],
    globalSetup: ['test/support/leftovers.ts', 'test/cluster/figures.ts'],
    setupFiles: ['test/support/kill-leftovers.ts'],
    reporters: process.env['CI'] === 'true' ? ['default', 'json'] : ['default'],
    outputFile: { json: 'dist/test-results-cluster.json' },
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
