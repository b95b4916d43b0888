import { addRun, type Budget, type BudgetRules, dailyLeftMs, restLeftMs } from '../core/safety/budget.js';
import type { Clock } from '../ports.js';

/** The running time of one chair, and what it leaves. [S9] */
export class RunningTime {
  constructor(
    public budget: Budget,
    private readonly rules: BudgetRules,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  ran(fromMs: number, toMs: number): void {
    this.budget = addRun(this.budget, fromMs, toMs);
  }

  get restLeftMs(): number {
    return restLeftMs(this.budget, this.rules, this.clock.nowMs());
  }

  get dailyLeftMs(): number {
    return dailyLeftMs(this.budget, this.rules, this.clock.nowMs());
  }
}
