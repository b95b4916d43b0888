import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { flightDirectory, listFlights } from '../adapters/files/flight-folder.js';
import { openProgramFile } from '../adapters/files/program-file.js';
import { listProgramFiles } from '../adapters/files/program-folder.js';
import { peekRecord } from '../adapters/files/store.js';
import { openPort } from '../adapters/serial/open-port.js';
import { type ChairConfig, type Config, portName, portSettingOf, type Secrets } from '../config.js';
import { commissioningName, whyNotCommissioned } from '../core/commissioning.js';
import type { Profile } from '../core/profile/schema.js';
import { defaultLimits } from '../core/program/lint-limits.js';
import type { Clock, Log } from '../ports.js';
import { type DoctorFinding, fineFinding, troubleFinding, warningFinding } from './doctor-finding.js';
import { checkProfileChair } from './doctor-profile.js';
import { type BrokerProbe, probeBroker } from './probe-broker.js';
import { type ChairProbe, probeChair } from './probe-chair.js';
import type { ProcessEdge } from './process-edge.js';

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
  const files = names.map((name) =>
    openProgramFile(join(folder, name), name, { ...defaultLimits, capabilities: null }),
  );
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

export async function checkBroker({ mqtt }: Config, secrets: Secrets, clock: Clock): Promise<readonly DoctorFinding[]> {
  const topic = `${mqtt.base_topic}/${mqtt.bridge_id}/doctor`;
  const { mqttPassword, mqttCa, mqttCert, mqttKey } = secrets;
  const access = {
    url: mqtt.url,
    clientId: `${mqtt.client_id ?? 'chair2mqtt'}-doctor-${clock.random().toString(36).slice(2, 8)}`,
    ...(mqtt.username === undefined ? {} : { username: mqtt.username }),
    ...(mqttPassword === undefined ? {} : { password: mqttPassword }),
    ...(mqttCa === undefined ? {} : { ca: mqttCa }),
    ...(mqttCert === undefined ? {} : { cert: mqttCert }),
    ...(mqttKey === undefined ? {} : { key: mqttKey }),
  };
  return judgeBroker(await probeBroker(access, topic, clock), mqtt.url, topic);
}

const wiring = 'check power, cable (RX and TX crossed?), baud_rate, and that the firmware speaks CLP/1';

export function judgeChair(name: string, port: string, probe: ChairProbe): DoctorFinding[] {
  switch (probe.kind) {
    case 'closed':
      return [troubleFinding(name, probe.reason, `set the port of this chair; it is ${port} now`)];
    case 'in-use': {
      const message = `${port}: another host is driving this chair; it was left alone`;
      return [warningFinding(name, message, 'stop the daemon that drives it, then run this again')];
    }
    case 'refused':
      return [troubleFinding(name, `${port}: ${probe.reason}`, 'update the firmware of the chair, or this program')];
    case 'silent': {
      if (probe.hasTelemetry)
        return [troubleFinding(name, `${port}: the chair sends, but does not answer`, 'is TX connected?')];
      const what = probe.garbage > 0 ? `only garbage came (${probe.garbage} lines)` : 'nothing came';
      return [troubleFinding(name, `${port}: no answer; ${what}`, wiring)];
    }
    case 'answered':
      return judgeAnswer(name, port, probe);
  }
}

function judgeAnswer(name: string, port: string, probe: Extract<ChairProbe, { kind: 'answered' }>): DoctorFinding[] {
  const { model, fw, id, leaseMs, zones } = probe.identity;
  const lock = port.startsWith('tcp://') ? '; tcp has no lock: see that no other daemon uses it' : '';
  const checks = [
    fineFinding(name, `${port}: ${model} ${id}, ${fw}, zones ${zones.join(', ')}, lease ${leaseMs} ms${lock}`),
  ];
  const { telemetry, garbage } = probe;
  if (telemetry === null)
    checks.push(troubleFinding(name, `${port}: no telemetry came`, 'check the firmware of the chair'));
  if (telemetry?.mode === 'estop' || telemetry?.mode === 'fault') {
    const message = `the chair is in ${telemetry.mode === 'estop' ? 'emergency stop' : 'fault'}`;
    checks.push(warningFinding(name, message, 'see to the cause, then send reset'));
  }
  if (telemetry?.occupied === 'none') {
    const message = 'the chair has no occupancy sensor, so remote starts are off unless remote_start is true';
    checks.push(warningFinding(name, message, 'set remote_start: true only where somebody sees the chair'));
  }
  // A port that is opened in the middle of a line shows one damaged line.
  if (garbage > 1) checks.push(warningFinding(name, `${garbage} lines were damaged`, 'use a shorter or better cable'));
  return checks;
}

/** Whether the dead-man of the chair that answered was proved. */
function checkCommissioning(chair: ChairConfig, probe: ChairProbe, dataFolder: string): DoctorFinding[] {
  if (probe.kind !== 'answered') return [];
  const name = `chair ${chair.id}`;
  const why = whyNotCommissioned(peekRecord(dataFolder, commissioningName(chair.id)), probe.identity);
  if (why === null) return [fineFinding(name, 'commissioned: its dead-man was proved')];
  const advice = `stop the daemon, then run: chair2mqtt commission ${chair.id}`;
  if (!chair.require_commissioning) return [warningFinding(name, `not commissioned: ${why}`, advice)];
  return [troubleFinding(name, `not commissioned, so it is not started from afar: ${why}`, advice)];
}

/** A handshake without motion; of a chair by profile, a look. */
export async function checkChair(
  chair: ChairConfig,
  profile: Profile | null,
  dataFolder: string,
  { clock, version }: ProcessEdge,
  log: Log,
): Promise<readonly DoctorFinding[]> {
  if (profile !== null) return await checkProfileChair(chair, profile, clock, log);
  const open = openPort(portSettingOf(chair, null), clock, log);
  const probe = await probeChair(open, clock, `chair2mqtt/${version}`);
  const checks = judgeChair(`chair ${chair.id}`, portName(chair.port), probe);
  return [...checks, ...checkCommissioning(chair, probe, dataFolder)];
}
