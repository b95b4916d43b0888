import { besideShipped } from './adapters/files/beside-shipped.js';
import { ledgerDirectory, openLedger } from './adapters/files/file-ledger.js';
import { flightDirectory, openFlightFolder } from './adapters/files/flight-folder.js';
import { lockDirectory } from './adapters/files/lock.js';
import { openProgramFolder, type ProgramFolder } from './adapters/files/program-folder.js';
import type { ProgramReader } from './adapters/files/program-reader.js';
import type { ShelfFolders } from './adapters/files/program-shelf.js';
import { forgetInRecords } from './adapters/files/record-forgetting.js';
import { openStore } from './adapters/files/store.js';
import { brokerConnector } from './adapters/mqtt/broker-connector.js';
import { machineName, storedMemory } from './adapters/mqtt/broker-memory.js';
import { homeAssistant } from './adapters/mqtt/home-assistant/home-assistant.js';
import { homieConvention } from './adapters/mqtt/homie/homie.js';
import type { CreateHubConvention } from './adapters/mqtt/hub-convention.js';
import { createMqttFace } from './adapters/mqtt/mqtt-face.js';
import { createNamedFace, type NamedMqttFace } from './adapters/mqtt/named-face.js';
import { topicsOf } from './adapters/mqtt/topics.js';
import { openPort } from './adapters/serial/open-port.js';
import type { Driver } from './chair/driver.js';
import { type ChairConfig, type Config, portName, portSettingOf, type Secrets } from './config.js';
import type { HistoryDesk } from './core/ledger/desk.js';
import { type ProcessUse, unconnected } from './core/metrics/measures.js';
import type { ProgramDesk } from './core/program/desk.js';
import type { ProgramShelf } from './core/program/shelf.js';
import type { SetupDesk } from './core/setup/desk.js';
import { isoTime } from './core/time-text.js';
import { brokerAccess } from './daemon/broker-access.js';
import { chairSettingsOf, fileGoalsOf, scheduleOf } from './daemon/configured.js';
import { type ManagerTeller, managerTellerOf } from './daemon/manager-teller.js';
import { measuresOf } from './daemon/measures.js';
import { Pulse } from './daemon/pulse.js';
import { type ReadyPlaces, ReadyTeller } from './daemon/ready-teller.js';
import { type DaemonParts, RunningDaemon, type RunningFace, type StopReport } from './daemon/running-daemon.js';
import { WebFace, type WebParts } from './daemon/web-face.js';
import type { Clock, Ledger, Log } from './ports.js';

export interface DaemonOptions {
  readonly config: Config;
  readonly secrets: Secrets;
  /** The driver of a chair of the configuration. */
  readonly driverOf: (chair: ChairConfig) => Driver;
  readonly clock: Clock;
  readonly log: Log;
  /** Where days and weeks begin at midnight: an IANA name. */
  readonly timeZone: string;
  /** Where the programs are: the configured folder if there is one, and that of those that ship. */
  readonly programDirectories: { readonly own: string | null; readonly shipped: string };
  readonly programReader: ProgramReader;
  /** Standard output is a terminal, which only its user reads: a link that logs in may be shown there. */
  readonly isOnTerminal: boolean;
  /** What programs of this machine may do by HTTP without a login; everything only where all chairs are simulated. */
  readonly loopback: 'read' | 'own';
  /** What works on programs for the page. */
  readonly programDesk: ProgramDesk;
  /** What opens and saves the files of programs for the page. */
  readonly programShelf: (folders: ShelfFolders) => ProgramShelf;
  /** What reads for the page what is kept in a data folder. */
  readonly historyDesk: (dataDirectory: string) => HistoryDesk;
  /** What sets chairs up for the page; made when it is first asked for. */
  readonly setup?: () => SetupDesk;
  /** What a service manager tells this process of itself. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly version: string;
  /** When this program was built, ms since 1970: a time of day before it cannot be right. */
  readonly buildWallMs: number;
  /** What the process uses, for who watches it. */
  readonly processUse: () => ProcessUse;
  /** One of our own bugs; every chair has been told to stop, and the process has to end with code 1. */
  readonly onBroken: (error: unknown) => void;
  /** It was asked to end with the last session, and no session runs any more. */
  readonly onDrained: () => void;
  /** It cannot go on as it is configured; no session runs, and the process has to end with code 1. */
  readonly onRefused: (message: string) => void;
}

export type { StopReport };

