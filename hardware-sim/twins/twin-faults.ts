import type { Clock, Timer } from '../../src/ports.js';
import { parseFault, readFaultNumber, readFaultTimes, type SimulatedFault } from '../faults.js';

const lineNames = [
  'mute',
  'deaf',
  'half-open',
  'unplug',
  'slow',
  'split',
  'garbage',
  'corrupt',
  'drop-line',
  'duplicate',
] as const;
const ratedNames = ['lost-key', 'lost-answer', 'lost-status', 'cut'] as const;
const plainNames = ['stuck', 'dark', 'runaway', 'strict-check'] as const;

type LineName = (typeof lineNames)[number];
type RatedName = (typeof ratedNames)[number];
type PlainName = (typeof plainNames)[number];
export type TwinFaultName = LineName | RatedName | PlainName | 'deaf-key' | 'error';

type TwinFault =
  /** The same as with chairs of the line protocol. */
  | { readonly name: LineName; readonly key: string; readonly ofCable: SimulatedFault }
  | { readonly name: RatedName; readonly probability: number; readonly key: string }
  | { readonly name: PlainName; readonly key: string }
  | { readonly name: 'deaf-key'; readonly of: string; readonly key: string }
  | { readonly name: 'error'; readonly code: number; readonly key: string };

/** What every device can suffer. */
export const cableFaults: readonly TwinFaultName[] = [...lineNames, 'cut'];

const forms: Partial<Record<TwinFaultName, string>> = {
  slow: 'slow:MS',
  garbage: 'garbage:RATE',
  corrupt: 'corrupt:RATE',
  'drop-line': 'drop-line:RATE',
  duplicate: 'duplicate:RATE',
  cut: 'cut:RATE',
  'lost-key': 'lost-key:RATE',
  'lost-answer': 'lost-answer:RATE',
  'lost-status': 'lost-status:RATE',
  'deaf-key': 'deaf-key:NAME',
  error: 'error:CODE',
};

const errorCodeMax = 4095;

const among = <Name extends string>(names: readonly Name[], word: string): Name | undefined =>
  names.find((name) => name === word);

/** The fault without its times; undefined where its arguments are wrong. */
function readTwinFault(key: string): TwinFault | undefined {
  const [word = '', argument, ...more] = key.split(':');
  const ofLine = among(lineNames, word);
  if (ofLine !== undefined) {
    const read = parseFault(key);
    return read.kind === 'fault' ? { name: ofLine, key, ofCable: read.fault } : undefined;
  }
  if (more.length > 0) return undefined;
  const rated = among(ratedNames, word);
  if (rated !== undefined) {
    const probability = readFaultNumber(argument, 0, 1);
    return probability === null ? undefined : { name: rated, probability, key };
  }
  if (word === 'deaf-key') return argument ? { name: word, of: argument, key } : undefined;
  if (word === 'error') {
    const code = readFaultNumber(argument, 1, errorCodeMax);
    return code === null ? undefined : { name: word, code: Math.trunc(code), key };
  }
  const name = among(plainNames, word);
  return name === undefined || argument !== undefined ? undefined : { name, key };
}

interface FaultEntry {
  readonly fault: TwinFault;
  isActive: boolean;
  timer: Timer | null;
}

const entriesMax = 1000;

/** The faults of one device that are in force and those to come. */
export class TwinFaults {
  private readonly entries = new Set<FaultEntry>();

  constructor(
    private readonly clock: Clock,
    private readonly known: readonly TwinFaultName[],
    private readonly onChange: () => void,
  ) {}

  /** Takes `name[:arg][@AT[+FOR]]`; null, or why there is no such fault. */
  inject(text: string): string | null {
    const [key = '', time, ...more] = text.trim().split('@');
    const fault = readTwinFault(key);
    const times = more.length > 0 ? null : readFaultTimes(time);
    if (fault === undefined || times === null || !this.known.includes(fault.name)) {
      const all = this.known.map((name) => forms[name] ?? name);
      return `"${text.slice(0, 100)}" is no fault of this chair; its faults are ${all.join(', ')}`;
    }
    if (this.entries.size >= entriesMax) return 'there are too many faults: clear some';
    const entry: FaultEntry = { fault, isActive: false, timer: null };
    this.entries.add(entry);
    const begin = (): void => {
      entry.isActive = true;
      const { forMs } = times;
      entry.timer = forMs === null ? null : this.clock.after(forMs, () => this.end(entry));
      this.onChange();
    };
    if (times.atMs > 0) entry.timer = this.clock.after(times.atMs, begin);
    else begin();
    return null;
  }

  /** Takes back what the text names, with its arguments or by its name alone, begun or not. False: there is none. */
  clear(text: string): boolean {
    const wanted = text.trim().split('@')[0] ?? '';
    const found = [...this.entries].filter(({ fault }) => fault.key === wanted || fault.name === wanted);
    for (const entry of found) this.end(entry);
    return found.length > 0;
  }

  get active(): readonly TwinFault[] {
    return [...this.entries].filter(({ isActive }) => isActive).map(({ fault }) => fault);
  }

  has(name: TwinFaultName): boolean {
    return this.active.some((fault) => fault.name === name);
  }

  /** The probability of a fault that is in force, else null. */
  rateOf(name: RatedName): number | null {
    const rates = this.active.flatMap((fault) =>
      fault.name === name && 'probability' in fault ? [fault.probability] : [],
    );
    return rates.length === 0 ? null : Math.max(...rates);
  }

  isDeafTo(key: string): boolean {
    return this.active.some((fault) => fault.name === 'deaf-key' && fault.of === key);
  }

  get errorCode(): number | null {
    const fault = this.active.find(({ name }) => name === 'error');
    return fault?.name === 'error' ? fault.code : null;
  }

  /** What the cable suffers. */
  get ofCable(): readonly SimulatedFault[] {
    return this.active.flatMap((fault) => ('ofCable' in fault ? [fault.ofCable] : []));
  }

  /** Nothing begins or ends any more. */
  close(): void {
    for (const { timer } of this.entries) if (timer !== null) this.clock.clear(timer);
    this.entries.clear();
  }

  private end(entry: FaultEntry): void {
    if (entry.timer !== null) this.clock.clear(entry.timer);
    if (this.entries.delete(entry)) this.onChange();
  }
}
