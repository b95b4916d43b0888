import { type Aims, aimsOf, type Following, followAims, followsNothing, moves } from '../../core/profile/aims.js';
import type { DrivingMoment } from '../../core/profile/chair-moment.js';
import { type Hopeless, newReconciling, type Reconciling, reconcile } from '../../core/profile/reconcile.js';
import type { Profile } from '../../core/profile/schema.js';
import { tellUnseen, toldNothing, type Unseen } from '../../core/profile/unseen.js';
import { isShown, type ProfileView, viewSince } from '../../core/profile/view.js';
import { type Drive, type LevelCaps, type Zone, zones } from '../../core/zones.js';
import { PacedKey } from './key-sender.js';
import { UnaskedMotion } from './unasked-motion.js';

/** What comes of looking at the chair while a session drives it. */
export type DrivingEffect =
  | { readonly kind: 'press'; readonly key: string }
  /** A control gets a value that is in its commands. */
  | { readonly kind: 'send'; readonly control: string; readonly value: number }
  /** The first sign that the chair runs. */
  | { readonly kind: 'driving' }
  | { readonly kind: 'adopted'; readonly what: string }
  /** The person has switched it off, or holds it, at its own remote. */
  | { readonly kind: 'person'; readonly button: 'stop' | 'pause' }
  | { readonly kind: 'fault'; readonly zone: Zone | null; readonly message: string };

/** How often a key is pressed that changes nothing. */
const pressesMax = 3;
/** Nothing blinks any more for so long: the person holds it. */
const heldMsMax = 4000;

const reasons: Readonly<Record<Hopeless, string>> = {
  cycle: 'its key leads round without it',
  deaf: 'its key changes nothing (a chair that is held at its own remote takes none)',
  unseen: 'the status does not show it',
  lacking: 'what it needs first never showed',
};

/** What a situation of the profile is called where a person reads it. */
export const troubleText = (situation: Readonly<Record<string, readonly string[]>>): string =>
  `the chair shows ${Object.entries(situation)
    .map(([field, values]) => `${field} ${values.join(' or ')}`)
    .join(', ')}: it must not be driven now`;

const fault = (message: string, zone: Zone | null = null): DrivingEffect => ({ kind: 'fault', zone, message });

/** Brings a chair to what one session wants, one key at a time. */
export class KeyDriving {
  private following: Following = followsNothing;
  private state: Reconciling = newReconciling;
  private told: Unseen = toldNothing;
  private native: NativePlay | null = null;
  private isConfirmed = false;
  /** When the chair was last seen off, ms: what it showed until then is no longer so. */
  private offAtMs = Number.NEGATIVE_INFINITY;
  private hasBeenActive = false;
  private quietSinceMs: number | null = null;
  private readonly power: PacedKey | null;
  private readonly timer: PacedKey | null;
  private resume: PacedKey | null = null;
  private readonly motion: UnaskedMotion;

  constructor(private readonly profile: Profile) {
    const { power, timer } = profile;
    this.power = power === undefined ? null : new PacedKey(profile, power.key, pressesMax);
    this.timer = timer === undefined ? null : new PacedKey(profile, timer.key, timer.steps);
    this.motion = new UnaskedMotion(profile);
  }

  get moment(): DrivingMoment {
    const { state, told, isConfirmed, offAtMs, hasBeenActive, quietSinceMs } = this;
    const { aims, waiting } = this.following;
    return {
      aims: [...aims],
      waiting: [...waiting],
      state,
      told,
      native: this.native?.moment ?? null,
      isConfirmed,
      offAtMs,
      hasBeenActive,
      quietSinceMs,
      power: this.power?.moment ?? null,
      timer: this.timer?.moment ?? null,
      resume: this.resume?.moment ?? null,
      motion: this.motion.moment,
    };
  }

