/** The techniques of each zone, with the range of their rates. */
export type StrangersCaps = Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;

const isNumber = (word: string): boolean => /^-?\d{1,10}$/.test(word);
const isIn = (word: string, min: number, max: number): boolean => Number(word) >= min && Number(word) <= max;

const numberIn = (word: string, min: number, max: number): string | null => {
  if (!isNumber(word)) return 'ERR arg';
  return isIn(word, min, max) ? null : 'ERR range';
};

function greeting([version = '']: readonly string[]): string | null {
  if (!isNumber(version)) return 'ERR arg';
  return version === '1' ? null : 'ERR unsupported 1';
}

/** True for what sets a zone off. */
export const isOff = ([, technique, level]: readonly string[]): boolean => technique === 'off' || Number(level) === 0;

function setting(args: readonly string[], caps: StrangersCaps, ttlMs: number): string | null {
  const [zone = '', technique = '', level = '', rate = '', ramp = '', ttl = ''] = args;
  if (![level, rate, ramp, ttl].every(isNumber)) return 'ERR arg';
  const range = zone in caps && technique === 'off' ? [0, 65_535] : caps[zone]?.[technique];
  if (range === undefined) return 'ERR unsupported';
  const [min = 0, max = 0] = range;
  const isTtl = isIn(ttl, 100, ttlMs) || (isOff(args) && Number(ttl) === 0);
  const isRate = Number(rate) === 0 || isIn(rate, min, max);
  const isLevel = isIn(level, 0, technique === 'off' ? 0 : 100);
  return isLevel && isRate && isIn(ramp, 0, 60_000) && isTtl ? null : 'ERR range';
}

const counts: Readonly<Record<string, readonly number[]>> = {
  HELLO: [2],
  CAPS: [1],
  SET: [6],
  KEEP: [0],
  STOP: [0, 1],
  ESTOP: [0],
  RESET: [1],
  RATE: [1],
  STATUS: [0],
};

/** What is wrong with a request at any time, the first error in the order of the page; null where nothing is. */
export function refusalOf(verb: string, args: readonly string[], caps: StrangersCaps, ttlMs: number): string | null {
  const [first = ''] = args;
  const count = counts[verb];
  if (count === undefined) return 'ERR verb';
  if (!count.includes(args.length) || args.includes('')) return 'ERR arg';
  switch (verb) {
    case 'HELLO':
      return greeting(args);
    case 'CAPS':
      return first in caps ? null : 'ERR unsupported';
    case 'SET':
      return setting(args, caps, ttlMs);
    case 'STOP':
      return args.length === 0 ? null : numberIn(first, 0, 2000);
    case 'RATE':
      return numberIn(first, 50, 5000);
    default:
      return null;
  }
}
