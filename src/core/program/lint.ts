import { isPressure } from '../safety/limits.js';
import { avoidWords, isAvoidWord } from '../safety/people.js';
import type { DataPath } from '../shape/complaints.js';
import { hintFor } from '../shape/nearest-word.js';
import { showDuration } from '../time-text.js';
import { type Zone, zones } from '../zones.js';
import type { CompiledProgram } from './compile.js';
import { forecast } from './forecast.js';
import { defaultLimits, type LintLimits } from './lint-limits.js';
import { atRest, followSetpoint, levelAt, startLevel } from './motion.js';
import { lackOf, movesIn } from './timeline.js';
import type { SourcedSetpoint } from './zone-writer.js';

/** What `lint` and the readers of program files have to say. `line` and `column` count from 1; `at` is the time in the
 *  compiled timeline in ms, 0 where the finding is about the file as a whole. */
export interface Finding {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly at: number;
}

/** What a rule has to say, before it is put in its place in a file. `at` in ms. */
interface Remark extends Omit<Finding, 'file' | 'line' | 'column'> {
  readonly path: DataPath;
}

/** The way from a path in a program back to its file. */
export interface SourceMap {
  readonly file: string;
  locate(path: DataPath): { readonly line: number; readonly column: number };
}

/** For programs that did not come from a file. */
const noSource: SourceMap = { file: '', locate: () => ({ line: 1, column: 1 }) };

interface Track {
  readonly zone: Zone;
  readonly setpoints: readonly SourcedSetpoint[];
  readonly totalMs: number;
}

type Rule = (track: Track, limits: LintLimits) => Remark[];

/** Checks a compiled program against what is comfortable, safe and possible. Pure; each rule speaks once about a step. */
export function lint(
  program: CompiledProgram,
  limits: LintLimits = defaultLimits,
  source: SourceMap = noSource,
): Finding[] {
  const tracks = zones.map((zone): Track => {
    const setpoints = program.setpoints.filter((setpoint) => setpoint.zone === zone);
    return { zone, setpoints, totalMs: program.totalMs };
  });
  const tooLong = lengthRule(program, limits);
  const remarks = [
    ...lintTexts(program),
    ...stillRule(program),
    ...tooLong,
    // What is too long anyway is not followed to its end: the daemon checks files while chairs run.
    ...(tooLong.length > 0 ? [] : tracks.flatMap((track) => zoneRules.flatMap((rule) => rule(track, limits)))),
  ];
  const findings = firstOfEach(remarks).map(({ rule, severity, path, at, message }) => {
    const { line, column } = source.locate(path);
    return { rule, severity, file: source.file, line, column, message, at };
  });
  return findings.sort((left, right) => left.line - right.line || left.column - right.column || left.at - right.at);
}

/** A step in a loop comes again and again; its first time is enough. */
function firstOfEach(remarks: readonly Remark[]): Remark[] {
  const seen = new Set<string>();
  return remarks.filter(({ rule, path }) => {
    const key = `${rule} ${path.join('/')}`;
    return !seen.has(key) && seen.add(key);
  });
}

const error = (rule: string, { path, atMs }: SourcedSetpoint, message: string): Remark => {
  return { rule, severity: 'error', path, at: atMs, message };
};

function lengthRule({ totalMs }: CompiledProgram, { sessionMsMax }: LintLimits): Remark[] {
  if (totalMs <= sessionMsMax) return [];
  const message = `lasts ${minutes(totalMs)} min; a session may last ${minutes(sessionMsMax)}`;
  return [{ rule: 'length', severity: 'error', path: ['phases'], at: sessionMsMax, message }];
}

/** Nothing moves: mostly a zone or a level that somebody forgot. */
function stillRule(program: CompiledProgram): Remark[] {
  const still = program.phases.filter((phase) => !movesIn(program, phase));
  const warn = (path: DataPath, at: number, message: string): Remark => ({
    rule: 'still',
    severity: 'warning',
    path,
    at,
    message,
  });
  if (still.length === program.phases.length && still.length > 0) {
    return [warn(['phases'], 0, 'nothing moves in this program: add a zone to a phase, such as back: { knead: 40 }')];
  }
  return still.map(({ index, startMs }) =>
    warn(['phases', index], startMs, 'nothing moves in this phase: add a zone, such as back: { knead: 40 }'),
  );
}

const minutes = (ms: number): number => Math.round(ms / 6000) / 10;

/** Technique or rate that the chair does not have. */
const capabilityRule: Rule = ({ zone, setpoints }, { capabilities }) => {
  if (capabilities === null) return [];
  return setpoints.flatMap((setpoint) => {
    if (setpoint.technique === 'off') return [];
    const unable = lackOf(capabilities, zone, setpoint.technique, 0);
    if (unable !== null) return [error('capability', setpoint, unable)];
    const outside = lackOf(capabilities, zone, setpoint.technique, setpoint.rate);
    return outside === null ? [] : [error('rate', setpoint, outside)];
  });
};

const levelRule: Rule = ({ zone, setpoints }, { levelMax }) =>
  setpoints
    .filter(({ level }) => level > levelMax)
    .map((setpoint) => error('level', setpoint, `level ${setpoint.level} of ${zone} is over the cap of ${levelMax}`));

