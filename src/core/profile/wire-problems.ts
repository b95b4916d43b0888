import type { BitRun } from './bits.js';
import { checkWidth } from './checks.js';
import type { BinaryFraming } from './cut-frames.js';
import type { ShownField } from './field-shape.js';
import type { Profile } from './schema.js';
import type { ProfileFlaw } from './stop-problems.js';

/** Frames that could never come, and bits that none of them has. */
export function wireProblems(profile: Profile): readonly ProfileFlaw[] {
  const { frame, ask, silence } = profile;
  return [
    ...(frame.kind === 'binary' ? [...lengthProblems(frame.framing), ...escapeProblems(frame.framing)] : []),
    ...(frame.kind === 'binary' ? beginProblems(profile, frame.framing) : []),
    ...bitProblems(profile),
    ...(ask !== undefined && ask.every >= silence
      ? [
          {
            path: ['ask', 'every'],
            message: 'must be shorter than silence: the line would count as lost between two questions',
          },
        ]
      : []),
  ];
}

function lengthProblems({ start, end, length, check }: BinaryFraming): readonly ProfileFlaw[] {
  const path = ['frame', 'binary', 'length'];
  const least = start.length + end.length + (check === null ? 0 : checkWidth(check.kind)) + 1;
  if (typeof length === 'number')
    return length >= least
      ? []
      : [{ path, message: `must be at least ${least}: start, check, end and a byte between` }];
  if (length === null) return [];
  return length.at >= start.length
    ? []
    : [{ path, message: `at ${length.at} is a byte of start: the length stands behind it` }];
}

function beginProblems({ frames }: Profile, { start, length }: BinaryFraming): readonly ProfileFlaw[] {
  return Object.entries(frames).flatMap(([name, { begins, bytes }]): ProfileFlaw[] => {
    const isForeign = start.some((byte, at) => begins !== undefined && at < begins.length && begins[at] !== byte);
    const isOther = bytes !== undefined && typeof length === 'number' && bytes !== length;
    return [
      ...(isForeign
        ? [{ path: ['frames', name, 'begins'], message: 'no frame begins so: it has other bytes than start' }]
        : []),
      ...(isOther ? [{ path: ['frames', name, 'bytes'], message: `every frame has ${length} bytes` }] : []),
    ];
  });
}

function escapeProblems({ escapes }: BinaryFraming): readonly ProfileFlaw[] {
  const path = ['frame', 'binary', 'escapes'];
  const isPrefix = (one: readonly number[], other: readonly number[]): boolean =>
    one.every((byte, at) => other[at] === byte);
  const isUnclear = escapes.some((one, at) =>
    escapes.some((other, index) => at !== index && isPrefix(one.sent, other.sent)),
  );
  const isDouble = new Set(escapes.map(({ means }) => means)).size < escapes.length;
  const leads = [...new Set(escapes.map(({ sent }) => sent[0] ?? 0))];
  const unsaid = leads.filter((lead) => !escapes.some(({ means }) => means === lead));
  return [
    ...(isUnclear ? [{ path, message: 'one is the beginning of another: they cannot be told apart' }] : []),
    ...(isDouble ? [{ path, message: 'two stand for the same byte' }] : []),
    ...unsaid.map((lead) => ({
      path,
      message: `none stands for ${lead.toString(16).toUpperCase()} itself, with which they begin`,
    })),
  ];
}

function runsOf(field: ShownField): readonly BitRun[] {
  switch (field.kind) {
    case 'named':
    case 'number':
      return field.source.kind === 'bits'
        ? field.source.bits
        : field.source.kind === 'segments'
          ? field.source.digits.flat()
          : [];
    case 'blinks':
      return Object.values(field.blinks).flat();
    case 'first':
      return Object.values(field.first).flat();
  }
}

function bitProblems({ fields, frames }: Profile): readonly ProfileFlaw[] {
  return Object.entries(fields).flatMap(([name, field]): ProfileFlaw[] => {
    const frame = frames[field.frame];
    const says = frame?.says?.flatMap((part) => (part.kind === 'number' ? [part.name] : []));
    const source = field.kind === 'named' || field.kind === 'number' ? field.source : null;
    const part = source?.kind === 'part' ? source.part : null;
    if (part !== null && says !== undefined && !says.includes(part))
      return [
        { path: ['fields', name, 'part'], message: `the frame does not say '${part}'; it says ${says.join(', ')}` },
      ];
    const size = frame?.bytes ?? (frame?.digits === undefined ? null : Math.floor(frame.digits[1] / 2));
    const beyond = size === null ? undefined : runsOf(field).find(({ byte }) => byte >= size);
    if (beyond === undefined) return [];
    return [{ path: ['fields', name], message: `B${beyond.byte} is beyond the frame, which has ${size} bytes` }];
  });
}
