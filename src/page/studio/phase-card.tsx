import type { Phase } from '../../core/program/schema.js';
import type { Range } from '../../core/program/values.js';
import { stepsOfPlan } from '../../core/studio/places.js';
import { clockOf } from '../../core/words/codes.js';
import { zones } from '../../core/zones.js';
import { usePage } from '../views/context.js';
import { SignButton, StudioField, StudioLength } from './fields.js';
import { StepList } from './step-editor.js';
import type { StudioVisit } from './studio-visit.js';
import { useStudioWords } from './studio-words.js';

export const phaseElementId = (index: number): string => `phase-${index}`;

interface PhaseProps {
  readonly visit: StudioVisit;
  readonly phase: Phase;
  readonly index: number;
}

/** Where a phase goes by a key, by a button and by the pointer. What is open stays open. */
export function movePhase(visit: StudioVisit, at: number, to: number): boolean {
  const open = visit.openPhase.peek();
  if (at === to || visit.edit({ kind: 'phase-move', at, to }) !== null) return false;
  if (open === at) visit.openPhase.value = to;
  else if (open > at && open <= to) visit.openPhase.value = open - 1;
  else if (open < at && open >= to) visit.openPhase.value = open + 1;
  visit.wish.value = phaseElementId(to);
  return true;
}

const percent = (factor: number): string => String(Math.round(factor * 1000) / 10);

function Fade({ visit, phase, index }: PhaseProps) {
  const words = useStudioWords();
  const { fade } = phase;
  const known = fade ?? { from: 1, to: 1 };
  const set = (text: string, fadeWith: (factor: number) => Range) => {
    if (text === '') return visit.edit({ kind: 'phase-fade', at: index, fade: null });
    if (!/^\d{1,3}([.,]\d)?$/.test(text)) return words.fadeForm;
    return visit.edit({ kind: 'phase-fade', at: index, fade: fadeWith(Number(text.replace(',', '.')) / 100) });
  };
  return (
    <>
      <StudioField
        label={words.fadeFrom}
        text={fade === null ? '' : percent(fade.from)}
        inputMode="numeric"
        set={(text) => set(text, (from) => ({ ...known, from }))}
      />
      <StudioField
        label={words.fadeTo}
        text={fade === null ? '' : percent(fade.to)}
        inputMode="numeric"
        set={(text) => set(text, (to) => ({ ...known, to }))}
      />
    </>
  );
}

function Opened({ visit, phase, index }: PhaseProps) {
  const { words: page } = usePage();
  const words = useStudioWords();
  return (
    <div class="studio-open">
      <div class="studio-fields">
        <StudioField
          label={words.name}
          text={phase.name}
          set={(name) => visit.edit({ kind: 'phase-name', at: index, name })}
        />
        <StudioLength
          label={words.length}
          hint={words.lengthHint}
          ms={phase.durationMs}
          mayBeEmpty={false}
          set={(ms) => visit.edit({ kind: 'phase-length', at: index, durationMs: ms ?? 0 })}
        />
        <Fade visit={visit} phase={phase} index={index} />
      </div>
      {zones.map((zone) => {
        const steps = stepsOfPlan(phase.plans[zone]);
        return (
          <section key={zone} class="studio-lane" aria-label={page.zones[zone]}>
            <h4>{page.zones[zone]}</h4>
            {steps.length === 0 && <p class="soft">{words.zoneOff(page.zones[zone])}</p>}
            <StepList visit={visit} list={{ phase: index, zone, path: [] }} steps={steps} label={page.zones[zone]} />
          </section>
        );
      })}
    </div>
  );
}

interface PhaseCardProps extends PhaseProps {
  readonly count: number;
  readonly isDropPlace: boolean;
  onDrag(event: PointerEvent): void;
}

/** A phase: closed its name and length, open all that its zones do. */
export function PhaseCard({ visit, phase, index, count, isDropPlace, onDrag }: PhaseCardProps) {
  const words = useStudioWords();
  const label = words.phaseLabel(index + 1, phase.name);
  const isOpen = visit.openPhase.value === index;
  return (
    <li class={`studio-phase ${isOpen ? 'open' : ''} ${isDropPlace ? 'drop' : ''}`} data-phase={index}>
      <div class="studio-head">
        <span class="studio-handle" title={words.drag(label)} aria-hidden="true" onPointerDown={onDrag}>
          ⠿
        </span>
        <h3>
          <button
            type="button"
            class="studio-name"
            id={phaseElementId(index)}
            aria-expanded={isOpen}
            onClick={() => {
              visit.openPhase.value = isOpen ? -1 : index;
            }}
          >
            {label} <span class="soft">{clockOf(phase.durationMs)}</span>
          </button>
        </h3>
        <div class="studio-signs">
          <SignButton
            sign="↑"
            label={words.up(label)}
            isOff={index === 0}
            press={() => void movePhase(visit, index, index - 1)}
          />
          <SignButton
            sign="↓"
            label={words.down(label)}
            isOff={index === count - 1}
            press={() => void movePhase(visit, index, index + 1)}
          />
          <SignButton
            sign="⊕"
            label={words.copy(label)}
            press={() => void visit.edit({ kind: 'phase-copy', at: index })}
          />
          <SignButton
            sign="✕"
            label={words.remove(label)}
            isOff={count === 1}
            press={() => void visit.edit({ kind: 'phase-remove', at: index })}
          />
        </div>
      </div>
      {isOpen && <Opened visit={visit} phase={phase} index={index} />}
    </li>
  );
}
