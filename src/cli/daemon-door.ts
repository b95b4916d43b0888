import { holderOf } from '../adapters/files/lock.js';
import { ownTokenFile } from '../adapters/files/own-token.js';
import { peekRecord } from '../adapters/files/record-files.js';
import { readTokenFile } from '../adapters/files/secret-file.js';
import type { CodeAnswer } from '../adapters/http/access/code-client.js';
import type { DaemonDoor } from '../adapters/http/access/daemon-client.js';
import { nearHost, type PagePlace, pagePlaceName, readPagePlace } from '../core/access/page-place.js';
import type { LoadedConfig } from './load-config.js';

export type Loaded = Extract<LoadedConfig, { kind: 'loaded' }>;

/** The running daemon of a configuration and what opens it, or why there is none. */
export function findDaemon({ config, secrets, file }: Loaded): DaemonDoor | { readonly problem: string } {
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
  const cert = place.isTls ? (secrets.httpCert ?? null) : null;
  return { place, token: token?.secret ?? secrets.httpToken ?? '', cert };
}

/** Why the daemon does not do what it was asked, and what to do. */
export function whyNot(answer: Exclude<CodeAnswer, { kind: 'links' }>, place: PagePlace): string {
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
