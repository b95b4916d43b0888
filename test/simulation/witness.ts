import type { ChairInput, SimulatedState } from '../../hardware-sim/chair.js';
import type { ChairNote } from '../../hardware-sim/chair-state.js';
import type { Status, StatusEvent } from '../../src/core/status.js';
import { type Facts, pressed } from './facts.js';
import type { Delivery } from './handed.js';
import type { LineWatch } from './line.js';
import type { Permissions } from './permissions.js';
import { type Asked, askedBy } from './request.js';
import type { Programs } from './setup.js';
import type { Trace } from './trace.js';
import type { Watch } from './watch.js';

const owedMs = 250;
const lagWindowMs = 60_000;
const resendMsMax = 300;
const kindOf = ({ event_type, fault }: StatusEvent): string =>
  [event_type, fault?.code, fault?.zone].filter((word) => typeof word === 'string').join(' ');
const isStopText = (text: string): boolean => text.includes('STOP') || text.includes('\u0018');

const isOften = (text: string): boolean => text.includes(' KEEP') || text.includes(' SET ') || /^T |^\d+ OK/.test(text);

/** Sees everything that passes between chair, daemon and broker, keeps the facts up, and has them checked. */
export class Witness implements LineWatch {
  private wasArmed = false;
  private statusText = '';
  private statusAtMs = Number.NEGATIVE_INFINITY;
  private faultSeenAtMs = Number.NEGATIVE_INFINITY;
  private seenStopButtonAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly facts: Facts,
    private readonly watch: Watch,
    private readonly trace: Trace,
    private readonly permissions: Permissions,
    private readonly around: {
      readonly wallMs: () => number;
      readonly programs: () => Programs;
      readonly isLying: () => boolean;
    },
  ) {}

  stepped(state: SimulatedState, input: ChairInput, lines: readonly string[], notes: readonly ChairNote[]): void {
    const { facts, trace } = this;
    const { chair } = facts;
    for (const note of notes) {
      if (input.kind !== 'elapsed' || note.kind !== 'output') continue;
      chair.follow(note.change);
      this.watch.stepped();
    }
    chair.take(state, input, lines);
    for (const line of lines) this.said(line);
    if (input.kind === 'reboot') facts.interrupt('the chair restarted');
    if (chair.faultAtMs !== this.faultSeenAtMs) this.newFault(lines);
    if (chair.stopButtonAtMs !== this.seenStopButtonAtMs) {
      this.seenStopButtonAtMs = chair.stopButtonAtMs;
      facts.interrupt(pressed);
    }
    if (chair.isArmed !== this.wasArmed) {
      this.wasArmed = chair.isArmed;
      trace.tell(chair.isArmed ? 'chair  is armed' : 'chair  is disarmed');
      if (chair.isArmed) this.watch.armed();
      else facts.crossedAtMs = null;
    }
    this.watch.stepped();
  }

  heard(line: string): void {
    this.trace.digestText(line);
  }

  onOpened(): void {
    const { line, nowMs } = this.facts;
    line.isOpen = true;
    line.openedAtMs = nowMs;
    line.hasWritten = false;
    line.lags = [];
    line.foreignAtMs = [];
    this.trace.tell('port   is open');
  }

  onClosed(reason: string): void {
    const { facts } = this;
    facts.line.isOpen = false;
    facts.owedStops.length = 0;
    facts.interrupt('the port closed');
    this.trace.tell(`port   closed: ${reason}`);
  }

  onWritten(text: string): void {
    const { facts, trace } = this;
    const { line, nowMs } = facts;
    if (!line.isOpen) return;
    this.watch.written(text);
    line.hasWritten = true;
    if (text.includes(' KEEP')) line.keepWrittenAtMs = nowMs;
    if (text.includes(' SET ')) line.setWrittenAtMs = nowMs;
    if (text.includes(' STATUS')) this.statusAsked(text);
    if (isStopText(text)) this.stopWritten(text.includes('\u0018') || text.includes('ESTOP'));
    if (isOften(text)) trace.digestText(text);
    else trace.tell(`host   > ${JSON.stringify(text)}`);
  }

  /** One that is written again is the same question. */
  private statusAsked(text: string): void {
    const { line, nowMs } = this.facts;
    const isAgain = text === this.statusText && nowMs - this.statusAtMs <= resendMsMax;
    this.statusText = text;
    this.statusAtMs = nowMs;
    if (!isAgain) line.statusWrittenAtMs = nowMs;
  }

  onReceived(text: string, bornAtMs: number): void {
    const { line, nowMs, disturbedUntilMs } = this.facts;
    if (/^[3-6]\d{4} OK\*/.test(text)) {
      line.foreignAtMs = [...line.foreignAtMs.slice(-5), nowMs];
      this.facts.caused('foreign');
    }
    if (text.startsWith('E ')) this.facts.caused('event');
    if (text.startsWith('E button')) this.facts.buttonHeardAtMs = nowMs;
    if (!text.startsWith('T ')) return;
    line.telemetryAtMs = nowMs;
    line.telemetryBornAtMs = bornAtMs;
    this.noteLag(nowMs - bornAtMs);
    const { facts } = this;
    if (!this.around.isLying()) facts.lieFromMs = null;
    else facts.lieFromMs ??= Math.max(nowMs, disturbedUntilMs);
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
  }

  onEvent(event: StatusEvent): void {
    const { facts, trace } = this;
    const { event_type, ended_by, fault, source } = event;
    const words = [ended_by, fault?.code, fault?.zone, source].filter((word) => word !== null && word !== undefined);
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
    this.facts.begunBy = source === 'button' || source === 'mqtt' ? source : null;
  }

  /** The least of each second of the last minute. */
  private noteLag(lagMs: number): void {
    const { line, nowMs } = this.facts;
    const last = line.lags.at(-1);
    if (last !== undefined && nowMs - last.atMs < 1000) {
      last.lagMs = Math.min(last.lagMs, lagMs);
      return;
    }
    if ((line.lags[0]?.atMs ?? nowMs) < nowMs - lagWindowMs) line.lags.shift();
    line.lags.push({ atMs: nowMs, lagMs });
  }

  private said(line: string): void {
    if (line.startsWith('E ')) this.trace.tell(`chair  < ${line.slice(0, line.indexOf('*'))}`);
    else this.trace.digestText(line);
  }

  private newFault(lines: readonly string[]): void {
    const { facts } = this;
    const isNew = facts.chair.faultAtMs - this.faultSeenAtMs > 1500 || lines.some((line) => line.includes('E fault'));
    this.faultSeenAtMs = facts.chair.faultAtMs;
    if (isNew) facts.interrupt('a fault of the chair');
  }

  private stopWritten(isEmergency: boolean): void {
    const { line, owedStops, nowMs } = this.facts;
    line.stopWrittenAtMs = nowMs;
    if (isEmergency) line.emergencyWrittenAtMs = nowMs;
    const left = owedStops.filter(({ kind }) => kind === 'estop' && !isEmergency);
    owedStops.splice(0, owedStops.length, ...left);
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
    const writtenAtMs = wish === 'estop' ? facts.line.emergencyWrittenAtMs : facts.line.stopWrittenAtMs;
    const isOwed = facts.line.isOpen && facts.nowMs - writtenAtMs > owedMs - 50 && facts.process?.haltedAtMs === null;
    if (isOwed) facts.owedStops.push({ kind: wish, dueAtMs: facts.nowMs + owedMs });
  }

  private remoteStart({ isOn }: Asked, { isRetained, isEarly }: Delivery): void {
    if (isRetained || isEarly) return;
    this.facts.isRemoteStartOffAsked = !isOn;
    if (isOn) this.facts.isRemoteStartOff = false;
  }
}
