import { refusal } from '../../core/profile/fit.js';
import { nativePrograms } from '../../core/profile/natives.js';
import type { Profile } from '../../core/profile/schema.js';
import type { Driver } from '../driver.js';
import { ProfileChair } from './keyed-chair.js';

/** Chairs with a wire of their own, as their profile describes it. */
export const profileDriver = (profile: Profile): Driver => ({
  name: `profile:${profile.name}`,
  guarantees: profile.guarantees,
  natives: nativePrograms(profile),
  hasDeadMan: false,
  open: (parts) => new ProfileChair(profile, parts),
  unfit: (timeline) => refusal(profile, timeline),
});
