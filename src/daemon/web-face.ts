import { ownToken } from '../adapters/files/own-token.js';
import { builtPageFolder, shippedProgramsDirectory } from '../adapters/files/package-folder.js';
import type { LoadedProgram } from '../adapters/files/program-file.js';
import { type ShelfFolders, shelfFolders } from '../adapters/files/program-shelf.js';
import type { SecretFile } from '../adapters/files/secret-file.js';
import type { AccessGate } from '../adapters/http/access/access-gate.js';
import { machineNames } from '../adapters/http/access/machine-names.js';
import type { HttpFace } from '../adapters/http/http-face.js';
import type { TlsPair } from '../adapters/http/http-server.js';
import type { Config, Secrets } from '../config.js';
import { linkOf, type PagePlace, pageAddresses, pagePlaceName, pagePlaceRecord } from '../core/access/page-place.js';
import { accessSettingsOf } from '../core/access/settings.js';
import type { HostPort } from '../core/configuration/addresses.js';
import type { HistoryDesk } from '../core/ledger/desk.js';
import type { Exposition, Measures } from '../core/metrics/measures.js';
import { chairCost, costJson } from '../core/people/cost.js';
import type { PeopleKeeper } from '../core/people/keeper.js';
import type { ProgramDesk } from '../core/program/desk.js';
import type { ProgramShelf } from '../core/program/shelf.js';
import type { SetupDesk } from '../core/setup/desk.js';
import { isoTime } from '../core/time-text.js';
import type { ShownCost } from '../core/web/history.js';
import type { Clock, Face, Fleet, Intake, Ledger, Log, Store } from '../ports.js';
import { houseName } from './house-name.js';
import { LateFace } from './late-face.js';
import type { RunningFace } from './running-daemon.js';
import { TlsFiles } from './tls-files.js';

/** What the daemon gives to its page. */
export interface WebOptions {
  readonly config: Pick<Config, 'people' | 'data_dir' | 'mqtt' | 'cost' | 'programs'>;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  readonly programDesk: ProgramDesk;
  /** Opens and saves the files of programs. */
  readonly programShelf: (folders: ShelfFolders) => ProgramShelf;
  /** Reads what is kept in a data folder. */
  readonly historyDesk: (dataDirectory: string) => HistoryDesk;
  /** In which days are counted: an IANA name. */
  readonly timeZone: string;
  readonly isOnTerminal: boolean;
  /** `own` is a demo: its chairs are simulated, so everybody at this machine may do everything. */
  readonly loopback: 'read' | 'own';
  /** What sets chairs up for the page; made when it is first asked for. */
  readonly setup?: () => SetupDesk;
}

export interface WebParts {
  readonly http: NonNullable<Config['http']>;
  readonly fleet: Fleet;
  readonly intake: Intake;
  readonly others: Face;
  readonly keeper: PeopleKeeper;
  readonly store: Store;
  readonly epoch: string;
  readonly programs: () => ReadonlyMap<string, LoadedProgram>;
  readonly isBrokerOnline: () => boolean;
  readonly bridgeId: () => string;
  readonly measures: () => Measures;
  readonly ledger: Pick<Ledger, 'appointments'>;
}

const tokenOf = ({ config, secrets }: WebOptions): SecretFile =>
  secrets.httpToken === undefined ? ownToken(config.data_dir) : { kind: 'secret', secret: secrets.httpToken };

const tlsOf = ({ httpCert: cert, httpKey: key }: Secrets): TlsPair | null =>
  cert === undefined || key === undefined ? null : { cert, key };

/** The page, the API and the stop lane over HTTP. Loaded late: see there. */
export class WebFace extends LateFace {
  private gate: AccessGate | null = null;
  private tlsFiles: TlsFiles | null = null;
  private face: HttpFace | null = null;
  private place: PagePlace | null = null;
  private readonly log: Log;
  private readonly startedAt: string;

