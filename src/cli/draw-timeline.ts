import type { CompiledProgram } from '../core/program/compile.js';
import { atRest, followSetpoint, levelAt } from '../core/program/motion.js';
import type { Program } from '../core/program/schema.js';
import { type PhaseMark, type Setpoint, setpointsByZone, setpointsIn, zonesOf } from '../core/program/timeline.js';
import { rateUnits, type Technique, techniques, type Zone } from '../core/zones.js';
import { loopWords } from './loop-words.js';

/** How wide the drawing is, in characters, and whether it may have colours. */
export interface Canvas {
  readonly columns: number;
  readonly hasColour: boolean;
}

/** What the timeline was compiled from: a timeline no longer knows what was a loop. */
export interface DrawnProgram {
  readonly program: Program;
  /** 1-100. */
  readonly intensity: number;
}

const bars = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const letters: Readonly<Record<Technique, string>> = {
  knead: 'k',
  tap: 't',
  roll: 'r',
  press: 'p',
  compress: 'c',
  vibrate: 'v',
};
/** ANSI foreground colours. */
const colours: Readonly<Record<Technique, number>> = {
  knead: 36,
  tap: 31,
  roll: 32,
  press: 35,
  compress: 34,
  vibrate: 33,
};
const labelWidth = 6;
const widthMax = 120;
const widthMin = 20;
/** Looks between the columns, so that a short squeeze is not lost in a long program. */
const samplesPerColumn = 24;

/** Draws each zone's level over time, then the phases in words. */
export function drawTimeline(timeline: CompiledProgram, { columns, hasColour }: Canvas, source: DrawnProgram): string {
  const width = Math.max(widthMin, Math.min(widthMax, columns) - labelWidth - 1);
  const rows = zonesOf(timeline).flatMap((zone) => drawZone(timeline, zone, width, hasColour));
  const used = techniques.filter((technique) => timeline.setpoints.some((each) => each.technique === technique));
  const legend = used.map((technique) => paint(`${letters[technique]} ${technique}`, technique, hasColour)).join('  ');
  return [
    ...rows,
    drawAxis(timeline, width),
    '',
    `${' '.repeat(labelWidth)}${legend}`,
    '',
    ...drawPhases(timeline, source),
  ].join('\n');
}

interface Cell {
  readonly level: number;
  readonly technique: Technique | 'off';
}

/** A row of levels and, below it, a row with the letter of each technique. */
function drawZone(timeline: CompiledProgram, zone: Zone, width: number, hasColour: boolean): string[] {
  const cells = sampleZone(setpointsByZone(timeline)[zone], timeline.totalMs, width);
  const levels = cells.map(({ level, technique }) => {
    const bar = bars[level > 0 ? Math.max(1, Math.round((level / 100) * (bars.length - 1))) : 0] ?? ' ';
    return technique === 'off' ? bar : paint(bar, technique, hasColour);
  });
  const names = cells.map(({ technique }) => (technique === 'off' ? ' ' : letters[technique]));
  return [
    `${zone.padEnd(labelWidth)}${levels.join('')}`.trimEnd(),
    `${' '.repeat(labelWidth)}${names.join('')}`.trimEnd(),
  ];
}

/** The highest level within each column. */
function sampleZone(setpoints: readonly Setpoint[], totalMs: number, width: number): Cell[] {
  const stepMs = totalMs / (width * samplesPerColumn);
  let motion = atRest;
  let next = 0;
  return Array.from({ length: width }, (_, column) => {
    let highest: Cell = { level: 0, technique: 'off' };
    for (let sample = 0; sample < samplesPerColumn; sample += 1) {
      const atMs = (column * samplesPerColumn + sample + 0.5) * stepMs;
      for (let due = setpoints[next]; due !== undefined && due.atMs <= atMs; due = setpoints[next]) {
        motion = followSetpoint(motion, due);
        next += 1;
      }
      const level = levelAt(motion, atMs);
      if (level > highest.level) highest = { level, technique: motion.lastTechnique };
    }
    return highest;
  });
}

function paint(text: string, technique: Technique, hasColour: boolean): string {
  return hasColour ? `\u001b[${colours[technique]}m${text}\u001b[0m` : text;
}

function drawAxis({ totalMs }: CompiledProgram, width: number): string {
  const end = clockTime(totalMs);
  const middle = clockTime(totalMs / 2);
  const left = `0:00${' '.repeat(Math.max(1, Math.floor(width / 2) - 4 - Math.floor(middle.length / 2)))}${middle}`;
  return `${' '.repeat(labelWidth)}${left.padEnd(Math.max(left.length + 1, width - end.length))}${end}`;
}

/** One line for each phase, and one for what each zone does in it. */
function drawPhases(timeline: CompiledProgram, { program, intensity }: DrawnProgram): string[] {
  const zones = zonesOf(timeline);
  return timeline.phases.flatMap((phase) => {
    const { index, name, startMs, endMs } = phase;
    const heading = `${clockTime(startMs).padStart(5)}  ${name} (${clockTime(endMs - startMs)})`;
    const lines = zones.map((zone) => {
      const loop = loopWords(program.phases[index]?.plans[zone], intensity);
      const levels = describeZone(timeline, zone, phase);
      return [zone, levels === '' || loop === '' ? levels : `${levels}: ${loop}`] as const;
    });
    return [
      heading,
      ...lines.filter(([, text]) => text !== '').map(([zone, text]) => `       ${zone.padEnd(labelWidth)}${text}`),
    ];
  });
}

/** The techniques of a zone in a phase with their lowest and highest targets, such as `knead 25-40 at 6 turns/min`. */
function describeZone(timeline: CompiledProgram, zone: Zone, { startMs, endMs }: PhaseMark): string {
  const inForce = setpointsIn(setpointsByZone(timeline)[zone], startMs, endMs);
  return techniques
    .map((technique) =>
      describeTechnique(
        technique,
        inForce.filter((each) => each.technique === technique),
      ),
    )
    .filter((text) => text !== '')
    .join(', ');
}

function describeTechnique(technique: Technique, setpoints: readonly Setpoint[]): string {
  if (setpoints.length === 0) return '';
  const levels = setpoints.map(({ level }) => level);
  const rates = [...new Set(setpoints.map(({ rate }) => rate).filter((rate) => rate > 0))];
  const pace = rates.length > 0 ? ` at ${rates.join(' and ')} ${rateUnits[technique]}` : '';
  const [low, high] = [Math.min(...levels), Math.max(...levels)];
  return `${technique} ${low === high ? high : `${low}-${high}`}${pace}`;
}

/** `4:05`. */
export function clockTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
