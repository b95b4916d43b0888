import type { ZoneReport } from '../protocol/messages.js';
import type { Technique } from '../zones.js';
import { bandOf, isAirTechnique, type WearSample } from './samples.js';

/** A pump at work takes more; a valve that is held closed takes less. */
const pumpMa = 200;
/** Fewer cycles are no measure: the first and the last are cut. */
const cyclesMin = 4;
const pumpMsMin = 300;
/** Techniques, levels and rates in one session. */
const binsMax = 40;

/** From where a bag is empty until its level falls, or as many cycles as there are at one level. */
interface Run {
  readonly technique: Technique;
  readonly rate: number;
  level: number;
  lastedMs: number;
  pumpMs: number;
}

interface FillingSum {
  readonly technique: Technique;
  readonly bin: string;
  pumpMs: number;
  fillings: number;
}

/** How long the pump of a zone works to bring its bag to its level. A bag's pressure is not told: what the pump takes tells it. */
export class FillingMeter {
  /** The last line showed the pump at work. */
  isPumping = false;
  private run: Run | null = null;
  /** The level has fallen: what is pumped until the bag is empty is no whole filling. */
  private isSpent = false;
  private readonly sums = new Map<string, FillingSum>();

  take({ technique, level, rate, currentMa }: ZoneReport, sinceMs: number): void {
    const { run } = this;
    if (run !== null) {
      run.lastedMs += sinceMs;
      if (this.isPumping) run.pumpMs += sinceMs;
    }
    const isOn = technique !== 'off' && level > 0 && isAirTechnique(technique);
    this.isPumping = isOn && typeof currentMa === 'number' && currentMa >= pumpMa;
    const isSame = run !== null && isOn && technique === run.technique && rateIn(rate) === run.rate;
    if (run !== null && isSame && (run.rate === 0 ? level >= run.level : level === run.level)) {
      run.level = level;
      return;
    }
    if (run !== null) this.close(run);
    if (!isOn) this.isSpent = false;
    const isNew = isOn && !(this.isSpent && rateIn(rate) === 0);
    this.run = isNew ? { technique, rate: rateIn(rate), level, lastedMs: 0, pumpMs: 0 } : null;
  }

  samples(): readonly WearSample[] {
    if (this.run !== null) this.close(this.run);
    this.run = null;
    return [...this.sums.values()].map(({ technique, bin, pumpMs, fillings }) => ({
      measure: 'filling',
      technique,
      bin,
      value: pumpMs / fillings,
      weight: fillings,
    }));
  }

  private close({ technique, rate, level, lastedMs, pumpMs }: Run): void {
    this.isSpent = true;
    const fillings = rate === 0 ? 1 : (lastedMs * rate) / 60_000;
    if (pumpMs < pumpMsMin || (rate > 0 && fillings < cyclesMin)) return;
    const bin = `${bandOf(level)} ${rate}`;
    const key = `${technique} ${bin}`;
    const sum = this.sums.get(key) ?? { technique, bin, pumpMs: 0, fillings: 0 };
    if (sum.fillings === 0 && this.sums.size >= binsMax) return;
    this.sums.set(key, sum);
    sum.pumpMs += pumpMs;
    sum.fillings += fillings;
  }
}

const rateIn = (rate: number | null): number => Math.round(rate ?? 0);
