import type { Aims } from './aims.js';
import { type Control, changeSettlesMs, isDirect, keysOfControl, keyTowards, pressesToAny } from './control-shape.js';
import type { Profile } from './schema.js';
import type { ShownValue } from './sight.js';
import { riseTowards } from './unseen.js';
import type { ProfileView } from './view.js';

/** One key that was pressed and whose effect is not known yet. */
interface Pressed {
  readonly control: string;
  /** When it must show, ms after it was pressed. */
  readonly settlesMs: number;
  readonly atMs: number;
  readonly before: ShownValue;
}

/** The way of one control to its aim. */
interface Chase {
  readonly aim: string;
  /** Presses in a row after which nothing had changed. */
  readonly idlePresses: number;
  /** Values that were seen on the way; a cycle comes back to them. */
  readonly seen: readonly ShownValue[];
}

/** Wanted against reported. A new one begins with each session. */
export interface Reconciling {
  readonly pressed: Pressed | null;
  readonly chases: Readonly<Record<string, Chase>>;
  /** Controls that were seen at their aim, with what they showed then. */
  readonly reached: Readonly<Record<string, string>>;
  /** Controls that the person has set: theirs until the session ends. */
  readonly adopted: Readonly<Record<string, string>>;
  /** Since when a control that is to be set shows nothing that can be read, ms. */
  readonly blindSinceMs: number | null;
  /** Since when something that is to be set lacks what it needs, ms. */
  readonly lackingSinceMs: number | null;
}

export const newReconciling: Reconciling = {
  pressed: null,
  chases: {},
  reached: {},
  adopted: {},
  blindSinceMs: null,
  lackingSinceMs: null,
};

export type ReconcileEffect =
  | { readonly kind: 'press'; readonly key: string; readonly control: string }
  | { readonly kind: 'send'; readonly control: string; readonly value: string }
  /** The person has set it on the chair's own remote. */
  | { readonly kind: 'adopted'; readonly control: string; readonly value: string }
  | { readonly kind: 'unreachable'; readonly control: string; readonly aim: string; readonly why: Hopeless };

/** `cycle`: its values come round without the aim; `deaf`: nothing that was pressed changed anything; `unseen`: the status does
 *  not show it; `lacking`: what it needs never shows. */
export type Hopeless = 'cycle' | 'deaf' | 'unseen' | 'lacking';

type Step = readonly [Reconciling, ReconcileEffect | null];

/** A lost key is pressed again, so often in a row. */
const idlePressesMax = 5;
/** Once round, and once more for keys that somebody else pressed meanwhile. */
const roundsMax = 2;
/** Every status shows itself within this time, ms; some only after a key. */
const unseenMsMax = 10_000;
const provokeMs = 3000;
/** What a control needs may take so long: a chair measures the body first, half a minute. */
const lackingMsMax = 60_000;

const isSettled = (profile: Profile, control: Control, pressed: Pressed, view: ProfileView, nowMs: number): boolean => {
  const frame = profile.fields[control.field ?? '']?.frame ?? '';
  const fromMs = pressed.atMs + pressed.settlesMs;
  const isNewer = (view.atMs[frame] ?? Number.NEGATIVE_INFINITY) >= fromMs;
  return nowMs >= fromMs && (isNewer || nowMs >= fromMs + provokeMs);
};

/** Undecided while two techniques seem to blink. */
const shownBy = (view: ProfileView, control: Control): ShownValue => {
  const shown = view.values[control.field ?? ''] ?? null;
  if (typeof shown === 'number') return String(shown);
  return shown === 'several' ? null : shown;
};

/** The next key, or nothing while there is something to wait for. One key at a time; each control in the order of the profile.
 *  Pure. */
export function reconcile(profile: Profile, state: Reconciling, aims: Aims, view: ProfileView, nowMs: number): Step {
  const [settled, isWaiting] = settle(profile, state, view, nowMs);
  if (isWaiting) return [settled, null];
  const adoption = findAdoption(profile, settled, view);
  if (adoption !== null) return adoption;
  let now = settled;
  let lacking: Target | null = null;
  for (const target of targets(profile, now, aims, view)) {
    const { name, control, aim, shown } = target;
    if (lacks(view, control)) lacking ??= target;
    else if (shown === null) return unseen(profile, now, target, nowMs);
    else if (shown !== aim) return press(profile, now, target, nowMs);
    else now = reach(now, name, aim);
  }
  return lack({ ...now, blindSinceMs: null }, lacking, nowMs);
}

/** What is to be set and shows somewhere, but for what is the person's. What no status shows is not reconciled: it is repeated. */
function targets(profile: Profile, state: Reconciling, aims: Aims, view: ProfileView): readonly Target[] {
  return [...aims].flatMap(([name, aim]) => {
    const control = profile.controls[name];
    if (control === undefined || control.field === null || state.adopted[name] !== undefined) return [];
    if (lacks(view, control) && isTheirs(profile, state, control)) return [];
    return [{ name, control, aim, shown: shownBy(view, control) }];
  });
}

/** What it needs is set by the person, who wins. */
const isTheirs = ({ controls }: Profile, { adopted }: Reconciling, { needs }: Control): boolean =>
  Object.keys(adopted).some((name) => Object.hasOwn(needs, controls[name]?.field ?? ''));

/** Everything that can be set is; what lacks something is waited for, and not for ever: it would look as if it worked. */
function lack(
  state: Reconciling,
  lacking: { readonly name: string; readonly aim: string } | null,
  nowMs: number,
): Step {
  if (lacking === null) return [{ ...state, lackingSinceMs: null }, null];
  const lackingSinceMs = state.lackingSinceMs ?? nowMs;
  const next = { ...state, lackingSinceMs };
  if (nowMs - lackingSinceMs < lackingMsMax) return [next, null];
  return [next, { kind: 'unreachable', control: lacking.name, aim: lacking.aim, why: 'lacking' }];
}

