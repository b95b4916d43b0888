import { join, resolve } from 'node:path';
import { flightDirectory, listFlights } from '../adapters/files/flight-folder.js';
import { probeFolder } from '../adapters/files/folder-probe.js';
import { openProgramFile } from '../adapters/files/program-file.js';
import { listProgramFiles } from '../adapters/files/program-folder.js';
import { anyChairLimits } from '../adapters/files/program-reader.js';
import { peekRecord } from '../adapters/files/record-files.js';
import { type BrokerOptions, connectBroker } from '../adapters/mqtt/broker-connector.js';
import { bridgeIdOf, bridgeRecordName, readBridgeRecord } from '../adapters/mqtt/named-face.js';
import type { Config, Secrets } from '../config.js';
import type { Broker, Clock } from '../ports.js';
import { silentLog } from './process-edge.js';

/** One thing that the doctor has looked at. `advice` says what to do. */
export interface DoctorFinding {
  readonly name: string;
  readonly kind: 'ok' | 'warning' | 'problem';
  readonly message: string;
  readonly advice?: string;
}

export const fineFinding = (name: string, message: string): DoctorFinding => ({ name, kind: 'ok', message });
export const warningFinding = (name: string, message: string, advice: string): DoctorFinding => ({
  name,
  kind: 'warning',
  message,
  advice,
});
export const troubleFinding = (name: string, message: string, advice: string): DoctorFinding => ({
  name,
  kind: 'problem',
  message,
  advice,
});

export function checkTimeOfDay(wallMs: number, buildWallMs: number): DoctorFinding[] {
  if (wallMs >= buildWallMs) return [];
  const message = 'the clock of this machine is behind the date of this program';
  return [
    warningFinding(
      'clock',
      message,
      'set it (timedatectl set-ntp true); until then the age of commands is not checked',
    ),
  ];
}

/** A session writes a few KB, a flight record 140 KB; under this a disk is full soon. */
const freeBytesMin = 16 * 2 ** 20;

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** Whether the daemon can keep its records there: a byte is written and brought to the disk, and nothing is left behind. */
export async function checkDataFolder(folder: string, clock: Clock): Promise<readonly DoctorFinding[]> {
  const full = resolve(folder);
  const { existing, failure, freeBytes, lockedBy } = await probeFolder(folder, clock);
  if (failure !== null) {
    const isFull = /ENOSPC|EDQUOT/.test(failure);
    const advice = isFull ? `free space on the disk of ${full}` : `sudo install -d -o "$USER" ${full}, or set data_dir`;
    const meaning = 'while a record cannot be saved, no remote start is accepted';
    return [
      troubleFinding('data folder', `${existing} cannot be written by this user (${failure}); ${meaning}`, advice),
    ];
  }
  const free = freeBytes === null ? '' : `, ${megabytes(freeBytes)} free`;
  const place = existing === full ? full : `${full} (will be made)`;
  const findings = [
    fineFinding('data folder', `${place}: a byte was written to the disk${free}; locked by the ${lockedBy}`),
  ];
  if (freeBytes !== null && freeBytes < freeBytesMin)
    findings.push(
      warningFinding('data folder', `only ${megabytes(freeBytes)} are free`, `free space on the disk of ${full}`),
    );
  if (lockedBy === 'file') {
    const message = 'the folder is locked by a file only, which a daemon in another container does not see';
    findings.push(
      warningFinding(
        'data folder',
        message,
        'install util-linux (its flock), and give each daemon a folder of its own',
      ),
    );
  }
  return findings;
}

/** Where the daemon has written down what went wrong; nothing where nothing did. */
export async function checkFlights(dataFolder: string): Promise<readonly DoctorFinding[]> {
  const folder = resolve(flightDirectory(dataFolder));
  const names = await listFlights(folder);
  const faults = names.length === 1 ? 'one fault was' : `${names.length} faults were`;
  const message = `${faults} recorded in ${folder}; "chair2mqtt replay FILE" tells what happened`;
  return names.length === 0 ? [] : [fineFinding('flight records', message)];
}

export function checkProgramFolder(folder: string): readonly DoctorFinding[] {
  const names = listProgramFiles(folder);
  const advice = 'set programs to a folder of programs, or leave it out for the ones that ship';
  if (typeof names === 'string') return [troubleFinding('programs', `${folder} cannot be read: ${names}`, advice)];
  if (names.length === 0) return [troubleFinding('programs', `${folder} holds no program`, advice)];
  const files = names.map((name) => openProgramFile(join(folder, name), name, anyChairLimits, folder));
  const findings = files.flatMap((file) => (file.kind === 'loaded' ? file.loaded.findings : file.findings));
  const loaded = files.filter(({ kind }) => kind === 'loaded').length;
  const good = fineFinding('programs', `${loaded} of ${files.length} in ${folder} can be played`);
  return [
    ...(loaded > 0 ? [good] : []),
    ...findings.map(({ severity, file, line, column, message }) => {
      const tell = severity === 'error' ? troubleFinding : warningFinding;
      return tell(
        'programs',
        `${file}:${line}:${column}: ${message}`,
        `"chair2mqtt programs check ${folder}" shows all`,
      );
    }),
  ];
}

