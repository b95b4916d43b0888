import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version and the time of build of this package. */
export function readPackage(): { readonly version: string; readonly buildWallMs: number } {
  const here = fileURLToPath(import.meta.url);
  return { version: versionAbove(dirname(here)), buildWallMs: statSync(here).mtimeMs };
}

/** The package.json is one folder up in the sources and two in the build. */
function versionAbove(folder: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly version?: unknown;
    };
    if (typeof version === 'string') return version;
  } catch {
    if (folder === dirname(folder)) return '0.0.0';
  }
  return versionAbove(dirname(folder));
}
