const bytesMax = 64 * 1024;

/** Repeats the piece until the text is as long as a program file may be. */
const filled = (piece: string): string => piece.repeat(Math.floor(bytesMax / piece.length));

const entries = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `k${index}: 1`);

/** Texts of 64 KB over which a parser takes as long as it can: up to a second each. */
export const hostilePrograms = (): Readonly<Record<string, string>> => ({
  'deep-lists': '['.repeat(bytesMax - 1),
  'long-lists': filled(`- [${'x,'.repeat(990)}]\n`),
  'long-maps': filled(`- {${entries(900).join(', ')}}\n`),
  'block-maps': filled(
    `-\n${entries(900)
      .map((entry) => ` ${entry}\n`)
      .join('')}`,
  ),
  'closing-braces': filled('}\n'),
  quotes: filled('"\n'),
  anchors: filled('- &a x\n'),
  colons: filled(': : :\n'),
});