export interface Daemon {
  /** Stops every chair, sees that each is still, says goodbye to the broker. At most about 6 s. [S15] */
  stop(): Promise<StopReport>;
  /** The halt of last resort: writes a stop to every open chair, at once. [S15] */
  halt(): void;
  /** Takes no start any more; `onDrained` comes when the last session has ended. */
  drain(): void;
}

export type StartedDaemon =
  | { readonly kind: 'daemon'; readonly daemon: Daemon }
  | { readonly kind: 'problem'; readonly message: string };

function partsOf(chair: ChairConfig, { config, driverOf, clock, log }: DaemonOptions) {
  const driver = driverOf(chair);
  const openWire = openPort(portSettingOf(chair, driver.line), clock, log.child({ chair: chair.id }));
  return { settings: chairSettingsOf(chair, driver, config), driver, openWire };
}

function hubsOf({ mqtt, people, chairs }: Config): readonly CreateHubConvention[] {
  const sessionMs = new Map(chairs.map(({ id, limits }) => [id, limits.session_max]));
  const sessionMinutes = (chairId: string) => (sessionMs.get(chairId) ?? 0) / 60_000;
  const common = { people: Object.keys(people), sessionMinutesMax: sessionMinutes };
  const publishing = Object.keys(people).filter((id) => people[id]?.goal?.publish === true);
  const discovery = homeAssistant({ ...common, publishing, mode: mqtt.discovery, prefix: mqtt.discovery_prefix });
  return [discovery, ...(mqtt.homie ? [homieConvention(common)] : [])];
}

type MqttParts = Pick<Parameters<typeof createMqttFace>[0], 'fleet' | 'intake' | 'store' | 'epoch' | 'keeper'> & {
  readonly pulse: Pulse;
  readonly ledger: Ledger;
  readonly cutOffStreams: () => number;
  readonly onRefused: (message: string) => void;
  readonly onProven: (isProven: boolean) => void;
};

function mqttFace(options: DaemonOptions, parts: MqttParts): NamedMqttFace {
  const { clock, version, config, secrets } = options;
  const { mqtt, chairs } = config;
  const log = options.log.child({ face: 'mqtt' });
  const memory = storedMemory({
    store: parts.store,
    urls: mqtt.urls,
    clientId: mqtt.client_id ?? null,
    machine: machineName(),
    clock,
    log,
  });
  const common = { ...parts, clock, log };
  const connector = { urls: mqtt.urls, credentials: brokerAccess(config, secrets, log), memory, clock, log };
  const answers = { prefixes: mqtt.response_prefixes, discoveryPrefix: mqtt.discovery_prefix };
  return createNamedFace({
    ...common,
    configured: mqtt.bridge_id,
    chairIds: parts.fleet.chairIds,
    onRefused: parts.onRefused,
    create: (bridgeId, onBridgeTaken) =>
      createMqttFace({
        ...common,
        topics: topicsOf(mqtt.base_topic, bridgeId, answers),
        bridgeId,
        connect: brokerConnector({ ...connector, chairs: chairs.length }),
        startedAt: isoTime(clock.wallMs()),
        version,
        measure: (broker) => measuresOf({ ...parts, clock }, broker),
        hubs: hubsOf(config),
        onBridgeTaken,
      }),
  });
}

const hubWords = ({ mqtt }: Config): string =>
  [
    mqtt.discovery === 'off' ? [] : `Home Assistant (discovery under ${mqtt.discovery_prefix}/)`,
    mqtt.homie ? 'Homie 5 (under homie/)' : [],
  ]
    .flat()
    .join(', ') || 'none: mqtt.discovery is off';

function placesOf({ config, driverOf }: DaemonOptions): Omit<ReadyPlaces, 'linkTo'> {
  const chairs = new Map(
    config.chairs.map((chair) => [chair.id, { port: portName(chair.port), hasDeadMan: driverOf(chair).hasDeadMan }]),
  );
  return {
    portOf: (chairId) => chairs.get(chairId)?.port ?? '',
    hasDeadMan: (chairId) => chairs.get(chairId)?.hasDeadMan ?? false,
    broker: config.mqtt.urls.join(', '),
    hub: hubWords(config),
    hasWeb: config.http !== null,
  };
}

interface FaceSources extends Pick<MqttParts, 'store' | 'epoch' | 'onRefused' | 'pulse'> {
  readonly ledger: MqttParts['ledger'] & WebParts['ledger'];
  readonly programs: WebParts['programs'];
}

/** In the place of one that nobody listens to. */
const silentFace: RunningFace = { start: () => undefined, close: async () => undefined };

