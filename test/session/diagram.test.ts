import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sessionMachine } from '../../src/session/session-machine.js';
import { drawMachine } from './diagram.js';

const page = join(import.meta.dirname, '../../src/session/session-machine.md');

it('the diagram of the session machine is up to date (UPDATE_DIAGRAM=1 writes it)', () => {
  const drawn = drawMachine(sessionMachine.root);
  if (process.env['UPDATE_DIAGRAM'] === '1') writeFileSync(page, drawn);
  expect(readFileSync(page, 'utf8')).toBe(drawn);
});