/** Waits for a status that shows the control. A key that leads to one value alone may be pressed once to bring it about. */
function unseen(profile: Profile, state: Reconciling, target: Target, nowMs: number): Step {
  const { name: control, aim } = target;
  const blindSinceMs = state.blindSinceMs ?? nowMs;
  const blindMs = nowMs - blindSinceMs;
  const mayProvoke = isDirect(target.control) && state.chases[control] === undefined;
  if (mayProvoke && blindMs >= provokeMs) {
    const [next, effect] = press(profile, state, target, nowMs);
    return [{ ...next, blindSinceMs }, effect];
  }
  const isOver = blindMs >= unseenMsMax;
  return [{ ...state, blindSinceMs }, isOver ? { kind: 'unreachable', control, aim, why: 'unseen' } : null];
}

const lacks = (view: ProfileView, { needs }: Control): boolean =>
  Object.entries(needs).some(([field, value]) => view.values[field] !== value);

/** Waits for what the last key did. */
function settle(
  profile: Profile,
  state: Reconciling,
  view: ProfileView,
  nowMs: number,
): readonly [Reconciling, boolean] {
  const { pressed } = state;
  const control = pressed === null ? undefined : profile.controls[pressed.control];
  if (pressed === null || control === undefined) return [{ ...state, pressed: null }, false];
  if (!isSettled(profile, control, pressed, view, nowMs)) return [state, true];
  const shown = shownBy(view, control);
  if (shown === null) return nowMs - pressed.atMs < provokeMs ? [state, true] : [{ ...state, pressed: null }, false];
  const chase = state.chases[pressed.control];
  if (chase === undefined) return [{ ...state, pressed: null }, false];
  const isIdle = shown === pressed.before;
  const next = {
    ...chase,
    idlePresses: isIdle ? chase.idlePresses + 1 : 0,
    seen: isIdle ? chase.seen : [...chase.seen, shown],
  };
  return [{ ...state, pressed: null, chases: { ...state.chases, [pressed.control]: next } }, false];
}

function reach(state: Reconciling, name: string, aim: string): Reconciling {
  if (state.reached[name] === aim && state.chases[name] === undefined) return state;
  const { [name]: _done, ...chases } = state.chases;
  return { ...state, chases, reached: { ...state.reached, [name]: aim } };
}

interface Target {
  readonly name: string;
  readonly control: Control;
  readonly aim: string;
  readonly shown: ShownValue;
}

function press(profile: Profile, state: Reconciling, target: Target, nowMs: number): Step {
  const { name, control, aim, shown } = target;
  const before = state.chases[name];
  const chase = before?.aim === aim ? before : { aim, idlePresses: 0, seen: [shown] };
  const key = keyTowards(control, shown === null ? null : String(shown), aim);
  const why = key === null && control.kind !== 'value' ? 'cycle' : hopeless(chase, control);
  if (why !== null) return [state, { kind: 'unreachable', control: name, aim, why }];
  const settles = changeSettlesMs(control, profile.keys[key ?? '']);
  const pressed = { control: name, atMs: nowMs, before: shown, settlesMs: settles };
  const chases = { ...state.chases, [name]: chase };
  const reached = undisturbed(profile, state.reached, name, key);
  const next = { ...state, pressed, chases, reached, blindSinceMs: null };
  const effect: ReconcileEffect =
    key === null
      ? {
          kind: 'send',
          control: name,
          value: riseTowards(control, shown === null ? null : String(shown), aim, settles),
        }
      : { kind: 'press', key, control: name };
  return [next, effect];
}

/** What a key moves beside its own control is not the person's doing: that is looked at anew. */
function undisturbed(
  profile: Profile,
  reached: Reconciling['reached'],
  changed: string,
  key: string | null,
): Reconciling['reached'] {
  const isMoved = (name: string, control: Control): boolean =>
    name === changed || (key !== null && keysOfControl(control).includes(key));
  const moved = Object.entries(profile.controls).flatMap(([name, each]) => (isMoved(name, each) ? [each.field] : []));
  const isKept = (name: string): boolean => {
    const control = profile.controls[name];
    return (
      control !== undefined &&
      !isMoved(name, control) &&
      !Object.keys(control.needs).some((field) => moved.includes(field))
    );
  };
  return Object.fromEntries(Object.entries(reached).filter(([name]) => isKept(name)));
}

/** Why pressing on is no use, or null. */
function hopeless({ idlePresses, seen }: Chase, control: Control): Hopeless | null {
  if (idlePresses >= idlePressesMax) return 'deaf';
  // A value rises by steps.
  if (control.kind === 'value') return null;
  return seen.length > roundsMax * pressesToAny(control) + 1 ? 'cycle' : null;
}

/** A control that was where it should be and is not any more, without a key of ours: the person wins. */
function findAdoption(profile: Profile, state: Reconciling, view: ProfileView): Step | null {
  for (const [name, value] of Object.entries(state.reached)) {
    const control = profile.controls[name];
    if (control === undefined || lacks(view, control)) continue;
    const shown = shownBy(view, control);
    if (typeof shown !== 'string' || shown === value || shown === 'none') continue;
    const { [name]: _theirs, ...reached } = state.reached;
    return [
      { ...state, reached, adopted: { ...state.adopted, [name]: shown } },
      { kind: 'adopted', control: name, value: shown },
    ];
  }
  return null;
}
