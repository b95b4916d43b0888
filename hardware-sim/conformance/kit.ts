import type { Clock, OpenWire } from '../../src/ports.js';
import { Bench } from './bench.js';
import { broken, type Clause, held, type Outcome, skipped, type Verdict } from './case.js';
import { lacks } from './facts.js';
import { connect, settle } from './greeting.js';
import { isStill } from './seeing.js';
import { runSteps } from './steps.js';
import { telemetryOf } from './link.js';

export interface KitOptions {
  readonly open: OpenWire;
  readonly clock: Clock;
  readonly clauses: readonly Clause[];
  readonly onVerdict: (verdict: Verdict) => void;
}

/** How the chair was left: `unseen` where something was set in motion and telemetry does not show that it has ended. */
export type Ending = 'still' | 'unseen' | 'not-moved';

export interface KitResult {
  readonly verdicts: readonly Verdict[];
  readonly ending: Ending;
}

/** More clauses than this in a row on a chair that cannot be readied tell nothing new. */
const unreadyMax = 3;
const forcedStopsMax = 5;
/** This process was so late itself that a measure may be wrong: the clause is checked once more. */
const lateMsMax = 80;

/** Checks clauses on a chair, one after the other, and leaves it at rest. */
export class ConformanceKit {
  private readonly bench: Bench;
  private readonly verdicts: Verdict[] = [];
  private unready = 0;
  private givenUp: string | null = null;

  constructor(private readonly options: KitOptions) {
    this.bench = new Bench(options.open, options.clock);
  }

  /** Ends early: what is left fails as not checked, and the chair is stopped. */
  interrupt(): void {
    this.givenUp ??= 'interrupted';
    this.bench.link.interrupt();
  }

  async run(): Promise<KitResult> {
    const { clauses } = this.options;
    const watched: Clause[] = [];
    this.givenUp ??= await connect(this.bench);
    for (const clause of clauses) {
      const outcome = await this.check(clause);
      if (clause.watch === undefined || outcome.kind !== 'held') this.conclude(clause, outcome);
      else watched.push(clause);
    }
    for (const clause of watched) this.conclude(clause, this.watched(clause));
    const ending = await this.halt();
    return { verdicts: this.verdicts, ending };
  }

  /** [S4] Stops whatever may move and waits until telemetry shows it; then ends the line. Never rejects. */
  async halt(): Promise<Ending> {
    const { bench } = this;
    const { link } = bench;
    bench.keeper.close();
    link.isInterrupted = false;
    const ending = bench.hasMoved ? await this.seeStill() : 'not-moved';
    await link.close();
    return ending;
  }

  private async seeStill(): Promise<Ending> {
    const { link } = this.bench;
    if (!link.isOpen && (await connect(this.bench)) !== null) return 'unseen';
    for (const text of ['\nSTOP\n', '\nSTOP\n', '\u0018\n', '\u0018\n']) {
      link.write(text);
      let inRow = 0;
      const sinceMs = link.nowMs + 100;
      const found = await link.find((heard) => {
        const telemetry = telemetryOf(heard);
        if (telemetry !== null && heard.atMs >= sinceMs) inRow = isStill(telemetry) ? inRow + 1 : 0;
        return inRow >= 2;
      }, 1200);
      if (found !== null) return 'still';
    }
    return 'unseen';
  }

  private async check(clause: Clause): Promise<Outcome> {
    if (this.givenUp !== null) return broken(`not checked: ${this.givenUp}`);
    const first = await this.attempt(clause);
    const { latestMs } = this.bench.keeper;
    if (first.kind !== 'broken' || latestMs < lateMsMax || this.givenUp !== null || clause.session === 'none') return first;
    const second = await this.attempt(clause);
    const busy = `this machine was busy for ${Math.round(latestMs)} ms, so it was checked twice`;
    return { ...second, detail: second.detail === '' ? busy : `${second.detail}; ${busy}` };
  }

  private async attempt(clause: Clause): Promise<Outcome> {
    const { bench } = this;
    bench.begin();
    if (clause.session !== 'none') {
      const problem = await this.ready();
      if (problem !== null) return broken(problem);
    }
    const lacking = clause.needs?.find((need) => !bench.has(need));
    if (lacking !== undefined) return skipped(lacks[lacking]);
    bench.link.forget();
    const outcome = await runSteps(bench, clause.steps);
    if (bench.link.isInterrupted) return broken('not checked: interrupted');
    return outcome.kind === 'broken' ? broken(`${outcome.detail}${told(outcome.detail, bench.events)}`) : outcome;
  }

  private async ready(): Promise<string | null> {
    const { bench } = this;
    const problem = await settle(bench);
    if (problem === null) {
      this.unready = 0;
      if (bench.forcedStops > forcedStopsMax) this.givenUp = 'the chair stops by the emergency byte only';
      return this.givenUp === null ? null : `not checked: ${this.givenUp}`;
    }
    this.unready += 1;
    if (this.unready >= unreadyMax || bench.facts === null) this.givenUp ??= problem;
    return `not checked: ${problem}`;
  }

  private watched({ watch }: Clause): Outcome {
    if (watch === undefined) return held();
    const outcome = this.bench.watcher.outcome(watch);
    return this.givenUp === null || outcome.kind === 'broken' ? outcome : broken(`not checked: ${this.givenUp}`);
  }

  private conclude({ id, level }: Clause, { kind, detail }: Outcome): void {
    const verdict = kind === 'held' ? 'pass' : kind === 'broken' ? 'fail' : 'skip';
    const told: Verdict = { id, level, verdict, detail };
    this.verdicts.push(told);
    this.options.onVerdict(told);
  }
}

/** A failure that tells the events already need not tell them twice. */
const told = (detail: string, events: string): string => (detail.includes('the chair said') ? '' : events);

/** True where nothing that must hold has failed. */
export const isConforming = (verdicts: readonly Verdict[]): boolean =>
  verdicts.length > 0 && verdicts.every(({ level, verdict }) => level !== 'MUST' || verdict !== 'fail');
