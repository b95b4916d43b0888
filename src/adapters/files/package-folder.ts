import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder that holds the package's own package.json and what ships beside it; the same from the sources and from the build. */
export function packageFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** The folder of the programs that ship. */
export const shippedProgramsDirectory = (): string => join(packageFolder(), 'programs');

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
