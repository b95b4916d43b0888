import type { Check } from './check.js';
import { type Facts, type Permission, pressed } from './facts.js';

/** A start is confirmed within 5 s or given up; its messages have been on their way before. */
const permissionMs = 5500;
/** A button line may be held back by less than telemetry may. */
const heldMs = 3000;
const emptyMs = 150;
const crossedMs = 500;
/** A second for the evidence, and two in which a chair may be busy after its button. */
const startMs = 1000 + 2000;
/** Readings come once a second while nothing moves. */
const lyingMs = 2500;
const heardMs = 50;

/** The request that the present motion is due to: the newest that nothing was begun by yet, a good one where there is one. A
 *  session may run for a while before a zone that was too hot lets the chair become armed. */
export const permissionNow = (facts: Facts): Permission | null => {
  const { permissions, nowMs, status, begunAtMs, begunBy, interruption } = facts;
  // What was written before a stop may arm a chair on a slow line after it.
  const isStopping = status?.state === 'stopping';
  const isRunning = isStopping || status?.state === 'running' || status?.state === 'starting';
  const isBegun = isRunning || begunAtMs === nowMs;
  const fromMs = (isRunning ? Math.min(begunAtMs, nowMs) : nowMs) - permissionMs;
  const all = permissions.filter(
    ({ isUsed, takenAtMs, source }) => !isUsed && takenAtMs >= fromMs + (source === 'button' ? heldMs : 0),
  );
  // Of starts that waited for their way together the first has begun, which need not be the newest.
  const named = all.filter(({ program }) => program === null || !isBegun || program === facts.begunProgram);
  const recent = named.length > 0 ? named : all;
  const good = recent.filter(({ blemish }) => blemish === null);
  const valid = good.filter(({ after }) => after === interruption);
  const before = (valid.length > 0 && !isStopping ? valid : good).filter(({ takenAtMs }) => takenAtMs <= begunAtMs);
  return (
    before.findLast(({ source }) => source === begunBy) ??
    before.at(-1) ??
    valid.at(-1) ??
    good.at(-1) ??
    recent.at(-1) ??
    null
  );
};

const secondsAgo = (facts: Facts, atMs: number): string => `${((facts.nowMs - atMs) / 1000).toFixed(2)} s ago`;

/** A start that waits for its evidence goes on where a button is pressed at a chair at rest, and the line loses that. */
const isPressUnheard = ({ interruption, buttonHeardAtMs, nowMs }: Facts, { takenAtMs }: Permission): boolean =>
  interruption.what === pressed &&
  buttonHeardAtMs < interruption.atMs &&
  takenAtMs <= interruption.atMs &&
  nowMs - takenAtMs < startMs;

/** [S5] Motion needs a request that came after whatever ended motion before. */
const fresh: Check = {
  invariant: 'S5',
  armed: (facts) => {
    const permission = permissionNow(facts);
    const { what, atMs } = facts.interruption;
    // What was on its way to the chair already still arrives; the stop behind it has to arrive too.
    if (facts.line.setWrittenAtMs <= atMs) {
      facts.crossedAtMs = facts.nowMs;
      return null;
    }
    if (permission === null) return 'the chair became armed and nobody had asked for it';
    if (isPressUnheard(facts, permission)) return null;
    if (permission.after === facts.interruption) return null;
    return `the chair became armed by a ${permission.wish} of ${secondsAgo(facts, permission.takenAtMs)}, before ${what} ${secondsAgo(facts, atMs)}`;
  },
  step: (facts) => {
    const { crossedAtMs, nowMs } = facts;
    const isStill = crossedAtMs === null || !facts.isAllWell || nowMs - crossedAtMs <= crossedMs;
    return isStill ? null : 'a SET that crossed with a stop keeps the chair armed';
  },
};

/** [S6] Nothing retained, stale, queued or doubled; and no start that the broker had before a stop. */
const notStale: Check = {
  invariant: 'S6',
  armed: (facts) => {
    const permission = permissionNow(facts);
    if (permission === null) return null;
    if (permission.blemish !== null)
      return `the chair became armed by a ${permission.wish} that is ${permission.blemish}`;
    const { sentAtMs, takenAtMs } = facts.laneStop;
    const isOvertaken =
      permission.source === 'mqtt' && permission.sentAtMs < sentAtMs && takenAtMs <= permission.takenAtMs;
    return isOvertaken ? `the broker had the ${permission.wish} before a stop that was taken already` : null;
  },
};

/** A topic is proven once a minute, and its probe has 5 s. */
const deniedMs = 67_000;

/** [S7] No start over MQTT while no stop over MQTT could come. */
const stoppable: Check = {
  invariant: 'S7',
  armed: (facts) => {
    const permission = permissionNow(facts);
    if (permission?.source !== 'mqtt') return null;
    const { stopsSilentFromMs, stopsDenied } = facts;
    const { takenAtMs, wish } = permission;
    if (stopsSilentFromMs !== null && takenAtMs > stopsSilentFromMs)
      return `the chair became armed by a ${wish} that came while no stop could come`;
    const isDenied = [...stopsDenied.values()].some(({ fromMs }) => takenAtMs - fromMs > deniedMs);
    return isDenied ? `the chair became armed by a ${wish} although a stop topic is not served` : null;
  },
};

const mustBeOccupied = ({ settings }: Facts): boolean => settings.occupancy !== 'ignore';

