import { useRef, useState } from 'preact/hooks';
import type { Program } from '../../core/program/schema.js';
import type { StepPlace } from '../../core/studio/places.js';
import { isZone } from '../../core/zones.js';
import { movePhase, PhaseCard, phaseElementId } from './phase-card.js';
import { moveStep } from './step-editor.js';
import type { StudioVisit } from './studio-visit.js';
import { useStudioWords } from './studio-words.js';

interface PhaseListProps {
  readonly visit: StudioVisit;
  readonly program: Program;
}

/** The card under the pointer, or the nearest above or below. */
function phaseAtPointer(list: HTMLElement, y: number): number {
  const cards = [...list.querySelectorAll<HTMLElement>('[data-phase]')];
  const before = cards.filter((card) => {
    const { top, height } = card.getBoundingClientRect();
    return y > top + height;
  });
  return Math.min(before.length, cards.length - 1);
}

/** Drags a card by its handle: where it is let go it stays. */
function useDrag(visit: StudioVisit) {
  const list = useRef<HTMLOListElement>(null);
  const [over, setOver] = useState<number | null>(null);
  const begin = (at: number) => (event: PointerEvent) => {
    const handle = event.currentTarget as HTMLElement;
    if (list.current === null || event.button !== 0) return;
    const { current } = list;
    const { pointerId } = event;
    event.preventDefault();
    handle.setPointerCapture(pointerId);
    let to = at;
    const move = ({ clientY }: PointerEvent) => {
      to = phaseAtPointer(current, clientY);
      setOver(to === at ? null : to);
    };
    const end = ({ type }: PointerEvent) => {
      handle.removeEventListener('pointermove', move);
      for (const name of ['pointerup', 'pointercancel'] as const) handle.removeEventListener(name, end);
      setOver(null);
      if (type === 'pointerup') movePhase(visit, at, to);
    };
    handle.addEventListener('pointermove', move);
    for (const name of ['pointerup', 'pointercancel'] as const) handle.addEventListener(name, end);
  };
  return { list, over, begin };
}

/** The step that an element stands in: its id says where that is. */
function stepAround(element: Element): StepPlace | null {
  const [, phase, zone = '', path] =
    /^step-(\d+)-(\w+)-([\d-]+)$/.exec(element.closest('[id^="step-"]')?.id ?? '') ?? [];
  return path !== undefined && isZone(zone) ? { phase: Number(phase), zone, path: path.split('-').map(Number) } : null;
}

/** Alt and an arrow move what has the keyboard: a step, or its phase. */
function moveByKey(visit: StudioVisit, event: KeyboardEvent): void {
  const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
  const target = event.target as Element;
  // There it opens the list.
  if (!event.altKey || by === 0 || target instanceof HTMLSelectElement) return;
  event.preventDefault();
  const step = stepAround(target);
  const phase = target.closest<HTMLElement>('[data-phase]')?.dataset['phase'];
  if (step !== null) moveStep(visit, step, by);
  else if (phase !== undefined) movePhase(visit, Number(phase), Number(phase) + by);
}

/** All phases, one below the other. */
export function PhaseList({ visit, program }: PhaseListProps) {
  const words = useStudioWords();
  const { list, over, begin } = useDrag(visit);
  const { phases } = program;
  const add = () => {
    const at = phases.length;
    if (visit.edit({ kind: 'phase-add', at, name: words.newPhase }) !== null) return;
    visit.openPhase.value = at;
    visit.wish.value = phaseElementId(at);
  };
  return (
    <section aria-labelledby="studio-phases">
      <h2 id="studio-phases">{words.phases}</h2>
      <p class="soft">{words.phaseHint}</p>
      <ol class="studio-phases" ref={list} onKeyDown={(event) => moveByKey(visit, event)}>
        {phases.map((phase, index) => (
          <PhaseCard
            key={index}
            visit={visit}
            phase={phase}
            index={index}
            count={phases.length}
            isDropPlace={over === index}
            onDrag={begin(index)}
          />
        ))}
      </ol>
      <button type="button" onClick={add}>
        + {words.addPhase}
      </button>
    </section>
  );
}
