import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import { shapeProblems } from '../../core/configuration/shape-problems.js';
import { profileSchema } from '../../core/profile/references.js';
import { type Profile, profileJsonSchema } from '../../core/profile/schema.js';
import { hintFor } from '../../core/shape/nearest-word.js';
import { readBounded } from './bounded-read.js';
import { packageFolder } from './package-folder.js';
import { readYaml } from './yaml-source.js';

const fileBytesMax = 64 * 1024;

/** What is wrong with a profile, where that is in its file. */
interface ProfileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ReadProfile =
  | { readonly kind: 'profile'; readonly profile: Profile; readonly file: string }
  | { readonly kind: 'refused'; readonly problems: readonly ProfileProblem[] }
  /** There is no such profile. */
  | { readonly kind: 'none'; readonly message: string };

/** In the sources, for the sources and for the build alike. */
const shippedProfilesDirectory = (): string => join(packageFolder(), 'src', 'chair', 'profiles');

const namesIn = (directory: string): readonly string[] => {
  try {
    return readdirSync(directory).flatMap((file) => /^([^.].*)\.ya?ml$/.exec(file)?.[1] ?? []);
  } catch {
    return [];
  }
};

/** Finds a profile by its name: in the user's folder, then among those that ship. Never throws. */
export function findProfile(name: string, ownDirectory: string | undefined): ReadProfile {
  const directories = [...(ownDirectory === undefined ? [] : [ownDirectory]), shippedProfilesDirectory()];
  for (const directory of directories) {
    const file = ['yaml', 'yml'].map((ending) => join(directory, `${name}.${ending}`)).find(existsSync);
    if (file !== undefined) return readProfileFile(file, name);
  }
  const known = [...new Set(directories.flatMap(namesIn))].sort();
  const hint = hintFor(name, known, `there are ${known.join(', ') || 'none'}`);
  return { kind: 'none', message: `there is no profile '${name}'; ${hint}` };
}

/** Reads the profile at `file`, which has to be called `name`. Never throws. */
function readProfileFile(file: string, name: string): ReadProfile {
  const refused = (message: string): ReadProfile => ({
    kind: 'refused',
    problems: [{ file, line: 1, column: 1, message }],
  });
  const read = readBounded(file, fileBytesMax);
  if (read.kind === 'problem') return refused(read.message);
  const source = readYaml(new TextDecoder().decode(read.bytes), file, fileBytesMax);
  if (source.kind === 'unreadable') return { kind: 'refused', problems: source.problems.map((each) => ({ ...each })) };
  const parsed = profileSchema.safeParse(source.value);
  if (parsed.success) {
    if (parsed.data.name === name) return { kind: 'profile', profile: parsed.data, file };
    return refused(`its name is '${parsed.data.name}', so its file has to be called ${parsed.data.name}.yaml`);
  }
  const found = shapeProblems(parsed.error.issues, source.value, profileJsonSchema());
  const problems = found.map(({ of, path, message, suggestion }) => ({
    file,
    ...(of === 'key' ? source.locateKey(path) : source.locate(path)),
    message: suggestion === undefined ? message : `${message}; ${suggestion}`,
  }));
  return { kind: 'refused', problems };
}
