/** A piece of a line: letters as they are, or a number within bounds. */
type SayingPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly name: string; readonly min: number; readonly max: number };

export type Saying = readonly SayingPart[];

const hole = /^\{([a-z][a-z0-9-]*):(\d{1,6})-(\d{1,6})\}$/;

function readPart(piece: string): SayingPart | null {
  if (!piece.startsWith('{')) return /[{}]/.test(piece) ? null : { kind: 'text', text: piece };
  const [found, name = '', low, high] = hole.exec(piece) ?? [];
  if (found === undefined) return null;
  const [min, max] = [Number(low), Number(high)];
  return min <= max ? { kind: 'number', name, min, max } : null;
}

/** Reads `E{knob:0-255},A{audio:0-1}`; null where it is none. Two numbers with nothing between could not be told apart. */
export function readSaying(text: string): Saying | null {
  const parts = text.split(/(\{[^{}]*\})/).flatMap((piece) => (piece === '' ? [] : [readPart(piece)]));
  const isClear = parts.every((part, at) => part?.kind !== 'number' || parts[at + 1]?.kind !== 'number');
  if (parts.length === 0 || !isClear) return null;
  return parts.every((part) => part !== null) ? parts : null;
}

/** The numbers of a line that says it, by their names; null where it says something else. */
export function hearSaying(saying: Saying, line: string): Readonly<Record<string, number>> | null {
  const numbers: Record<string, number> = {};
  let at = 0;
  for (const part of saying) {
    if (part.kind === 'text') {
      if (!line.startsWith(part.text, at)) return null;
      at += part.text.length;
      continue;
    }
    const digits = /^\d{1,6}/.exec(line.slice(at))?.[0] ?? '';
    const number = Number(digits);
    if (digits === '' || number < part.min || number > part.max) return null;
    numbers[part.name] = number;
    at += digits.length;
  }
  return at === line.length ? numbers : null;
}
