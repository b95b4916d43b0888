import { compile } from '../../core/program/compile.js';
import { type Finding, lint } from '../../core/program/lint.js';
import { defaultLimits, type LintLimits } from '../../core/program/lint-limits.js';
import type { Program } from '../../core/program/schema.js';
import type { StepPlace } from '../../core/studio/places.js';
import type { RateRange, Technique, Zone } from '../../core/zones.js';

type Path = readonly (string | number)[];

/** What the linter has to say, and where: a step, a phase, or (both null) the program as a whole. */
export interface PlacedFinding extends Pick<Finding, 'rule' | 'severity' | 'message' | 'at'> {
  readonly phase: number | null;
  readonly step: StepPlace | null;
}

/** Whatever a zone can do, a page does not know: only which zones there are. Rates are for the chair to judge. */
const anyRate: RateRange = { min: 0, max: Number.POSITIVE_INFINITY };
const anyTechnique: Readonly<Record<Technique, RateRange>> = {
  knead: anyRate,
  tap: anyRate,
  roll: anyRate,
  press: anyRate,
  compress: anyRate,
  vibrate: anyRate,
};

/** Of a chair the zones that it has; without one, what files are checked by. */
const limitsFor = (chairZones: readonly Zone[] | null): LintLimits =>
  chairZones === null
    ? defaultLimits
    : { ...defaultLimits, capabilities: Object.fromEntries(chairZones.map((zone) => [zone, anyTechnique])) };

/** The linter's findings of a program, in the order of its time. */
export function programFindings(program: Program, chairZones: readonly Zone[] | null): readonly PlacedFinding[] {
  const paths: Path[] = [];
  // The linter names lines: here a line is the number of a path.
  const locate = (path: Path) => ({ line: paths.push(path), column: 1 });
  const findings = lint(compile(program), limitsFor(chairZones), { file: '', locate });
  const placed = findings.map(({ rule, severity, message, at, line }) => ({
    rule,
    severity,
    message,
    at,
    ...placeOf(paths[line - 1] ?? []),
  }));
  return placed.sort((one, other) => one.at - other.at);
}

/** `phases 1 legs 0 do 2` is step 2 of the repeat that is step 0 of the legs; a plan that is one step alone is step 0. */
function placeOf([top, phase, zone, ...way]: Path): Pick<PlacedFinding, 'phase' | 'step'> {
  if (top !== 'phases' || typeof phase !== 'number') return { phase: null, step: null };
  if (zone !== 'back' && zone !== 'seat' && zone !== 'legs') return { phase, step: null };
  const isAlone = typeof way[0] !== 'number';
  const path = [...(isAlone ? [0] : []), ...way.filter((part) => typeof part === 'number')];
  return { phase, step: { phase, zone, path } };
}
