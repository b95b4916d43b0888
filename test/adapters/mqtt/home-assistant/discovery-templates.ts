interface Tag {
  /** What is written between the marks; a block's first word is its name. */
  readonly inside: string;
  readonly kind: '{{' | '{%' | '{#';
  /** Where the text goes on behind the closing mark; -1 where it is never closed. */
  readonly end: number;
}

const closers = { '{{': '}}', '{%': '%}', '{#': '#}' } as const;
const pairs: Readonly<Record<string, string>> = { '}': '{', ')': '(', ']': '[' };

/** Where the quoted text ends that begins at `from`. */
function quoteEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[from]) return at;
  }
  return text.length;
}

/** Finds the closing mark as Jinja does: not within quotes, and `}}` may close two maps. */
function readTag(text: string, from: number, kind: Tag['kind']): Tag {
  const closer = closers[kind];
  const isComment = kind === '{#';
  const open: string[] = [];
  for (let at = from + 2; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (open.length === 0 && text.startsWith(closer, at)) {
      return { inside: text.slice(from + 2, at), kind, end: at + 2 };
    }
    if (isComment) continue;
    if (character === '"' || character === "'") at = quoteEnd(text, at);
    else if ('{(['.includes(character)) open.push(character);
    else if (character in pairs && open.pop() !== pairs[character]) break;
  }
  return { inside: text.slice(from + 2), kind, end: -1 };
}

/** Blocks that must be ended, and what ends them. */
function blockProblem(open: string[], inside: string): string | null {
  const name = /\w+/.exec(inside)?.[0] ?? '';
  if (['if', 'for', 'macro', 'filter', 'call'].includes(name)) open.push(name);
  if (!name.startsWith('end') || name === 'endset') return null;
  return open.pop() === name.slice(3) ? null : `{% ${name} %} ends nothing`;
}

/** Braces of the plain text around the tags, as in a template of JSON, come in pairs too. */
function plainProblem(text: string): string | null {
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (depth < 0) return 'a brace is closed that was never opened';
  }
  return depth > 0 ? 'a brace is never closed' : null;
}

function tagProblem({ kind, inside, end }: Tag, blocks: string[]): string | null {
  if (end < 0) return `${kind} is not closed by ${closers[kind]}`;
  if (kind === '{#') return null;
  if (inside.trim() === '') return `${kind} ${closers[kind]} is empty`;
  return kind === '{%' ? blockProblem(blocks, inside) : null;
}

/** Why Jinja would not read a template, or would write a stray brace; null where it is sound. */
export function templateProblem(text: string): string | null {
  const blocks: string[] = [];
  const openers = /\{[{%#]/g;
  let plain = '';
  let from = 0;
  for (let match = openers.exec(text); match !== null; match = openers.exec(text)) {
    const tag = readTag(text, match.index, match[0] as Tag['kind']);
    const problem = tagProblem(tag, blocks);
    if (problem !== null) return problem;
    plain += text.slice(from, match.index);
    from = tag.end;
    openers.lastIndex = from;
  }
  if (blocks.length > 0) return `{% ${blocks.at(-1)} %} is never ended`;
  return plainProblem(plain + text.slice(from));
}
