import type { ProgramStep, ZonePlan } from '../core/program/schema.js';
import { type Technique, techniques } from '../core/zones.js';

const stepsShownMax = 12;

type Running = Extract<ProgramStep, { readonly kind: 'run' }>;

/** How a zone's list of steps goes round, such as `11 s on, 48 s off`; empty for a plan that does not. `intensity` (1-100) scales the
 *  levels, as it does those of the timeline. */
export function loopWords(plan: ZonePlan | undefined, intensity: number): string {
  if (plan === undefined) return '';
  const steps: readonly ProgramStep[] = 'kind' in plan ? [plan] : plan;
  if (steps.length === 1 && steps[0]?.kind !== 'repeat') return '';
  const running = runningIn(steps);
  const levelsOf = (technique: Technique): ReadonlySet<string> =>
    new Set(running.filter((step) => step.technique === technique).map((step) => levelOf(step, intensity)));
  const used = techniques.filter((technique) => levelsOf(technique).size > 0);
  const nameOf = (step: Running): string => {
    const level = levelsOf(step.technique).size > 1 ? ` at ${levelOf(step, intensity)}` : '';
    return used.length > 1 ? `${step.technique}${level}` : level.trim() || 'on';
  };
  return inTurn(steps, nameOf);
}

const runningIn = (steps: readonly ProgramStep[]): readonly Running[] =>
  steps.flatMap((step) => (step.kind === 'repeat' ? runningIn(step.steps) : step.kind === 'run' ? [step] : []));

function levelOf({ level: { from, to } }: Running, intensity: number): string {
  const [low, high] = [from, to].map((level) => (level === 0 ? 0 : Math.round(Math.max(1, (level * intensity) / 100))));
  return low === high ? `${low}` : `${low} to ${high}`;
}

function inTurn(steps: readonly ProgramStep[], nameOf: (step: Running) => string): string {
  const shown = steps.slice(0, stepsShownMax).map((step) => stepInWords(step, nameOf));
  return [...shown, ...(steps.length > stepsShownMax ? ['...'] : [])].join(', ');
}

function stepInWords(step: ProgramStep, nameOf: (step: Running) => string): string {
  switch (step.kind) {
    case 'rest':
      return `${step.forMs / 1000} s off`;
    case 'repeat':
      return `${step.times} times (${inTurn(step.steps, nameOf)})`;
    case 'run':
      return step.forMs === null ? `then ${nameOf(step)} to the end` : `${step.forMs / 1000} s ${nameOf(step)}`;
  }
}
