import { z } from 'zod';
import { looseNumbers } from '../configuration/loose-number.js';
import { advise, checkedText, idLike, oneOf, written } from '../configuration/values.js';
import { programIdPattern, programNameMax } from '../ids.js';
import { limits } from '../safety/limits.js';
import { onePlainLine } from '../shape/plain-text.js';
import { type Technique, techniques, type Zone } from '../zones.js';
import { programBounds, programGoals } from './bounds.js';
import { durationText, fadeRange, levelRange, type Range } from './values.js';

/** One technique: goes to `level.from`, then to `level.to` by its end. `forMs` null means until the phase ends, `rampMs`
 *  null the default ramp. Levels 0-100, `rate` in the technique's unit, 0 for the chair's default or a steady hold. */
export interface RunStep {
  readonly kind: 'run';
  readonly technique: Technique;
  readonly level: Range;
  readonly rate: number;
  readonly forMs: number | null;
  readonly rampMs: number | null;
}

/** The zone is off. */
export interface Rest {
  readonly kind: 'rest';
  readonly forMs: number;
  readonly rampMs: number | null;
}

interface Repeat {
  readonly kind: 'repeat';
  readonly times: number;
  readonly steps: readonly ProgramStep[];
}

export type ProgramStep = RunStep | Rest | Repeat;

/** What one zone does in one phase: one step, or a list that loops until the phase ends. */
export type ZonePlan = ProgramStep | readonly ProgramStep[];

const { stepsMax, phasesMax, rateMax, repeatMax, totalMsMax, stepMsMin, phaseMsMin, labelMax, summaryMax, avoidMax } =
  programBounds;

const level = levelRange().optional();

const integer = (min: number, max: number) => {
  const message = `must be a whole number from ${min} to ${max}`;
  const error = ({ input }: { readonly input?: unknown }): string => {
    const meant = looseNumbers(input, false).find((each) => Number.isInteger(each) && each >= min && each <= max);
    return advise(message, meant === undefined ? null : `write ${meant}`);
  };
  return z.int({ error }).min(min, message).max(max, message);
};

interface RawStep extends Partial<Record<Technique, Range | undefined>> {
  readonly rate?: number | undefined;
  readonly for?: number | undefined;
  readonly ramp?: number | undefined;
  readonly rest?: number | undefined;
  readonly repeat?: number | undefined;
  readonly do?: readonly ProgramStep[] | undefined;
}

const techniqueLevel = level.describe('level 0-100, or from..to');
const techniqueLevels = Object.fromEntries(techniques.map((technique) => [technique, techniqueLevel])) as Readonly<
  Record<Technique, typeof techniqueLevel>
>;

const stepMap = z.strictObject({
  ...techniqueLevels,
  rate: integer(0, rateMax)
    .optional()
    .describe(
      'turns, strokes, presses or cycles per minute; Hz for vibrate; 0 = the chair chooses, air holds steadily',
    ),
  for: durationText({ minMs: stepMsMin, maxMs: totalMsMax, unit: 's' })
    .optional()
    .describe('how long; left out = until the phase ends'),
  ramp: durationText({ minMs: 0, maxMs: totalMsMax, unit: 's' })
    .optional()
    .describe('how long the way to the level takes'),
  rest: durationText({ minMs: stepMsMin, maxMs: totalMsMax, unit: 's' }).optional().describe('off for this long'),
  repeat: integer(1, repeatMax).optional().describe('how often `do` runs'),
  get do() {
    return z
      .array(step, 'must be a list of steps')
      .min(1, 'must have at least one step')
      .max(stepsMax, `may have at most ${stepsMax} steps`)
      .superRefine((steps, context) => checkLengths(steps, steps.length, context))
      .optional()
      .describe('the steps that repeat');
  },
});

