import { findProfile } from '../adapters/files/profile-file.js';
import type { ProgramFile } from '../adapters/files/program-file.js';
import { driverFor } from '../chair/drivers.js';
import { readDriver } from '../core/configuration/driver.js';
import { misfits } from '../core/profile/fit.js';
import type { Profile } from '../core/profile/schema.js';
import type { Finding } from '../core/program/lint.js';
import { clockTime } from './draw-timeline.js';
import { loadConfig, showProblem } from './load-config.js';

type FoundChair =
  /** `profile` null: it speaks the line protocol, and the simulated chair is the measure. */
  { readonly kind: 'chair'; readonly profile: Profile | null } | { readonly kind: 'none'; readonly message: string };

export const anyOtherChair: FoundChair = { kind: 'chair', profile: null };

/** Finds a chair by its id in the configuration, or the kind of chair that a driver or a profile of this name has. */
export function findChair(name: string, config: string | undefined, environment: NodeJS.ProcessEnv): FoundChair {
  const loaded = loadConfig(config, environment);
  if (loaded.kind === 'refused' && config !== undefined) {
    return { kind: 'none', message: loaded.problems.map(showProblem).join('').trimEnd() };
  }
  const chair = loaded.kind === 'loaded' ? loaded.config.chairs.find(({ id }) => id === name) : undefined;
  if (chair !== undefined && loaded.kind === 'loaded') {
    return { kind: 'chair', profile: loaded.driverOf(chair).profile };
  }
  const folder = loaded.kind === 'loaded' ? loaded.config.profiles : undefined;
  let why = '';
  const driver = driverFor(readDriver(name), (wanted) => {
    const found = findProfile(wanted, folder);
    if (found.kind === 'profile') return found;
    why = found.kind === 'none' ? found.message : (found.problems[0]?.message ?? 'its profile cannot be read');
    return null;
  });
  if (driver !== null) return { kind: 'chair', profile: driver.profile };
  const ids = loaded.kind === 'loaded' ? loaded.config.chairs.map(({ id }) => id).join(', ') : 'none';
  return { kind: 'none', message: `there is no chair '${name}' (configured: ${ids}), and ${why}` };
}

/** What a chair by profile makes of a program that was loaded. */
export function fitFindings(profile: Profile, file: string, result: ProgramFile): readonly Finding[] {
  if (result.kind !== 'loaded') return [];
  return misfits(profile, result.timeline).map(({ severity, message, atMs }) => ({
    rule: 'chair',
    severity,
    file,
    line: 1,
    column: 1,
    message: `${clockTime(atMs)} ${message}`,
    at: atMs,
  }));
}
