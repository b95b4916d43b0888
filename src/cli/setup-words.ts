import { resolve } from 'node:path';
import { usualConfigFiles } from '../adapters/files/config-file.js';
import { claimedKind, driverTraits } from '../core/configuration/driver.js';
import type { SetupAnswers, SetupFinding } from '../core/web/setup.js';
import { printable } from './process-edge.js';

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

const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;
const colours = { ok: 32, warning: 33, problem: 31 } as const;

type Shown = Pick<SetupFinding, 'kind' | 'message'> & { readonly advice?: string | null };

/** A finding for people, with the name of what it is about. */
export function showCheck(name: string, { kind, message, advice }: Shown, isColoured: boolean): string {
  const mark = isColoured ? `\u001b[${colours[kind]}m${marks[kind]}\u001b[0m` : marks[kind];
  const line = `${mark}  ${name}: ${printable(message)}\n`;
  return advice == null || kind === 'ok' ? line : `${line}         -> ${printable(advice)}\n`;
}
