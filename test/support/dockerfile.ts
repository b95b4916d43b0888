/** One instruction of a Dockerfile: its keyword, and its words on one line. */
export interface Instruction {
  readonly keyword: string;
  readonly words: string;
}

/** The instructions of each stage, the lines before the first stage in front. Without here-documents and escapes of other kinds. */
export function stagesOf(text: string): readonly (readonly Instruction[])[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n');
  const stages: Instruction[][] = [[]];
  for (const line of lines) {
    const [, keyword = '', words = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === 'FROM') stages.push([]);
    stages.at(-1)?.push({ keyword, words });
  }
  return stages;
}
