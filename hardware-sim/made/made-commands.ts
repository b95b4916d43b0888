import type { Profile } from '../../src/core/profile/schema.js';
import { type MadeCheck, type MadeFraming, madeCheckBytes, madeCheckWidth } from './made-checks.js';

/** What a command means to the chair. */
export type MadeMeaning =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'release' }
  /** One of the commands of a control; `at` tells which. */
  | { readonly kind: 'value'; readonly control: string; readonly at: number }
  | { readonly kind: 'ask' }
  | { readonly kind: 'stop'; readonly isSoft: boolean };

type WrittenForm = 'byte' | 'be' | 'le' | 'hex' | 'decimal';

type Part =
  | { readonly kind: 'plain'; readonly bytes: readonly number[] }
  | { readonly kind: 'value'; readonly form: WrittenForm; readonly charactersMax: number }
  | { readonly kind: 'check'; readonly check: MadeCheck };

interface Known {
  readonly parts: readonly Part[];
  readonly meaning: MadeMeaning;
}

export type HeardCommand =
  | { readonly kind: 'whole'; readonly length: number; readonly value: number; readonly meaning: MadeMeaning }
  /** It may become one. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'none' };

const letters = (text: string): readonly number[] => Array.from(text, (letter) => letter.charCodeAt(0));
const pairs = (text: string): readonly number[] =>
  (text.replaceAll(' ', '').match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));

const lineEnd = { cr: '\r', lf: '\n' } as const;

/** Reads the templates of a profile anew: what the daemon makes of one must be what a chair hears. */
class Templates {
  private readonly check: MadeCheck | null;
  private readonly isBinary: boolean;

  constructor(private readonly profile: Profile) {
    const { frame, send } = profile;
    this.isBinary = frame.kind === 'binary';
    this.check = send?.check === undefined ? (frame.kind === 'binary' ? frame.framing.check : null) : send.check;
  }

  parts(text: string, key: readonly number[], valueMax: number): readonly Part[] {
    return text.split(/(\{[^{}]*\})/).flatMap((piece): readonly Part[] => {
      if (piece.trim() === '' && (this.isBinary || piece === '')) return [];
      if (piece === '{key}') return [{ kind: 'plain', bytes: key }];
      if (piece === '{check}') return this.check === null ? [] : [{ kind: 'check', check: this.check }];
      const form = /^\{value:?(\w*)\}$/.exec(piece)?.[1];
      return form === undefined ? [{ kind: 'plain', bytes: this.bytes(piece) }] : [this.value(form, valueMax)];
    });
  }

  key(code: string): readonly Part[] {
    const { frame, send } = this.profile;
    if (send !== undefined) return this.parts(send.template, this.bytes(code), 0);
    if (frame.kind === 'binary') return [{ kind: 'plain', bytes: this.bytes(code) }];
    const start = frame.kind === 'digits' ? frame.start : '';
    return [{ kind: 'plain', bytes: letters(`${start}${code}${lineEnd[frame.end]}`) }];
  }

  private bytes(text: string): readonly number[] {
    return this.isBinary ? pairs(text) : letters(text);
  }

  private value(form: string, valueMax: number): Part {
    if (this.isBinary) return { kind: 'value', form: form === 'be' || form === 'le' ? form : 'byte', charactersMax: 0 };
    if (form === 'hex') return { kind: 'value', form, charactersMax: 2 };
    return { kind: 'value', form: 'decimal', charactersMax: Math.max(Number(form) || 1, String(valueMax).length) };
  }
}

/** Keys that do something by themselves come before commands of a stop, which may be the same. */
function knownCommands(profile: Profile): readonly Known[] {
  const { keys, ask, stop, controls } = profile;
  const templates = new Templates(profile);
  const plain = (text: string): readonly Part[] => templates.parts(text, [], 0);
  const inControls = new Set(Object.values(controls).flatMap((control) => controlKeys(control)));
  const pressed = Object.entries(keys).map(
    ([key, { press }]): Known => ({ parts: templates.key(press), meaning: { kind: 'key', key } }),
  );
  const isOfControl = ({ meaning }: Known): boolean => meaning.kind === 'key' && inControls.has(meaning.key);
  const stages = [
    { commands: stop?.soft?.send ?? [], isSoft: true },
    { commands: stop?.send ?? [], isSoft: false },
  ];
  return [
    ...pressed.filter(isOfControl),
    ...Object.entries(controls).flatMap(([name, control]): readonly Known[] =>
      control.kind !== 'value'
        ? []
        : control.commands.map((text, at) => ({
            parts: templates.parts(text, [], control.max),
            meaning: { kind: 'value', control: name, at },
          })),
    ),
    ...(ask === undefined ? [] : [{ parts: plain(ask.send), meaning: { kind: 'ask' } as const }]),
    ...stages.flatMap(({ commands, isSoft }) =>
      commands.map((text): Known => ({ parts: plain(text), meaning: { kind: 'stop', isSoft } })),
    ),
    ...pressed.filter((known) => !isOfControl(known)),
    ...Object.values(keys).flatMap(({ release }): readonly Known[] =>
      release === undefined ? [] : [{ parts: templates.key(release), meaning: { kind: 'release' } }],
    ),
  ];
}

