import { zones } from '../zones.js';
import type { Phase, Program } from './schema.js';
import type { PhaseMark, Timeline } from './timeline.js';
import type { Range } from './values.js';
import { playZone, type Scale, type SourcedSetpoint, ZoneWriter } from './zone-writer.js';

/** A timeline with what the linter needs of the program that it came from. */
export interface CompiledProgram extends Timeline {
  readonly setpoints: readonly SourcedSetpoint[];
  readonly about: Pick<Program, 'name' | 'summary' | 'avoid'>;
}

export interface CompileOptions {
  /** Scales every level, 1-100 percent; default 100. */
  readonly intensity?: number | undefined;
  /** The new total: phases stretch in proportion, loops keep their tempo. Default: as the program says. */
  readonly durationMs?: number | undefined;
}

/** Turns a program into setpoints sorted by time, phases without gaps, and the total. Pure. */
export function compile(program: Program, options: CompileOptions = {}): CompiledProgram {
  const phases = markPhases(program.phases, options.durationMs);
  const intensity = (options.intensity ?? 100) / 100;
  const setpoints = zones.flatMap((zone) => {
    const writer = new ZoneWriter(zone);
    for (const [index, phase] of program.phases.entries()) {
      const mark = phases[index];
      if (mark === undefined || mark.endMs === mark.startMs) continue;
      const scale = scaleOf(intensity, phase.fade, mark);
      for (const span of playZone(phase.plans[zone], mark, ['phases', index, zone])) writer.write(span, scale);
    }
    return writer.setpoints;
  });
  // The sort is stable: at the same time the zones keep the chair's order.
  setpoints.sort((left, right) => left.atMs - right.atMs);
  const { id, name, summary, avoid } = program;
  return { programId: id, setpoints, phases, totalMs: phases.at(-1)?.endMs ?? 0, about: { name, summary, avoid } };
}

/** The last compilation of each program, with what it was made with. */
const last = new WeakMap<Program, { readonly key: string; readonly compiled: CompiledProgram }>();

/** The same as `compile`, but made once where the same is asked again: a face asks what a start would be told as often as it likes,
 *  and supervision does not wait for it. [S14] */
export function compileAgain(program: Program, options: CompileOptions): CompiledProgram {
  const key = `${options.intensity} ${options.durationMs}`;
  const known = last.get(program);
  const compiled = known?.key === key ? known.compiled : compile(program, options);
  last.set(program, { key, compiled });
  return compiled;
}

/** Rounds the ends, not the lengths, so that stretched phases still add up to the total. */
function markPhases(phases: readonly Phase[], durationMs: number | undefined): PhaseMark[] {
  const plannedMs = phases.reduce((sum, phase) => sum + phase.durationMs, 0);
  const totalMs = Math.round(durationMs ?? plannedMs);
  let endMs = 0;
  let plannedEndMs = 0;
  return phases.map(({ name, durationMs: phaseMs }, index) => {
    const startMs = endMs;
    plannedEndMs += phaseMs;
    endMs = Math.round((plannedEndMs * totalMs) / plannedMs);
    return { index, name, startMs, endMs };
  });
}

function scaleOf(intensity: number, fade: Range | null, { startMs, endMs }: PhaseMark): Scale {
  const factorAt = (atMs: number): number => {
    if (fade === null) return 1;
    const share = Math.min(1, Math.max(0, (atMs - startMs) / (endMs - startMs)));
    return fade.from + (fade.to - fade.from) * share;
  };
  return {
    isFading: fade !== null && fade.from !== fade.to,
    // At least 1 before the fade: the weakest intensity still moves what the program moves.
    level: (level, atMs) => (level === 0 ? 0 : Math.round(Math.max(1, level * intensity) * factorAt(atMs))),
  };
}
