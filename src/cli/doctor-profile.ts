import { openPort } from '../adapters/serial/open-port.js';
import { type ChairConfig, portName, portSettingOf } from '../config.js';
import type { Profile } from '../core/profile/schema.js';
import { noSight, profileView, type Sight, takeFrame } from '../core/profile/sight.js';
import type { Clock, Log, OpenWire } from '../ports.js';
import { type DoctorFinding, fineFinding, troubleFinding, warningFinding } from './doctor-finding.js';

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
export async function checkProfileChair(
  chair: ChairConfig,
  profile: Profile,
  clock: Clock,
  log: Log,
): Promise<readonly DoctorFinding[]> {
  const heard = await listen(profile, openPort(portSettingOf(chair, profile), clock, log), clock);
  const name = `chair ${chair.id}`;
  const checks = judgeHeard(name, portName(chair.port), profile, heard, clock.nowMs());
  const promises = Object.entries(profile.guarantees).map(([what, how]) => `${what}: ${how}`);
  const advice = 'keep its own remote within reach; remote starts are off unless remote_start is true';
  return [
    ...checks,
    warningFinding(name, `driver ${chair.driver} guarantees no more than ${promises.join('; ')}`, advice),
  ];
}

function judgeHeard(
  name: string,
  port: string,
  profile: Profile,
  { sight, noise, closed }: Heard,
  nowMs: number,
): DoctorFinding[] {
  if (closed !== null) return [troubleFinding(name, closed, `set the port of this chair; it is ${port} now`)];
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
