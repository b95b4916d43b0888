import { defineConfig } from 'vitest/config';

/** Hours of it; one at a time, each with the machine for itself. */
export default defineConfig({
  test: {
    include: ['test/soak/*.soak.ts'],
    globalSetup: ['test/support/leftovers.ts'],
    setupFiles: ['test/support/kill-leftovers.ts'],
    fileParallelism: false,
    testTimeout: 0,
    hookTimeout: 180_000,
  },
});
