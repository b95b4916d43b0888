import { crc16, frameLine } from '../../src/core/protocol/crc.js';

/** Looks up what a name in braces stands for; undefined where there is no such name. */
export type Lookup = (name: string) => string | number | undefined;

const sumPattern = /^([a-z_0-9]+?)([+\-*]\d+(?:\.\d+)?)?$/;

function calculate(value: number, sum: string): number {
  const operand = Number(sum.slice(1));
  if (sum.startsWith('*')) return Math.round(value * operand);
  return sum.startsWith('+') ? value + operand : value - operand;
}

/** The value of `name`, `name+5`, `name-5` or `name*2`. Throws on a name that nobody knows: the case is wrong, not the chair. */
function evaluate(text: string, lookup: Lookup): string | number {
  const match = sumPattern.exec(text);
  const value = match === null ? undefined : lookup(match[1] ?? '');
  if (value === undefined) throw new Error(`a case names {${text}}, which nobody knows`);
  const sum = match?.[2];
  return sum === undefined ? value : calculate(Number(value), sum);
}

const fillPattern = /^fill (\d{1,4})$/;

/** Puts in what stands in braces; `{fill 300}` is 300 times `x`. */
export const expandBraces = (text: string, lookup: Lookup): string =>
  text.replaceAll(/\{([^{}]+)\}/g, (_all, inner: string) => {
    const fill = fillPattern.exec(inner);
    return fill === null ? String(evaluate(inner, lookup)) : 'x'.repeat(Number(fill[1]));
  });

/** ms of a span. */
export const spanMs = (span: number | string, lookup: Lookup): number =>
  typeof span === 'number' ? span : Number(evaluate(span, lookup));

const wrongDigit: Readonly<Record<string, string>> = { '0': '1' };

/** The check with its last digit turned over. */
function withWrongCheck(payload: string): string {
  const crc = crc16(payload);
  const last = crc.slice(-1);
  return `${payload}*${crc.slice(0, -1)}${wrongDigit[last] ?? '0'}`;
}

const triesMax = 60;

/** The payload with its check in lower case; taken anew with other numbers until the check has a letter. */
function withLowerCheck(inner: string, lookup: Lookup): string {
  let payload = expandBraces(inner, lookup);
  for (let tries = 0; tries < triesMax && !/[A-F]/.test(crc16(payload)); tries += 1)
    payload = expandBraces(inner, lookup);
  return `${payload}*${crc16(payload).toLowerCase()}`;
}

/** Text for the line: `<payload>` gets its check, `<!payload>` a wrong one, `<~payload>` one in lower case. */
export const bytesOf = (text: string, lookup: Lookup): string => {
  const framed = text.replaceAll(/<([!~]?)([^<>]*)>/g, (_all, mark: string, inner: string) => {
    if (mark === '~') return withLowerCheck(inner, lookup);
    const payload = expandBraces(inner, lookup);
    return mark === '!' ? withWrongCheck(payload) : frameLine(payload).trimEnd();
  });
  return expandBraces(framed, lookup);
};

const literally = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&');

/** True for a payload that fits one of the patterns; `*` stands for anything. */
export function fitting(patterns: string | readonly string[], lookup: Lookup): (payload: string) => boolean {
  const list = typeof patterns === 'string' ? [patterns] : patterns;
  const expressions = list.map(
    (pattern) => new RegExp(`^${literally(expandBraces(pattern, lookup)).replaceAll('*', '.*')}$`),
  );
  return (payload) => expressions.some((expression) => expression.test(payload));
}

/** True for a number that fits `0`, `>0`, `<=10` or `18..21`. */
export function fitsNumber(value: number, wanted: string): boolean {
  const match = /^(<=|>=|<|>)?(\d+)(?:\.\.(\d+))?$/.exec(wanted);
  if (match === null) throw new Error(`a case wants a number that is ${wanted}, which means nothing`);
  const bound = Number(match[2]);
  if (match[3] !== undefined) return value >= bound && value <= Number(match[3]);
  switch (match[1]) {
    case '<=':
      return value <= bound;
    case '>=':
      return value >= bound;
    case '<':
      return value < bound;
    case '>':
      return value > bound;
    default:
      return value === bound;
  }
}
