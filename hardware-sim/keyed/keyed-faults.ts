/** What can be wrong with a chair by profile and its bus. Rates are probabilities, 0-1. */
export type KeyedFault =
  | { readonly name: 'lost-key' | 'lost-answer' | 'lost-status'; readonly rate: number }
  /** `stuck` takes every key but does nothing; `dark` shows nothing while it is off. */
  | { readonly name: 'mute' | 'deaf' | 'stuck' | 'dark' };

const rated = ['lost-key', 'lost-answer', 'lost-status'] as const;
const plain = ['mute', 'deaf', 'stuck', 'dark'] as const;

export const keyedFaultNames: readonly string[] = [...rated.map((name) => `${name}:RATE`), ...plain];

/** Reads `lost-key:0.2` or `mute`; null where it is none of these. */
export function readKeyedFault(text: string): KeyedFault | null {
  const [word, argument, ...more] = text.split(':');
  if (more.length > 0) return null;
  const name = rated.find((each) => each === word);
  if (name !== undefined) {
    const rate = argument === undefined || !/^(0|1|0?\.\d{1,4}|1\.0+)$/.test(argument) ? Number.NaN : Number(argument);
    return rate >= 0 && rate <= 1 ? { name, rate } : null;
  }
  const bare = plain.find((each) => each === word);
  return bare === undefined || argument !== undefined ? null : { name: bare };
}
