import { defineConfig } from 'vitest/config';
import { hasFirmwareTools } from './test/support/build-firmware.js';
import { hasChromium } from './test/support/chromium.js';

/** For the total that continuous integration prints. */
const inContinuousIntegration = process.env['CI'] === 'true';

const all = 'test/**/*.test.ts';
/** The example that people copy. */
const examples = 'docs/examples/vitest.test.mjs';
/** Whole hubs and clusters of brokers, each with a configuration of its own. */
const hubs = 'test/{hubs,cluster}/**';
/** What takes minutes: all sabotages, hundreds of storms, the whole conformance kit, most of what runs from end to end. */
const deep = 'test/**/*.deep.test.ts';
const deepWaiting = 'test/{adapters,cli,e2e}/**/*.deep.test.ts';
/** A browser or an emulated chip takes a processor each: more of them at a time would starve the leases of the chairs beside them. */
const browser = 'test/e2e/page*.deep.test.ts';
const deepHeavy = [browser, 'test/firmware/{emulated-chip,motors}.deep.test.ts'];
/** They check times of a real line, where a silence of 40 ms may end a frame, or run two chips at once: each has the machine for itself. */
const timed = 'test/{firmware/{conformance,daemon},hardware-sim/made/made-chairs}.deep.test.ts';
/** Images are built one after another. */
const images = 'test/e2e/{docker,home-assistant-app}.deep.test.ts';
/** In memory and in virtual time: no process, no port, no broker. What does need these, in the same folders, is `*.real.test.ts`. */
const virtualIn = (folder: string): string => `test/${folder}/**/!(*.real|*.deep).test.ts`;
const pure = ['core', 'session', 'chair', 'daemon', 'page', 'support'].map(virtualIn);
/** The same, but whole daemons, simulated chairs, sessions and storms: too slow for `npm run test:fast`. */
const whole = ['replay', 'system', 'hardware-sim', 'safety', 'docs', 'structure'].map(virtualIn);
/** Left out with a word where their tools are not installed, but never in continuous integration. */
const left = hasFirmwareTools || inContinuousIntegration ? [] : ['test/firmware/**'];
const leftInBrowser = hasChromium || inContinuousIntegration ? [] : [browser];

/** One process for all files: what they import runs once. They are bounded in steps and in virtual time, so the time limit is only
 *  for what would turn for ever. */
const inMemory = { pool: 'threads', isolate: false, testTimeout: 120_000 } as const;
/** Most of them wait for processes, ports and motors that ramp: more at a time than there are processors. What a file has started
 *  ends with it, so the next can use the same worker and what that has imported. */
const waiting = { isolate: false, maxWorkers: 4, sequence: { groupOrder: 1 } } as const;
/** It asks that nothing is thrown in its whole process, so it has that for itself. */
const alone = 'test/adapters/mqtt/hostile-broker.test.ts';
/** It only ends what hangs: a busy machine is no error. */
const hangsMs = 180_000;
const withProcesses = {
  globalSetup: ['test/support/leftovers.ts', 'test/support/build-firmware.ts', 'test/support/chromium.ts'],
  setupFiles: ['test/support/kill-leftovers.ts'],
  testTimeout: hangsMs,
  hookTimeout: hangsMs,
};

export default defineConfig({
  test: {
    reporters: inContinuousIntegration ? ['default', 'json'] : ['default'],
    outputFile: { json: 'dist/test-results.json' },
    maxWorkers: 2,
    projects: [
      { extends: true, test: { ...inMemory, name: 'pure', include: pure } },
      { extends: true, test: { ...inMemory, name: 'whole', include: whole } },
      {
        extends: true,
        test: {
          ...withProcesses,
          ...waiting,
          name: 'real',
          include: [all, examples],
          exclude: [deep, hubs, alone, ...pure, ...whole, ...left],
        },
      },
      { extends: true, test: { ...withProcesses, name: 'alone', include: [alone] } },
      {
        extends: true,
        test: { ...withProcesses, name: 'deep', include: [deep], exclude: [deepWaiting, ...deepHeavy, timed, ...left] },
      },
      {
        extends: true,
        test: {
          ...withProcesses,
          ...waiting,
          name: 'deep-waiting',
          include: [deepWaiting],
          exclude: [...deepHeavy, images],
        },
      },
      {
        extends: true,
        test: {
          ...withProcesses,
          name: 'deep-heavy',
          include: deepHeavy,
          exclude: [...leftInBrowser, ...left],
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          ...withProcesses,
          name: 'deep-timed',
          include: [timed, images],
          exclude: left,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
