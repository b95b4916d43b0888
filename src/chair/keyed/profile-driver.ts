import { driverTraits } from '../../core/configuration/driver.js';
import { nativePrograms } from '../../core/profile/abilities.js';
import { refusal } from '../../core/profile/fit.js';
import type { Profile } from '../../core/profile/schema.js';
import type { Driver } from '../driver.js';
import { ProfileChair } from './keyed-chair.js';

/** A profile, and what its file says, as data: a profile cannot be read from itself. */
export interface SourcedProfile {
  readonly profile: Profile;
  readonly source: unknown;
}

/** What a chair does not show is not promised, whatever its profile says. */
const guaranteesOf = ({ sight, guarantees }: Profile): Driver['guarantees'] => {
  if (sight === 'status') return guarantees;
  const stop = sight === 'answers' ? 'as sent and answered, not seen' : 'as sent, not seen';
  return { ...guarantees, stop, outputs: 'as sent, not seen' };
};

/** Chairs with a wire of their own, as their profile describes it; without its source no flight record of them can be played. */
export const profileDriver = (profile: Profile, source: unknown = null): Driver => ({
  name: `profile:${profile.name}`,
  profile,
  source,
  line: {
    baudRate: profile.line.baud_rate,
    dataBits: profile.line.data_bits,
    parity: profile.line.parity,
    stopBits: profile.line.stop_bits,
    lineEnd: profile.frame.kind === 'binary' ? 'lf' : profile.frame.end,
  },
  guarantees: guaranteesOf(profile),
  natives: nativePrograms(profile),
  hasDeadMan: driverTraits.profile.hasDeadMan,
  open: (parts) => new ProfileChair(profile, parts),
  unfit: (timeline) => refusal(profile, timeline),
});
