import { existsSync } from 'node:fs';

/** Debian's; tests in a browser are left out with a word where it is not installed, but never in continuous integration. */
export const chromiumPath = '/usr/bin/chromium';

export const hasChromium = existsSync(chromiumPath);

export function setup(): void {
  if (hasChromium || process.env['CI'] === 'true') return;
  process.stderr.write('The tests of the page in a browser are left out: they need chromium (CONTRIBUTING.md).\n');
}
