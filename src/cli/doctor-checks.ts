import { join, resolve } from 'node:path';
import { flightDirectory, listFlights } from '../adapters/files/flight-folder.js';
import { probeFolder } from '../adapters/files/folder-probe.js';
import { openProgramFile } from '../adapters/files/program-file.js';
import { listProgramFiles } from '../adapters/files/program-folder.js';
import { anyChairLimits } from '../adapters/files/program-reader.js';
import { peekRecord } from '../adapters/files/record-files.js';
import type { BrokerOptions } from '../adapters/mqtt/broker-connector.js';
import { bridgeIdOf, bridgeRecordName, readBridgeRecord } from '../adapters/mqtt/named-face.js';
import type { Config, Secrets } from '../config.js';
import type { SetupFinding } from '../core/web/setup.js';
import type { Clock } from '../ports.js';

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

/** Findings of a set-up are those of the doctor about this thing. */
export const findingsAbout = (name: string, findings: readonly SetupFinding[]): readonly DoctorFinding[] =>
  findings.map(({ kind, message, advice }) => ({ name, kind, message, ...(advice === null ? {} : { advice }) }));

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

/** Why nothing can be written to the folder, in words, and what helps against just that. */
export function folderTrouble(full: string, existing: string, failure: string): DoctorFinding {
  const faults: readonly (readonly [RegExp, string, string])[] = [
    [/ENOSPC/, 'the disk is full', `free space on the disk of ${existing}`],
    [/EDQUOT/, 'the quota of this user is used up', 'raise the quota, or set data_dir to another disk'],
    [/EROFS/, 'the disk can only be read', 'set data_dir to a folder on another disk'],
    [/ENOTDIR|EEXIST/, `${existing} is a file, not a folder`, 'set data_dir to a folder'],
    [/EACCES|EPERM/, 'this user may not write there', `sudo install -d -o "$USER" ${full}, or set data_dir`],
  ];
  const [, why, advice] = faults.find(([form]) => form.test(failure)) ?? [
    null,
    failure,
    `look at the disk of ${existing}`,
  ];
  const meaning = 'while a record cannot be saved, no remote start is accepted';
  return troubleFinding('data folder', `nothing can be written to ${existing}: ${why}; ${meaning}`, advice);
}

/** Whether the daemon can keep its records there: a byte is written and brought to the disk, and nothing is left behind. */
export async function checkDataFolder(folder: string, clock: Clock): Promise<readonly DoctorFinding[]> {
  const full = resolve(folder);
  const { existing, failure, freeBytes, lockedBy } = await probeFolder(folder, clock);
  if (failure !== null) return [folderTrouble(full, existing, failure)];
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

export function programsTrouble(folder: string, failure: string, orShipped: string): DoctorFinding {
  if (/ENOENT/.test(failure)) {
    return troubleFinding('programs', `there is no folder ${folder}`, `mkdir -p ${folder}, ${orShipped}`);
  }
  if (/ENOTDIR/.test(failure)) {
    return troubleFinding('programs', `${folder} is a file, not a folder`, `name its folder, ${orShipped}`);
  }
  const isForbidden = /EACCES|EPERM/.test(failure);
  return troubleFinding(
    'programs',
    `${folder} cannot be read: ${isForbidden ? 'this user may not' : failure}`,
    `chmod -R a+rX ${folder}, ${orShipped}`,
  );
}

export function checkProgramFolder(folder: string): readonly DoctorFinding[] {
  const names = listProgramFiles(folder);
  const orShipped = 'or leave programs out of the configuration: those that ship are there without it';
  if (typeof names === 'string') return [programsTrouble(resolve(folder), names, orShipped)];
  if (names.length === 0) return [fineFinding('programs', `${folder} holds no program: there are those that ship`)];
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

/** The bridge id that a daemon with this configuration and data folder has. */
export const ownBridgeId = ({ mqtt, data_dir }: Config): string =>
  bridgeIdOf(mqtt.bridge_id, readBridgeRecord(peekRecord(data_dir, bridgeRecordName)));

export type DoctorAccess = Omit<BrokerOptions, 'subscriptions'>;

/** As whom the doctor comes to the broker: never with the client id of the daemon, which it would throw out. */
export function doctorAccess({ mqtt }: Config, secrets: Secrets, clock: Clock): DoctorAccess {
  return {
    urls: mqtt.urls,
    clientId: `${mqtt.client_id ?? 'chair2mqtt'}-doctor-${clock.random().toString(36).slice(2, 8)}`,
    username: mqtt.username,
    password: secrets.mqttPassword,
    ca: secrets.mqttCa,
    cert: secrets.mqttCert,
    key: secrets.mqttKey,
  };
}
