import { resolve } from 'node:path';
import { usualConfigFiles } from '../adapters/files/config-file.js';
import { claimedKind, driverTraits } from '../core/configuration/driver.js';
import type { SetupAnswers } from '../core/web/setup.js';

/** A word as a shell takes it. */
const shellWord = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** What comes after the file was written, as command lines. */
export function nextCommands(file: string, { port, chair }: SetupAnswers): readonly string[] {
  const isFoundAlone = resolve(file) === resolve(usualConfigFiles[0] ?? '');
  const config = isFoundAlone ? '' : ` --config ${shellWord(file)}`;
  const isProvable = port.adds_chair && driverTraits[claimedKind(chair.driver)].hasDeadMan;
  return [
    `chair2mqtt doctor${config}`,
    ...(isProvable ? [`chair2mqtt commission ${chair.id}${config}`] : []),
    `chair2mqtt start${config}`,
  ];
}
