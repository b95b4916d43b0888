import { limits } from '../safety/limits.js';
import { abilitiesOf, zonesOfProfile } from './abilities.js';
import type { Profile } from './schema.js';
import { telemetryOfProfile } from './shown-telemetry.js';
import { isShown, type ProfileView } from './view.js';

/** `soft` ends a massage and moves nobody, `off` ends it in any case, `pause` holds it. */
export type KeyStopKind = 'soft' | 'off' | 'pause';

/** How a chair is stopped that shows what becomes of it. */
export interface StopPlan {
  /** Pressed one after another, while a fresh status shows that they are needed. */
  readonly keys: readonly string[];
  /** Sent again and again until it shows. */
  readonly commands: readonly string[];
  /** How long the keys take to show, ms. */
  readonly settlesMs: number;
  /** The alarm comes when it does not show by then, ms. */
  readonly withinMs: number;
  readonly isNeeded: (view: ProfileView) => boolean;
  readonly isDone: (view: ProfileView) => boolean;
  /** Where a stop drives the chair home: whether it is there, and how long that may take, ms. */
  readonly home: { readonly isThere: (view: ProfileView) => boolean; readonly withinMs: number } | null;
}

/** From the request to the alarm: the ramp of a stop and the time until its alarm, as for every chair. */
export const alarmAfterMs = limits.stopRampMs + limits.alarmAfterMs;

type Stage = Pick<NonNullable<Profile['stop']>, 'press' | 'send' | 'done' | 'within'>;

const keysSettleMs = (profile: Profile, keys: readonly string[]): number =>
  Math.max(0, ...keys.map((key) => profile.keys[key]?.settles ?? 0));

const pausePlan = (profile: Profile, key: string): StopPlan => ({
  keys: [key],
  commands: [],
  settlesMs: keysSettleMs(profile, [key]),
  withinMs: alarmAfterMs,
  isNeeded: ({ isActive }) => isActive === true,
  isDone: ({ isActive }) => isActive === false,
  home: null,
});

/** Whatever a profile takes for the end: what shows that something moves is no end. */
const isMoving = (view: ProfileView): boolean => view.isActive === true;

const showsLevels = (profile: Profile, view: ProfileView): boolean =>
  telemetryOfProfile(profile, view, 0).zones.some(({ level }) => level > 0);

/** What turns in a zone that no key rests shows `none` where it can. */
function turns(profile: Profile, { values }: ProfileView): boolean {
  const controls = Object.values(profile.zones).flatMap((plan) =>
    plan?.rest === null ? abilitiesOf(plan).flatMap(([, { set }]) => Object.keys(set)) : [],
  );
  return controls.some((name) => {
    const shown = values[profile.controls[name]?.field ?? ''] ?? null;
    const field = profile.fields[profile.controls[name]?.field ?? ''];
    const canRest =
      field?.kind === 'blinks' || (field?.kind === 'named' && Object.values(field.values).includes('none'));
    return canRest && shown !== 'none';
  });
}

/** What the profile calls a fault, with every output at nothing: its keys have nothing to end. */
function isAtRestInFault(profile: Profile, view: ProfileView): boolean {
  if (
    profile.fault === undefined ||
    isShown(profile.fault, view.values) !== true ||
    isMoving(view) ||
    turns(profile, view)
  )
    return false;
  // In a fault it counts as off, and a chair that is off is not looked at.
  const { zones } = telemetryOfProfile(profile, { ...view, isOn: true }, 0);
  return zones.length === zonesOfProfile(profile).length && zones.every(({ level }) => level === 0);
}

/** A chair that was switched off and drives home needs no gentler stop: its massage is over. */
const isOnItsWayHome = (profile: Profile, view: ProfileView): boolean =>
  profile.stop?.rests !== undefined &&
  profile.stop.done !== undefined &&
  view.isOn !== true &&
  isShown(profile.stop.done, view.values) === true &&
  !showsLevels(profile, view);

/** What no stage says shows by the power: off, and nothing moves. */
function stagePlan(profile: Profile, stage: Stage | undefined, kind: KeyStopKind): StopPlan {
  const { power, stop } = profile;
  const commands = stage?.send ?? [];
  const hasWay = commands.length > 0 || (stage?.press.length ?? 0) > 0;
  const keys = hasWay || power === undefined ? (stage?.press ?? []) : [power.key];
  const done = stage?.done;
  const rests = kind === 'off' ? stop?.rests : undefined;
  return {
    keys,
    commands,
    settlesMs: keysSettleMs(profile, keys),
    withinMs: stage?.within ?? alarmAfterMs,
    // What is on and moves at a level has to be stopped, whatever is called done. A level alone may be its display, and its key a toggle.
    isNeeded: (view) =>
      !(kind === 'soft' && isOnItsWayHome(profile, view)) &&
      (done === undefined
        ? view.isOn === true
        : isShown(done, view.values) === false ||
          (view.isOn === true && isMoving(view) && showsLevels(profile, view))) &&
      !isAtRestInFault(profile, view),
    isDone:
      done === undefined
        ? ({ isOn, isActive }) => isOn === false && isActive === false
        : (view) =>
            isAtRestInFault(profile, view) ||
            (isShown(done, view.values) === true &&
              (rests !== undefined || (!isMoving(view) && !view.isBetween)) &&
              !showsLevels(profile, view)),
    home:
      stop === undefined || rests === undefined
        ? null
        : {
            isThere: (view) =>
              isAtRestInFault(profile, view) || (isShown(rests, view.values) === true && !isMoving(view)),
            withinMs: stop.rests_within,
          },
  };
}

/** How to stop it so. */
export function stopPlan(profile: Profile, kind: KeyStopKind): StopPlan {
  const { pause, stop } = profile;
  if (kind === 'pause' && pause !== undefined) return pausePlan(profile, pause.key);
  return stagePlan(profile, kind === 'soft' ? stop?.soft : stop, kind);
}

/** What a session ends with: what moves nobody, where there is such a thing. */
export const endingStop = ({ stop }: Profile): KeyStopKind => (stop?.soft === undefined ? 'off' : 'soft');

/** A chair at rest, by what the profile says of the end of a massage, or by its power and by what moves. */
export function showsAtRest(profile: Profile, view: ProfileView): boolean {
  const { isDone, home } = stopPlan(profile, 'off');
  if (profile.stop?.done !== undefined) return isDone(view) && (home?.isThere(view) ?? true);
  return view.isActive === false || (view.isOn === false && view.isActive === null);
}
