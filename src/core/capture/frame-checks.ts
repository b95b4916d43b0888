import { type CheckKind, checkBytes, checkKinds, checkWidth } from '../profile/checks.js';

/** Where a frame carries its check, and over what. */
export interface CheckRule {
  readonly kind: CheckKind;
  /** The first byte that it is over; the last is the one before it. */
  readonly from: number;
  /** Bytes that come after it: 1 where the frame ends with a byte of its own. */
  readonly after: number;
  /** Of two bytes, the low one comes first. */
  readonly isLowFirst: boolean;
}

/** Whether a frame is as the rule says. */
function keepsCheck({ kind, from, after, isLowFirst }: CheckRule, frame: Uint8Array): boolean {
  const at = frame.length - after - checkWidth(kind);
  if (at <= from) return false;
  return checkBytes(kind, frame.subarray(from, at), isLowFirst).every((byte, index) => frame[at + index] === byte);
}

const fromMax = 4;
const afterMax = 2;
/** With fewer frames that differ a rule would fit by chance. */
const leastDifferent = 3;
/** A wire drops bytes now and then. */
const shareMin = 0.97;

/** All rules that are looked for, the plainest first. */
const candidates: readonly CheckRule[] = checkKinds.flatMap((kind) =>
  Array.from({ length: afterMax + 1 }, (_, after) => after).flatMap((after) =>
    Array.from({ length: fromMax + 1 }, (_, from) => from).flatMap((from) =>
      (checkWidth(kind) === 2 ? [true, false] : [false]).map((isLowFirst) => ({ kind, from, after, isLowFirst })),
    ),
  ),
);

/** The frames that differ, by what they hold. */
export const differentFrames = (frames: readonly Uint8Array[]): readonly Uint8Array[] => [
  ...new Map(frames.map((frame) => [frame.join(), frame])).values(),
];

/** The rules that all but a few of these frames keep, the plainest first; none where too few differ to tell. A value that never
 *  changes beside data that do is no check. Pure. */
export function findChecks(frames: readonly Uint8Array[]): readonly CheckRule[] {
  const different = differentFrames(frames);
  if (different.length < leastDifferent) return [];
  return candidates.filter((rule) => {
    const kept = different.filter((frame) => keepsCheck(rule, frame));
    if (kept.length < Math.max(leastDifferent, different.length * shareMin)) return false;
    const at = rule.after + checkWidth(rule.kind);
    return new Set(kept.map((frame) => frame[frame.length - at])).size > 1;
  });
}
