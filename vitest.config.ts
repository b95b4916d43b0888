import { defineConfig } from 'vitest/config';
import { hasFirmwareTools } from './test/support/build-firmware.js';

/** For the total that continuous integration prints. */
const inContinuousIntegration = process.env['CI'] === 'true';

const all = 'test/**/*.test.ts';
/** It checks times of a real line, so it has the machine for itself. */
const timed = 'test/firmware/conformance.test.ts';
/** Left out with a word where their tools are not installed, but never in continuous integration. */
const left = hasFirmwareTools || inContinuousIntegration ? [] : ['test/firmware/**'];

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
      { extends: true, test: { name: 'tests', include: [all], exclude: [timed, ...left] } },
      { extends: true, test: { name: 'timed', include: [timed], exclude: left, sequence: { groupOrder: 1 } } },
    ],
  },
});
