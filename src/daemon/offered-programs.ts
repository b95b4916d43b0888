import { capabilitiesOf } from '../core/profile/abilities.js';
import type { Profile } from '../core/profile/schema.js';
import { compile } from '../core/program/compile.js';
import type { Program } from '../core/program/schema.js';
import { unfit } from '../core/program/timeline.js';

const offers = new WeakMap<Profile, WeakMap<Program, boolean>>();

/** Whether hubs offer a program for a chair: not where its profile lacks a zone or a technique of it. What a chair without a profile can do
 *  only its next handshake tells; it refuses by itself. */
export function isOffered(program: Program, profile: Profile | null): boolean {
  if (profile === null || program.native !== undefined) return true;
  const known = offers.get(profile) ?? new WeakMap<Program, boolean>();
  offers.set(profile, known);
  const is = known.get(program) ?? unfit(compile(program), capabilitiesOf(profile)) === null;
  known.set(program, is);
  return is;
}
