import type { Telemetry, ZoneReport } from '../protocol/messages.js';
import { type Zone, zones } from '../zones.js';
import { abilitiesOf } from './abilities.js';
import { levelOfAbility } from './aims.js';
import type { Profile, ProfileZone } from './schema.js';
import type { ProfileView } from './view.js';

const noSensor = { temperatureDc: 'none', currentMa: 'none', flags: [] } as const;

function shownOf({ controls }: Profile, { values }: ProfileView, name: string): string | null {
  const shown = values[controls[name]?.field ?? ''] ?? null;
  return shown === null ? null : String(shown);
}

/** What a zone shows; null where its controls show nothing that is a technique of ours. */
function zoneReport(profile: Profile, zone: Zone, plan: ProfileZone, view: ProfileView): ZoneReport | null {
  const off: ZoneReport = { zone, technique: 'off', level: 0, rate: 0, ...noSensor };
  // What it does without being seen is not known, whatever it was asked.
  if (profile.sight !== 'status') return null;
  if (view.isOn !== true && !view.isBetween) return off;
  const shows = (settings: Readonly<Record<string, string>>): boolean =>
    Object.entries(settings).every(([control, value]) => shownOf(profile, view, control) === value);
  for (const [technique, ability] of abilitiesOf(plan)) {
    if (!shows(ability.set)) continue;
    const { control } = ability.level;
    const level = levelOfAbility(ability, control === null ? null : shownOf(profile, view, control));
    if (level !== null) return { zone, technique, level, rate: null, ...noSensor };
  }
  // Neither on nor off, as on its way home: what no level shows is no massage.
  if (view.isBetween) return off;
  const isResting = plan.rest === null ? view.isActive === false : shows(plan.rest);
  return isResting ? off : null;
}

/** A status as a line of telemetry: what the chair's display shows, and no reading that it does not have. A zone that shows
 *  nothing we know is left out. */
export function telemetryOfProfile(profile: Profile, view: ProfileView, nowMs: number): Telemetry {
  const reports = zones.flatMap((zone) => {
    const plan = profile.zones[zone];
    const report = plan === undefined ? null : zoneReport(profile, zone, plan, view);
    return report === null ? [] : [report];
  });
  const isMoving = view.isActive === true || (view.isOn === true && view.isActive === null);
  const mode = isMoving ? 'run' : 'idle';
  return { uptimeMs: Math.floor(nowMs), mode, leaseMs: 0, occupied: 'none', railMv: 'none', zones: reports };
}
