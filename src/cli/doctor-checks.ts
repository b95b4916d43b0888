import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { flightDirectory, listFlights } from '../adapters/files/flight-folder.js';
import { openProgramFile } from '../adapters/files/program-file.js';
import { listProgramFiles } from '../adapters/files/program-folder.js';
import { anyChairLimits } from '../adapters/files/program-reader.js';
import { type BrokerOptions, connectBroker } from '../adapters/mqtt/broker-client.js';
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

/** Whether the daemon could keep its records there. Makes nothing. */
export function checkDataFolder(folder: string): DoctorFinding {
  const full = resolve(folder);
  let existing = full;
  while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    return fineFinding('data folder', existing === full ? full : `${full} (will be made)`);
  } catch {
    const message = `${existing} cannot be written by this user`;
    return troubleFinding('data folder', message, `sudo install -d -o "$USER" ${full}, or set data_dir`);
  }
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

const answerMs = 5000;
const farewellMs = 500;

/** Proves the rights by a round trip on `topic`: brokers grant subscriptions that they do not serve, and drop what they do
 *  not allow without a word. */
async function probeBroker(
  access: Omit<BrokerOptions, 'subscriptions'>,
  topic: string,
  clock: Clock,
): Promise<BrokerProbe> {
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

/** A client of its own, with the user of the daemon. */
export const doctorAccess = (
  { mqtt }: Config,
  secrets: Secrets,
  clock: Clock,
): Omit<BrokerOptions, 'subscriptions'> => ({
  url: mqtt.url,
  clientId: `${mqtt.client_id ?? 'chair2mqtt'}-doctor-${clock.random().toString(36).slice(2, 8)}`,
  username: mqtt.username,
  password: secrets.mqttPassword,
  ca: secrets.mqttCa,
  cert: secrets.mqttCert,
  key: secrets.mqttKey,
});

export async function checkBroker(config: Config, secrets: Secrets, clock: Clock): Promise<readonly DoctorFinding[]> {
  const { mqtt } = config;
  const topic = `${mqtt.base_topic}/${mqtt.bridge_id}/doctor`;
  const probe = await probeBroker(doctorAccess(config, secrets, clock), topic, clock);
  return judgeBroker(probe, mqtt.url, topic);
}