  /** Goes on from a moment that was written down. */
  takeUp(moment: DrivingMoment): this {
    const { profile } = this;
    const { native, power, timer, resume } = moment;
    this.following = { aims: new Map(moment.aims), waiting: new Map(moment.waiting) };
    this.state = moment.state;
    this.told = moment.told;
    this.native = native === null ? null : new NativePlay(profile, native.id).takeUp(native);
    this.isConfirmed = moment.isConfirmed;
    this.offAtMs = moment.offAtMs;
    this.hasBeenActive = moment.hasBeenActive;
    this.quietSinceMs = moment.quietSinceMs;
    if (power !== null) this.power?.takeUp(power);
    if (timer !== null) this.timer?.takeUp(timer);
    this.resume = resume === null ? null : new PacedKey(profile, profile.pause?.key ?? '', pressesMax).takeUp(resume);
    this.motion.takeUp(moment.motion);
    return this;
  }

  /** The session goes on after a pause. What the person has set stays theirs. */
  resumes(): void {
    const { pause } = this.profile;
    this.state = { ...newReconciling, adopted: this.state.adopted };
    this.isConfirmed = false;
    this.hasBeenActive = false;
    this.quietSinceMs = null;
    this.power?.reset();
    this.told = toldNothing;
    this.resume = pause === undefined ? null : new PacedKey(this.profile, pause.key, pressesMax);
  }

  want(drive: Drive, caps: LevelCaps, native: string | null, nowMs: number): void {
    const { profile } = this;
    for (const zone of zones) this.motion.asks(zone, moves(profile, drive, zone, caps), nowMs);
    const asked: Aims = native === null ? aimsOf(profile, drive, caps) : new Map();
    this.following = followAims(profile, this.following, asked, nowMs);
    if (native !== null && this.native?.id !== native) this.native = new NativePlay(profile, native);
  }

  /** One look, while a key may be pressed: at most one effect of it is a press. */
  look(view: ProfileView, nowMs: number): readonly DrivingEffect[] {
    if (view.isOn === null) return [];
    if (!view.isOn) return this.switchOn(view, nowMs);
    const confirmed: readonly DrivingEffect[] = this.isConfirmed ? [] : [{ kind: 'driving' }];
    this.isConfirmed = true;
    this.power?.reset();
    const seen = viewSince(this.profile, view, this.offAtMs);
    const effect =
      this.troubled(seen) ?? this.held(view, nowMs) ?? this.unasked(seen, nowMs) ?? this.resumed(view, nowMs);
    const next = effect === 'wait' ? null : (effect ?? this.step(seen, nowMs));
    return next === null ? confirmed : [...confirmed, next];
  }

  private switchOn({ isBetween }: ProfileView, nowMs: number): readonly DrivingEffect[] {
    const { power } = this;
    this.offAtMs = nowMs;
    if (this.isConfirmed) return [{ kind: 'person', button: 'stop' }];
    if (power === null || isBetween) return [];
    const next = power.next(nowMs);
    if (next === 'press') return [{ kind: 'press', key: power.key }];
    return next === 'wait' ? [] : [fault(`the chair did not switch on: its key was pressed ${pressesMax} times`)];
  }

  /** What the profile says must not show while it is driven. */
  private troubled({ values }: ProfileView): DrivingEffect | null {
    const situation = this.profile.fault;
    return situation !== undefined && isShown(situation, values) === true ? fault(troubleText(situation)) : null;
  }

  /** Everything has come to rest although the session goes on, and no key of ours is under way. */
  private held(view: ProfileView, nowMs: number): DrivingEffect | 'wait' | null {
    if (view.isActive === true) this.hasBeenActive = true;
    const isQuiet = this.isAtRest(view) && this.state.pressed === null;
    this.quietSinceMs = isQuiet ? (this.quietSinceMs ?? nowMs) : null;
    if (this.quietSinceMs === null) return null;
    return nowMs - this.quietSinceMs >= heldMsMax ? { kind: 'person', button: 'pause' } : 'wait';
  }

  /** Everything rests that a session had set in motion; air alone may rest by itself for as long. */
  private isAtRest({ isActive }: ProfileView): boolean {
    return this.hasBeenActive && this.motion.isAnyUsed && isActive === false;
  }

  /** [S10] The chair moves a zone that nothing has asked for and no key rests. */
  private unasked(view: ProfileView, nowMs: number): DrivingEffect | null {
    const zone = this.native === null ? this.motion.look(view, nowMs) : null;
    return zone === null ? null : fault(`the chair moves '${zone}' unasked, and no key rests it`, zone);
  }

