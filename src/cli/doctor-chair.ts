import { peekRecord } from '../adapters/files/record-files.js';
import { openPort } from '../adapters/serial/open-port.js';
import type { Driver } from '../chair/driver.js';
import { type ChairConfig, portName, portSettingOf } from '../config.js';
import { commissioningName, whyNotCommissioned } from '../core/commissioning.js';
import type { Profile } from '../core/profile/schema.js';
import { knownStops } from '../core/profile/stop-proof.js';
import type { Clock, Log, OpenWire } from '../ports.js';
import { stopSummary } from './commission-stops-texts.js';
import type { ToldOfChair } from './doctor-bridge.js';
import { type DoctorFinding, findingsAbout, fineFinding, troubleFinding, warningFinding } from './doctor-checks.js';
import { judgeHeard, judgeProbe, judgePromises, listenToChair } from './judge-chair.js';
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
  if (driver.profile !== null)
    return [
      ...(await checkProfileChair(chair, driver, driver.profile, open, clock)),
      checkStops(chair, driver.profile, dataFolder),
    ];
  const probe = await probeChair(open, clock, `chair2mqtt/${version}`);
  const checks = judgeChair(`chair ${chair.id}`, portName(chair.port), probe);
  return [...checks, ...checkCommissioning(chair, probe, dataFolder)];
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

export const judgeChair = (name: string, port: string, probe: ChairProbe): readonly DoctorFinding[] =>
  findingsAbout(name, judgeProbe(port, probe));

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

/** What is known of the stop of a chair by profile; its driver tells what that can be. */
export function checkStops({ id }: Pick<ChairConfig, 'id'>, profile: Profile, dataFolder: string): DoctorFinding {
  const stops = knownStops(peekRecord(dataFolder, commissioningName(id)), profile);
  const name = `chair ${id}`;
  if (stops.kind === 'unknown') {
    const advice = `stop the daemon, then run: chair2mqtt commission ${id}`;
    return warningFinding(name, `its stop is not proved: ${stops.why}`, advice);
  }
  const { at, stops: proofs } = stops.record;
  return fineFinding(name, `${stopSummary(profile.sight, proofs)} (${at})`);
}

/** A look at a chair by profile: no key is pressed. What such a chair cannot promise is said each time. */
async function checkProfileChair(
  chair: ChairConfig,
  driver: Driver,
  profile: Profile,
  open: OpenWire,
  clock: Clock,
): Promise<readonly DoctorFinding[]> {
  const heard = await listenToChair(profile, open, clock);
  const name = `chair ${chair.id}`;
  const checks = findingsAbout(name, [judgeHeard(portName(chair.port), profile, heard, clock.nowMs())]);
  return [...checks, ...findingsAbout(name, [judgePromises(driver)])];
}