/** Who says what is ready comes first: it hears of the others. The page comes last, and is loaded when they are at work. */
function facesOf(options: DaemonOptions, { programs, ...sources }: FaceSources): DaemonParts['faces'] {
  let teller: ReadyTeller | null = null;
  let manager: ManagerTeller | null = null;
  let web: WebFace | null = null;
  let mqtt: NamedMqttFace | null = null;
  let isBrokerOnline = false;
  const parts = { ...sources, cutOffStreams: () => web?.cutOffStreams ?? 0 };
  const onProven = (isProven: boolean): void => {
    isBrokerOnline = isProven;
    teller?.brokerIs(isProven);
    manager?.brokerIs(isProven);
    if (isProven) web?.load();
  };
  const own = { programs, isBrokerOnline: () => isBrokerOnline, bridgeId: () => mqtt?.bridgeId ?? '' };
  const faces: DaemonParts['faces'][number][] = [
    (fleet) => {
      const linkTo = (address: string): string => web?.linkTo(address) ?? address;
      teller = new ReadyTeller(fleet, { ...placesOf(options), linkTo }, options.clock, options.log);
      return teller;
    },
    (fleet) => {
      manager = managerTellerOf(options, fleet);
      return manager ?? silentFace;
    },
    (fleet, intake, _others, keeper) => {
      mqtt = mqttFace(options, { ...parts, fleet, intake, keeper, onProven });
      return mqtt;
    },
  ];
  if (options.config.http === null) return faces;
  const { http } = options.config;
  return [
    ...faces,
    (fleet, intake, others, keeper) => {
      const measures = () => measuresOf({ ...options, ...parts, fleet, intake }, mqtt?.measures ?? unconnected);
      web = new WebFace(options, { ...parts, ...own, http, fleet, intake, others, keeper, measures });
      return web;
    },
  ];
}

/** Builds everything and starts it. It starts without broker and without chair and becomes ready when they come; what it
 *  cannot start without is a data folder of its own. */
function openProgramFolders(
  { programDirectories: { own, shipped }, programReader: reader, log, clock }: DaemonOptions,
  onChange: () => void,
): ProgramFolder {
  const open = (directory: string) => openProgramFolder({ directory, reader, log, clock, onChange });
  return own === null ? open(shipped) : besideShipped(open(own), open(shipped));
}

export function startDaemon(options: DaemonOptions): StartedDaemon {
  const { config, clock, log } = options;
  // The lock comes first: opening the store tidies away what another daemon may be writing.
  const lock = lockDirectory(config.data_dir);
  if (lock.kind === 'problem') return lock;
  log.info('data_folder_locked', { folder: config.data_dir, by: lock.by });
  const store = openStore(config.data_dir, clock, log);
  if ('kind' in store) {
    lock.release();
    return store;
  }
  let daemon: RunningDaemon | null = null;
  const folder = openProgramFolders(options, () => daemon?.programsChanged());
  const epoch = Math.floor(clock.random() * 0x1_0000_0000)
    .toString(16)
    .padStart(8, '0');
  // The session that runs goes on to its end; nothing begins after it.
  const onRefused = (message: string): void => void daemon?.retire().then(() => options.onRefused(message));
  const pulse = new Pulse(clock, options.processUse);
  const { timeZone } = options;
  const ledger = openLedger(ledgerDirectory(config.data_dir), { store, clock, log, timeZone });
  daemon = new RunningDaemon({
    clock,
    log,
    store,
    flights: openFlightFolder(flightDirectory(config.data_dir), log),
    ledger,
    chairs: config.chairs.map((chair) => partsOf(chair, options)),
    schedules: config.schedules.map((each) => scheduleOf(each, options.timeZone)),
    people: new Map(
      Object.entries(config.people).map(([id, person]) => [id, { avoid: person.avoid, levelMax: person.level_max }]),
    ),
    programs: () => folder.programs(),
    epoch,
    hostName: `chair2mqtt/${options.version}`,
    freshness: { requireTs: config.mqtt.require_ts, buildWallMs: options.buildWallMs },
    faces: facesOf(options, { store, epoch, onRefused, pulse, ledger, programs: () => folder.programs() }),
    onBroken: options.onBroken,
    onDrained: options.onDrained,
    fileGoals: fileGoalsOf(config),
    forgetInRecords: (person) => {
      const inHand = config.chairs.map(({ id }) => id);
      return forgetInRecords({ directory: config.data_dir, store, clock, inHand }, person);
    },
  });
  const running = daemon;
  return {
    kind: 'daemon',
    daemon: {
      halt: () => running.halt(),
      drain: () => running.drain(),
      stop: async () => {
        const report = await running.stop();
        pulse.close();
        folder.close();
        lock.release();
        return report;
      },
    },
  };
}