  /** After a pause the key that paused it lets it go on. */
  private resumed(view: ProfileView, nowMs: number): DrivingEffect | 'wait' | null {
    const { resume } = this;
    if (resume === null) return null;
    if (view.isActive === null) return 'wait';
    const next = view.isActive ? 'spent' : resume.next(nowMs);
    if (next === 'press') return { kind: 'press', key: resume.key };
    if (next === 'wait') return 'wait';
    this.resume = null;
    return null;
  }

  private step(view: ProfileView, nowMs: number): DrivingEffect | null {
    if (this.native !== null) return this.native.look(view, nowMs) ?? this.keepTimer(view, nowMs);
    const [state, effect] = reconcile(this.profile, this.state, this.following.aims, view, nowMs);
    this.state = state;
    if (effect === null) return this.tell(nowMs) ?? (state.pressed === null ? this.keepTimer(view, nowMs) : null);
    switch (effect.kind) {
      case 'send':
        return { kind: 'send', control: effect.control, value: Number(effect.value) };
      case 'press':
        return { kind: 'press', key: effect.key };
      case 'adopted':
        return { kind: 'adopted', what: `${effect.control} ${effect.value}` };
      case 'unreachable':
        // A chair that a person holds takes no other key.
        if (effect.why === 'deaf' && this.isAtRest(view)) return { kind: 'person', button: 'pause' };
        return fault(`${effect.control} did not become ${effect.aim}: ${reasons[effect.why]}`);
    }
  }

  /** What no status shows is said again and again. */
  private tell(nowMs: number): DrivingEffect | null {
    const [told, step] = tellUnseen(this.profile, this.told, this.following.aims, nowMs);
    this.told = told;
    if (step === null) return null;
    const control = this.profile.controls[step.control];
    const key = control?.kind === 'direct' ? control.keys[step.value] : undefined;
    if (key !== undefined) return { kind: 'press', key };
    return control?.kind === 'value' ? { kind: 'send', control: step.control, value: Number(step.value) } : null;
  }

  /** The chair ends by itself when its timer has run out; it must not before the session. */
  private keepTimer(view: ProfileView, nowMs: number): DrivingEffect | null {
    const { timer, profile } = this;
    if (timer === null || profile.timer === undefined) return null;
    const shown = view.values[profile.timer.field];
    if (typeof shown !== 'number') return null;
    const minutes = profile.timer.unit === 's' ? shown / 60 : shown;
    if (minutes > profile.timer.keep_over) {
      timer.reset();
      return null;
    }
    return timer.next(nowMs) === 'press' ? { kind: 'press', key: timer.key } : null;
  }
}

/** Plays one of the chair's own programs: its key until the status shows it. What the person chooses after that is theirs. */
export class NativePlay {
  private readonly key: PacedKey;
  private readonly shows: Readonly<Record<string, string>>;
  private hasShown = false;
  private isTheirs = false;

  constructor(
    profile: Profile,
    readonly id: string,
  ) {
    const native = profile.natives[id];
    this.key = new PacedKey(profile, native?.key ?? '', pressesMax);
    this.shows = native?.shows ?? {};
  }

  get moment(): NonNullable<DrivingMoment['native']> {
    const { id, hasShown, isTheirs } = this;
    return { id, key: this.key.moment, hasShown, isTheirs };
  }

  takeUp({ key, hasShown, isTheirs }: NonNullable<DrivingMoment['native']>): this {
    this.key.takeUp(key);
    this.hasShown = hasShown;
    this.isTheirs = isTheirs;
    return this;
  }

  look(view: ProfileView, nowMs: number): DrivingEffect | null {
    const shown = Object.keys(this.shows).map((field) => view.values[field] ?? null);
    if (this.isTheirs || shown.includes(null)) return null;
    if (Object.entries(this.shows).every(([field, value]) => view.values[field] === value)) {
      this.hasShown = true;
      return null;
    }
    if (this.hasShown) {
      this.isTheirs = true;
      return { kind: 'adopted', what: `program ${shown.join(' ')}` };
    }
    const next = this.key.next(nowMs);
    if (next === 'press') return { kind: 'press', key: this.key.key };
    const message = `the chair did not take the key '${this.key.key}': it was pressed ${pressesMax} times`;
    return next === 'spent' ? { kind: 'fault', zone: null, message } : null;
  }
}
