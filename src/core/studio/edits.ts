import type { ProgramGoal } from '../program/bounds.js';
import type { Program } from '../program/schema.js';
import { programRefusal } from './admit.js';
import { editPhases, type PhaseEdit } from './phase-edits.js';
import { type EditRefused, editRefusal } from './refusal.js';
import { editSteps, type StepEdit } from './step-edits.js';

/** What the program says of itself. */
type AboutEdit =
  | { readonly kind: 'id'; readonly id: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'summary'; readonly summary: string }
  | { readonly kind: 'goal'; readonly goal: ProgramGoal }
  | { readonly kind: 'avoid'; readonly words: readonly string[] };

/** One thing that somebody changes in a program. */
export type ProgramEdit = AboutEdit | PhaseEdit | StepEdit;

export type EditOutcome = { readonly kind: 'program'; readonly program: Program } | EditRefused;

/** The program after an edit, or why it would be none. Pure; what it gives can always be written to a file and read back. */
export function edited(program: Program, edit: ProgramEdit): EditOutcome {
  const wanted = wantedProgram(program, edit);
  if (wanted === null) return editRefusal('not_there');
  if ('code' in wanted) return wanted;
  return programRefusal(wanted) ?? { kind: 'program', program: wanted };
}

function wantedProgram(program: Program, edit: ProgramEdit): Program | EditRefused | null {
  switch (edit.kind) {
    case 'id':
      return { ...program, id: edit.id };
    case 'name':
      return { ...program, name: edit.name.trim() };
    case 'summary':
      return { ...program, summary: edit.summary.trim() };
    case 'goal':
      return { ...program, goal: edit.goal };
    case 'avoid':
      return { ...program, avoid: [...new Set(edit.words.map((word) => word.trim()))] };
    case 'phase-add':
    case 'phase-copy':
    case 'phase-remove':
    case 'phase-move':
    case 'phase-name':
    case 'phase-length':
    case 'phase-fade':
      return editPhases(program, edit);
    case 'step-add':
    case 'step-copy':
    case 'step-remove':
    case 'step-move':
    case 'step-change':
    case 'step-repeat':
    case 'step-unroll':
      return editSteps(program, edit);
  }
}
