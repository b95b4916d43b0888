import { type ProofOutcome, ProofRun } from '../chair/proof/proof-run.js';
import type { ChairConfig } from '../config.js';
import type { Proof } from '../core/commissioning.js';
import { errorTrace } from '../core/error-text.js';
import type { Identity } from '../core/protocol/messages.js';
import type { Log, OpenWire } from '../ports.js';
import type { ProcessEdge } from './process-edge.js';

/** A signal, or a bug of ours, while a subcommand works: told to whoever has something to stop, else the end of waiting. */
export class Interruption {
  private reason: string | null = null;
  private stop: ((reason: string) => void) | null = null;
  private readonly came: Promise<null>;
  private resolve: (value: null) => void = () => {};

  constructor(edge: ProcessEdge) {
    this.came = new Promise((resolve) => {
      this.resolve = resolve;
    });
    edge.onSignal((signal) => {
      const isAgain = this.reason !== null;
      this.interrupt(signal);
      if (isAgain) edge.stderr.write(`${signal}: it is being stopped already\n`);
    });
    edge.onUncaught((error) => {
      this.interrupt('this program made a mistake');
      edge.stderr.write(`${errorTrace(error)}\n`);
    });
  }

  /** What the work gives, or null where an interruption comes first. */
  or<Result>(work: Promise<Result>): Promise<Result | null> {
    return Promise.race([work, this.came]);
  }

  /** From here on `stop` is told; at once where something has come already. */
  handOver(stop: (reason: string) => void): void {
    this.stop = stop;
    if (this.reason !== null) stop(this.reason);
  }

  private interrupt(reason: string): void {
    this.reason ??= reason;
    this.resolve(null);
    this.stop?.(this.reason);
  }
}

/** A stop is verified or given up within about 10 s; what takes longer hangs. */
const endDeadlineMs = 12_000;

/** What a chair is proved with. */
export interface ProofBench {
  readonly edge: ProcessEdge;
  readonly interruption: Interruption;
  readonly chair: ChairConfig;
  readonly log: Log;
  readonly open: OpenWire;
}

/** Proves the chair with the `identity` that the person agreed to; whatever comes in between, it ends with a stop and with a look
 *  at telemetry. [S15] */
export function proveChair(
  { edge, interruption, open, log, chair }: ProofBench,
  identity: Identity,
  onProof: (proof: Proof) => void,
): Promise<ProofOutcome> {
  return new Promise((resolve) => {
    const proofs: Proof[] = [];
    const end = (outcome: ProofOutcome): void => void run.close().then(() => resolve(outcome));
    const run = new ProofRun({
      openWire: open,
      clock: edge.clock,
      log,
      hostName: `chair2mqtt/${edge.version}`,
      chair: identity,
      levelMax: chair.limits.level_max ?? 100,
      mustBeEmpty: chair.occupancy !== 'ignore',
      onProof: (proof) => {
        proofs.push(proof);
        onProof(proof);
      },
      onEnd: end,
    });
    interruption.handOver((reason) => {
      run.abort(reason);
      edge.clock.after(endDeadlineMs, () => {
        run.halt();
        end(hung(identity, proofs, reason));
      });
    });
    run.start();
  });
}

const hung = (identity: Identity, proofs: readonly Proof[], reason: string): ProofOutcome => ({
  kind: proofs.some(({ failure }) => failure !== null) ? 'failed' : 'interrupted',
  identity,
  proofs,
  untried: [],
  reason,
  isStill: false,
  isLatched: false,
});
