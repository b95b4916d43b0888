import type { SimulatedState } from '../../../hardware-sim/chair.js';
import type { SimulatedChair } from '../../../hardware-sim/simulated-chair.js';
import { frameLine, unframe } from '../../../src/core/protocol/crc.js';
import type { Zone } from '../../../src/core/zones.js';
import type { Clock, OpenWire, WireEvents } from '../../../src/ports.js';

type ZoneState = SimulatedState[Zone];

/** What a broken controller may use to be broken. */
export class Broken {
  /** The chair was greeted since the port was opened. */
  isGreeted = false;
  /** The last framed line from the host. */
  lastLine = '';
  /** Room for what a controller remembers. */
  readonly notes = new Map<string, number | string>();

  constructor(
    readonly chair: SimulatedChair,
    readonly clock: Clock,
    private readonly events: WireEvents,
    private readonly passOn: (text: string) => void,
  ) {}

  /** Gives text to the sound chair behind. */
  pass(text: string): void {
    this.passOn(text);
  }

  /** Says a payload to the host. */
  reply(payload: string): void {
    this.say(frameLine(payload).trimEnd());
  }

  say(line: string): void {
    this.clock.after(1, () => this.events.onLine(line));
  }

  get state(): SimulatedState {
    return this.chair.device.state;
  }

  change(change: Partial<SimulatedState>): void {
    this.chair.device.state = { ...this.state, ...change };
  }

  changeZones(change: (zone: ZoneState, name: Zone) => Partial<ZoneState>): void {
    const { back, seat, legs } = this.state;
    this.change({
      back: { ...back, ...change(back, 'back') },
      seat: { ...seat, ...change(seat, 'seat') },
      legs: { ...legs, ...change(legs, 'legs') },
    });
  }
}

/** How a controller is wrong: it meddles with lines on their way. What is left out is right. */
export interface Mistake {
  readonly onOpened?: (broken: Broken) => void;
  /** Text from the host, as it comes; gives what the lines are cut from. */
  readonly bytes?: (text: string, held: string, broken: Broken) => string;
  /** A whole line from the host, without its LF. True: the mistake has dealt with it. */
  readonly line?: (line: string, broken: Broken) => boolean | undefined;
  /** After a line has reached the chair. */
  readonly after?: (line: string, broken: Broken) => void;
  /** A payload of the chair; gives what the host hears instead, null for nothing. */
  readonly say?: (payload: string, broken: Broken) => string | null;
}

function receive(text: string, heldBefore: string, mistake: Mistake, broken: Broken): string {
  let held = heldBefore + (mistake.bytes?.(text, heldBefore, broken) ?? text);
  for (let end = held.indexOf('\n'); end >= 0; end = held.indexOf('\n')) {
    const line = held.slice(0, end);
    held = held.slice(end + 1);
    if (mistake.line?.(line, broken) !== true) broken.pass(`${line}\n`);
    if (/^\d+ HELLO 1 /.test(line)) broken.isGreeted = true;
    mistake.after?.(line, broken);
    if (unframe(line) !== null) broken.lastLine = line;
  }
  if (!held.includes('\u0018')) return held;
  broken.pass(held);
  return '';
}

/** Connects to the chair through a controller that makes this mistake. */
export const spoiled =
  (mistake: Mistake) =>
  (chair: SimulatedChair, clock: Clock): OpenWire =>
  (events) => {
    let held = '';
    const hear = (line: string): void => {
      const payload = unframe(line);
      const said = payload === null || mistake.say === undefined ? line : mistake.say(payload, broken);
      if (said !== null) events.onLine(said === line || said.includes('*') ? said : frameLine(said).trimEnd());
    };
    const wire = chair.openWire({ ...wireEvents(events), onLine: hear });
    const broken = new Broken(chair, clock, events, (text) => wire.write(text));
    mistake.onOpened?.(broken);
    return {
      write: (text) => {
        held = receive(text, held, mistake, broken);
      },
      close: async () => await wire.close(),
    };
  };

const wireEvents = (events: WireEvents): WireEvents => ({
  onOpened: () => events.onOpened(),
  onLine: (line) => events.onLine(line),
  onNoise: (kind) => events.onNoise(kind),
  onClosed: (reason) => events.onClosed(reason),
});

/** The words of a framed line: number, verb, arguments; none where the check is wrong. */
export const wordsOf = (line: string): readonly string[] => unframe(line)?.split(' ') ?? [];

/** The line with another payload and its right check. */
export const reframed = (payload: string): string => `${frameLine(payload)}`;
