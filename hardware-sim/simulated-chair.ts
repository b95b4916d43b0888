import type { FaultCode, Mode } from '../src/core/protocol/messages.js';
import type { Zone } from '../src/core/zones.js';
import type { Clock, OpenWire } from '../src/ports.js';
import { modeOf } from './chair-state.js';
import { Device, type Note } from './device.js';
import { parseFault } from './faults.js';
import { type ZoneView, zoneView } from './history.js';
import type { OutputChange } from './outputs.js';
import { realTime } from './real-time.js';
import { type ServeOptions, serveChairs } from './serve.js';
import type { ListenAddress } from './serve-outcome.js';
import { railOf, uptimeOf } from './telemetry.js';
import { openMemoryWire } from './wire.js';

/** Which chair it is. */
export interface ChairOptions {
  /** The same seed gives the same boot ids and the same damage on the line. Default 1. */
  readonly seed?: number;
  /** At most 16 of `A-Z a-z 0-9 . _ / -`. Default `SIM0001`. */
  readonly id?: string;
  /** Whether somebody sits in it. Default true. */
  readonly occupied?: boolean;
  /** What each of its motors takes at full duty while it is held, mA: 3,000 to 12,000. Default 6,000. */
  readonly lockedMa?: number;
  /** Faults such as `stall:legs@30s+5s`; their times count from now on. */
  readonly faults?: readonly string[];
  /** Told about everything that happens at the chair. */
  readonly onNote?: (note: Note) => void;
}

const nowhere: Addresses = { tcp: null, pty: null, control: null };

/** Somewhere that hosts or tests reach the chair, and how it ends. */
interface Outlet {
  close(): Promise<void>;
}

/** A chair that hosts reach from outside. */
export interface ListenOptions extends ChairOptions, ServeOptions {
  /** Default: the machine's own time. */
  readonly clock?: Clock;
}

/** Where a chair listens; null for what was not asked for. */
export interface Addresses {
  readonly tcp: ListenAddress | null;
  readonly pty: string | null;
  readonly control: ListenAddress | null;
}

export const defaultChairId = 'SIM0001';

/** A chair under a given clock, in memory or listening. Hosts connect with `openWire` or from outside, one after another or
 *  several at a time. */
export class SimulatedChair {
  /** Opens a connection in memory. */
  readonly openWire: OpenWire;
  private listening: Addresses = nowhere;
  private outlet: Outlet | null = null;

  /** Makes a chair on this clock, real or virtual. Throws on an id or a fault that is none. */
  static inMemory(options: ChairOptions & { readonly clock: Clock }): SimulatedChair {
    return new SimulatedChair(options);
  }

  /** Makes a chair that listens on TCP, on a pseudo-terminal or on both. Rejects where a port cannot be had. */
  static async listen(options: ListenOptions): Promise<SimulatedChair> {
    const chair = new SimulatedChair({ ...options, clock: options.clock ?? realTime() });
    const served = await serveChairs([chair], options);
    if (served.kind === 'problem') {
      await chair.close();
      throw new Error(served.message);
    }
    chair.listensOn({ ...(served.at.chairs[0] ?? nowhere), control: served.at.control }, served);
    return chair;
  }

  /** @internal The device behind the chair, for what serves it. */
  readonly device: Device;

  private constructor(options: ChairOptions & { readonly clock: Clock }) {
    const { clock, seed = 1, id = defaultChairId, occupied = true, lockedMa, faults = [], onNote = () => {} } = options;
    if (!isChairId(id)) throw new RangeError(`"${id}" is no chair id: at most 16 of A-Z a-z 0-9 . _ / -`);
    this.device = new Device({
      clock,
      seed,
      id,
      isOccupied: occupied,
      ...(lockedMa === undefined ? {} : { lockedMa }),
      onNote,
    });
    this.openWire = openMemoryWire(this.device);
    for (const fault of faults) this.inject(fault);
  }

  get id(): string {
    return this.device.id;
  }

  /** Chair time: ms since the chair was made. */
  get atMs(): number {
    return this.device.state.nowMs;
  }

  /** What the clock showed when the chair was made: chair time 0. */
  get startedAtMs(): number {
    return this.device.startedAtMs;
  }

  /** What every output does now. */
  get zones(): Readonly<Record<Zone, ZoneView>> {
    const { state } = this.device;
    return { back: zoneView(state, 'back'), seat: zoneView(state, 'seat'), legs: zoneView(state, 'legs') };
  }

  get mode(): Mode {
    return modeOf(this.device.state);
  }

  get isArmed(): boolean {
    return this.device.state.isArmed;
  }

  get isOccupied(): boolean {
    return this.device.state.isOccupied;
  }

  get uptimeMs(): number {
    return uptimeOf(this.device.state);
  }

  get railMv(): number {
    return railOf(this.device.state);
  }

  /** Faults that the chair reports, oldest first; with `isLatched` they wait for RESET. */
  get latches(): readonly { readonly code: FaultCode; readonly zone: Zone | null; readonly isLatched: boolean }[] {
    return this.device.state.faults.map(({ code, zone, isLatched }) => ({ code, zone, isLatched }));
  }

  /** Injected faults that are in force, by name and arguments. */
  get activeFaults(): readonly string[] {
    return this.device.activeFaults.map((fault) => fault.key);
  }

  /** Every change of an output with its time, the newest 10,000. */
  get history(): readonly OutputChange[] {
    return this.device.history;
  }

  /** Injects a fault such as `stall:legs@30s+5s`; its times count from now. Throws on a text that is no fault: see `tryInject`. */
  inject(fault: string): void {
    const problem = this.tryInject(fault);
    if (problem !== null) throw new RangeError(problem);
  }

  /** Injects a fault from outside; gives what is wrong with the text, or null. */
  tryInject(fault: string): string | null {
    const planned = parseFault(fault);
    if (planned.kind === 'problem') return planned.message;
    return this.device.inject(planned) ? null : 'there are too many faults: clear some';
  }

  /** Takes faults back, begun or not, by name and arguments or by the name alone; gives how many. */
  clear(fault: string): number {
    return this.device.clear(fault);
  }

  /** Where the chair listens. */
  get addresses(): Addresses {
    return this.listening;
  }

  /** @internal What serves the chair ends with it. */
  listensOn(addresses: Addresses, outlet: Outlet | null): void {
    this.listening = addresses;
    this.outlet = outlet;
  }

  /** Ends every connection and every port. Never rejects. */
  async close(): Promise<void> {
    this.device.close();
    await this.outlet?.close();
  }
}

/** True for a text that a chair may have as its id. */
export const isChairId = (text: string): boolean => /^[A-Za-z0-9._/-]{1,16}$/.test(text);
