import type { Status } from '../../src/core/status.js';

/** The status of a chair at rest, of which a test states what it is about. */
export const statusAtRest = (news: Partial<Status> = {}): Status => ({
  state: 'idle',
  program: null,
  phase: null,
  phase_index: null,
  phases: null,
  elapsed_s: null,
  remaining_s: null,
  duration_s: null,
  ends_at: null,
  progress: null,
  intensity: null,
  zones: {},
  selected: { program: 'relaxation', intensity: 60, duration_s: 900, person: null },
  occupied: null,
  remote_start: true,
  fault: null,
  stop: null,
  rest_s: 0,
  session: null,
  last_session: null,
  epoch: 'mine',
  seq: 1,
  ts: '2026-01-01T12:00:00Z',
  ...news,
});
