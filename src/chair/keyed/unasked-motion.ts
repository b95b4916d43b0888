import { abilitiesOf, zonesOfProfile } from '../../core/profile/abilities.js';
import type { DrivingMoment } from '../../core/profile/chair-moment.js';
import type { Profile } from '../../core/profile/schema.js';
import type { ProfileView } from '../../core/profile/view.js';
import type { Zone } from '../../core/zones.js';

/** A zone that moves without being asked for so long is no remainder of what was. */
const unaskedMsMax = 6000;

/** Zones that no key rests: those that the session uses go on between, for a while; any other must not move. [S10] */
export class UnaskedMotion {
  private readonly used = new Set<Zone>();
  /** Since when a zone that is used is asked to rest, ms. */
  private readonly resting = new Map<Zone, number>();
  private sinceMs: number | null = null;

  constructor(private readonly profile: Profile) {}

  get moment(): DrivingMoment['motion'] {
    return { used: [...this.used], resting: [...this.resting], sinceMs: this.sinceMs };
  }

  takeUp({ used, resting, sinceMs }: DrivingMoment['motion']): void {
    for (const zone of used) this.used.add(zone);
    for (const [zone, atMs] of resting) this.resting.set(zone, atMs);
    this.sinceMs = sinceMs;
  }

  /** What a zone is asked to do now. */
  asks(zone: Zone, isToMove: boolean, nowMs: number): void {
    if (this.profile.zones[zone]?.rest !== null) return;
    if (isToMove) this.used.add(zone);
    if (isToMove) this.resting.delete(zone);
    else if (this.used.has(zone) && !this.resting.has(zone)) this.resting.set(zone, nowMs);
  }

  get isAnyUsed(): boolean {
    return this.used.size > 0;
  }

  /** The zone that has moved unasked for too long, or null. */
  look(view: ProfileView, nowMs: number): Zone | null {
    const zone = zonesOfProfile(this.profile).find((each) => this.moves(each, view, nowMs)) ?? null;
    this.sinceMs = zone === null ? null : (this.sinceMs ?? nowMs);
    return this.sinceMs !== null && nowMs - this.sinceMs >= unaskedMsMax ? zone : null;
  }

  private moves(zone: Zone, view: ProfileView, nowMs: number): boolean {
    const { profile } = this;
    const plan = profile.zones[zone];
    if (plan === undefined || plan.rest !== null) return false;
    const restsMs = nowMs - (this.resting.get(zone) ?? nowMs);
    if (this.used.has(zone) && restsMs <= profile.follows) return false;
    const settings = abilitiesOf(plan).flatMap(([, { set }]) => Object.entries(set));
    return settings.some(([control]) => {
      const field = profile.controls[control]?.field ?? '';
      const shown = view.values[field] ?? null;
      if (shown === null || shown === 'none') return false;
      if (profile.activity.blinking.includes(field)) return true;
      // In a mode that no technique of the zone asks for the chair does what it likes.
      return view.isActive === true && !settings.some(([each, value]) => each === control && value === shown);
    });
  }
}
