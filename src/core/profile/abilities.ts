import type { Program } from '../program/schema.js';
import type { Identity } from '../protocol/messages.js';
import { type Capabilities, type Technique, techniques, type Zone, zones } from '../zones.js';
import type { Profile, ProfileAbility, ProfileZone } from './schema.js';

export const abilitiesOf = (plan: ProfileZone): readonly (readonly [Technique, ProfileAbility])[] =>
  techniques.flatMap((technique) => {
    const ability = plan[technique];
    return ability === undefined ? [] : [[technique, ability] as const];
  });

export const zonesOfProfile = (profile: Profile): readonly Zone[] =>
  zones.filter((zone) => profile.zones[zone] !== undefined);

/** The chair runs each technique at its own rate: any that is asked is taken, and has no effect. */
const anyRate = { min: 0, max: Number.MAX_SAFE_INTEGER };

/** What the chair can do, in the terms of every other. */
export const capabilitiesOf = (profile: Profile): Capabilities =>
  Object.fromEntries(
    zonesOfProfile(profile).map((zone) => {
      const plan = profile.zones[zone];
      const able = plan === undefined ? [] : abilitiesOf(plan).map(([technique]) => [technique, anyRate] as const);
      return [zone, Object.fromEntries(able)];
    }),
  );

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

/** Who the chair is, as far as its wire tells: nothing on it has a serial number. */
export const identityByProfile = (profile: Profile, chairId: string): Identity => ({
  version: 0,
  fw: `profile/${profile.name}`,
  model: profile.name,
  id: chairId,
  boot: '0000',
  leaseMs: 0,
  ttlMs: 0,
  zones: zonesOfProfile(profile),
});
