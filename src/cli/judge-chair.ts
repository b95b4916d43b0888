import { type Driver, showsOutputs } from '../chair/driver.js';
import { splitCure } from '../core/cure.js';
import { plainCommand } from '../core/profile/commands.js';
import { cutFrames, noBytesHeld } from '../core/profile/cut-frames.js';
import type { Profile } from '../core/profile/schema.js';
import { noSight, type SeenFrame, type Sight, takeFrame, takeTextLine } from '../core/profile/sight.js';
import { latinText } from '../core/profile/template.js';
import { profileView } from '../core/profile/view.js';
import { limits } from '../core/safety/limits.js';
import { doubtful, proven, refuted } from '../core/setup/findings.js';
import type { SetupFinding } from '../core/web/setup.js';
import type { Clock, OpenWire } from '../ports.js';
import type { ChairProbe } from './probe-chair.js';

/** The wire knows best what to do; where it does not, another port is all that is left. */
function judgeClosed(port: string, reason: string): SetupFinding {
  const { what, cure } = splitCure(reason);
  return refuted('port_failed', { port, reason: what }, what, cure ?? `set the port of this chair; it is ${port} now`);
}

const wiring = 'check power, cable (RX and TX crossed?), baud_rate, and that the firmware speaks CLP/1';

/** What a handshake without motion has shown. */
export function judgeProbe(port: string, probe: ChairProbe): readonly SetupFinding[] {
  switch (probe.kind) {
    case 'closed':
      return [judgeClosed(port, probe.reason)];
    case 'in-use': {
      const message = `${port}: another host is driving this chair; it was left alone`;
      return [doubtful('chair_in_use', { port }, message, 'stop the daemon that drives it, then run this again')];
    }
    case 'refused': {
      const { reason } = probe;
      const advice = 'update the firmware of the chair, or this program';
      return [refuted('chair_refused', { port, reason }, `${port}: ${reason}`, advice)];
    }
    case 'silent':
      return [judgeSilence(port, probe)];
    case 'answered':
      return judgeAnswer(port, probe);
  }
}

function judgeSilence(port: string, { garbage, hasTelemetry }: Extract<ChairProbe, { kind: 'silent' }>): SetupFinding {
  if (hasTelemetry)
    return refuted('chair_deaf', { port }, `${port}: the chair sends, but does not answer`, 'is TX connected?');
  if (garbage === 0) return refuted('chair_silent', { port }, `${port}: no answer; nothing came`, wiring);
  const message = `${port}: no answer; only garbage came (${garbage} lines)`;
  return refuted('chair_garbled', { port, lines: garbage }, message, wiring);
}

function judgeAnswer(port: string, probe: Extract<ChairProbe, { kind: 'answered' }>): readonly SetupFinding[] {
  const { model, fw, id, leaseMs, zones } = probe.identity;
  const lock = port.startsWith('tcp://') ? '; tcp has no lock: see that no other daemon uses it' : '';
  const values = { port, model, fw, id, zones: zones.join(', '), lease_ms: leaseMs };
  const message = `${port}: ${model} ${id}, ${fw}, zones ${values.zones}, lease ${leaseMs} ms${lock}`;
  const checks = [proven('chair_answered', values, message)];
  const { telemetry, garbage } = probe;
  if (telemetry === null) {
    const advice = 'check the firmware of the chair';
    checks.push(refuted('chair_no_telemetry', { port }, `${port}: no telemetry came`, advice));
  }
  if (telemetry?.mode === 'estop' || telemetry?.mode === 'fault') {
    const state = telemetry.mode === 'estop' ? 'emergency stop' : 'fault';
    const advice = 'see to the cause, then send reset';
    checks.push(doubtful('chair_latched', { mode: telemetry.mode }, `the chair is in ${state}`, advice));
  }
  if (telemetry?.occupied === 'none') {
    const without = 'the chair has no occupancy sensor, so remote starts are off unless remote_start is true';
    const advice = 'set remote_start: true only where somebody sees the chair';
    checks.push(doubtful('chair_no_seat_sensor', {}, without, advice));
  }
  // A port that is opened in the middle of a line shows one damaged line.
  if (garbage > 1) {
    const advice = 'use a shorter or better cable';
    checks.push(doubtful('chair_damaged_lines', { lines: garbage }, `${garbage} lines were damaged`, advice));
  }
  return checks;
}

