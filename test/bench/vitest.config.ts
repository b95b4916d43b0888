import { defineConfig } from 'vitest/config';

/** Measurements: they take minutes, print figures, and judge nothing. */
export default defineConfig({
  test: { include: ['test/bench/*.bench.ts'], testTimeout: 300_000, hookTimeout: 60_000 },
});
