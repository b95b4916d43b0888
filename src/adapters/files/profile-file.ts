import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, parse } from 'node:path';
import { TextDecoder } from 'node:util';
import { shapeProblems } from '../../core/configuration/shape-problems.js';
import { profileSchema } from '../../core/profile/references.js';
import { type Profile, profileJsonSchema, profileShape } from '../../core/profile/schema.js';
import { issueWords } from '../../core/shape/issue-words.js';
import { looksLike } from '../../core/shape/looks-like.js';
import { hintFor } from '../../core/shape/nearest-word.js';
import { readPlainFile } from './bounded-read.js';
import { packageFolder } from './package-folder.js';
import { readYaml } from './yaml-source.js';

const fileBytesMax = 64 * 1024;
const profileKeys = Object.keys(profileShape.shape);

/** What is wrong with a profile, where that is in its file. */
interface ProfileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ReadProfile =
  | { readonly kind: 'profile'; readonly profile: Profile; readonly source: unknown; readonly file: string }
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

/** The profiles that ship. */
export const knownProfiles = (): readonly Profile[] =>
  [...namesIn(shippedProfilesDirectory())].sort().flatMap((name) => {
    const read = findProfile(name, undefined);
    return read.kind === 'profile' ? [read.profile] : [];
  });

/** Finds a profile by its name: in the user's folder, then among those that ship. Never throws. */
export function findProfile(name: string, ownDirectory: string | undefined): ReadProfile {
  const directories = [...(ownDirectory === undefined ? [] : [ownDirectory]), shippedProfilesDirectory()];
  for (const directory of directories) {
    const file = ['yaml', 'yml'].map((ending) => join(directory, `${name}.${ending}`)).find(existsSync);
    if (file !== undefined) return readProfileFile(file, name, directory);
  }
  const known = [...new Set(directories.flatMap(namesIn))].sort();
  const hint = hintFor(name, known, `there are ${known.join(', ') || 'none'}`);
  return { kind: 'none', message: `there is no profile '${name}'; ${hint}` };
}

/** The same for a name or the path of a file, which ends in .yaml or .yml. Never throws. */
export function findProfileOrFile(nameOrFile: string, ownDirectory: string | undefined): ReadProfile {
  if (!/\.ya?ml$/.test(nameOrFile)) return findProfile(nameOrFile, ownDirectory);
  if (!existsSync(nameOrFile)) return { kind: 'none', message: `there is no file ${nameOrFile}` };
  return readProfileFile(nameOrFile, parse(nameOrFile).name, dirname(nameOrFile));
}

/** Reads the profile at `file`, which has to be called `name`. Never throws. */
function readProfileFile(file: string, name: string, directory: string): ReadProfile {
  const refused = (message: string): ReadProfile => ({
    kind: 'refused',
    problems: [{ file, line: 1, column: 1, message }],
  });
  const read = readPlainFile(file, fileBytesMax, directory);
  if (read.kind === 'problem') return refused(read.message);
  const source = readYaml(new TextDecoder().decode(read.bytes), file, fileBytesMax);
  if (source.kind === 'unreadable') return { kind: 'refused', problems: source.problems.map((each) => ({ ...each })) };
  if (!looksLike(source.value, profileKeys)) return refused(`is not a profile, which has ${profileKeys.join(', ')}`);
  const parsed = profileSchema.safeParse(source.value, { error: issueWords });
  if (parsed.success) {
    if (parsed.data.name === name) return { kind: 'profile', profile: parsed.data, source: source.value, file };
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
