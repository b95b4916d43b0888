import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFolder } from '../adapters/files/package-folder.js';
import { replaceFile } from '../adapters/files/replace-file.js';
import type { ServiceMachine } from './service-machine.js';

/** The name of the service. */
export const unitName = 'chair2mqtt.service';

/** Where each file that is installed goes. */
export const servicePaths = {
  unit: `/etc/systemd/system/${unitName}`,
  user: '/etc/sysusers.d/chair2mqtt.conf',
  ports: '/etc/udev/rules.d/70-chair2mqtt.rules',
} as const;

const shippedNames = {
  unit: unitName,
  user: 'chair2mqtt.sysusers.conf',
  ports: '70-chair2mqtt.rules',
} as const;

/** One of the files of `deploy/systemd`. */
export const shippedServiceFile = (which: keyof typeof servicePaths): string =>
  readFileSync(join(packageFolder(), 'deploy', 'systemd', shippedNames[which]), 'utf8');

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

const signature = (sum: string): string =>
  `# Installed by "chair2mqtt service install" (${sum}); a change by hand is seen, and never overwritten unasked.\n`;

/** With a first line by which it is known again, and by which a change shows. */
const signedText = (text: string): string => signature(sumOf(text)) + text;

/** `own`: as it was installed. `foreign`: somebody else's, or changed by somebody. */
export type FileStanding = 'none' | 'own' | 'foreign';

export function fileStandingOf(machine: Pick<ServiceMachine, 'root'>, path: string): FileStanding {
  const place = machine.root + path;
  if (!existsSync(place)) return 'none';
  const text = readFileSync(place, 'utf8');
  const rest = text.slice(text.indexOf('\n') + 1);
  return text === signedText(rest) ? 'own' : 'foreign';
}

/** Writes a signed file; what somebody else had there is kept as `.bak`. Gives why it could not, or null. */
export function writeServiceFile(machine: Pick<ServiceMachine, 'root'>, path: string, text: string): string | null {
  const standing = fileStandingOf(machine, path);
  const place = machine.root + path;
  mkdirSync(dirname(place), { recursive: true });
  const replaced = replaceFile(place, signedText(text), false);
  if (replaced.kind === 'problem') return replaced.message;
  if (standing === 'own' && replaced.backup !== null) rmSync(replaced.backup, { force: true });
  return null;
}
