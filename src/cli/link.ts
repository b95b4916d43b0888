import { Command } from 'commander';
import { holderOf } from '../adapters/files/lock.js';
import { ownTokenFile } from '../adapters/files/own-token.js';
import { peekRecord } from '../adapters/files/record-files.js';
import { readTokenFile } from '../adapters/files/secret-file.js';
import { askForCode, type CodeAnswer } from '../adapters/http/access/code-client.js';
import { isReachable, nearHost, type PagePlace, pagePlaceName, readPagePlace } from '../core/access/page-place.js';
import { type LoadedConfig, loadConfig, showProblem } from './load-config.js';
import type { CliIo } from './process-edge.js';

interface LinkWishes {
  readonly config?: string;
  readonly guest?: true;
  readonly json?: true;
}

type Loaded = Extract<LoadedConfig, { kind: 'loaded' }>;

/** A running daemon and what opens it, or why there is none. */
type Found = { readonly place: PagePlace; readonly token: string } | { readonly problem: string };

function find({ config, secrets, file }: Loaded): Found {
  if (config.http === null)
    return { problem: `there is no page: HTTP is switched off in ${file ?? 'the environment'}; remove http: off` };
  if (holderOf(config.data_dir) === null)
    return {
      problem: `no daemon runs here with the data folder ${config.data_dir}: start it, or run this where it runs (in its container)`,
    };
  const token = secrets.httpToken === undefined ? readTokenFile(ownTokenFile(config.data_dir)) : null;
  if (token?.kind === 'problem')
    return { problem: `${token.message}: run this as the user of the daemon, which has made it` };
  const place = readPagePlace(peekRecord(config.data_dir, pagePlaceName));
  if (place === null)
    return { problem: 'the daemon runs, but its page does not: its log says why, on a line with http_unavailable' };
  return { place, token: token?.secret ?? secrets.httpToken ?? '' };
}

/** Why there is no link, and what to do. */
function why(answer: Exclude<CodeAnswer, { kind: 'links' }>, place: PagePlace): string {
  const where = `${nearHost(place)}:${place.port}`;
  switch (answer.kind) {
    case 'token refused':
      return `the daemon at ${where} has another token: restart it, for it has read its token when it started`;
    case 'another certificate':
      return `the daemon at ${where} has another certificate than http.tls.cert_file: wait a minute, if the file has just changed`;
    case 'no answer':
      return `the daemon at ${where} does not answer: ${answer.reason}; its log may say more`;
  }
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
  const found = find(loaded);
  if ('problem' in found) return tell({ ok: false, message: found.problem }, `${found.problem}\n`);
  const { place, token } = found;
  const cert = place.isTls ? (loaded.secrets.httpCert ?? null) : null;
  const answer = await askForCode({ place, token, cert, isGuest: options.guest === true }, io.clock);
  if (answer.kind !== 'links') {
    const message = why(answer, place);
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
