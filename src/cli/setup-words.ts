import { resolve } from 'node:path';
import process from 'node:process';
import { usualConfigFiles } from '../adapters/files/config-file.js';
import type { SetupAnswers, SetupFinding } from '../core/web/setup.js';
import { printable } from './process-edge.js';

/** A word as a shell takes it. */
const shellWord = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** How this program is called from a shell: by its own name where that is installed, else through npx. `script` is what runs. */
export function programCall(script = process.argv[1] ?? ''): string {
  const isInstalled = /\/chair2mqtt$/.test(script) && !script.includes('/node_modules/.bin/');
  return isInstalled ? 'chair2mqtt' : 'npx chair2mqtt';
}

/** What comes after the file was written, as command lines. */
export function nextCommands(file: string, { port, chair }: SetupAnswers, call = programCall()): readonly string[] {
  const isFoundAlone = resolve(file) === resolve(usualConfigFiles[0] ?? '');
  const config = isFoundAlone ? '' : ` --config ${shellWord(file)}`;
  return [
    `${call} doctor${config}`,
    ...(port.adds_chair ? [`${call} commission ${chair.id}${config}`] : []),
    `${call} start${config}`,
  ];
}

/** The same for a file that a browser has kept, which is found where the daemon is started. */
export const commandsAfterDownload = (answers: SetupAnswers, call?: string): readonly string[] =>
  nextCommands(usualConfigFiles[0] ?? '', answers, call);

const marks = { ok: 'ok     ', warning: 'warning', problem: 'PROBLEM' } as const;
const colours = { ok: 32, warning: 33, problem: 31 } as const;

type Shown = Pick<SetupFinding, 'kind' | 'message'> & { readonly advice?: string | null };

/** A finding for people, with the name of what it is about. */
export function showCheck(name: string, { kind, message, advice }: Shown, isColoured: boolean): string {
  const mark = isColoured ? `\u001b[${colours[kind]}m${marks[kind]}\u001b[0m` : marks[kind];
  const line = `${mark}  ${name}: ${printable(message)}\n`;
  return advice == null || kind === 'ok' ? line : `${line}         -> ${printable(advice)}\n`;
}
