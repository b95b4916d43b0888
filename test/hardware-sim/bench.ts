import { type ChairInput, newChair, type SimulatedState, stepChair } from '../../hardware-sim/chair.js';
import { conditionsOf } from '../../hardware-sim/fault-plan.js';
import { parseFault } from '../../hardware-sim/faults.js';
import { usualLockedMa } from '../../hardware-sim/motor.js';
import { decodeReport } from '../../src/core/protocol/codec.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import type { Telemetry } from '../../src/core/protocol/messages.js';

/** A chair as pure steps, with a host that writes payloads and reads payloads. */
export class ChairBench {
  state: SimulatedState;
  private seq = 0;

  constructor(
    private readonly manner: 'whole' | 'byte by byte' = 'whole',
    lockedMa = usualLockedMa,
  ) {
    this.state = newChair({ id: 'SIM0001', boot: 0x9f3a, isOccupied: true, lockedMa });
  }

  /** Payloads of the lines that a step gives. */
  do(input: ChairInput): string[] {
    const [state, lines] = stepChair(this.state, input);
    this.state = state;
    for (const line of lines) {
      if (!/^[\x20-\x7e]{1,154}\*[0-9A-F]{4}\n$/.test(line)) throw new Error(`no whole line: ${JSON.stringify(line)}`);
    }
    return lines.map((line) => line.slice(0, -6));
  }

  /** Raw text from the host, in one piece or byte by byte. */
  text(text: string): string[] {
    const pieces = this.manner === 'whole' ? [text] : [...text];
    return pieces.flatMap((piece) => this.do({ kind: 'text', text: piece }));
  }

  /** A payload from the host, with its check. */
  payload(payload: string): string[] {
    return this.text(frameLine(payload));
  }

  /** A request with the next seq; gives what follows the seq in the answer. */
  ask(request: string): string {
    this.seq += 1;
    const answer = this.payload(`${this.seq} ${request}`)[0] ?? '';
    return answer.startsWith(`${this.seq} `) ? answer.slice(`${this.seq} `.length) : `not answered: ${answer}`;
  }

  greet(): this {
    this.seq = 0;
    this.ask('HELLO 1 host');
    return this;
  }

  elapse(elapsedMs: number): string[] {
    return this.do({ kind: 'elapsed', elapsedMs });
  }

  /** Lets time pass with a KEEP every 100 ms. */
  keep(durationMs: number): string[] {
    const lines: string[] = [];
    for (let leftMs = durationMs; leftMs > 0; leftMs -= 100) {
      lines.push(...this.elapse(Math.min(100, leftMs)), ...this.payload('0 KEEP'));
    }
    return lines;
  }

  /** What is wrong with the chair from now on. */
  suffer(...faults: readonly string[]): string[] {
    const read = faults.map((text) => {
      const planned = parseFault(text);
      if (planned.kind === 'problem') throw new Error(planned.message);
      return planned.fault;
    });
    return this.do({ kind: 'conditions', conditions: conditionsOf(read) });
  }

  /** The telemetry of this moment, without touching the chair. */
  telemetry(): Telemetry {
    const [, lines] = stepChair(this.state, { kind: 'line', line: frameLine(`${this.seq + 2000} STATUS`).trimEnd() });
    const report = decodeReport((lines[1] ?? '').trimEnd());
    if (report.kind !== 'telemetry') throw new Error('no telemetry');
    return report.telemetry;
  }

  zone(name: 'back' | 'seat' | 'legs') {
    const zone = this.telemetry().zones.find((each) => each.zone === name);
    if (zone === undefined) throw new Error('no zone');
    return zone;
  }

  get isOff(): boolean {
    const { back, seat, legs } = this.state;
    return [back, seat, legs].every((zone) => zone.driven === 0 && zone.duty === 0 && !zone.pump && !zone.valveClosed);
  }
}

export const events = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('E '));
export const telemetryTimes = (lines: readonly string[]): number[] =>
  lines.filter((line) => line.startsWith('T ')).map((line) => Number(line.split(' ')[1]));
