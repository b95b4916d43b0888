import type { Clock } from '../../src/ports.js';
import type { SimulatedFault } from '../faults.js';
import { damageLine } from '../line-damage.js';
import type { Random } from '../random.js';

/** Between the pieces of something that comes in pieces. */
const pieceGapMs = 20;
/** What waits in one direction, at most; more is lost. */
const waitingPiecesMax = 1000;

/** One direction: what comes later never overtakes what came before. */
class Direction {
  private readonly queue: string[] = [];
  private lastDueMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly deliver: (text: string) => void,
  ) {}

  push(text: string, delayMs: number): void {
    const nowMs = this.clock.nowMs();
    if (delayMs <= 0 && this.queue.length === 0) {
      this.deliver(text);
      return;
    }
    if (this.queue.length >= waitingPiecesMax) return;
    this.lastDueMs = Math.max(nowMs + delayMs, this.lastDueMs);
    this.queue.push(text);
    this.clock.after(this.lastDueMs - nowMs, () => {
      const first = this.queue.shift();
      if (first !== undefined) this.deliver(first);
    });
  }

  clear(): void {
    this.queue.length = 0;
  }
}

/** The cable between a host and a device, for bytes of any kind, one character a byte. It damages whole pieces: a frame of the
 *  device, or what the host wrote at once. */
export class TwinCable {
  private faults: readonly SimulatedFault[] = [];
  private cutProbability = 0;
  private readonly toHost: Direction;
  private readonly toDevice: Direction;

  constructor(
    clock: Clock,
    private readonly random: Random,
    atHost: (text: string) => void,
    atDevice: (text: string) => void,
  ) {
    this.toHost = new Direction(clock, atHost);
    this.toDevice = new Direction(clock, atDevice);
  }

  /** `cutProbability`: that of a frame of the device to lose its end. */
  suffer(faults: readonly SimulatedFault[], cutProbability: number): void {
    this.faults = faults;
    this.cutProbability = cutProbability;
  }

  fromDevice(frame: string): void {
    if (this.has('mute', 'half-open', 'unplug')) return;
    const isCut = this.cutProbability > 0 && this.random.next() < this.cutProbability;
    this.send(this.toHost, isCut ? frame.slice(0, Math.ceil(frame.length / 2)) : frame, 'rx', 0);
  }

  fromHost(text: string): void {
    if (this.has('deaf', 'half-open', 'unplug')) return;
    const delays = this.faults.flatMap((fault) => ('delayMs' in fault ? [fault.delayMs] : []));
    this.send(this.toDevice, text, 'tx', Math.max(0, ...delays));
  }

  close(): void {
    this.toHost.clear();
    this.toDevice.clear();
  }

  private has(...names: readonly string[]): boolean {
    return this.faults.some(({ name }) => names.includes(name));
  }

  private send(direction: Direction, text: string, otherWay: 'rx' | 'tx', delayMs: number): void {
    const damages = this.faults
      .filter((fault) => 'probability' in fault)
      .filter(({ direction: way }) => way !== otherWay);
    const pieces = damages.length === 0 ? [text] : damageLine(text, damages, this.random);
    for (const [index, piece] of pieces.entries()) direction.push(piece, delayMs + index * pieceGapMs);
  }
}
