import type { LineOf } from '../../src/core/ledger/lines.js';

/** A session of twenty minutes that anna had in November. */
export const openedLine = (over: Partial<LineOf<'opened'>> = {}): LineOf<'opened'> => ({
  kind: 'opened',
  v: 1,
  id: '01J000000000000000000000AB',
  chair: 'hall',
  serial: 'SIM0001',
  program: 'relaxation',
  name: 'Relaxation',
  hash: 'cbf43926',
  source: 'mqtt',
  person: 'anna',
  planned_s: 1200,
  intensity: 70,
  schedule: null,
  trial: false,
  at: '2026-11-22T21:04:00Z',
  tz: 'UTC',
  boot: 'boot',
  wall_ok: true,
  ...over,
});

export const closedLine = (over: Partial<LineOf<'closed'>> = {}): LineOf<'closed'> => ({
  kind: 'closed',
  id: '01J000000000000000000000AB',
  ended_by: 'completed',
  elapsed_s: 1200,
  paused_s: 0,
  intensity_mean: 70,
  phases_done: 3,
  skips: 0,
  derated_s: 0,
  motor_s: 1080,
  moments: [],
  moments_dropped: 0,
  zones: { back: { on_s: 720, starts: 3, level_mean: 38.5, peak_c: 41.2, ma_mean: 900 } },
  at: '2026-11-22T21:24:00Z',
  ...over,
});

export const faultLine = (over: Partial<LineOf<'fault'>> = {}): LineOf<'fault'> => ({
  kind: 'fault',
  chair: 'hall',
  code: 'stall',
  zone: 'legs',
  message: 'the legs do not turn',
  session: null,
  at: '2026-11-22T21:10:00Z',
  ...over,
});

export const refusedLine = (over: Partial<LineOf<'refused'>> = {}): LineOf<'refused'> => ({
  kind: 'refused',
  chair: 'hall',
  code: 'resting',
  command: 'start',
  more: 0,
  at: '2026-11-22T21:30:00Z',
  ...over,
});
