import { capabilityArgs, decodeOrder, encodeReport, identityArgs } from '../src/core/protocol/codec.js';
import { unframe } from '../src/core/protocol/crc.js';
import {
  type ErrorCode,
  faultCodes,
  type Malformed,
  type Order,
  protocolVersion,
  type Request,
  seqMax,
} from '../src/core/protocol/messages.js';
import type { Zone } from '../src/core/zones.js';
import { isChairStill, type StateDraft, speakFast } from './chair-state.js';
import { firmware, simulatedCapabilities } from './firmware.js';
import { latchEmergencyStop, repeatFaults, reset, sayEvent } from './latches.js';
import { railOf, telemetryLine } from './telemetry.js';
import { driveZone, isSameMotion, lowerZone, releaseZone } from './zone.js';

/** Works without a check, so that a damaged link can still stop the chair. */
const bareStopLine = 'STOP';

type SetRequest = Extract<Request, { verb: 'SET' }>;

/** An answer without its seq; `then` runs when the answer is on its way. */
type RequestVerdict = (
  | { readonly kind: 'ok'; readonly args: readonly string[] }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly detail: string }
) & { readonly then?: () => void };

const ok = (args: readonly string[] = [], then = (): void => {}): RequestVerdict => ({ kind: 'ok', args, then });
const error = (code: ErrorCode, detail = ''): RequestVerdict => ({ kind: 'error', code, detail });

/** [S2] A fall that was asked for ends no later than the one that the SET's own TTL would bring. */
const withinTtl = (chair: StateDraft, name: Zone, rampMs: number): number =>
  Math.min(rampMs, Math.max(0, chair[name].ttlEndsAtMs - chair.nowMs) + firmware.ttlRampMs);

/** Everything to 0 and disarmed; a fall that is under way is never made longer. */
export function stopAll(chair: StateDraft, rampMs: number): void {
  for (const name of firmware.zones) {
    releaseZone(chair[name], withinTtl(chair, name, rampMs), chair.conditions.zones[name]);
  }
  chair.isArmed = false;
  speakFast(chair);
}

function hello(chair: StateDraft, version: number): RequestVerdict {
  if (version !== protocolVersion) return error('unsupported', String(protocolVersion));
  chair.isGreeted = true;
  chair.periodMs = firmware.telemetryMs.default;
  chair.isSettling ||= !isChairStill(chair);
  stopAll(chair, firmware.helloRampMs);
  const boot = chair.boot.toString(16).toUpperCase().padStart(4, '0');
  const { name: fw, model, leaseMs, ttlMs, zones } = firmware;
  const identity = { version, fw, model, id: chair.id, boot, leaseMs, ttlMs: ttlMs.max, zones };
  return ok(identityArgs(identity), () => repeatFaults(chair));
}

/** Why the zone cannot do this at all, or null. */
function impossible({ zone, technique, level, rate, ttlMs }: SetRequest): RequestVerdict | null {
  if (technique !== 'off') {
    const range = simulatedCapabilities[zone][technique];
    if (range === undefined) return error('unsupported');
    if (rate !== 0 && (rate < range.min || rate > range.max)) return error('range');
  }
  const isOff = technique === 'off' || level === 0;
  const isTtl = ttlMs >= firmware.ttlMs.min && ttlMs <= firmware.ttlMs.max;
  return isTtl || (isOff && ttlMs === 0) ? null : error('range');
}

function set(chair: StateDraft, request: SetRequest): RequestVerdict {
  const { zone: name, technique, level, rate, rampMs, ttlMs } = request;
  const refusal = impossible(request);
  if (refusal !== null) return refusal;
  const isOff = technique === 'off' || level === 0;
  const latch = chair.faults[0];
  if (latch !== undefined && !isOff) return error('latched', latch.code);
  if (chair.isSettling && !(isChairStill(chair) && chair.nowMs >= chair.settlesAtMs)) return error('busy');
  const zone = chair[name];
  if (isOff) {
    if (zone.asked.technique !== 'off') {
      lowerZone(zone, withinTtl(chair, name, rampMs), chair.conditions.zones[name]);
    }
    return ok();
  }
  const asked = { technique, level, rate };
  if (!isSameMotion(zone.asked, asked)) driveZone(zone, asked, rampMs);
  zone.ttlEndsAtMs = chair.nowMs + ttlMs;
  chair.isArmed = true;
  return ok();
}

function resetLatch(chair: StateDraft, cause: string): RequestVerdict {
  const code = faultCodes.find((known) => known === cause);
  if (code === undefined) return ok();
  const cleared = reset(chair, code, railOf(chair));
  if (cleared === null) return error('latched', code);
  return ok([], () => {
    for (const { zone } of cleared) sayEvent(chair, { event: 'clear', code, zone });
  });
}

