import type { Status, StatusEvent } from '../../src/core/status.js';
import type { Facts } from './facts.js';
import type { Delivery } from './handed.js';
import type { Permissions } from './permissions.js';
import { type Asked, askedBy } from './request.js';
import type { Programs } from './setup.js';
import type { Trace } from './trace.js';
import type { Watch } from './watch.js';

const kindOf = ({ event_type, fault }: StatusEvent): string =>
  [event_type, fault?.code, fault?.zone].filter((word) => typeof word === 'string').join(' ');

export interface WitnessParts {
  readonly facts: Facts;
  readonly watch: Watch;
  readonly trace: Trace;
  readonly permissions: Permissions;
  readonly wallMs: () => number;
  readonly programs: () => Programs;
  /** Within what time such a stop has to be written to the chair now, ms; null: it owes nothing. */
  readonly stopDueInMs: (wish: 'stop' | 'estop') => number | null;
}

/** Sees everything that passes between daemon and broker and what the daemon tells, keeps the facts up, and has them checked. */
export class Witness {
  private readonly facts: Facts;
  private readonly watch: Watch;
  private readonly trace: Trace;
  private readonly permissions: Permissions;

  constructor(private readonly around: WitnessParts) {
    this.facts = around.facts;
    this.watch = around.watch;
    this.trace = around.trace;
    this.permissions = around.permissions;
  }

  /** A message is handed to the daemon. */
  delivered(delivery: Delivery): void {
    const asked = askedBy(delivery);
    if (asked.wish === 'other') return;
    const { facts } = this;
    const { side, topic, payload, isRetained } = delivery;
    const flags = `${isRetained ? ' retained' : ''}${delivery.isEarly ? ' early' : ''}`;
    this.trace.tell(`${side.padEnd(8)} ${topic} ${payload.slice(0, 120)}${flags}`);
    this.permissions.message(asked, delivery, this.around.wallMs(), this.around.programs());
    if (payload === '' && isRetained) return;
    facts.caused(asked.wish);
    this.halts(asked, delivery);
    if (asked.wish === 'skip' && facts.session !== null) facts.session.skipped = true;
    if (asked.wish === 'remote-start') this.remoteStart(asked, delivery);
    if (asked.wish === 'drain') this.drain(asked, delivery);
  }

  onEvent(event: StatusEvent): void {
    const { facts, trace } = this;
    const { event_type, ended_by, fault, source } = event;
    const words = [ended_by, fault?.code, fault?.zone, source, fault?.message].filter(
      (word) => word !== null && word !== undefined,
    );
    trace.tell(`event  ${event_type} ${words.join(' ')}`);
    const lately = facts.toldLately.filter(({ atMs }) => facts.nowMs - atMs < 1000);
    facts.toldLately = [...lately, { kind: kindOf(event), atMs: facts.nowMs }];
    if (event_type === 'emergency_stopped') facts.isLatched = true;
    if (event_type === 'stop_unverified') facts.isAlarmed = true;
    if (event_type === 'reset') {
      facts.isLatched = false;
      facts.isAlarmed = false;
      facts.line.foreignAtMs = [];
    }
    if (event_type === 'paused') facts.pausedAtMs = facts.nowMs;
    if (event_type === 'resumed' || event_type === 'session_started') facts.pausedAtMs = null;
    if (event_type === 'session_started' || event_type === 'resumed') this.began(event);
    if (ended_by !== null) facts.ended = { by: ended_by, atMs: facts.nowMs };
    this.watch.told(event);
  }

  onStatus(status: Status): void {
    const { facts, trace } = this;
    const before = facts.status?.state;
    if (status.state !== before)
      trace.tell(`state  ${status.state}${status.fault === null ? '' : ` (${status.fault.code})`}`);
    facts.status = status;
    if (facts.session !== null && status.duration_s !== null) facts.session.durationS = status.duration_s;
    this.watch.published();
  }

  /** An answer has reached the broker. */
  answered(command: string, code: string): void {
    const { facts } = this;
    if (command !== 'remote_start' || code !== 'ok') return;
    facts.isRemoteStartOff = facts.isRemoteStartOffAsked;
  }

  private began({ source, program }: StatusEvent): void {
    this.facts.begunProgram = program;
    this.facts.begunAtMs = this.facts.nowMs;
    this.facts.begunBy = source === 'button' || source === 'mqtt' ? source : source === 'schedule' ? 'mqtt' : null;
  }

  /** [S7] Every stop owes a line, and ends the permission of whatever came before it. */
  private halts({ wish }: Asked, { side, receivedAtMs }: Delivery): void {
    const { facts } = this;
    if (wish !== 'stop' && wish !== 'estop' && wish !== 'pause') return;
    if (wish === 'pause') {
      if (facts.status?.state === 'starting' || facts.status?.state === 'running') facts.interrupt('a pause');
      return;
    }
    facts.interrupt(`a ${wish} over MQTT`);
    if (side === 'stops') facts.laneStop = { sentAtMs: receivedAtMs, takenAtMs: facts.nowMs };
    const dueInMs = this.around.stopDueInMs(wish);
    const isOwed = dueInMs !== null && facts.line.isOpen && facts.process?.haltedAtMs === null;
    if (isOwed) facts.owedStops.push({ kind: wish, dueAtMs: facts.nowMs + dueInMs });
  }

  /** [S6] What must not be taken was not asked. */
  private drain(asked: Asked, delivery: Delivery): void {
    const { facts } = this;
    if (this.permissions.blemishOf(asked, delivery, this.around.wallMs()) !== null) return;
    facts.askedToDrain(asked.isOn, facts.nowMs >= facts.wayDoubtfulUntilMs);
  }

  private remoteStart({ isOn }: Asked, { isRetained, isEarly }: Delivery): void {
    if (isRetained || isEarly) return;
    this.facts.isRemoteStartOffAsked = !isOn;
    if (isOn) this.facts.isRemoteStartOff = false;
  }
}
