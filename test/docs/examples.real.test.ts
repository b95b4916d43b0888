import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const examples = join(import.meta.dirname, '../../docs/examples');

// The other example is run by this runner itself: see vitest.config.ts.
it('runs the example for the test runner of Node, as its first line says', () => {
  const words = ['--test', 'node-test.test.mjs'];
  const env = { ...process.env, NODE_TEST_CONTEXT: undefined };
  const said = execFileSync(process.execPath, words, { cwd: examples, env, encoding: 'utf8' });
  expect(said).toMatch(/pass 1\b/);
});
