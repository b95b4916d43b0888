import { type Proof, proofKinds, proofLimitMs, proofLimits, proofTechnique } from '../../core/commissioning.js';
import type { Identity } from '../../core/protocol/messages.js';
import type { Zone } from '../../core/zones.js';
import { ProofLine, type ProofLineOptions } from './proof-line.js';
import { type Script, wait } from './script.js';
import { ScriptRunner } from './script-runner.js';
import { halt, type ProofPlan, proveZone } from './zone-proof.js';

export interface ProofRunOptions extends ProofLineOptions {
  /** Who answered when the person agreed: only that chair is driven. */
  readonly chair: { readonly id: string; readonly fw: string };
  /** The configured cap of every level, 1-100. [S10] */
  readonly levelMax: number;
  readonly onProof: (proof: Proof) => void;
  /** Comes once, when nothing more is written. */
  readonly onEnd: (outcome: ProofOutcome) => void;
}

export interface ProofOutcome {
  /** `proved`: everything was tried and passed. `interrupted`: something came in between, and `reason` says what. */
  readonly kind: 'proved' | 'failed' | 'interrupted';
  readonly identity: Identity | null;
  readonly proofs: readonly Proof[];
  /** Zones that were not tried: they cannot move, or the proof ended before them. */
  readonly untried: readonly Zone[];
  readonly reason: string | null;
  /** Outputs were seen at zero at the end, or the chair was never driven. */
  readonly isStill: boolean;
  /** The chair is left in emergency stop. */
  readonly isLatched: boolean;
}

/** Opening a port restarts many controllers. */
const greetMsMax = 10_000;
const stillMsMax = 5000;
/** Until a lost line is back and the chair seen still, or given up. */
const endMsMax = 6000;

/** Proves the dead-man of a chair: drives each zone, falls silent or writes the emergency byte, and measures what telemetry
 *  shows. Every way out ends in a verified stop. [S1] [S2] [S3] [S4] */
export class ProofRun {
  private readonly line: ProofLine;
  private readonly proofs: Proof[] = [];
  private readonly runner: ScriptRunner;
  private plan: ProofPlan | null = null;

  constructor(private readonly options: ProofRunOptions) {
    const { openWire, clock } = options;
    this.line = new ProofLine({
      ...options,
      openWire: (events) =>
        openWire({
          ...events,
          onLine: (line) => {
            events.onLine(line);
            this.runner.advance();
          },
        }),
    });
    this.runner = new ScriptRunner({
      clock,
      poll: () => this.line.poll(),
      isSpoiled: () => this.line.trouble !== null,
      work: this.prove(),
      ending: () => this.end(),
      onEnd: () => this.finish(),
    });
  }

  start(): void {
    this.runner.start();
  }

  /** Somebody wants it to end: the chair is stopped, and that is checked. */
  abort(reason: string): void {
    this.line.spoil(reason);
    this.runner.advance();
  }

  /** The last words, where everything else may be broken. */
  halt(): void {
    this.line.stop();
    this.line.writeEmergency();
  }

  async close(): Promise<void> {
    await this.line.link.end();
  }

  private *prove(): Script<void> {
    const { line } = this;
    if (!(yield* wait(() => line.link.isUp, greetMsMax))) line.spoil('the chair does not answer');
    const identity = line.link.identity;
    const { id, fw } = this.options.chair;
    if (identity?.id !== id || identity.fw !== fw) {
      line.spoil(`another chair answers now: ${identity?.id ?? 'none'} with firmware ${identity?.fw ?? 'unknown'}`);
      return;
    }
    if (!(yield* wait(() => !line.isStopping, stillMsMax))) line.spoil('the chair was not seen still');
    line.expected = null;
    if (line.trouble !== null) return;
    for (const zone of this.zonesThatMove(identity)) {
      yield* this.proveAll(identity, zone);
      // A chair whose dead-man failed is not driven further than it takes to know how it can be stopped.
      if (this.proofs.some(({ failure }) => failure !== null)) return;
    }
    if (this.proofs.length === 0) line.spoil('no zone of this chair can move: there is nothing to prove');
  }

  private *proveAll(identity: Identity, zone: Zone): Script<void> {
    const { line } = this;
    const technique = proofTechnique(line.link.capabilities, zone);
    if (technique === null) return;
    const level = Math.min(proofLimits.levelMax, this.options.levelMax);
    for (const kind of proofKinds) {
      this.plan = { kind, zone, technique, level, identity };
      this.note(yield* proveZone(line, this.plan));
      if (line.mayMove) return;
    }
  }

  /** Whatever has happened: the chair is stopped with everything there is, and looked at. [S4] */
  private *end(): Script<void> {
    const { line } = this;
    if (!line.mayMove) return;
    // A stop that proved vain a moment ago is not begun anew: it goes on.
    if (!line.isAlarmed) yield* halt(line);
    if (line.isAlarmed && line.mayMove) this.noteDefiance();
    yield* wait(() => !line.mayMove, endMsMax);
  }

  /** [S3] The emergency byte, written where a stop was vain, was seen to be vain too: that is a proof as good as any. */
  private noteDefiance(): void {
    const { line, plan } = this;
    const isKnown = this.proofs.some(({ kind, failure }) => kind === 'emergency' && failure !== null);
    if (plan === null || isKnown || line.escalatedAtMs === null || !line.isSeenDriven) return;
    const { zone, technique, level, identity } = plan;
    const limitMs = proofLimitMs('emergency', identity.leaseMs);
    const failure = `still driven ${Math.round(line.nowMs - line.escalatedAtMs)} ms after the emergency byte`;
    this.note({ kind: 'emergency', zone, technique, level, limitMs, tookMs: null, failure });
  }

  private note(proof: Proof): void {
    this.proofs.push(proof);
    this.options.onProof(proof);
  }

  private zonesThatMove(identity: Identity): readonly Zone[] {
    return identity.zones.filter((zone) => proofTechnique(this.line.link.capabilities, zone) !== null);
  }

  private finish(): void {
    const { line, proofs } = this;
    const hasFailed = proofs.some(({ failure }) => failure !== null);
    const kind = hasFailed ? 'failed' : line.trouble === null ? 'proved' : 'interrupted';
    const { identity } = line.link;
    this.options.onEnd({
      kind,
      identity,
      proofs,
      untried: identity?.zones.filter((zone) => !proofs.some((proof) => proof.zone === zone)) ?? [],
      reason: line.trouble,
      isStill: !line.mayMove,
      isLatched: line.latches.has('estop'),
    });
  }
}