function run(chair: StateDraft, { request }: Order): RequestVerdict {
  switch (request.verb) {
    case 'HELLO':
      return hello(chair, request.version);
    case 'CAPS':
      return ok(capabilityArgs(simulatedCapabilities[request.zone]));
    case 'SET':
      return set(chair, request);
    case 'KEEP':
      return ok();
    case 'STOP':
      stopAll(chair, request.rampMs ?? firmware.stopRampMs);
      return ok();
    case 'ESTOP':
      return ok([], () => latchEmergencyStop(chair));
    case 'RESET':
      return resetLatch(chair, request.cause);
    case 'RATE':
      chair.periodMs = request.periodMs;
      return ok();
    case 'STATUS':
      return ok([], () => chair.out.push(telemetryLine(chair)));
  }
}

const verbOf = (payload: string): string => payload.split(' ')[1] ?? '';
const worksBeforeHello = (verb: string): boolean => verb === 'HELLO' || verb === 'STOP' || verb === 'ESTOP';

/** How many numbers `seq` is behind the last one, counting round; null before the first request. */
const behind = (chair: StateDraft, seq: number): number | null =>
  chair.lastSeq === null ? null : (chair.lastSeq - seq + seqMax) % seqMax;

/** True for a SET of something that its zone cannot do; its numbers are looked at after that. */
function isSetUnsupported(payload: string): boolean {
  const [, verb, zoneName, technique = ''] = payload.split(' ');
  const zone = firmware.zones.find((name) => name === zoneName);
  return verb === 'SET' && zone !== undefined && technique !== 'off' && !(technique in simulatedCapabilities[zone]);
}

/** Errors in their order: syntax, hello, verb, arg, unsupported, range, latched, busy. */
function judge(chair: StateDraft, payload: string, order: Order | Malformed): RequestVerdict {
  const isMalformed = 'kind' in order;
  if (isMalformed && order.why === 'syntax') return error('syntax');
  if (!chair.isGreeted && !worksBeforeHello(verbOf(payload))) return error('hello');
  if (!isMalformed) return run(chair, order);
  return error(order.why === 'range' && isSetUnsupported(payload) ? 'unsupported' : order.why);
}

/** Sends the answer; gives its line. */
function answer(chair: StateDraft, seq: number, verdict: RequestVerdict): string {
  const { kind } = verdict;
  const line = encodeReport(
    kind === 'ok' ? { kind, seq, args: verdict.args } : { kind, seq, code: verdict.code, detail: verdict.detail },
  );
  chair.out.push(line);
  verdict.then?.();
  return line;
}

/** Seq 0 asks for no answer and is for KEEP only. */
function takeUnnumbered(chair: StateDraft, order: Order | Malformed): void {
  if (!('kind' in order) && order.request.verb === 'KEEP') {
    if (!chair.isGreeted) answer(chair, 0, error('hello'));
    return;
  }
  const isSyntax = 'kind' in order && order.why === 'syntax';
  answer(chair, 0, error(isSyntax ? 'syntax' : 'arg'));
}

function takeNumbered(chair: StateDraft, payload: string, crc: string, order: Order | Malformed): void {
  const { seq } = order;
  const isHello = verbOf(payload) === 'HELLO';
  if (!isHello && seq === chair.lastSeq && crc === chair.lastCrc) {
    chair.out.push(chair.lastAnswer);
    return;
  }
  const age = behind(chair, seq);
  if (!isHello && age !== null && age <= firmware.oldSeqsMax) {
    answer(chair, seq, error('seq'));
    return;
  }
  const verdict = judge(chair, payload, order);
  const line = answer(chair, seq, verdict);
  // A HELLO that is refused changes nothing, and so not the count.
  if (isHello && verdict.kind === 'error') return;
  chair.lastSeq = seq;
  chair.lastCrc = crc;
  chair.lastAnswer = line;
}

/** Takes a whole line without its end. Any line with the right check renews the lease, whatever it says. */
export function takeLine(chair: StateDraft, line: string): void {
  if (line === bareStopLine) {
    stopAll(chair, firmware.bareStopRampMs);
    return;
  }
  const payload = unframe(line);
  if (payload === null) {
    takeDamage(chair, 'crc');
    return;
  }
  chair.leaseEndsAtMs = chair.nowMs + firmware.leaseMs;
  const order = decodeOrder(line);
  if (order.seq === 0) takeUnnumbered(chair, order);
  else takeNumbered(chair, payload, line.slice(-4), order);
}

/** A line that was discarded. */
export function takeDamage(chair: StateDraft, code: 'crc' | 'overflow'): void {
  answer(chair, 0, error(code));
}