const rawStep: z.ZodType<RawStep> = stepMap.superRefine((raw, context) => {
  const problem = stepProblem(raw);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const step: z.ZodType<ProgramStep> = z.lazy(() => rawStep.transform(toStep)).meta({ id: 'step' });

/** What a step may do; it does one of them. */
export const activities = [...techniques, 'rest', 'repeat'] as const;

const namedTechniques = (raw: RawStep): Technique[] => techniques.filter((technique) => raw[technique] !== undefined);

function stepProblem(raw: RawStep): string | null {
  const named = activities.filter((key) => raw[key] !== undefined);
  if (named.length === 0) return `needs one of ${techniques.join(', ')}, rest or repeat`;
  if (named.length > 1) {
    return `does ${named.join(' and ')} at once; a zone does one thing at a time: write a list, one after the other`;
  }
  if ((raw.repeat === undefined) !== (raw.do === undefined)) return 'repeat and do belong together';
  const strange = (['rate', 'for', 'ramp'] as const).filter((key) => raw[key] !== undefined);
  if (raw.repeat !== undefined && strange.length > 0) return `repeat takes no ${strange.join(' or ')}`;
  if (raw.rest !== undefined && raw.for !== undefined) return 'rest has its own length; leave out for';
  if (raw.rest !== undefined && raw.rate !== undefined) return 'rest takes no rate';
  return null;
}

function toStep(raw: RawStep): ProgramStep {
  const rampMs = raw.ramp ?? null;
  if (raw.rest !== undefined) return { kind: 'rest', forMs: raw.rest, rampMs };
  if (raw.repeat !== undefined) return { kind: 'repeat', times: raw.repeat, steps: raw.do ?? [] };
  const technique = namedTechniques(raw)[0] ?? 'knead';
  const range = raw[technique] ?? { from: 0, to: 0 };
  return { kind: 'run', technique, level: range, rate: raw.rate ?? 0, forMs: raw.for ?? null, rampMs };
}

/** Every step before index `end` needs a length of its own. */
function checkLengths(steps: readonly ProgramStep[], end: number, context: z.RefinementCtx): void {
  for (const [index, each] of steps.slice(0, end).entries()) {
    if (each.kind !== 'run' || each.forMs !== null) continue;
    context.addIssue({ code: 'custom', path: [index], message: 'needs for, such as for: 12s, because more follows' });
  }
}

const zonePlan = z
  .union([
    step,
    z
      .array(step)
      .min(1, 'must have at least one step')
      .max(stepsMax, `may have at most ${stepsMax} steps`)
      .superRefine((steps, context) => checkLengths(steps, steps.length - 1, context)),
  ])
  .describe('one step for the whole phase, or a list of steps that loops until the phase ends')
  .optional();

const textError = ({ input }: { readonly input?: unknown }): string =>
  advise('must be text', ['number', 'boolean'].includes(typeof input) ? `write "${String(input)}", in quotes` : null);

const text = (lengthMax: number) =>
  z
    .string({ error: textError })
    .trim()
    .min(1, 'must not be empty')
    .max(lengthMax, `must be at most ${lengthMax} characters`)
    .regex(onePlainLine, 'must be one line of plain text');

const phaseMap = z.strictObject({
  name: text(labelMax).describe('what the person reads while it runs'),
  for: durationText({ minMs: phaseMsMin, maxMs: totalMsMax, unit: 'm' }).describe('how long the phase is'),
  fade: fadeRange().optional().describe('multiplies every level of the phase, such as 1..0'),
  back: zonePlan,
  seat: zonePlan,
  legs: zonePlan,
});

const phase = phaseMap.transform(({ name, for: durationMs, fade, ...plans }) => ({
  name,
  durationMs,
  fade: fade ?? null,
  plans: plans as Readonly<Partial<Record<Zone, ZonePlan | undefined>>>,
}));

function idProblem(id: string): string | null {
  if (programIdPattern.test(id)) return null;
  const meant = idLike(id);
  const form = 'must be small letters, digits, - and _, such as leg-circulation';
  return advise(form, programIdPattern.test(meant) ? `write ${written(meant)}` : null);
}

const programMap = z.strictObject({
  id: checkedText('an id', idProblem),
  name: text(programNameMax).describe('what people call it'),
  summary: text(summaryMax).describe('one or two sentences that say what it feels like'),
  goal: oneOf(programGoals),
  avoid: z
    .array(text(labelMax), { error: advise('must be a list of words', 'such as [clot-risk]') })
    .max(avoidMax, `may have at most ${avoidMax} words`)
    .default([])
    .describe('who should not use it'),
  phases: z
    .array(phase, 'must be a list of phases')
    .min(1, 'must have at least one phase')
    .max(phasesMax, `may have at most ${phasesMax} phases`)
    .describe('the parts of the massage, one after the other'),
});

/** A massage program as its file says it: unknown keys are refused, durations become ms. */
export const programSchema = programMap.superRefine(({ phases }, context) => {
  const totalMs = phases.reduce((sum, each) => sum + each.durationMs, 0);
  if (totalMs > totalMsMax)
    context.addIssue({
      code: 'custom',
      path: ['phases'],
      message: `the phases add up to over ${totalMsMax / 60_000} minutes; a session may last ${limits.sessionMsMax / 60_000}`,
    });
});

/** A program; `compile` turns it into a timeline. A file never has `native`: such a one is the chair's own, which alone knows
 *  what it does in these zones. */
export type Program = z.infer<typeof programSchema> & { readonly native?: { readonly zones: readonly Zone[] } };
export type Phase = Program['phases'][number];

/** JSON Schema (draft 7) of a program file, for editors. */
export function programJsonSchema(): unknown {
  const schema = z.toJSONSchema(programSchema, { io: 'input', target: 'draft-7' });
  return { ...schema, title: 'Massage program' };
}

/** The keys of each kind of map in a program file, for hints. */
export const programKeys = {
  top: Object.keys(programMap.shape),
  phase: Object.keys(phaseMap.shape),
  step: Object.keys(stepMap.shape),
};
