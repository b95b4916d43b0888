import type { Control } from './control-shape.js';
import { escaped } from './cut-frames.js';
import type { Profile } from './schema.js';
import {
  bytesInHex,
  type CommandCheck,
  characterCodes,
  encodeCommand,
  greatestValue,
  readTemplate,
} from './template.js';

const nothing = { key: [], value: 0 };

/** A command: as it goes over the wire, and what it says, without escapes and check. */
export interface WireCommand {
  readonly wire: readonly number[];
  readonly said: readonly number[];
}

const plainly = (bytes: readonly number[]): WireCommand => ({ wire: bytes, said: bytes });

/** The check that commands carry, or null. */
export const checkOf = ({ frame, send }: Profile): CommandCheck | null =>
  send?.check === undefined ? (frame.kind === 'binary' ? frame.framing.check : null) : send.check;

/** The bytes that a code of the profile stands for. Null where it is none on this wire. */
export function codeBytes(profile: Profile, code: string): readonly number[] | null {
  switch (profile.frame.kind) {
    case 'digits':
      return /^[0-9A-F]{1,8}$/.test(code) ? characterCodes(code) : null;
    case 'lines':
      return /^[\x20-\x7e]{1,64}$/.test(code) ? characterCodes(code) : null;
    case 'binary':
      return bytesInHex(code);
  }
}

interface Holes {
  readonly key: readonly number[];
  readonly value: number;
}

/** A template, read once; null where it is none on this wire. What it gives is null where the value does not fit. */
function filler(profile: Profile, text: string): ((holes: Holes) => WireCommand | null) | null {
  const { frame } = profile;
  const template = readTemplate(text, frame.kind === 'binary');
  if (template === null) return null;
  const [check, valueMax] = [checkOf(profile), greatestValue(template)];
  return (holes) => {
    if (holes.value > valueMax) return null;
    const bytes = encodeCommand(template, holes, check);
    const wire = frame.kind === 'binary' ? escaped(frame.framing, bytes) : bytes;
    return { wire, said: check === null ? bytes : encodeCommand(template, holes, null) };
  };
}

const fill = (profile: Profile, text: string, holes: Holes): WireCommand | null =>
  filler(profile, text)?.(holes) ?? null;

const endOf = (end: 'cr' | 'lf'): number => (end === 'cr' ? 0x0d : 0x0a);

/** What goes out for a code of a key. Null where the code is none. */
export function keyCommand(profile: Profile, code: string): WireCommand | null {
  const key = codeBytes(profile, code);
  if (key === null) return null;
  if (profile.send !== undefined) return fill(profile, profile.send.template, { key, value: 0 });
  switch (profile.frame.kind) {
    case 'digits':
      return plainly([...characterCodes(profile.frame.start), ...key, endOf(profile.frame.end)]);
    case 'lines':
      return plainly([...key, endOf(profile.frame.end)]);
    case 'binary':
      return plainly(key);
  }
}

/** A command without a hole in it, such as the one that asks. Null where it is none. */
export const plainCommand = (profile: Profile, text: string): WireCommand | null => fill(profile, text, nothing);

type ValueControl = Extract<Control, { kind: 'value' }>;

/** What sets a control to a value that is in its commands: read once, for many values. */
export function valueWriter(
  profile: Profile,
  { commands }: ValueControl,
): (value: number) => readonly (WireCommand | null)[] {
  const fillers = commands.map((text) => filler(profile, text));
  return (value) => fillers.map((each) => each?.({ key: [], value }) ?? null);
}

const holds = (bytes: readonly number[], part: readonly number[]): boolean =>
  bytes.some((_, from) => part.every((byte, at) => bytes[from + at] === byte));

/** Whether a command says one of the codes that must never go out; what its check happens to be says nothing. */
export const isForbidden = (profile: Profile, { said }: WireCommand): boolean =>
  profile.forbidden.some((code) => {
    const part = codeBytes(profile, code);
    return part !== null && holds(said, part);
  });

/** A command, and where the profile says it. */
export interface WrittenCommand {
  readonly path: readonly string[];
  readonly command: WireCommand | null;
}

/** Everything that can ever go out; without codes that are forbidden, of the values of a scale the least and the greatest. */
export function allCommands(profile: Profile): readonly WrittenCommand[] {
  const { keys, ask, stop, controls } = profile;
  const pressed = Object.entries(keys).filter(([, key]) => !key.while_held);
  return [
    ...pressed.map(([name, { press }]) => ({ path: ['keys', name, 'press'], command: keyCommand(profile, press) })),
    ...pressed.flatMap(([name, { release }]) =>
      release === undefined ? [] : [{ path: ['keys', name, 'release'], command: keyCommand(profile, release) }],
    ),
    ...(ask === undefined ? [] : [{ path: ['ask', 'send'], command: plainCommand(profile, ask.send) }]),
    ...[stop, stop?.soft].flatMap((stage) =>
      (stage?.send ?? []).map((text) => ({ path: ['stop', 'send'], command: plainCommand(profile, text) })),
    ),
    ...Object.entries(controls).flatMap(([name, control]) =>
      control.kind === 'value'
        ? valuesOf(profile, control)
            .flatMap(valueWriter(profile, control))
            .map((command) => ({ path: ['controls', name, 'send'], command }))
        : [],
    ),
  ];
}

function valuesOf({ forbidden }: Profile, { min, max }: ValueControl): readonly number[] {
  return forbidden.length === 0 ? [min, max] : Array.from({ length: max - min + 1 }, (_, at) => min + at);
}