  constructor(
    private readonly options: WebOptions,
    private readonly web: WebParts,
  ) {
    const log = options.log.child({ face: 'http' });
    super({ clock: options.clock, log, load: () => this.create(), onFailed: () => this.listens(null) });
    this.log = log;
    this.startedAt = isoTime(options.clock.wallMs());
  }

  get cutOffStreams(): number {
    return this.face?.cutOffStreams ?? 0;
  }

  /** An address of the page; on a terminal it logs in who opens it. */
  linkTo(address: string): string {
    const { isOnTerminal, loopback } = this.options;
    const isOpen = loopback === 'own';
    return this.gate === null || !isOnTerminal || isOpen ? address : linkOf(address, this.gate.makeCode().code);
  }

  private async create(): Promise<RunningFace | null> {
    const { options, web, log, startedAt } = this;
    const { config, secrets, clock, version, loopback, programDesk: desk } = options;
    const { http, store, epoch, bridgeId } = web;
    const token = tokenOf(options);
    if (token.kind === 'problem') {
      const hint = 'remove that file, make the data folder writable, or set http.token_file; MQTT goes on without it';
      log.error('http_unavailable', { reason: token.message, hint });
      return null;
    }
    const { createHttpFace } = await import('../adapters/http/http-face.js');
    const { AccessGate: Gate } = await import('../adapters/http/access/access-gate.js');
    const exposition = await this.exposition();
    const settings = accessSettingsOf(http, machineNames(undefined).machine, loopback, config.programs !== undefined);
    this.gate = new Gate({ token: token.secret, settings, store, clock, log, addresses: () => this.addresses() });
    const tls = tlsOf(secrets);
    const face: HttpFace = createHttpFace({
      ...web,
      clock,
      log,
      version,
      desk,
      shelf: options.programShelf(shelfFolders(config.programs ?? null, shippedProgramsDirectory())),
      startedAt,
      gate: this.gate,
      house: {
        epoch,
        bridgeId,
        house: houseName(store, clock),
        demo: loopback === 'own' ? { broker: config.mqtt.urls.join(', ') } : null,
      },
      people: Object.keys(config.people),
      history: {
        desk: options.historyDesk(config.data_dir),
        timeZone: options.timeZone,
        cost: (today) => this.cost(today),
      },
      listen: http.listen ?? null,
      tls,
      ingress: http.ingress,
      pageFolder: builtPageFolder(),
      ...(exposition === null ? {} : { exposition }),
      ...(options.setup === undefined ? {} : { setup: options.setup }),
      onListening: (place) => this.listens(place),
    });
    if (tls !== null && http.tls !== undefined) {
      const onRenewed = (pair: TlsPair): void => face.renewTls(pair);
      this.tlsFiles = new TlsFiles({ files: http.tls, known: tls, clock, log, onRenewed });
    }
    this.face = face;
    return face;
  }

  private cost(today: string): ShownCost | null {
    const { cost } = this.options.config;
    const { appointments } = this.web.ledger;
    if (cost === undefined || appointments === null) return null;
    const { appointment, currency } = cost;
    return { ...costJson(chairCost(appointments, cost, today)), appointment, currency };
  }

  /** Its library is loaded only where it is wanted. */
  private async exposition(): Promise<Exposition | null> {
    const { http, measures } = this.web;
    if (!http.metrics) return null;
    const { openExposition } = await import('../adapters/metrics/exposition.js');
    return openExposition(measures, this.options.clock);
  }

  override async close(deadlineMs: number): Promise<void> {
    await super.close(deadlineMs);
    this.tlsFiles?.close();
  }

  /** Commands beside the daemon find it by what is kept. */
  private listens(at: HostPort | null): void {
    const { http, store, others } = this.web;
    this.place = at === null ? null : { ...at, isTls: http.tls !== undefined };
    void store.save(pagePlaceName, pagePlaceRecord(this.place));
    others.onWeb(this.addresses()[0] ?? null);
  }

  private addresses(): readonly string[] {
    return this.place === null ? [] : pageAddresses(this.place, machineNames(this.web.http.host_names));
  }
}