/** [S10] A level that jumps startles, and bends what it presses on. */
const slopeRule: Rule = ({ zone, setpoints }, { slopeMax }) => {
  let motion = atRest;
  const steep = setpoints.flatMap((setpoint) => {
    const { technique, atMs, level, rampMs } = setpoint;
    const rise = level - startLevel(motion, technique, atMs);
    motion = followSetpoint(motion, setpoint);
    const slope = (rise / Math.max(rampMs, 1)) * 1000;
    // Whole milliseconds make a ramp of exactly the limit seem a trace steeper.
    return rise <= 0 || slope <= slopeMax + 0.1 ? [] : [{ setpoint, rise }];
  });
  // Of a step in a loop the highest rise is said: a ramp that is enough for it is enough for all.
  const fromHighest = steep.sort((left, right) => right.rise - left.rise);
  return fromHighest.map(({ setpoint, rise }) => {
    const needed = showDuration(Math.ceil((rise / slopeMax) * 10) * 100);
    const what = `${zone} rises by ${Math.round(rise)} in ${setpoint.rampMs} ms, over ${slopeMax} %/s`;
    return error('slope', setpoint, `${what}; ramp it over at least ${needed}`);
  });
};

/** [S17] Blood must be able to flow back: air that holds steadily is let go in time. */
const steadyRule: Rule = ({ zone, setpoints, totalMs }, { steadyMsMax, ventMsMin }) =>
  holdsOf(setpoints, totalMs, ventMsMin)
    .filter(({ first, endMs }) => endMs - first.atMs > steadyMsMax)
    .map(({ first, endMs }) => {
      const held = `${first.technique} holds ${zone} for ${Math.round((endMs - first.atMs) / 1000)}s`;
      const rest = `at most ${steadyMsMax / 1000}s: add a rest of ${ventMsMin / 1000}s or more, or a rate`;
      return error('steady', first, `${held}; ${rest}`);
    });

interface Hold {
  readonly first: SourcedSetpoint;
  readonly endMs: number;
}

/** Where air holds steadily; a rest in which the bag cannot empty does not end a hold. */
function holdsOf(setpoints: readonly SourcedSetpoint[], totalMs: number, ventMsMin: number): Hold[] {
  const holds: Hold[] = [];
  for (const [index, setpoint] of setpoints.entries()) {
    if (!isPressure(setpoint.technique) || setpoint.level === 0 || setpoint.rate > 0) continue;
    const endMs = setpoints[index + 1]?.atMs ?? totalMs;
    const before = holds.at(-1);
    if (before !== undefined && setpoint.atMs - before.endMs < ventMsMin)
      holds.splice(-1, 1, { first: before.first, endMs });
    else holds.push({ first: setpoint, endMs });
  }
  return holds;
}

/** [S17] Forecasts the motor case from a cold start. */
const temperatureRule: Rule = ({ zone, setpoints, totalMs }, { temperatureMaxC, temperatureWarnC }) => {
  let warm: { readonly setpoint: SourcedSetpoint; readonly atMs: number } | null = null;
  for (const { atMs, temperatureC, setpoint } of forecast(setpoints, totalMs)) {
    if (temperatureC >= temperatureMaxC) {
      const message = `the ${zone} motor would reach ${temperatureMaxC} degC after ${minutes(atMs)} min; lower levels or add rests`;
      return [{ rule: 'temperature', severity: 'error', path: setpoint.path, at: atMs, message }];
    }
    if (warm === null && temperatureC >= temperatureWarnC) warm = { setpoint, atMs };
  }
  if (warm === null) return [];
  const message = `the ${zone} motor would reach ${temperatureWarnC} degC after ${minutes(warm.atMs)} min`;
  return [{ rule: 'temperature', severity: 'warning', path: warm.setpoint.path, at: warm.atMs, message }];
};

const endRule: Rule = ({ zone, setpoints, totalMs }, { endLevelMax }) => {
  const last = setpoints.at(-1);
  const level = Math.round(levelAt(setpoints.reduce(followSetpoint, atRest), totalMs));
  if (last === undefined || level <= endLevelMax) return [];
  return [error('end', last, `ends with ${zone} at level ${level}; nobody should be let go from above ${endLevelMax}`)];
};

const zoneRules: readonly Rule[] = [capabilityRule, levelRule, slopeRule, steadyRule, temperatureRule, endRule];

/** Beginnings of words that promise more than comfort. */
const claims =
  /\b(?:cur(?:e[sd]?|ing|ative)|heal(?:s|ed|ing|er)?|treat(?:s|ed|ing|ments?)?|therap(?:y|ies|eutic\w*|ists?)|medic(?:al|ally|ine|ation|inal)|clinic(?:al|ally|s)?|diagnos\w+|diseases?|illness(?:es)?|disorders?|symptoms?|syndromes?|patients?|pain(?:s|ful|kill\w*)?|remed(?:y|ies|ial)|rehab\w*|prescri\w+|prevent(?:s|ed|ing|ion)?|thrombo\w+|(?:lymph)?o?edema|arthriti[sc]|sciatica|injur(?:y|ies))\b/iu;

/** What the texts say, and whom the program is not for. */
function lintTexts({ about, phases }: CompiledProgram): Remark[] {
  const texts: [DataPath, string, number][] = [
    [['name'], about.name, 0],
    [['summary'], about.summary, 0],
    ...phases.map(({ name, startMs }, index): [DataPath, string, number] => [['phases', index, 'name'], name, startMs]),
  ];
  return [...texts.flatMap(claimRule), ...about.avoid.flatMap(avoidRule)];
}

function claimRule([path, text, at]: [DataPath, string, number]): Remark[] {
  const word = claims.exec(text)?.[0];
  if (word === undefined) return [];
  const message = `'${word}' claims treatment; texts speak of comfort only`;
  return [{ rule: 'claim', severity: 'error', path, at, message }];
}

function avoidRule(word: string, index: number): Remark[] {
  if (isAvoidWord(word)) return [];
  const message = `unknown avoid word '${word}'; ${hintFor(word, avoidWords, `known: ${avoidWords.join(', ')}`)}`;
  return [{ rule: 'avoid', severity: 'error', path: ['avoid', index], at: 0, message }];
}
