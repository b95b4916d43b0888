import { join } from 'node:path';
import { findProfileOrFile } from '../../src/adapters/files/profile-file.js';
import type { Profile } from '../../src/core/profile/schema.js';

/** Where the profiles of chairs that do not exist are. */
export const ownProfiles = join(import.meta.dirname, '../fixtures/profiles');

/** One that somebody could have written; its file is beside the tests. */
export function ownProfile(name: string): Profile {
  const read = findProfileOrFile(join(ownProfiles, `${name}.yaml`), undefined);
  if (read.kind !== 'profile') throw new Error(JSON.stringify(read));
  return read.profile;
}
