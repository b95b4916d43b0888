import { techniquesOf, zonesOfProfile } from '../core/profile/abilities.js';
import type { Profile } from '../core/profile/schema.js';
import type { View } from '../core/profile/sight.js';
import type { Zone } from '../core/zones.js';

/** A zone that moves without being asked for so long is no remainder of what was. */
const unaskedMsMax = 6000;

/** Zones that no key rests: those that the session has used go on between, any other must not move. [S10] */
export class UnaskedMotion {
  private readonly used = new Set<Zone>();
  private sinceMs: number | null = null;

  constructor(private readonly profile: Profile) {}

  use(zone: Zone): void {
    if (this.profile.zones[zone]?.rest === null) this.used.add(zone);
  }

  get isAnyUsed(): boolean {
    return this.used.size > 0;
  }

  /** The zone that has moved unasked for too long, or null. */
  look(view: View, nowMs: number): Zone | null {
    const zone = zonesOfProfile(this.profile).find((each) => this.moves(each, view)) ?? null;
    this.sinceMs = zone === null ? null : (this.sinceMs ?? nowMs);
    return this.sinceMs !== null && nowMs - this.sinceMs >= unaskedMsMax ? zone : null;
  }

  private moves(zone: Zone, view: View): boolean {
    const { profile } = this;
    const plan = profile.zones[zone];
    if (plan === undefined || plan.rest !== null || this.used.has(zone)) return false;
    const controls = techniquesOf(plan).flatMap(([, { set }]) => Object.keys(set));
    const fields = controls.map((control) => profile.controls[control]?.field ?? '');
    return fields.some((field) => {
      const shown = view.values[field] ?? null;
      return profile.activity.includes(field) && shown !== null && shown !== 'none';
    });
  }
}