/** What a listener heard of a chair by profile. */
interface Heard {
  readonly sight: Sight;
  readonly noise: number;
  readonly closed: string | null;
}

const listenMs = 4000;

/** Listens, presses nothing, and asks once where nothing is said unasked. */
export function listenToChair(profile: Profile, open: OpenWire, clock: Clock): Promise<Heard> {
  return new Promise((resolve) => {
    let sight: Sight = noSight;
    let noise = 0;
    let held = noBytesHeld;
    let isOver = false;
    const framing = profile.frame.kind === 'binary' ? profile.frame.framing : null;
    const take = (frame: SeenFrame): void => {
      if (frame.kind === 'status') sight = frame.sight;
      if (frame.kind === 'noise') noise += 1;
    };
    const ask = (): void => {
      const question = profile.ask === undefined ? null : plainCommand(profile, profile.ask.send);
      if (question !== null) wire.write(latinText(question.wire));
    };
    const done = (closed: string | null): void => {
      clock.clear(timer);
      resolve({ sight, noise, closed });
    };
    const timer = clock.after(listenMs, () => {
      isOver = true;
      void wire.close().then(() => done(null));
    });
    const wire = open({
      onOpened: ask,
      onLine: (line) => take(takeTextLine(profile, sight, line, clock.nowMs())),
      ...(framing && {
        onBytes: (bytes) => {
          const cut = cutFrames(framing, held, bytes, clock.nowMs());
          held = cut.held;
          noise += cut.noise;
          for (const frame of cut.frames) take(takeFrame(profile, sight, frame, clock.nowMs()));
        },
      }),
      onNoise: () => {
        noise += 1;
      },
      onClosed: (reason) => {
        if (!isOver) done(reason);
      },
    });
  });
}

/** It need not say anything, and what it says need not mean anything: an echo is no trouble. */
function judgeMute(port: string, { title }: Profile, noise: number): SetupFinding {
  const says = noise === 0 ? 'never says anything' : 'says nothing that is read';
  const message = `${port} is open; ${title} ${says}, so this is all that can be seen`;
  return doubtful('profile_mute', { port, title }, message, 'see that it does what it is told, with nobody in it');
}

/** What the frames of a chair by profile have shown. */
export function judgeHeard(port: string, profile: Profile, heard: Heard, nowMs: number): SetupFinding {
  const { sight, noise, closed } = heard;
  if (closed !== null) return judgeClosed(port, closed);
  // In the order of the profile: which came first is chance.
  const kinds = Object.keys(profile.frames).filter((name) => sight.frames[name] !== undefined);
  if (kinds.length === 0 && profile.sight === 'none') return judgeMute(port, profile, noise);
  if (kinds.length === 0) {
    const what = noise > 0 ? `only garbage came (${noise} frames)` : 'nothing came';
    const advice = 'switch the chair on at its remote, and check that RX is at its status line';
    const code = noise > 0 ? 'profile_garbled' : 'profile_silent';
    return refuted(code, { port, frames: noise }, `${port}: no status; ${what}`, advice);
  }
  const { isOn } = profileView(profile, sight, nowMs);
  const values = { port, title: profile.title, frames: kinds.join(', '), is_on: isOn === true ? 1 : 0 };
  const message = `${port}: ${profile.title}; frames ${values.frames}; it is ${isOn === true ? 'on' : 'off'}`;
  return proven('profile_seen', values, message);
}

const stopProvedBy = {
  status: 'a stop is proved by its status',
  answers: 'a stop is proved by an answer, which is no motion',
  none: 'a stop is proved by nothing: somebody has to look',
} as const;

/** What a chair by profile cannot promise is said each time. */
export function judgePromises(of: Pick<Driver, 'name' | 'guarantees' | 'profile'>): SetupFinding {
  const { name: driver, guarantees } = of;
  const promises = Object.entries(guarantees)
    .map(([what, how]) => `${what}: ${how}`)
    .join('; ');
  const message = `driver ${driver} guarantees no more than ${promises}; ${stopProvedBy[of.profile?.sight ?? 'status']}`;
  const advice = showsOutputs(of)
    ? 'keep its own remote within reach; remote starts are off unless remote_start is true'
    : `keep its switch within reach; remote starts are off unless remote_start is true and watched_by says who watches; no level is over ${limits.unseenLevelMax} unless limits.level_max says otherwise`;
  return doubtful('profile_promises', { driver, promises }, message, advice);
}
