import { ownToken } from '../adapters/files/own-token.js';
import { builtPageFolder } from '../adapters/files/package-folder.js';
import type { LoadedProgram } from '../adapters/files/program-file.js';
import type { Config, Secrets } from '../config.js';
import { type HostPort, isLoopback } from '../core/configuration/addresses.js';
import { isoTime } from '../core/time-text.js';
import type { Clock, Face, Fleet, Intake, Log, ProgramDesk, Store } from '../ports.js';
import { houseName } from './house-name.js';
import { LateFace } from './late-face.js';

/** What the daemon gives to its page. */
export interface WebOptions {
  readonly config: Pick<Config, 'people' | 'data_dir'>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly programDesk: ProgramDesk;
}

export interface WebParts {
  readonly http: NonNullable<Config['http']>;
  readonly fleet: Fleet;
  readonly intake: Intake;
  readonly others: Face;
  readonly store: Store;
  readonly epoch: string;
  readonly programs: () => ReadonlyMap<string, LoadedProgram>;
  readonly isBrokerOnline: () => boolean;
  readonly bridgeId: () => string;
}

const addressOf = ({ host, port }: HostPort): string => `http://${host.includes(':') ? `[${host}]` : host}:${port}/`;

/** Null where only this machine can connect and no token is configured. */
function tokenOf({ config, secrets }: WebOptions, listen: HostPort | null): string | null {
  if (secrets.httpToken !== undefined) return secrets.httpToken;
  if (listen === null || isLoopback(listen.host)) return null;
  const own = ownToken(config.data_dir);
  if (own.kind === 'problem') throw new Error(own.message);
  return own.secret;
}

/** The page, the API and the stop lane over HTTP. Loaded late: see there. */
export function webFace(options: WebOptions, parts: WebParts): LateFace {
  const { config, clock, version, programDesk: desk } = options;
  const { others, store, epoch, bridgeId, http } = parts;
  const log = options.log.child({ face: 'http' });
  const startedAt = isoTime(clock.wallMs());
  const { listen = null } = http;
  const load = async () => {
    const token = tokenOf(options, listen);
    const { createHttpFace } = await import('../adapters/http/http-face.js');
    const { bearerGate } = await import('../adapters/http/bearer.js');
    return createHttpFace({
      ...parts,
      clock,
      log,
      version,
      desk,
      startedAt,
      gate: bearerGate(token),
      house: { epoch, bridgeId, house: houseName(store, clock) },
      people: Object.keys(config.people),
      listen,
      pageFolder: builtPageFolder(),
      onListening: (place) => others.onWeb(place === null ? null : addressOf(place)),
    });
  };
  return new LateFace({ clock, log, load, onFailed: () => others.onWeb(null) });
}
