import { expect, it } from 'vitest';
import { managerStatus } from '../../../src/core/systemd/manager-status.js';

const standing = { chairs: 3, answering: 2, armed: 0, hasBroker: true, drainUntil: null, neglected: [] };

it.each([
  [{}, '2 of 3 chairs answer; the broker answers'],
  [{ armed: 1 }, '2 of 3 chairs answer, 1 in use; the broker answers'],
  [{ chairs: 1, answering: 1, hasBroker: false }, 'the chair answers; no broker'],
  [{ chairs: 1, answering: 0 }, 'the chair does not answer; the broker answers'],
  [
    { drainUntil: '2026-11-30T12:00:00Z' },
    '2 of 3 chairs answer; the broker answers; ends with the last session, by 2026-11-30T12:00:00Z',
  ],
  [{ armed: 2, neglected: ['hall', 'loft'] }, 'NOT looked after: hall, loft'],
])('of a daemon with %j one line says: %s', (part, words) => {
  expect(managerStatus({ ...standing, ...part })).toBe(words);
});
