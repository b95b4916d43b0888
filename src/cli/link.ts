import { Command } from 'commander';
import { askForCode } from '../adapters/http/access/code-client.js';
import { isReachable, type PagePlace } from '../core/access/page-place.js';
import { findDaemon, whyNot } from './daemon-door.js';
import { loadConfig, showProblem } from './load-config.js';
import type { CliIo } from './process-edge.js';

interface LinkWishes {
  readonly config?: string;
  readonly guest?: true;
  readonly json?: true;
}

interface LinkTold {
  readonly ok: boolean;
  readonly message?: string;
  readonly links?: readonly string[];
  readonly until?: string;
}

async function link(options: LinkWishes, io: CliIo): Promise<number> {
  const tell = (told: LinkTold, text: string): number => {
    if (options.json === true) io.stdout.write(`${JSON.stringify(told)}\n`);
    else (told.ok ? io.stdout : io.stderr).write(text);
    return told.ok ? 0 : 1;
  };
  const loaded = loadConfig(options.config, io.env);
  if (loaded.kind === 'refused') {
    const problems = loaded.problems.map(showProblem).join('');
    return tell({ ok: false, message: problems.trimEnd() }, problems);
  }
  const found = findDaemon(loaded);
  if ('problem' in found) return tell({ ok: false, message: found.problem }, `${found.problem}\n`);
  const { place } = found;
  const answer = await askForCode(found, options.guest === true, io.clock);
  if (answer.kind !== 'links') {
    const message = whyNot(answer, place);
    return tell({ ok: false, message }, `${message}\n`);
  }
  const { links, until } = answer;
  return tell({ ok: true, links, until }, wordsOf(links, place, options));
}

function wordsOf(links: readonly string[], place: PagePlace, { guest }: LinkWishes): string {
  const who = guest === true ? 'A guest may see and use the chairs for two hours' : 'Who opens it may do everything';
  const which = links.length > 1 ? 'one of these' : 'this';
  const far = isReachable(place)
    ? ''
    : `Only browsers of this machine reach it; for others set http.listen to 0.0.0.0:${place.port}.\n`;
  return `${who}. Open ${which} within ten minutes; it works once:\n${links.map((each) => `  ${each}\n`).join('')}${far}`;
}

export const linkCommand = (io: CliIo): Command =>
  new Command('link')
    .description('print a link that logs a browser in to the page of the daemon that runs here')
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--guest', 'for somebody who may use the chairs for two hours, without histories and names')
    .option('--json', 'print the links as JSON, also where there is none')
    .addHelpText(
      'after',
      `
The link holds a code that works once, within ten minutes. Run it on the machine of the daemon, as its user.

Exit code: 0 done, 1 for a problem, 2 for a wrong command line.

Examples:
  chair2mqtt link -c chair2mqtt.yaml
  chair2mqtt link --guest`,
    )
    .action(async (options: LinkWishes) => io.exit(await link(options, io)));
