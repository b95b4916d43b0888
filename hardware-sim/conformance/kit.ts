import type { Clock, OpenWire } from '../../src/ports.js';
import { KitBench } from './bench.js';
import { broken, type Clause, type ClauseVerdict, held, type StepOutcome, skippedStep } from './case.js';
import { lackedNeeds } from './facts.js';
import { bringToRest, connectAndListen } from './greeting.js';
import { telemetryHeard } from './link.js';
import { showsStill } from './seeing.js';
import { runSteps } from './steps.js';

export interface KitOptions {
  readonly open: OpenWire;
  readonly clock: Clock;
  readonly clauses: readonly Clause[];
  /** Which clauses are asked for. */
  readonly isWanted: (id: string) => boolean;
  readonly onVerdict: (verdict: ClauseVerdict) => void;
}

/** How the chair was left: `unseen` where something was set in motion and telemetry does not show that it has ended. */
export type ChairLeft = 'still' | 'unseen' | 'not-moved';

export interface KitResult {
  readonly verdicts: readonly ClauseVerdict[];
  readonly ending: ChairLeft;
  /** Why there is no verdict at all: the port does not open. */
  readonly problem: string | null;
}

type Member = Pick<Clause, 'id' | 'level' | 'needs' | 'steps'>;

/** More clauses than this in a row on a chair that cannot be readied tell nothing new. */
const unreadyMax = 3;
const forcedStopsMax = 5;
const runMsMax = 600_000;
/** This process was so late itself that a measure may be wrong: the clause is checked once more. */
const lateMsMax = 80;

/** Checks clauses on a chair, one after the other, and leaves it at rest. */
export class ConformanceKit {
  private readonly bench: KitBench;
  private readonly verdicts: ClauseVerdict[] = [];
  private unready = 0;
  private givenUp: string | null = null;
  private readonly startedAtMs: number;
  private isHalting = false;

  constructor(private readonly options: KitOptions) {
    this.bench = new KitBench(options.open, options.clock);
    this.startedAtMs = options.clock.nowMs();
  }

  /** Ends early: what is left fails as not checked, and the chair is stopped. */
  interrupt(): void {
    if (this.bench.link.isInterrupted || this.isHalting) return;
    this.givenUp ??= 'interrupted';
    this.bench.link.interrupt();
  }

  async run(): Promise<KitResult> {
    const watched: (readonly [Clause, StepOutcome])[] = [];
    const problem = await connectAndListen(this.bench);
    if (!this.bench.link.hasOpened) return { verdicts: [], ending: await this.halt(), problem };
    this.givenUp ??= problem;
    for (const clause of this.options.clauses) {
      const members = this.wanted(clause);
      if (members.length === 0) continue;
      const outcomes = await this.check(clause, members);
      for (const [at, member] of members.entries()) {
        const outcome = outcomes[at] ?? broken('not checked');
        if (member === clause && clause.watch !== undefined) watched.push([clause, outcome]);
        else this.conclude(member, outcome);
      }
    }
    for (const [clause, outcome] of watched) this.conclude(clause, this.watched(clause, outcome));
    return { verdicts: this.verdicts, ending: await this.halt(), problem: null };
  }

  /** [S4] Stops whatever may move and waits until telemetry shows it; then ends the line. Never rejects. */
  async halt(): Promise<ChairLeft> {
    const { bench } = this;
    const { link } = bench;
    this.isHalting = true;
    bench.keeper.close();
    link.isInterrupted = false;
    const ending = bench.hasMoved ? await this.seeStill() : 'not-moved';
    await link.close();
    return ending;
  }

  private async seeStill(): Promise<ChairLeft> {
    const { link } = this.bench;
    if (!link.isOpen && (await connectAndListen(this.bench)) !== null) return 'unseen';
    let inRow = 0;
    const sinceMs = link.nowMs + 100;
    for (const text of ['\nSTOP\n', '\nSTOP\n', '\u0018\n', '\u0018\n']) {
      link.write(text);
      const found = await link.find((heard) => {
        const telemetry = telemetryHeard(heard);
        if (telemetry !== null && heard.atMs >= sinceMs) inRow = showsStill(telemetry) ? inRow + 1 : 0;
        return inRow >= 2;
      }, 1200);
      if (found !== null) return 'still';
    }
    return 'unseen';
  }

