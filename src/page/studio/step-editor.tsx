import type { ProgramStep, Rest, RunStep } from '../../core/program/schema.js';
import { homeOfStep, type ListPlace, type StepPlace, stepListAt } from '../../core/studio/places.js';
import { isTechnique, type Technique, techniques } from '../../core/zones.js';
import { usePage } from '../views/context.js';
import { SignButton, StudioChoice, StudioLength, StudioNumber } from './fields.js';
import type { StudioVisit } from './studio-visit.js';
import { useStudioWords } from './studio-words.js';

export const stepElementId = ({ phase, zone, path }: StepPlace): string => `step-${phase}-${zone}-${path.join('-')}`;

interface StepProps<Step extends ProgramStep> {
  readonly visit: StudioVisit;
  readonly place: StepPlace;
  readonly step: Step;
  readonly label: string;
}

const newStepMs = 10_000;
const newStep: RunStep = {
  kind: 'run',
  technique: 'knead',
  level: { from: 20, to: 20 },
  rate: 0,
  forMs: null,
  rampMs: null,
};
/** What each zone of the usual chair can do. */
const firstTechnique = { back: 'knead', seat: 'compress', legs: 'compress' } as const;

/** Air that holds must let go; a new step of it pumps. */
const newRateOf = (technique: Technique): number => (technique === 'compress' ? 6 : 0);

const asRun = (step: RunStep | Rest, technique: Technique): RunStep =>
  step.kind === 'run'
    ? { ...step, technique, rate: step.technique === technique ? step.rate : newRateOf(technique) }
    : { ...newStep, technique, rate: newRateOf(technique), forMs: step.forMs, rampMs: step.rampMs };

const asRest = ({ forMs, rampMs }: RunStep | Rest): Rest => ({ kind: 'rest', forMs: forMs ?? newStepMs, rampMs });

function SimpleStep({ visit, place, step, label }: StepProps<RunStep | Rest>) {
  const { words: page } = usePage();
  const words = useStudioWords();
  const set = (changed: ProgramStep) => visit.edit({ kind: 'step-change', place, step: changed });
  const choose = (value: string) => void set(isTechnique(value) ? asRun(step, value) : asRest(step));
  const isRun = step.kind === 'run';
  return (
    <div class="studio-fields">
      <StudioChoice label={words.technique} value={isRun ? step.technique : 'rest'} set={choose}>
        {techniques.map((technique) => (
          <option key={technique} value={technique}>
            {page.techniques[technique]}
          </option>
        ))}
        <option value="rest">{words.rest}</option>
      </StudioChoice>
      {isRun && (
        <>
          <StudioNumber
            label={words.from}
            value={step.level.from}
            set={(from) =>
              set({ ...step, level: { from, to: step.level.from === step.level.to ? from : step.level.to } })
            }
          />
          <StudioNumber
            label={words.to}
            value={step.level.to}
            set={(to) => set({ ...step, level: { ...step.level, to } })}
          />
          <StudioNumber
            label={words.rate(words.units[step.technique])}
            hint={words.rateHint}
            value={step.rate}
            empty={0}
            set={(rate) => set({ ...step, rate })}
          />
        </>
      )}
      <StudioLength
        label={words.length}
        hint={isRun ? words.lengthRest : words.lengthHint}
        ms={step.forMs}
        mayBeEmpty={isRun}
        set={(forMs) => (isRun ? set({ ...step, forMs }) : set({ ...step, forMs: forMs ?? 0 }))}
      />
      <StudioLength
        label={words.ramp}
        hint={words.rampHint}
        ms={step.rampMs}
        mayBeEmpty
        set={(rampMs) => set({ ...step, rampMs })}
      />
      <StepButtons visit={visit} place={place} label={label} isRepeat={false} />
    </div>
  );
}

interface StepButtonsProps extends Omit<StepProps<ProgramStep>, 'step'> {
  readonly isRepeat: boolean;
}

/** Where a step goes by a key, by a button and by the ear. */
export function moveStep(visit: StudioVisit, place: StepPlace, by: number): void {
  const { list, index } = homeOfStep(place);
  if (visit.edit({ kind: 'step-move', place, to: index + by }) !== null) return;
  visit.wish.value = stepElementId({ ...list, path: [...list.path, index + by] });
}

function StepButtons({ visit, place, label, isRepeat }: StepButtonsProps) {
  const words = useStudioWords();
  const { list, index } = homeOfStep(place);
  const program = visit.history.value?.now;
  const count = program === undefined ? 0 : (stepListAt(program, list)?.length ?? 0);
  return (
    <div class="studio-signs">
      <SignButton sign="↑" label={words.up(label)} isOff={index === 0} press={() => moveStep(visit, place, -1)} />
      <SignButton
        sign="↓"
        label={words.down(label)}
        isOff={index >= count - 1}
        press={() => moveStep(visit, place, 1)}
      />
      <SignButton sign="⊕" label={words.copy(label)} press={() => void visit.edit({ kind: 'step-copy', place })} />
      {isRepeat ? (
        <SignButton
          sign="↦"
          label={words.unroll(label)}
          press={() => void visit.edit({ kind: 'step-unroll', place })}
        />
      ) : (
        <SignButton
          sign="↻"
          label={words.repeat(label)}
          press={() => void visit.edit({ kind: 'step-repeat', place, times: 2 })}
        />
      )}
      <SignButton sign="✕" label={words.remove(label)} press={() => void visit.edit({ kind: 'step-remove', place })} />
    </div>
  );
}

function RepeatStep({ visit, place, step, label }: StepProps<Extract<ProgramStep, { readonly kind: 'repeat' }>>) {
  const words = useStudioWords();
  return (
    <>
      <div class="studio-fields">
        <StudioNumber
          label={words.times}
          value={step.times}
          set={(times) => visit.edit({ kind: 'step-change', place, step: { ...step, times } })}
        />
        <StepButtons visit={visit} place={place} label={label} isRepeat />
      </div>
      <StepList visit={visit} list={place} steps={step.steps} label={label} />
    </>
  );
}

interface StepListProps {
  readonly visit: StudioVisit;
  readonly list: ListPlace;
  readonly steps: readonly ProgramStep[];
  /** Of the list, before the number of a step. */
  readonly label: string;
}

/** The steps of a zone, or of a repeat in it. */
export function StepList({ visit, list, steps, label }: StepListProps) {
  const words = useStudioWords();
  const add = () => {
    const technique = firstTechnique[list.zone];
    // Alone in its zone it goes on to the end of the phase.
    const forMs = steps.length === 0 && list.path.length === 0 ? null : newStepMs;
    const step = { ...newStep, technique, rate: newRateOf(technique), forMs };
    if (visit.edit({ kind: 'step-add', list, at: steps.length, step }) === null)
      visit.wish.value = stepElementId({ ...list, path: [...list.path, steps.length] });
  };
  const isOwn = list.path.length === 0;
  return (
    <>
      <ol class="studio-steps">
        {steps.map((step, index) => {
          const place = { ...list, path: [...list.path, index] };
          const number = place.path.map((at) => at + 1).join('.');
          const name = isOwn ? words.stepLabel(label, number) : `${label}.${index + 1}`;
          const props = { visit, place, label: name };
          return (
            <li key={index} id={stepElementId(place)} tabIndex={-1} aria-label={name}>
              {step.kind === 'repeat' ? <RepeatStep {...props} step={step} /> : <SimpleStep {...props} step={step} />}
            </li>
          );
        })}
      </ol>
      <button type="button" class="studio-add" onClick={add}>
        + {words.addStep(label)}
      </button>
    </>
  );
}
