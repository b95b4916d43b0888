import type { ShapeProblem } from '../shape/complaints.js';
import type { Profile } from './schema.js';

export type ProfileFlaw = Pick<ShapeProblem, 'path' | 'message'>;

/** What keeps a profile from being stopped in a way that can be proved as it says. [S4] */
export function stopProblems(profile: Profile): readonly ProfileFlaw[] {
  return [...sightProblems(profile), ...wayProblems(profile)];
}

function sightProblems(profile: Profile): readonly ProfileFlaw[] {
  if (profile.sight !== 'status') return blindProblems(profile);
  const isSeen = profile.stop?.done !== undefined || profile.power !== undefined;
  return isSeen
    ? []
    : [{ path: [], message: 'needs a power key, or stop.done: what shows when the massage is over; or another sight' }];
}

/** What a profile must not claim of a chair whose status does not show what it does. */
function blindProblems({ sight, stop, power, ask, activity, controls }: Profile): readonly ProfileFlaw[] {
  const unseen = `nothing shows it: sight is ${sight}`;
  const isSeen = [stop?.done, stop?.rests, stop?.soft].some((each) => each !== undefined);
  const isActive = activity.blinking.length > 0 || Object.keys(activity.moving).length > 0;
  return [
    ...(sight === 'answers' && ask === undefined
      ? [{ path: ['sight'], message: 'answers needs ask: only what is asked is answered' }]
      : []),
    ...(isSeen ? [{ path: ['stop'], message: `done, rests and soft are of no use: ${unseen}` }] : []),
    ...(isActive ? [{ path: ['activity'], message: unseen }] : []),
    ...(power === undefined ? [] : [{ path: ['power'], message: `its key is pressed by what shows, but ${unseen}` }]),
    ...Object.entries(controls).flatMap(([name, { field, kind }]): ProfileFlaw[] => {
      if (field !== null) return [{ path: ['controls', name, 'field'], message: unseen }];
      const isBlind = kind === 'value' || kind === 'direct';
      return isBlind ? [] : [{ path: ['controls', name], message: 'what nobody sees must be set directly' }];
    }),
  ];
}

function wayProblems({ sight, stop, power }: Profile): readonly ProfileFlaw[] {
  const ways = [...(stop?.press ?? []), ...(stop?.send ?? [])];
  if (ways.length === 0 && power === undefined)
    return [{ path: [], message: 'needs stop.press, stop.send or a power key: it must be possible to stop it' }];
  if (sight !== 'status' && (stop?.press.length ?? 0) > 0)
    return [{ path: ['stop', 'press'], message: 'a key is pressed by what shows: use send' }];
  return [];
}
