import { Device } from '../../hardware-sim/device.js';
import { faultNames, parseFault } from '../../hardware-sim/faults.js';
import { openMemoryWire } from '../../hardware-sim/wire.js';
import { clpDriver } from '../../src/chair/clp/clp-chair.js';
import { ChairTruth } from './chair-truth.js';
import { checksOver } from './check.js';
import { chairChecks } from './checks-chair.js';
import { drainChecks } from './checks-drain.js';
import { recordChecks } from './checks-records.js';
import { sessionChecks } from './checks-sessions.js';
import { startChecks } from './checks-starts.js';
import { stopChecks } from './checks-stops.js';
import { Facts, type KeptFacts } from './facts.js';
import { FaultyLine, holdGrowth, type LineTrouble } from './line.js';
import { LineWitness, lineStopDueInMs } from './line-witness.js';
import type { Plant, PlantBeginning, PlantParts } from './plant.js';
import type { ProcessClock } from './process-clock.js';
import { programVariants, type Setup } from './setup.js';
import type { Trace } from './trace.js';

/** Faults after which the line needs a moment to be what it should be. The others are the chair's or the person's. */
const disturbing = [
  'mute',
  'deaf',
  'garbage',
  'corrupt',
  'drop-line',
  'drop-newline',
  'duplicate',
  'split',
  'slow',
  'stall-write',
  'wrong-seq',
  'wrong-crc',
  'late-ack',
  'flood',
  'reboot',
  'unplug',
  'half-open',
  'no-telemetry',
];
const settleMs = 3500;
const floodPerSecond = 60;

/** A simulated chair that speaks CLP/1, its line, and what both may do wrong. */
class ClpPlant implements Plant {
  readonly driver = clpDriver;
  private readonly device: Device;
  private readonly line: FaultyLine;

  constructor(
    private readonly facts: Facts<ChairTruth>,
    private readonly parts: PlantParts,
  ) {
    const { time, setup, watch, trace } = parts;
    const witness = new LineWitness(facts, watch, trace, () => this.line.has('lie'));
    this.device = new Device({
      clock: time,
      seed: setup.seed,
      id: 'SIM0001',
      isOccupied: true,
      onNote: () => {},
      onStep: (state, input, lines, notes) => witness.stepped(state, input, lines, notes),
    });
    this.line = new FaultyLine(time, openMemoryWire(this.device), witness, setup.seed);
  }

  openFor(process: ProcessClock): ReturnType<FaultyLine['openFor']> {
    return this.line.openFor(process);
  }

  closeAll(): void {
    this.line.closeAll();
  }

  suffer(text: string, forMs: number): void {
    const { facts } = this;
    const [name = '', amount] = text.split(':');
    if (name === 'chatter' && Number(amount) >= floodPerSecond)
      facts.flood = { fromMs: facts.nowMs, toMs: facts.nowMs + forMs };
    if (disturbing.includes(name)) facts.disturb(forMs + settleMs);
    this.inject(`${text}@0s+${forMs}ms`);
  }

  mislead(trouble: LineTrouble, forMs: number): void {
    const { facts } = this;
    this.line.begin(trouble, forMs);
    facts.caused(trouble);
    // What was held comes so much later, and everything else behind it.
    if (trouble === 'hold') facts.disturb(forMs * (1 + holdGrowth) + settleMs);
    if (trouble === 'swallow-sets') facts.disturb(forMs + settleMs);
  }

  press(button: string): void {
    const { facts, parts } = this;
    if (button === 'start') parts.permissions.button(parts.programs());
    facts.caused(button === 'start' ? 'start' : 'stop');
    this.inject(`button:${button}`);
  }

  sit(): void {
    this.inject('sit');
  }

  calm(): void {
    const { device, line, facts } = this;
    for (const name of faultNames) device.clear(name);
    if (!device.state.isOccupied) this.sit();
    line.end();
    facts.flood = { ...facts.flood, toMs: Math.min(facts.flood.toMs, facts.nowMs) };
  }

  isOn(): boolean {
    return this.facts.chair.zones.some(({ isOn }) => isOn);
  }

  close(): void {
    this.device.close();
  }

  /** In the words of the simulator's fault vocabulary. */
  private inject(text: string): void {
    const planned = parseFault(text);
    if (planned.kind === 'problem') throw new Error(planned.message);
    this.device.inject(planned);
  }
}

export function beginClp(setup: Setup, kept: KeptFacts, now: () => number, trace: Trace): PlantBeginning {
  const truth = new ChairTruth(now(), (line) => trace.digestText(line));
  const facts = new Facts(truth, setup.settings, kept, now);
  return {
    facts,
    programVariants,
    startsMs: 6000,
    restsMs: 6000,
    checks: checksOver(facts, [
      ...chairChecks(),
      ...startChecks,
      ...stopChecks(),
      ...sessionChecks,
      ...recordChecks,
      ...drainChecks(),
    ]),
    stopDueInMs: (wish) => lineStopDueInMs(facts, wish),
    build: (parts) => new ClpPlant(facts, parts),
  };
}
