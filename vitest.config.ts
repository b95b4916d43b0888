import { defineConfig } from 'vitest/config';
import { hasFirmwareTools } from './test/support/build-firmware.js';

/** For the total that continuous integration prints. */
const inContinuousIntegration = process.env['CI'] === 'true';

const all = 'test/**/*.test.ts';
/** What takes minutes: all sabotages, hundreds of storms, the whole conformance kit. */
const deep = 'test/**/*.deep.test.ts';
/** It checks times of a real line, so it has the machine for itself. */
const timed = 'test/firmware/conformance.deep.test.ts';
/** In memory and in virtual time: no process, no port, no broker. What does need these, in the same folders, is `*.real.test.ts`. */
const virtualIn = (folder: string): string => `test/${folder}/**/!(*.real|*.deep).test.ts`;
const pure = ['core', 'session', 'chair', 'daemon', 'replay', 'system', 'hardware-sim', 'support'].map(virtualIn);
/** The same, but whole sessions and storms: too slow for `npm run test:fast`. */
const safety = [virtualIn('safety')];
/** Left out with a word where their tools are not installed, but never in continuous integration. */
const left = hasFirmwareTools || inContinuousIntegration ? [] : ['test/firmware/**'];

/** One process for all files: what they import runs once. */
const inMemory = { pool: 'threads', isolate: false } as const;
const withProcesses = {
  globalSetup: ['test/support/leftovers.ts', 'test/support/build-firmware.ts'],
  setupFiles: ['test/support/kill-leftovers.ts'],
  hookTimeout: 20_000,
};

export default defineConfig({
  test: {
    reporters: inContinuousIntegration ? ['default', 'json'] : ['default'],
    outputFile: { json: 'dist/test-results.json' },
    // Many tests wait for real processes and ports: two at a time also on two cores.
    maxWorkers: 2,
    testTimeout: 20_000,
    projects: [
      { extends: true, test: { ...inMemory, name: 'pure', include: pure } },
      { extends: true, test: { ...inMemory, name: 'safety', include: safety } },
      {
        extends: true,
        test: { ...withProcesses, name: 'real', include: [all], exclude: [deep, ...pure, ...safety, ...left] },
      },
      { extends: true, test: { ...withProcesses, name: 'deep', include: [deep], exclude: [timed, ...left] } },
      {
        extends: true,
        test: { ...withProcesses, name: 'deep-timed', include: [timed], exclude: left, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
