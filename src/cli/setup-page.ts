import { randomBytes } from 'node:crypto';
import { builtPageFolder } from '../adapters/files/package-folder.js';
import { AccessGate } from '../adapters/http/access/access-gate.js';
import { machineNames } from '../adapters/http/access/machine-names.js';
import { createHttpFace } from '../adapters/http/http-face.js';
import { linkOf, pageAddresses } from '../core/access/page-place.js';
import { accessSettingsOf } from '../core/access/settings.js';
import { newEndingCounts } from '../core/metrics/tallies.js';
import type { SetupDesk } from '../core/setup/desk.js';
import { isoTime } from '../core/time-text.js';
import { createFleet } from '../daemon/fleet.js';
import { houseName } from '../daemon/house-name.js';
import { CommandIntake } from '../daemon/intake.js';
import type { Store } from '../ports.js';
import { type ProcessEdge, silentLog } from './process-edge.js';

/** Logins end with this process. */
function passingStore(): Store {
  const records = new Map<string, object>();
  return {
    load: (name) => records.get(name),
    save: async (name, record) => {
      records.set(name, record);
      return true;
    },
    saveLater: (name, record) => void records.set(name, record()),
    unsaved: [],
    onUnsaved: () => undefined,
    whenQuiet: (run) => run(),
  };
}

/** A page that serves the set-up alone: it knows no chairs. */
export interface SetupPage {
  /** Another link that logs in once, within ten minutes. */
  link(): string;
  close(): Promise<void>;
}

const closeMs = 500;

const noSchedules = { schedules: [], status: () => null, decline: () => false };

/** Serves the set-up on the loopback, at the first usual port that is free; null where none is. Only who has a link may do anything. */
export function serveSetup(edge: ProcessEdge, desk: SetupDesk): Promise<SetupPage | null> {
  const { clock, version, programDesk } = edge;
  const store = passingStore();
  const fleet = createFleet(new Map(), store, newEndingCounts(), { ask: () => false, until: null }, noSchedules);
  const freshness = { requireTs: false, buildWallMs: edge.buildWallMs };
  const intake = new CommandIntake({ fleet, clock, store, log: silentLog, settings: freshness });
  let addresses: readonly string[] = [];
  const settings = accessSettingsOf(
    { open_stop: false, trusted_proxies: [], ingress_own: false, may_edit_programs: false },
    machineNames(undefined).machine,
    'read',
    false,
  );
  const token = randomBytes(32).toString('base64url');
  const gate = new AccessGate({ token, settings, store, clock, log: silentLog, addresses: () => addresses });
  return new Promise((resolve) => {
    const face = createHttpFace({
      fleet,
      intake,
      gate,
      clock,
      log: silentLog,
      version,
      desk: programDesk,
      startedAt: isoTime(clock.wallMs()),
      house: {
        epoch: randomBytes(4).toString('hex'),
        bridgeId: () => 'setup',
        house: houseName(store, clock),
        demo: null,
      },
      people: [],
      programs: () => new Map(),
      isBrokerOnline: () => false,
      setup: () => desk,
      listen: null,
      tls: null,
      ingress: null,
      pageFolder: builtPageFolder(),
      onListening: (at) => {
        addresses = at === null ? [] : pageAddresses({ ...at, isTls: false }, machineNames(undefined));
        const [address] = addresses;
        if (address === undefined) resolve(null);
        else
          resolve({
            link: () => linkOf(address, gate.makeCode().code),
            close: () => face.close(closeMs),
          });
      },
    });
    face.start();
  });
}
