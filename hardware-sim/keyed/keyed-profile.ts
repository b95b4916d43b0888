import type { Control } from '../../src/core/profile/control-shape.js';
import type { Profile } from '../../src/core/profile/schema.js';

export type CycleControl = Extract<Control, { kind: 'cycle' }> & { readonly field: string };

/** A profile of a chair with a remote of keys that lead round, on a wire of hex digits: what this simulated chair is made from. */
export type KeyedProfile = Profile & {
  readonly frame: Extract<Profile['frame'], { kind: 'digits' }>;
  readonly power: { readonly key: string; readonly field: string };
  readonly answers: NonNullable<Profile['answers']>;
  readonly controls: Readonly<Record<string, CycleControl>>;
};

const isCycle = (control: Control): control is CycleControl => control.kind === 'cycle' && control.field !== null;

/** Whether a chair can be simulated from nothing but this profile. */
export const isKeyedProfile = (profile: Profile): profile is KeyedProfile =>
  profile.frame.kind === 'digits' &&
  typeof profile.power?.field === 'string' &&
  profile.answers !== undefined &&
  Object.values(profile.controls).every(isCycle);
