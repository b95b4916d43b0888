import type { LineOf, RunningSession } from './lines.js';
import type { OpenSession } from './roll-up.js';

/** The ends of sessions that were open when the daemon died: with what was written down of them last, as far as there is any. */
export function endsOfLost(
  open: ReadonlyMap<string, OpenSession>,
  running: readonly RunningSession[],
): readonly LineOf<'closed'>[] {
  const known = new Map(running.map((session) => [session.id, session]));
  return [...open].map(([id, { at }]) => {
    const last: RunningSession = known.get(id) ?? { ...nothingDone, id, at };
    return { ...last, kind: 'closed', ended_by: 'daemon_lost' };
  });
}

/** Of a session that ended before anything was written down of it. */
const nothingDone = {
  kind: 'closed',
  elapsed_s: 0,
  paused_s: 0,
  intensity_mean: 0,
  phases_done: 0,
  skips: 0,
  derated_s: 0,
  motor_s: 0,
  moments: [],
  moments_dropped: 0,
  zones: {},
} as const satisfies Partial<RunningSession>;
