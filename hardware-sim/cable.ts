import { frameLine, unframe } from '../src/core/protocol/crc.js';
import { emergencyCharacter, seqMax } from '../src/core/protocol/messages.js';
import type { SimulatedFault } from './faults.js';
import { damageLine, type LineDamage } from './line-damage.js';
import { type Random, seededRandom } from './random.js';

/** Between the pieces of a line that comes in pieces. */
const pieceGapMs = 20;
/** What waits in one direction, at most; more is lost. */
const waitingCharactersMax = 64 * 1024;
/** So far ahead that no host has asked it. */
const wrongSeqStep = 1000;

/** Text under way: what comes later never overtakes what came before. */
class Lane {
  private readonly queue: { readonly text: string; readonly dueMs: number }[] = [];
  private waitingCharacters = 0;

  get nextDueMs(): number {
    return this.queue[0]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  push(text: string, dueMs: number): void {
    if (this.waitingCharacters + text.length > waitingCharactersMax) return;
    this.waitingCharacters += text.length;
    this.queue.push({ text, dueMs: Math.max(dueMs, this.queue.at(-1)?.dueMs ?? dueMs) });
  }

  take(nowMs: number): string {
    let text = '';
    for (let first = this.queue[0]; first !== undefined && first.dueMs <= nowMs; first = this.queue[0]) {
      text += first.text;
      this.queue.shift();
    }
    this.waitingCharacters -= text.length;
    return text;
  }
}

interface Manner {
  readonly isMute: boolean;
  readonly hasNoTelemetry: boolean;
  readonly isDeaf: boolean;
  readonly hasWrongSeq: boolean;
  readonly hasWrongCrc: boolean;
  readonly slowMs: number;
  readonly lateAnswerMs: number;
  readonly toChair: readonly LineDamage[];
  readonly toHost: readonly LineDamage[];
}

function mannerOf(faults: readonly SimulatedFault[]): Manner {
  const has = (...names: readonly string[]): boolean => faults.some((fault) => names.includes(fault.name));
  const damages = faults.filter((fault) => 'probability' in fault);
  const delays = faults.filter((fault) => 'delayMs' in fault);
  const longest = (name: string): number =>
    Math.max(0, ...delays.filter((fault) => fault.name === name).map((fault) => fault.delayMs));
  return {
    isMute: has('mute', 'half-open', 'unplug'),
    hasNoTelemetry: has('no-telemetry'),
    isDeaf: has('deaf', 'half-open', 'unplug'),
    hasWrongSeq: has('wrong-seq'),
    hasWrongCrc: has('wrong-crc'),
    slowMs: longest('slow'),
    lateAnswerMs: longest('late-ack'),
    toChair: damages.filter((fault) => fault.direction !== 'tx'),
    toHost: damages.filter((fault) => fault.direction !== 'rx'),
  };
}

const answerPattern = /^(\d+) (OK|ERR)\b/;

function withWrongSeq(line: string): string {
  const payload = unframe(line.trimEnd());
  const seq = Number(answerPattern.exec(payload ?? '')?.[1] ?? 0);
  if (payload === null || seq === 0) return line;
  return frameLine(payload.replace(/^\d+/, String(((seq + wrongSeqStep - 1) % seqMax) + 1)));
}

const withWrongCrc = (line: string): string =>
  line.replace(/([0-9A-F])\n$/, (_all, digit: string) => (digit === '0' ? '1\n' : '0\n'));

/** The line that an emergency byte falls into: the byte comes ahead of it, and takes it away all the same. */
const lineOfEmergency = new RegExp(`[^\\n]*${emergencyCharacter}[^\\n]*`, 'g');

/** The cable between host and chair, and the chair's manners on it. Times in ms of one clock. */
export class Cable {
  private manner = mannerOf([]);
  private readonly random: Random;
  private readonly lanes = { toHost: new Lane(), late: new Lane(), toChair: new Lane() };
  /** The line that the host has not ended yet, while lines are damaged. */
  private held = '';

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  set faults(faults: readonly SimulatedFault[]) {
    this.manner = mannerOf(faults);
  }

  /** When something under way arrives next. */
  get nextDueMs(): number {
    const { toHost, late, toChair } = this.lanes;
    return Math.min(toHost.nextDueMs, late.nextDueMs, toChair.nextDueMs);
  }

  /** Takes a line of the chair, with its LF. */
  fromChair(line: string, nowMs: number): void {
    const { isMute, hasNoTelemetry, hasWrongSeq, hasWrongCrc, lateAnswerMs, toHost } = this.manner;
    if (isMute || (hasNoTelemetry && line.startsWith('T '))) return;
    const isLate = lateAnswerMs > 0 && answerPattern.test(line);
    const numbered = hasWrongSeq ? withWrongSeq(line) : line;
    const sent = hasWrongCrc ? withWrongCrc(numbered) : numbered;
    const lane = isLate ? this.lanes.late : this.lanes.toHost;
    this.send(lane, sent, toHost, nowMs + (isLate ? lateAnswerMs : 0));
  }

  /** Takes text of the host; gives what reaches the chair at once. [S3] The emergency byte is never held back. */
  fromHost(text: string, nowMs: number): string {
    const { isDeaf, slowMs, toChair } = this.manner;
    if (isDeaf) return '';
    const isClear = slowMs === 0 && toChair.length === 0 && this.held === '';
    if (isClear && this.lanes.toChair.nextDueMs === Number.POSITIVE_INFINITY) return text;
    const emergencies = text.split(emergencyCharacter).length - 1;
    this.held = (this.held + text).replace(lineOfEmergency, '');
    const lines = this.held.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    const last = lines.at(-1) ?? '';
    const mustWait = toChair.length > 0 && !last.endsWith('\n') && last.length < 4096;
    this.held = mustWait ? last : '';
    for (const line of mustWait ? lines.slice(0, -1) : lines)
      this.send(this.lanes.toChair, line, toChair, nowMs + slowMs);
    return emergencyCharacter.repeat(emergencies);
  }

  /** What arrives by now. */
  arrived(nowMs: number): { readonly atHost: string; readonly atChair: string } {
    const atHost = this.lanes.toHost.take(nowMs) + this.lanes.late.take(nowMs);
    return { atHost, atChair: this.lanes.toChair.take(nowMs) };
  }

  private send(lane: Lane, line: string, damages: readonly LineDamage[], dueMs: number): void {
    const pieces = damages.length === 0 ? [line] : damageLine(line, damages, this.random);
    pieces.forEach((piece, index) => {
      lane.push(piece, dueMs + index * pieceGapMs);
    });
  }
}