/** [S12] Who leaves, and who is not there. */
const occupied: Check = {
  invariant: 'S12',
  armed: (facts) => {
    const { chair } = facts;
    const isEmpty = !chair.isOccupied && facts.nowMs - chair.seatedChangedAtMs > emptyMs;
    return mustBeOccupied(facts) && isEmpty && !facts.isDisturbed ? 'an empty chair became armed' : null;
  },
  step: (facts) => {
    const { chair, status } = facts;
    if (chair.isOccupied || !mustBeOccupied(facts) || !facts.isAllWell) return null;
    const emptyForMs = Math.min(chair.nowMs - chair.seatedChangedAtMs, chair.nowMs - facts.disturbedUntilMs);
    if (chair.isArmed && emptyForMs > 2050) return 'the chair is armed over 2 s after the person left';
    const isOn = status !== null && ['starting', 'running', 'paused'].includes(status.state);
    return isOn && emptyForMs > 60_050 ? 'a session lasts over 60 s after the person left' : null;
  },
};

/** [S11] A reading that cannot be, which the chair itself does not notice. */
const plausible: Check = {
  invariant: 'S11',
  armed: (facts) =>
    facts.lieFromMs !== null && facts.nowMs - facts.lieFromMs > lyingMs && !facts.isDisturbed
      ? 'the chair became armed while a sensor reads nonsense'
      : null,
  step: (facts) => {
    const { lieFromMs, chair } = facts;
    if (lieFromMs === null || !chair.isMoving || !facts.isAllWell) return null;
    const lastingMs = chair.nowMs - Math.max(lieFromMs, facts.disturbedUntilMs);
    return lastingMs > 1000 ? 'an output is on 1 s after a sensor began to read nonsense' : null;
  },
};

/** [S18] Starts from afar are the owner's to allow. */
const remote: Check = {
  invariant: 'S18',
  armed: (facts) => {
    const permission = permissionNow(facts);
    const isForbidden = permission?.source === 'mqtt' && permission.wish === 'start' && !permission.wasRemoteStartOn;
    return isForbidden ? 'a remote start moved a chair whose remote start is off' : null;
  },
};

/** [S16] Two owners. To give way is silence, and nobody gives way to a newcomer. */
const oneOwner: Check = {
  invariant: 'S16',
  armed: (facts) => {
    if (facts.isYielded) return 'the chair became armed while another daemon owns it';
    const { undecided } = facts;
    const permission = permissionNow(facts);
    if (undecided === null || permission?.wish !== 'start') return null;
    const { takenAtMs } = permission;
    return takenAtMs > undecided.fromMs && takenAtMs < undecided.toMs
      ? 'a session was begun while it was not settled which of two daemons keeps the chair'
      : null;
  },
  written: ({ isYielded }, text) =>
    isYielded ? `${JSON.stringify(text)} was written to a chair that another daemon owns` : null,
  told: ({ nowMs, strongTwinAtMs }, { event_type, fault }) =>
    event_type === 'fault' && fault?.code === 'foreign_owner' && nowMs - strongTwinAtMs > heardMs
      ? 'the chair was given up to a daemon that has no better right'
      : null,
  step: (facts) => {
    const { chair, line, nowMs } = facts;
    if (!chair.isMoving || !facts.isAllWell) return null;
    const [first, , third] = line.foreignAtMs.slice(-3);
    const isCrowded = first !== undefined && third !== undefined && third - first < 9000 && nowMs - third > 1500;
    return isCrowded && nowMs - third < 5000 && first > facts.disturbedUntilMs
      ? 'the chair moves although somebody else speaks on its line'
      : null;
  },
};

const eventsPerSecondMax = 10;
/** Two seconds until it counts, and what a tick and two windows cost. */
const floodMs = 4500;
const graveCodes: readonly (string | undefined)[] = ['flood', 'estop', 'stop_unverified'];

/** [S16] A chair that says too much: its trouble is bounded, and is its own fault. */
const bounded: Check = {
  invariant: 'S16',
  told: ({ toldLately }) => {
    const told = toldLately.at(-1)?.kind;
    const count = toldLately.filter(({ kind }) => kind === told).length;
    // What came while a latch was on its way to the disk is told behind it, together with what comes next.
    const wasHeld = toldLately.some(({ kind }) => /estop|internal/.test(kind));
    return count > (wasHeld ? 2 : 1) * eventsPerSecondMax ? `${count} events ${told} were told within a second` : null;
  },
  step: ({ chair, line, flood, nowMs, status, process, hang, isAllWell, disturbedUntilMs }) => {
    if (nowMs >= flood.toMs || !isAllWell || status === null) return null;
    const heardMs = Math.max(flood.fromMs, line.openedAtMs, process?.startedAtMs ?? nowMs, hang.toMs, disturbedUntilMs);
    const isToBeKnown = nowMs - heardMs > floodMs && nowMs - chair.rebootedAtMs > floodMs;
    return isToBeKnown && !graveCodes.includes(status.fault?.code)
      ? `the chair floods its line with events, and its fault is ${status.fault?.code ?? 'none'}`
      : null;
  },
};

/** What is held of a request whatever the chair speaks. */
export const requestChecks: readonly Check[] = [notStale, stoppable, remote, oneOwner, bounded];

/** What must be so for motion to begin and to go on. */
export const startChecks: readonly Check[] = [fresh, occupied, plausible, ...requestChecks];
