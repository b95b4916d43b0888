import { findFraming } from './find-framing.js';
import { type CheckRule, differentFrames, findChecks } from './frame-checks.js';
import { type CapturedFrame, type Framing, framesOf, timedBytes } from './framing.js';
import { findKeys, type KeyFinding, spokenFrames } from './key-findings.js';
import type { CapturedLine, CapturedSetting, Recording } from './recording.js';

/** What one line of a wire has shown. */
export interface LineAnalysis {
  readonly line: CapturedLine;
  /** How many bytes were looked at. */
  readonly bytes: number;
  /** Null where no way of reading them explains most of them. */
  readonly framing: Framing | null;
  readonly frames: readonly CapturedFrame[];
  readonly strayBytes: number;
  /** Lengths of its frames in bytes, the commonest first, with how often each came. */
  readonly lengths: readonly (readonly [length: number, count: number])[];
  /** From one frame to the next, the median, ms; null with less than three. */
  readonly periodMs: number | null;
  readonly differentFrames: number;
  /** The checks that fit all its frames, the plainest first. */
  readonly checks: readonly CheckRule[];
}

export interface Analysis {
  readonly setting: CapturedSetting;
  readonly status: LineAnalysis;
  readonly command: LineAnalysis;
  readonly findings: readonly KeyFinding[];
}

/** Of a wire of text: longer frames are a status. */
const answerDigitsMax = 5;

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted.length < 2 ? null : Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

function lengthsOf(frames: readonly CapturedFrame[]): LineAnalysis['lengths'] {
  const counts = new Map<number, number>();
  for (const { bytes } of frames) counts.set(bytes.length, (counts.get(bytes.length) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one);
}

/** More of them tell no more. */
const checkedFrames = 1000;

/** Of a few keys nothing can be told but where one ends. */
const keyGap: Framing = { kind: 'gap', gapMs: 20 };

/** `otherwise`: how the line is read where it has said too little to tell. */
function analyseLine(recording: Recording, line: CapturedLine, otherwise: Framing | null): LineAnalysis {
  const timed = timedBytes(recording.heard, line);
  const found = findFraming(timed, recording.setting.baudRate)?.framing ?? null;
  const framing = timed.bytes.length === 0 ? null : (found ?? otherwise);
  const { frames, strayBytes } =
    framing === null ? { frames: [], strayBytes: timed.bytes.length } : framesOf(framing, timed, line);
  const contents = frames.map(({ bytes }) => bytes);
  return {
    line,
    bytes: timed.bytes.length,
    framing,
    frames,
    strayBytes,
    lengths: lengthsOf(frames),
    periodMs: median(frames.slice(1).map(({ atMs }, index) => atMs - (frames[index]?.atMs ?? 0))),
    differentFrames: differentFrames(contents).length,
    checks: framing === null || framing.kind === 'text' ? [] : findChecks(contents.slice(-checkedFrames)),
  };
}

/** The bytes of a frame of this length that hold its check. */
function isCheck({ checks }: LineAnalysis, digits: number, byte: number): boolean {
  const [rule] = checks;
  if (rule === undefined) return false;
  const width = rule.kind.startsWith('crc16') ? 2 : 1;
  const fromEnd = digits / 2 - byte;
  return fromEnd > rule.after && fromEnd <= rule.after + width;
}

/** How a wire speaks and what each key did, by its recording alone. Pure. */
export function analyse(recording: Recording): Analysis {
  const status = analyseLine(recording, 'status', null);
  const command = analyseLine(recording, 'command', status.framing?.kind === 'text' ? status.framing : keyGap);
  const spoken = [status, command].flatMap(({ framing, frames }) =>
    framing === null ? [] : spokenFrames(framing, frames),
  );
  const longest = status.framing?.kind === 'text' ? answerDigitsMax : 0;
  const findings = findKeys(spoken, recording.marks, longest).map((finding) => ({
    ...finding,
    changed: finding.changed.filter(({ digits, byte }) => !isCheck(status, digits, byte)),
    blinks: finding.blinks.filter(({ digits, byte }) => !isCheck(status, digits, byte)),
  }));
  return { setting: recording.setting, status, command, findings };
}
