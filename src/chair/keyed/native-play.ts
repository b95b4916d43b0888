import type { Profile } from '../../core/profile/schema.js';
import type { ProfileView } from '../../core/profile/sight.js';
import type { DrivingEffect } from './driving-effect.js';
import { PacedKey } from './key-sender.js';

const pressesMax = 3;

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