/** The keys that a control has. */
export function controlKeys(control: Profile['controls'][string]): readonly string[] {
  switch (control.kind) {
    case 'cycle':
      return [control.key];
    case 'direct':
      return Object.values(control.keys);
    case 'ladder':
      return [control.up, control.down];
    case 'value':
      return [];
  }
}

const widthOf = (part: Part): number => {
  if (part.kind === 'plain') return part.bytes.length;
  if (part.kind === 'check') return madeCheckWidth(part.check);
  return part.form === 'byte' ? 1 : 2;
};

/** Goes through the bytes of a wire and takes its escapes for what they mean. */
class Cursor {
  at = 0;
  readonly said: number[] = [];

  constructor(
    private readonly wire: readonly number[],
    private readonly framing: MadeFraming | null,
    /** Bytes of the whole command without escapes; its end has none. */
    private readonly wholeBytes: number,
  ) {}

  /** The next byte as it is meant; null where it has not come, or not all of it. */
  next(): number | null {
    const found = this.meant();
    if (found === null || this.at + found.count > this.wire.length) return null;
    this.at += found.count;
    this.said.push(found.byte);
    return found.byte;
  }

  /** A character as it stands there, not taken yet. */
  peek(): number | undefined {
    return this.wire[this.at];
  }

  private meant(): { readonly byte: number; readonly count: number } | null {
    const byte = this.wire[this.at];
    if (byte === undefined) return null;
    const { framing, wholeBytes } = this;
    const isInside =
      framing !== null &&
      this.said.length >= framing.start.length &&
      this.said.length < wholeBytes - framing.end.length;
    if (!isInside) return { byte, count: 1 };
    for (const { sent, means } of framing.escapes) {
      const count = sent.findIndex((each, index) => this.wire[this.at + index] !== each);
      if (count < 0) return { byte: means, count: sent.length };
      if (this.at + count >= this.wire.length) return null;
    }
    return { byte, count: 1 };
  }
}

type Read = number | 'short' | 'wrong';

function readBytes(cursor: Cursor, expected: readonly number[]): Read {
  for (const byte of expected) {
    const next = cursor.next();
    if (next === null) return 'short';
    if (next !== byte) return 'wrong';
  }
  return 0;
}

function readCharacters(cursor: Cursor, charactersMax: number, base: 10 | 16): Read {
  const isDigit = (code: number): boolean =>
    /^[0-9A-F]$/.test(String.fromCharCode(code)) && (base === 16 || code <= 57);
  let text = '';
  for (let code = cursor.peek(); text.length < charactersMax; code = cursor.peek()) {
    if (code === undefined) return 'short';
    if (!isDigit(code)) break;
    text += String.fromCharCode(code);
    cursor.next();
  }
  return text === '' ? 'wrong' : Number.parseInt(text, base);
}

function readValue(cursor: Cursor, { form, charactersMax }: Extract<Part, { kind: 'value' }>): Read {
  if (form === 'decimal' || form === 'hex') return readCharacters(cursor, charactersMax, form === 'hex' ? 16 : 10);
  const first = cursor.next();
  if (first === null || form === 'byte') return first ?? 'short';
  const second = cursor.next();
  if (second === null) return 'short';
  return form === 'be' ? first * 256 + second : second * 256 + first;
}

/** The commands of a profile, as a chair hears them. */
export class MadeCommands {
  private readonly known: readonly Known[];
  private readonly framing: MadeFraming | null;

  constructor(profile: Profile) {
    this.known = knownCommands(profile);
    this.framing = profile.frame.kind === 'binary' ? profile.frame.framing : null;
  }

  /** What these bytes begin with: the longest command that they hold. */
  read(wire: readonly number[]): HeardCommand {
    let longest: Extract<HeardCommand, { kind: 'whole' }> | null = null;
    let isBegun = false;
    for (const known of this.known) {
      const heard = this.readOne(known, wire);
      if (heard.kind === 'begun') isBegun = true;
      else if (heard.kind === 'whole' && heard.length > (longest?.length ?? 0)) longest = heard;
    }
    return longest ?? { kind: isBegun ? 'begun' : 'none' };
  }

  private readOne({ parts, meaning }: Known, wire: readonly number[]): HeardCommand {
    const wholeBytes = parts.reduce((sum, part) => sum + widthOf(part), 0);
    const cursor = new Cursor(wire, this.framing, wholeBytes);
    let value = 0;
    for (const part of parts) {
      const read =
        part.kind === 'value'
          ? readValue(cursor, part)
          : readBytes(cursor, part.kind === 'plain' ? part.bytes : madeCheckBytes(part.check, [...cursor.said]));
      if (read === 'short') return { kind: 'begun' };
      if (read === 'wrong') return { kind: 'none' };
      if (part.kind === 'value') value = read;
    }
    return { kind: 'whole', length: cursor.at, value, meaning };
  }
}