  /** The clause and those that go on after it, up to the last one that is wanted. */
  private wanted(clause: Clause): readonly Member[] {
    const members: readonly Member[] = [clause, ...(clause.next ?? [])];
    const last = members.findLastIndex(({ id }) => this.options.isWanted(id));
    return members.slice(0, last + 1);
  }

  private async check(clause: Clause, members: readonly Member[]): Promise<readonly StepOutcome[]> {
    if (this.options.clock.nowMs() - this.startedAtMs > runMsMax) this.givenUp ??= 'the run has taken ten minutes';
    if (this.givenUp !== null) return members.map(() => broken(`not checked: ${this.givenUp}`));
    const first = await this.attempt(clause, members);
    const { latestMs } = this.bench.keeper;
    const isBroken = first.some(({ kind }) => kind === 'broken');
    if (!isBroken || latestMs < lateMsMax || this.givenUp !== null) return first;
    const busy = `this machine was busy for ${Math.round(latestMs)} ms, so it was checked twice`;
    const second = await this.attempt(clause, members);
    return second.map(({ kind, detail }) => ({ kind, detail: detail === '' ? busy : `${detail}; ${busy}` }));
  }

  private async attempt(clause: Clause, members: readonly Member[]): Promise<readonly StepOutcome[]> {
    const { bench } = this;
    bench.begin();
    if (clause.session !== 'none') {
      const problem = await this.ready();
      if (problem !== null) return members.map(() => broken(problem));
    }
    bench.link.forget();
    const outcomes: StepOutcome[] = [];
    let brokenId: string | null = null;
    for (const member of members) {
      const outcome =
        brokenId === null ? await this.runMember(member) : broken(`not checked: ${brokenId} does not hold`);
      outcomes.push(outcome);
      if (outcome.kind === 'broken' && clause.apart !== true) brokenId ??= member.id;
    }
    return outcomes;
  }

  private async runMember({ needs, steps }: Member): Promise<StepOutcome> {
    const { bench } = this;
    const lacking = needs?.find((need) => !bench.has(need));
    if (lacking !== undefined) return skippedStep(lackedNeeds[lacking]);
    const outcome = await runSteps(bench, steps);
    if (bench.link.isInterrupted) return broken('not checked: interrupted');
    return outcome.kind === 'broken' ? broken(`${outcome.detail}${told(outcome.detail, bench.events)}`) : outcome;
  }

  private async ready(): Promise<string | null> {
    const { bench } = this;
    const problem = await bringToRest(bench);
    if (problem === null) {
      this.unready = 0;
      if (bench.forcedStops > forcedStopsMax) this.givenUp = 'the chair stops by the emergency byte only';
      if (bench.watcher.isTooSlow) this.givenUp = 'most answers come later than 200 ms';
      return this.givenUp === null ? null : `not checked: ${this.givenUp}`;
    }
    this.unready += 1;
    if (this.unready >= unreadyMax || bench.facts === null) this.givenUp ??= problem;
    return `not checked: ${problem}`;
  }

  /** What the whole run has shown tells more than the steps of the clause, unless these went wrong by themselves. */
  private watched({ watch }: Clause, own: StepOutcome): StepOutcome {
    const outcome = watch === undefined ? held() : this.bench.watcher.outcome(watch);
    return outcome.kind === 'broken' || own.kind === 'held' ? outcome : own;
  }

  private conclude({ id, level }: Member, { kind, detail }: StepOutcome): void {
    if (!this.options.isWanted(id)) return;
    const verdict = kind === 'held' ? 'pass' : kind === 'broken' ? 'fail' : 'skip';
    const told: ClauseVerdict = { id, level, verdict, detail };
    this.verdicts.push(told);
    this.options.onVerdict(told);
  }
}

/** A failure that tells the events already need not tell them twice. */
const told = (detail: string, events: string): string => (detail.includes('the chair said') ? '' : events);

/** True where nothing that must hold has failed. */
export const isConforming = (verdicts: readonly ClauseVerdict[]): boolean =>
  verdicts.length > 0 && verdicts.every(({ level, verdict }) => level !== 'MUST' || verdict !== 'fail');
