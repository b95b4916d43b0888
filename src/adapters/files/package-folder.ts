import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder that holds the package's own package.json and what ships beside it; the same from the sources and from the build. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** The folder of the programs that ship. */
export const shippedProgramsDirectory = (): string => join(packageFolder(), 'programs');

/** Where the build puts this program; with a separator at its end. */
export const builtProgramFolder = (): string => join(packageFolder(), 'dist', 'program', sep);

/** Where the build puts the page. */
export const builtPageFolder = (): URL => pathToFileURL(join(packageFolder(), 'dist', 'page', '/'));

/** The version and the time of build of this package. */
export const readPackage = (): { readonly version: string; readonly buildWallMs: number } => ({
  version: readVersion(),
  buildWallMs: statSync(fileURLToPath(import.meta.url)).mtimeMs,
});

function readVersion(): string {
  try {
    const { version }: { readonly version?: unknown } = JSON.parse(
      readFileSync(join(packageFolder(), 'package.json'), 'utf8'),
    );
    if (typeof version === 'string') return version;
  } catch {
    // A package without its file still runs; it only cannot say what it is.
  }
  return '0.0.0';
}

/** The versions of these packages, as far as they can be told: of what the build has put into the program its list of licences tells. */
export function packageVersions(names: readonly string[]): ReadonlyMap<string, string> {
  const folder = packageFolder();
  const built = textOrNothing(join(folder, 'dist', 'program', 'licences.txt'));
  const versions = new Map<string, string>();
  for (const [, name = '', version = ''] of built.matchAll(/^(@?[\w./-]+) (\d\S*): /gm)) versions.set(name, version);
  const places = [join(folder, 'node_modules'), dirname(folder), dirname(dirname(folder))];
  const told = names.flatMap((name): readonly (readonly [string, string])[] => {
    const texts = places.map((place) => textOrNothing(join(place, name, 'package.json')));
    const installed = texts.map((text) => /"version": *"([^"]+)"/.exec(text)?.[1]).find((each) => each !== undefined);
    const version = versions.get(name) ?? installed;
    return version === undefined ? [] : [[name, version]];
  });
  return new Map(told);
}

function textOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
