import type { Phase, Program } from '../program/schema.js';
import type { Range } from '../program/values.js';
import { isIndex, movedItem, withPhase } from './places.js';

/** A phase in which nothing moves yet, before that which stands at `at`. */
interface PhaseAdd {
  readonly kind: 'phase-add';
  readonly at: number;
  readonly name: string;
}

/** A change of one phase that there is. */
type PhaseChange =
  | { readonly kind: 'phase-copy' | 'phase-remove'; readonly at: number }
  | { readonly kind: 'phase-move'; readonly at: number; readonly to: number }
  | { readonly kind: 'phase-name'; readonly at: number; readonly name: string }
  | { readonly kind: 'phase-length'; readonly at: number; readonly durationMs: number }
  | { readonly kind: 'phase-fade'; readonly at: number; readonly fade: Range | null };

/** A change of the phases. `at` counts them from 0. */
export type PhaseEdit = PhaseAdd | PhaseChange;

const newPhaseMs = 60_000;

const inThousandths = (factor: number): number => Math.round(factor * 1000) / 1000;
const withPhases = (program: Program, phases: readonly Phase[]): Program => ({ ...program, phases: [...phases] });

/** The program as it was asked for, or null where there is no such phase. */
export const editPhases = (program: Program, edit: PhaseEdit): Program | null =>
  edit.kind === 'phase-add' ? addPhase(program, edit) : changePhases(program, edit);

function addPhase(program: Program, { at, name }: PhaseAdd): Program | null {
  const { phases } = program;
  if (!isIndex(at, phases.length + 1)) return null;
  const added: Phase = { name: name.trim(), durationMs: newPhaseMs, fade: null, plans: {} };
  return withPhases(program, [...phases.slice(0, at), added, ...phases.slice(at)]);
}

function changePhases(program: Program, edit: PhaseChange): Program | null {
  const { phases } = program;
  const { at } = edit;
  const phase = isIndex(at, phases.length) ? phases[at] : undefined;
  if (phase === undefined) return null;
  switch (edit.kind) {
    case 'phase-copy':
      return withPhases(program, [...phases.slice(0, at + 1), phase, ...phases.slice(at + 1)]);
    case 'phase-remove':
      return withPhases(
        program,
        phases.filter((_, index) => index !== at),
      );
    case 'phase-move':
      return isIndex(edit.to, phases.length) ? withPhases(program, movedItem(phases, at, edit.to)) : null;
    case 'phase-name':
      return withPhase(program, at, { ...phase, name: edit.name.trim() });
    case 'phase-length':
      return withPhase(program, at, { ...phase, durationMs: Math.round(edit.durationMs) });
    case 'phase-fade': {
      const fade = edit.fade === null ? null : { from: inThousandths(edit.fade.from), to: inThousandths(edit.fade.to) };
      return withPhase(program, at, { ...phase, fade });
    }
  }
}
