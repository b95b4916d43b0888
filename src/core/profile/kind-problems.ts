import type { BinaryFraming } from './cut-frames.js';
import { hearSaying, type Saying } from './saying.js';
import type { Profile } from './schema.js';
import type { ProfileFlaw } from './stop-problems.js';

type Frames = Profile['frames'];
type FrameKind = Frames[string];

/** Kinds of frames that some frame would fit at once: it would be taken for the first of them. */
export function kindProblems(frame: Profile['frame'], frames: Frames): readonly ProfileFlaw[] {
  const kinds = Object.entries(frames);
  return kinds.flatMap(([name, kind], at) => {
    const wrong = frame.kind === 'digits' ? digitProblems(name, kind) : [];
    const other = kinds.slice(0, at).find(([, before]) => fitBoth(frame, before, kind))?.[0];
    if (other === undefined) return wrong;
    const how = { digits: 'digits', lines: 'says', binary: 'bytes or begins' }[frame.kind];
    const message = `fits frames of '${other}' as well: tell them apart by ${how}`;
    return [...wrong, { path: ['frames', name], message }];
  });
}

const digitProblems = (name: string, { digits }: FrameKind): readonly ProfileFlaw[] =>
  digits === undefined || digits[0] <= digits[1]
    ? []
    : [{ path: ['frames', name, 'digits'], message: 'must be the least and then the most' }];

function fitBoth(frame: Profile['frame'], one: FrameKind, other: FrameKind): boolean {
  switch (frame.kind) {
    case 'digits':
      return (
        one.digits !== undefined &&
        other.digits !== undefined &&
        one.digits[0] <= other.digits[1] &&
        other.digits[0] <= one.digits[1]
      );
    case 'lines':
      return (
        one.says !== undefined &&
        other.says !== undefined &&
        (hears(one.says, other.says) || hears(other.says, one.says))
      );
    case 'binary':
      return canBeSame(frame.framing, one, other);
  }
}

/** How long a frame of a kind is, where that is known. */
function lengthOfKind({ length }: BinaryFraming, { bytes, begins }: FrameKind): number | undefined {
  if (bytes !== undefined || length === null) return bytes;
  if (typeof length === 'number') return length;
  const count = begins?.[length.at];
  return count === undefined ? undefined : count + length.plus;
}

function canBeSame(framing: BinaryFraming, one: FrameKind, other: FrameKind): boolean {
  const [length, otherLength] = [lengthOfKind(framing, one), lengthOfKind(framing, other)];
  if (length !== undefined && otherLength !== undefined && length !== otherLength) return false;
  return (one.begins ?? []).every((byte, at) => other.begins?.[at] === undefined || other.begins[at] === byte);
}

/** Lines that the one says and the other takes: tried with the bounds of both. */
function hears(one: Saying, other: Saying): boolean {
  const bounds = [...one, ...other].flatMap((part) => (part.kind === 'number' ? [part.min, part.max] : []));
  let lines: readonly string[] = [''];
  for (const part of one) {
    const choices =
      part.kind === 'text'
        ? [part.text]
        : [...new Set(bounds)].filter((value) => value >= part.min && value <= part.max).map(String);
    lines = lines.flatMap((line) => choices.map((choice) => line + choice)).slice(0, linesMax);
  }
  return lines.some((line) => hearSaying(other, line) !== null);
}

const linesMax = 2000;
