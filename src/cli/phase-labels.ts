import type { PhaseShape } from '../core/program/course-shapes.js';
import { textWidth } from './text-width.js';

/** Where the name of a phase stands: from `x` on, or up to it where it `isAtEnd` of the picture; `row` rows above the bands. */
export interface PhaseLabel {
  readonly phase: PhaseShape;
  readonly x: number;
  readonly row: number;
  readonly isAtEnd: boolean;
}

const gap = 5;

/** Puts the names of phases over the places where these begin. Short phases lie closer than their names are long: such a name stands
 *  a row higher than all that begin below it, so that the line from a name down to its phase crosses no other. */
export function phaseLabels(phases: readonly PhaseShape[], width: number, fontSize: number): readonly PhaseLabel[] {
  const labels: (PhaseLabel & { readonly fromX: number })[] = [];
  for (const phase of phases.toReversed()) {
    const length = Math.min(width, textWidth(phase.name, fontSize));
    const isAtEnd = phase.x + gap + length > width;
    const fromX = isAtEnd ? width - length : phase.x + gap;
    const below = labels.filter((other) => other.fromX < fromX + length + gap);
    const row = 1 + Math.max(-1, ...below.map((other) => other.row));
    labels.push({ phase, x: isAtEnd ? width : fromX, row, isAtEnd, fromX });
  }
  return labels.reverse();
}
