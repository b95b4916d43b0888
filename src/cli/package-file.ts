import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../adapters/files/package-folder.js';

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
