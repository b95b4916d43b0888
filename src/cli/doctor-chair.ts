import { peekRecord } from '../adapters/files/record-files.js';
import { openPort } from '../adapters/serial/open-port.js';
import type { Driver } from '../chair/driver.js';
import { type ChairConfig, portName, portSettingOf } from '../config.js';
import { commissioningName, whyNotCommissioned } from '../core/commissioning.js';
import { splitCure } from '../core/cure.js';
import type { Profile } from '../core/profile/schema.js';
import { noSight, profileView, type Sight, takeFrame } from '../core/profile/sight.js';
import type { Clock, Log, OpenWire } from '../ports.js';
import type { ToldOfChair } from './doctor-bridge.js';
import { type DoctorFinding, fineFinding, troubleFinding, warningFinding } from './doctor-checks.js';
import { type ChairProbe, probeChair } from './probe-chair.js';
import type { ProcessEdge } from './process-edge.js';

/** A handshake without motion; of a chair by profile, a look. */
export async function checkChair(
  chair: ChairConfig,
  driver: Driver,
  dataFolder: string,
  { clock, version }: ProcessEdge,
  log: Log,
): Promise<readonly DoctorFinding[]> {
  const open = openPort(portSettingOf(chair, driver.line), clock, log);
  if (driver.profile !== null) return await checkProfileChair(chair, driver, driver.profile, open, clock);
  const probe = await probeChair(open, clock, `chair2mqtt/${version}`);
  const checks = judgeChair(`chair ${chair.id}`, portName(chair.port), probe);
  return [...checks, ...checkCommissioning(chair, probe, dataFolder)];
}

/** The wire knows best what to do; where it does not, another port is all that is left. */
function closedFinding(name: string, port: string, reason: string): DoctorFinding {
  const { what, cure } = splitCure(reason);
  return troubleFinding(name, what, cure ?? `set the port of this chair; it is ${port} now`);
}

/** The daemon that has this data folder has its chairs too: their ports are left alone, and the broker tells how they are. */
export function judgeOwned(
  chair: Pick<ChairConfig, 'id' | 'require_commissioning'>,
  pid: number,
  { hasDeadMan }: Pick<Driver, 'hasDeadMan'>,
  told: ToldOfChair | null,
): readonly DoctorFinding[] {
  const { availability = null, isCommissioned = null } = told ?? {};
  const answers = judgeAvailability(`chair ${chair.id}`, pid, availability);
  const isUnproven = hasDeadMan && availability === 'online' && isCommissioned === false;
  return isUnproven ? [answers, uncommissionedFinding(chair, null)] : [answers];
}

function judgeAvailability(name: string, pid: number, availability: string | null): DoctorFinding {
  const owner = `your own daemon (process ${pid}) has it`;
  switch (availability) {
    case 'online':
      return fineFinding(name, `${owner} and the chair answers`);
    case 'offline':
      return troubleFinding(
        name,
        `${owner}, and the chair does not answer it`,
        'its log says why; or stop it and run this again, to look at the chair itself',
      );
    default: {
      const message = `${owner}; whether the chair answers is not known, because the broker says nothing of it`;
      return warningFinding(name, message, 'see to the broker, or stop the daemon and run this again');
    }
  }
}

const wiring = 'check power, cable (RX and TX crossed?), baud_rate, and that the firmware speaks CLP/1';

export function judgeChair(name: string, port: string, probe: ChairProbe): DoctorFinding[] {
  switch (probe.kind) {
    case 'closed':
      return [closedFinding(name, port, probe.reason)];
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
  return [uncommissionedFinding(chair, why)];
}

/** `why` is null where only the daemon knows it. */
function uncommissionedFinding(
  { id, require_commissioning: isRequired }: Pick<ChairConfig, 'id' | 'require_commissioning'>,
  why: string | null,
): DoctorFinding {
  const effect = isRequired ? 'not commissioned, so it is not started from afar' : 'not commissioned';
  const finding = isRequired ? troubleFinding : warningFinding;
  const advice = `stop the daemon, then run: chair2mqtt commission ${id}`;
  return finding(`chair ${id}`, why === null ? effect : `${effect}: ${why}`, advice);
}

/** What a listener heard of a chair by profile. */
interface Heard {
  readonly sight: Sight;
  readonly noise: number;
  readonly closed: string | null;
}

const listenMs = 4000;

/** Listens and presses nothing. */
function listen(profile: Profile, open: OpenWire, clock: Clock): Promise<Heard> {
  return new Promise((resolve) => {
    let sight: Sight = noSight;
    let noise = 0;
    const done = (closed: string | null): void => {
      clock.clear(timer);
      resolve({ sight, noise, closed });
    };
    const timer = clock.after(listenMs, () => {
      void wire.close();
      done(null);
    });
    const wire = open({
      onOpened: () => {},
      onLine: (line) => {
        const frame = takeFrame(profile, sight, line, clock.nowMs());
        if (frame.kind === 'status') sight = frame.sight;
        if (frame.kind === 'noise') noise += 1;
      },
      onNoise: () => {
        noise += 1;
      },
      onClosed: (reason) => done(reason),
    });
  });
}

/** A look at a chair by profile: no key is pressed. What such a chair cannot promise is said each time. */
async function checkProfileChair(
  chair: ChairConfig,
  { name: driver, guarantees }: Driver,
  profile: Profile,
  open: OpenWire,
  clock: Clock,
): Promise<readonly DoctorFinding[]> {
  const heard = await listen(profile, open, clock);
  const name = `chair ${chair.id}`;
  const checks = judgeHeard(name, portName(chair.port), profile, heard, clock.nowMs());
  const promises = Object.entries(guarantees).map(([what, how]) => `${what}: ${how}`);
  const advice = 'keep its own remote within reach; remote starts are off unless remote_start is true';
  return [...checks, warningFinding(name, `driver ${driver} guarantees no more than ${promises.join('; ')}`, advice)];
}

function judgeHeard(
  name: string,
  port: string,
  profile: Profile,
  { sight, noise, closed }: Heard,
  nowMs: number,
): DoctorFinding[] {
  if (closed !== null) return [closedFinding(name, port, closed)];
  const kinds = Object.keys(sight.frames);
  if (kinds.length === 0) {
    const what = noise > 0 ? `only garbage came (${noise} frames)` : 'nothing came';
    const advice = 'switch the chair on at its remote, and check that RX is at its status line';
    return [troubleFinding(name, `${port}: no status; ${what}`, advice)];
  }
  const { isOn } = profileView(profile, sight, nowMs);
  return [
    fineFinding(name, `${port}: ${profile.title}; frames ${kinds.join(', ')}; it is ${isOn === true ? 'on' : 'off'}`),
  ];
}
