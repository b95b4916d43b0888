import type { Technique } from '../../core/zones.js';
import type { ZoneFactsShown } from '../logic/chair-facts.js';

/** What shows each technique: a small mark that moves as it feels. */
const marks: Readonly<Record<Technique, () => preact.JSX.Element>> = {
  knead: () => (
    <g class="mark-knead">
      <circle cx="-8" r="5" />
      <circle cx="8" r="5" />
    </g>
  ),
  tap: () => (
    <g>
      <circle class="mark-tap" cy="-10" r="5" />
      <circle class="mark-tap later" cy="10" r="5" />
    </g>
  ),
  roll: () => <circle class="mark-roll" r="7" />,
  press: () => <rect class="mark-press" x="-12" y="-4" width="24" height="8" rx="4" />,
  compress: () => (
    <g>
      <path class="mark-squeeze left" d="M-14 -12 Q-8 0 -14 12" />
      <path class="mark-squeeze right" d="M14 -12 Q8 0 14 12" />
    </g>
  ),
  vibrate: () => <path class="mark-hum" d="M-12 0 q3 -7 6 0 t6 0 t6 0 t6 0" />,
};

interface TechniqueMarkProps {
  readonly facts: Pick<ZoneFactsShown, 'technique' | 'level'>;
  readonly width: number;
  readonly height: number;
}

export function TechniqueMark({ facts: { technique, level }, width, height }: TechniqueMarkProps) {
  if (technique === null || technique === 'off' || level === null || level === 0) return null;
  const Mark = marks[technique];
  // Along the zone, whichever way it lies.
  const turn = width > height ? ' rotate(90)' : '';
  return (
    <g class="mark" transform={`translate(${width / 2} ${height / 2})${turn}`}>
      <Mark />
    </g>
  );
}