/** How far a message gets through the broker and back. */
type BrokerProbe =
  | { readonly kind: 'back'; readonly protocolVersion: 4 | 5; readonly roundTripMs: number }
  | { readonly kind: 'lost'; readonly protocolVersion: 4 | 5 }
  | { readonly kind: 'offline'; readonly reason: string };

/** The bridge id that a daemon with this configuration and data folder has. */
export const ownBridgeId = ({ mqtt, data_dir }: Config): string =>
  bridgeIdOf(mqtt.bridge_id, readBridgeRecord(peekRecord(data_dir, bridgeRecordName)));

const answerMs = 5000;
const farewellMs = 500;

/** Proves the rights by a round trip on `topic`: brokers grant subscriptions that they do not serve, and drop what they do
 *  not allow without a word. */
async function probeBroker(access: DoctorAccess, topic: string, clock: Clock): Promise<BrokerProbe> {
  let broker: Broker | null = null;
  const nonce = clock.random().toString(36).slice(2);
  const probe = await new Promise<BrokerProbe>((resolve) => {
    let unanswered: BrokerProbe = { kind: 'offline', reason: 'the broker does not answer; check mqtt.url' };
    let sentAtMs = 0;
    const timer = clock.after(answerMs, () => resolve(unanswered));
    const finish = (result: BrokerProbe): void => {
      clock.clear(timer);
      resolve(result);
    };
    const online = ({ protocolVersion }: { readonly protocolVersion: 4 | 5 }): void => {
      unanswered = { kind: 'lost', protocolVersion };
      sentAtMs = clock.nowMs();
      broker?.publish({ topic, payload: nonce, qos: 1, isRetained: false, offline: 'drop' });
    };
    broker = connectBroker(
      { ...access, subscriptions: [{ topic, qos: 1, retainHandling: 2 }] },
      {
        onOnline: online,
        onOffline: (reason) => finish(unanswered.kind === 'lost' ? unanswered : { kind: 'offline', reason }),
        onMessage: ({ payload }) => {
          if (unanswered.kind !== 'lost' || Buffer.from(payload).toString() !== nonce) return;
          const roundTripMs = Math.round(clock.nowMs() - sentAtMs);
          finish({ kind: 'back', protocolVersion: unanswered.protocolVersion, roundTripMs });
        },
      },
      clock,
      silentLog,
    );
  });
  await (broker as Broker | null)?.close(farewellMs);
  return probe;
}

function judgeBroker(probe: BrokerProbe, url: string, topic: string): DoctorFinding[] {
  switch (probe.kind) {
    case 'offline':
      return [
        troubleFinding(
          'broker',
          `${url}: ${probe.reason}`,
          'the daemon waits for it; nothing can be commanded until then',
        ),
      ];
    case 'lost':
      return [
        troubleFinding(
          'broker',
          `${url}: connected, but what is published on ${topic} does not come back`,
          `give this user the right to read and write ${topic.split('/').slice(0, -2).join('/')}/#`,
        ),
      ];
    case 'back': {
      const good = fineFinding('broker', `${url}: reads and writes, round trip ${probe.roundTripMs} ms`);
      if (probe.protocolVersion === 5) return [good];
      const message = `${url} speaks MQTT 3.1.1 only: there retained commands look fresh when they are published`;
      return [good, warningFinding('broker', message, 'use a broker with MQTT 5, or see that no hub retains commands')];
    }
  }
}

type DoctorAccess = Omit<BrokerOptions, 'subscriptions'>;

/** As whom the doctor comes to the broker: never with the client id of the daemon, which it would throw out. */
export function doctorAccess({ mqtt }: Config, secrets: Secrets, clock: Clock): DoctorAccess {
  return {
    url: mqtt.url,
    clientId: `${mqtt.client_id ?? 'chair2mqtt'}-doctor-${clock.random().toString(36).slice(2, 8)}`,
    username: mqtt.username,
    password: secrets.mqttPassword,
    ca: secrets.mqttCa,
    cert: secrets.mqttCert,
    key: secrets.mqttKey,
  };
}

export async function checkBroker(config: Config, secrets: Secrets, clock: Clock): Promise<readonly DoctorFinding[]> {
  const { url, base_topic } = config.mqtt;
  const topic = `${base_topic}/${ownBridgeId(config)}/doctor`;
  return judgeBroker(await probeBroker(doctorAccess(config, secrets, clock), topic, clock), url, topic);
}
