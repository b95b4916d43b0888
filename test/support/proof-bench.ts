import { SimulatedChair } from '../../hardware-sim/index.js';
import { type ProofOutcome, ProofRun, type ProofRunOptions } from '../../src/chair/proof/proof-run.js';
import type { Proof } from '../../src/core/commissioning.js';
import { zones } from '../../src/core/zones.js';
import type { OpenWire } from '../../src/ports.js';
import { silentLog } from './silent-log.js';
import { VirtualTime } from './virtual-time.js';

export interface ProofBenchOptions extends Partial<Pick<ProofRunOptions, 'chair' | 'levelMax' | 'mustBeEmpty'>> {
  readonly faults?: readonly string[];
  readonly isOccupied?: boolean;
  /** What happens to the chair before the proof. */
  readonly before?: (chair: SimulatedChair, clock: VirtualTime) => void;
  /** Between the chair and the proof: counts, cuts or spoils what passes. */
  readonly around?: (openWire: OpenWire) => OpenWire;
}

/** The proof of a simulated chair in virtual time. */
export class ProofBench {
  readonly clock = new VirtualTime();
  readonly chair: SimulatedChair;
  readonly proofs: Proof[] = [];
  readonly sent: string[] = [];
  readonly run: ProofRun;
  /** Called with every line that is written. */
  onSent: (text: string) => void = () => {};
  private ended: ProofOutcome | null = null;

  constructor(options: ProofBenchOptions = {}) {
    const { faults = [], isOccupied = false, around = (openWire) => openWire, before = () => {}, ...over } = options;
    this.chair = SimulatedChair.inMemory({ clock: this.clock, occupied: isOccupied, faults });
    before(this.chair, this.clock);
    const noted: OpenWire = (events) => {
      const wire = around(this.chair.openWire)(events);
      return {
        close: () => wire.close(),
        write: (text) => {
          this.sent.push(text);
          this.onSent(text);
          wire.write(text);
        },
      };
    };
    this.run = new ProofRun({
      openWire: noted,
      clock: this.clock,
      log: silentLog,
      hostName: 'chair2mqtt/test',
      chair: { id: 'SIM0001', fw: 'sim/0.1.0' },
      levelMax: 100,
      mustBeEmpty: true,
      onProof: (proof) => this.proofs.push(proof),
      onEnd: (outcome) => {
        this.ended = outcome;
      },
      ...over,
    });
    this.run.start();
  }

  /** Advances until the proof is over. */
  toEnd(): ProofOutcome {
    for (let passedMs = 0; passedMs < 180_000 && this.ended === null; passedMs += 50) this.clock.advance(50);
    if (this.ended === null) throw new Error('the proof did not come to an end');
    return this.ended;
  }

  /** Advances until a zone is driven. */
  untilDriven(): void {
    for (let passedMs = 0; passedMs < 10_000 && this.outputNow === 0; passedMs += 50) this.clock.advance(50);
    this.clock.advance(300);
  }

  get isOver(): boolean {
    return this.ended !== null;
  }

  /** The highest level that any output has now: the truth, not what telemetry says. */
  get outputNow(): number {
    return Math.max(...zones.map((zone) => this.chair.zones[zone].level));
  }

  /** `lease back`, with `!` where it failed. */
  get summary(): readonly string[] {
    return this.proofs.map(({ kind, zone, failure }) => `${kind} ${zone}${failure === null ? '' : ' !'}`);
  }
}
