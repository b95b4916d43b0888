import type { ZoneReport } from '../../src/core/protocol/messages.js';
import { sampledMs } from './allowances.js';
import type { KitBench } from './bench.js';
import { broken, type CaseSpan, held, type StepOutcome } from './case.js';
import { techniquesFor } from './facts.js';
import { telemetryHeard } from './link.js';
import { riseLagMsMax } from './measuring.js';
import { nudged } from './nudge.js';
import { shown } from './seeing.js';
import { request, saidBy } from './talking.js';
import { expandBraces } from './words.js';

const usualLevel = 10;
/** A rise to the highest level that the kit asks, with what T and its two lines need to show it. */
const reachMs = riseLagMsMax + 180 + 2 * sampledMs;
const busyTries = 10;
const busyMs = 200;
const levelNear = 2;

interface Target {
  readonly zone: string;
  readonly technique: string;
}

export interface MotionStep {
  readonly run: string;
  readonly level?: number | undefined;
  readonly rate?: string | undefined;
  readonly ttl?: CaseSpan | undefined;
  readonly renew?: boolean | undefined;
}

function targetsOf(bench: KitBench, words: string): readonly Target[] {
  if (words !== 'all') {
    const [zone = '', technique = ''] = expandBraces(words, bench.lookup).split(' ');
    return [{ zone, technique }];
  }
  const { facts } = bench;
  if (facts === null) return [];
  return facts.zones.flatMap((zone) => {
    const [technique] = techniquesFor(facts, zone);
    return technique === undefined ? [] : [{ zone, technique }];
  });
}

/** Asks once more while the chair is busy; gives what is wrong, or null. */
async function set(bench: KitBench, text: string): Promise<string | null> {
  for (let tries = 0; tries < busyTries; tries += 1) {
    const { line, answer } = await request(bench, text);
    if (answer === null) return `no answer to "${line}"`;
    const said = saidBy(answer);
    if (said === 'OK') return null;
    if (said !== 'ERR busy') return `"${line}" was answered "${answer.payload}"`;
    await bench.link.wait(busyMs);
  }
  return 'the chair stayed busy';
}

const isNear = ({ level, technique, flags }: ZoneReport, target: Target, wanted: number): boolean =>
  technique === target.technique && (Math.abs(level - wanted) <= levelNear || (level > 0 && flags.includes('D')));

/** Renews every SET under way once: no TTL runs out before the lease that begins with it. */
export async function renewAll(bench: KitBench): Promise<StepOutcome> {
  for (const text of bench.keeper.requests) {
    const problem = await set(bench, text);
    if (problem !== null) return broken(`${problem}${bench.events}`);
  }
  return held();
}

/** Sets zones in motion and waits until telemetry shows them at their level. Leaves the cursor at the last SET. */
export async function runZones(bench: KitBench, step: MotionStep): Promise<StepOutcome> {
  const level = step.level ?? usualLevel;
  const rate = step.rate === undefined ? '0' : expandBraces(step.rate, bench.lookup);
  const ttlMs = bench.spanMs(step.ttl ?? 'ttl');
  const targets = targetsOf(bench, step.run);
  for (const { zone, technique } of targets) {
    const text = `SET ${zone} ${technique} ${level} ${rate} 0 ${ttlMs}`;
    const problem = await set(bench, text);
    if (problem !== null) return broken(`${problem}${bench.events}`);
    if (step.renew !== false) bench.keeper.renew(zone, text, ttlMs);
  }
  let before = '';
  // A level that is near but not exact may still be rising: it has to stay.
  const reached = await nudged(
    bench,
    (heard) => {
      const reports = telemetryHeard(heard)?.zones ?? [];
      const areNear = targets.every((target) =>
        reports.some((each) => each.zone === target.zone && isNear(each, target, level)),
      );
      const now = reports.map((each) => each.level).join();
      const isSteady = now === before || reports.every((each) => each.level === 0 || each.level === level);
      before = now;
      return areNear && isSteady;
    },
    reachMs,
  );
  if (reached !== null && targets.length > 0) return held();
  const seen = bench.telemetry === null ? 'no T line' : shown(bench.telemetry);
  return broken(`level ${level} was not reached within ${reachMs} ms: ${seen}${bench.events}`);
}
