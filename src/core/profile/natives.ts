import type { Program } from '../program/schema.js';
import type { Profile } from './schema.js';

/** The chair's own programs, as ours: one phase in which it does what it does. */
export const nativePrograms = (profile: Profile): readonly Program[] =>
  Object.entries(profile.natives).map(([id, { name, summary, minutes, avoid, zones }]) => ({
    id,
    name,
    summary,
    goal: 'relaxation',
    avoid: [...avoid],
    phases: [{ name, durationMs: minutes * 60_000, fade: null, plans: {} }],
    native: { zones },
  }));
