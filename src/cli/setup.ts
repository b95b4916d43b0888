import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { findDemo } from '../adapters/files/demo-address.js';
import { LineInput } from './line-input.js';
import type { ProcessEdge } from './process-edge.js';
import { LiveSetupDesk } from './setup-desk.js';
import { readSetupSource, setupFile } from './setup-file.js';
import { SetupTalk, type TalkEnd } from './setup-talk.js';
import { whyUnwritable } from './setup-tests.js';

interface SetupOptions {
  readonly config?: string;
  readonly page?: true;
}

const nothing = 'Nothing was written.';

async function setup(edge: ProcessEdge, { config, page: isOnPage }: SetupOptions): Promise<number> {
  const file = setupFile(config);
  const source = readSetupSource(file, existsSync(file), edge.env);
  if (source.kind === 'refused') {
    edge.stderr.write(`${source.problems.join('\n')}\nCorrect this first. ${nothing}\n`);
    return 1;
  }
  const unwritable = whyUnwritable(file);
  if (unwritable !== null) {
    edge.stderr.write(`${unwritable.reason}: ${unwritable.advice}\n${nothing}\n`);
    return 1;
  }
  const { clock, env: environment, version } = edge;
  const desk = new LiveSetupDesk({
    source,
    file,
    environment,
    clock,
    version,
    demoBroker: () => findDemo()?.url ?? null,
  });
  if (isOnPage === true) return await servePage(edge, desk, file);
  return await talk(edge, desk, file, source.text === null);
}

/** The same list of steps in a browser of this machine, until a signal ends it. */
async function servePage(edge: ProcessEdge, desk: LiveSetupDesk, file: string): Promise<number> {
  const { serveSetup } = await import('./setup-page.js');
  const page = await serveSetup(edge, desk);
  if (page === null) {
    edge.stderr.write(`No port from 8470 to 8479 is free here. ${nothing}\n`);
    return 1;
  }
  edge.stdout.write(`Set-up of ${file}. Open this in a browser of this machine; it works once, within ten minutes:
  ${page.link()}
${edge.stdin.isTTY === true ? 'Enter prints another link. ' : ''}Ctrl-C ends the set-up.\n`);
  if (edge.stdin.isTTY === true) edge.stdin.on('data', () => edge.stdout.write(`  ${page.link()}\n`));
  await new Promise<void>((resolve) => edge.onSignal(() => resolve()));
  edge.stdin.pause();
  await page.close();
  const { code, words } = farewell(desk, file);
  edge.stdout.write(words);
  return code;
}

/** What a signal leaves. */
const farewell = ({ hasWritten }: LiveSetupDesk, file: string) =>
  hasWritten ? { code: 0, words: `\nWritten: ${file}\n` } : { code: 1, words: `\n${nothing}\n` };

function talk(edge: ProcessEdge, desk: LiveSetupDesk, file: string, isNew: boolean): Promise<number> {
  const input = new LineInput(edge);
  return new Promise((resolve) => {
    const end = (code: number, words: string): void => {
      input.close();
      edge.stdout.write(words);
      resolve(code);
    };
    edge.onSignal(() => {
      const { code, words } = farewell(desk, file);
      end(code, words);
    });
    edge.stdout.write(`${isNew ? 'A new file' : 'This file is changed'}: ${file}\n${rules}`);
    const endings: Readonly<Record<TalkEnd, () => void>> = {
      written: () => end(0, ''),
      refused: () => end(1, `${nothing}\n`),
      ended: () => end(1, `\nStandard input has ended. ${nothing}\n`),
    };
    void new SetupTalk({ io: edge, input, desk }).run().then((ending) => endings[ending]());
  });
}

const rules = `Enter takes what stands in [ ]; b goes back,
q ends. Nothing moves, and nothing is
written before you have seen it.
`;

export const setupCommand = (edge: ProcessEdge): Command =>
  new Command('setup')
    .description('set up a chair and its broker step by step, with a test of each, and write the configuration')
    .option(
      '-c, --config <file>',
      'the file to write or to add to; default the one that is found, else ./chair2mqtt.yaml',
    )
    .option('--page', 'ask in a browser of this machine, by a link that works once, in place of this terminal')
    .addHelpText(
      'after',
      `
Asks for port, chair, broker and people, tests each answer, and shows what would change in the file before it asks whether to
write it. A file that is there keeps its comments and everything that was not asked about; what it was is kept as .bak. Nothing
moves: a chair is asked for its name and its capabilities (HELLO, CAPS, STATUS). Opening a serial port restarts many
controllers; one that a daemon holds is left alone.

Exit code: 0 written, 1 not written, 2 for a wrong command line.

Examples:
  chair2mqtt setup
  chair2mqtt setup --page
  chair2mqtt setup --config /etc/chair2mqtt/chair2mqtt.yaml`,
    )
    .action(async (options: SetupOptions) => edge.exit(await setup(edge, options)));
