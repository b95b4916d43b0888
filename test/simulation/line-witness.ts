import type { ChairInput, SimulatedState } from '../../hardware-sim/chair.js';
import type { ChairNote } from '../../hardware-sim/chair-state.js';
import type { ChairTruth } from './chair-truth.js';
import { type Facts, pressed } from './facts.js';
import type { LineWatch } from './line.js';
import type { Trace } from './trace.js';
import type { Watch } from './watch.js';

const owedMs = 250;
const lagWindowMs = 60_000;
const resendMsMax = 300;
const isStopText = (text: string): boolean => text.includes('STOP') || text.includes('\u0018');

const isOften = (text: string): boolean => text.includes(' KEEP') || text.includes(' SET ') || /^T |^\d+ OK/.test(text);

/** [S7] A stop is written within 200 ms of its message, unless one was just before it. */
export const lineStopDueInMs = ({ line, nowMs }: Facts, wish: 'stop' | 'estop'): number | null => {
  const writtenAtMs = wish === 'estop' ? line.emergencyWrittenAtMs : line.stopWrittenAtMs;
  return nowMs - writtenAtMs > owedMs - 50 ? owedMs : null;
};

/** Sees everything that passes between a chair of the line protocol and the daemon, keeps the facts up, and has them checked. */
export class LineWitness implements LineWatch {
  private wasArmed = false;
  private statusText = '';
  private statusAtMs = Number.NEGATIVE_INFINITY;
  private faultSeenAtMs = Number.NEGATIVE_INFINITY;
  private seenStopButtonAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly facts: Facts<ChairTruth>,
    private readonly watch: Watch,
    private readonly trace: Trace,
    private readonly isLying: () => boolean,
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
    if (!this.isLying()) facts.lieFromMs = null;
    else facts.lieFromMs ??= Math.max(nowMs, disturbedUntilMs);
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
}
