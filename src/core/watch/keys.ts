import { applies } from '../command/verbs.js';
import type { ChairState } from '../status.js';
import { englishCodes } from '../words/english-codes.js';

/** Keys that have names; every other one is its sign. */
type NamedKey =
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'home'
  | 'end'
  | 'enter'
  | 'back'
  | 'interrupt'
  | 'suspend'
  | 'redraw';

const namedKeys: Readonly<Record<string, NamedKey>> = {
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b[C': 'enter',
  '\u001bOC': 'enter',
  '\u001b[D': 'back',
  '\u001bOD': 'back',
  '\u001b[5~': 'pageUp',
  '\u001b[6~': 'pageDown',
  '\u001b[H': 'home',
  '\u001b[1~': 'home',
  '\u001b[F': 'end',
  '\u001b[4~': 'end',
  '\r': 'enter',
  '\n': 'enter',
  '\u001b': 'back',
  '\u007f': 'back',
  '\b': 'back',
  '\u0003': 'interrupt',
  '\u001a': 'suspend',
  '\u000c': 'redraw',
};

const pasteBegin = '\u001b[200~';
const pasteEnd = '\u001b[201~';
/** An escape sequence, or one sign. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a keyboard sends them
const oneKey = /\u001b\[[0-9;?<]*[ -/]*[@-~]|\u001bO[ -~]|./gsu;

/** Reads keys from what a terminal sends. What is pasted presses none, also where it comes in pieces. */
export class KeyReader {
  /** The end of what was pasted so far, as far as the mark after it may begin there; null outside of a paste. */
  private pasted: string | null = null;

  take(text: string): readonly string[] {
    if (this.pasted !== null) return this.afterPaste(this.pasted + text);
    const [typed = '', ...rest] = text.split(pasteBegin);
    const keys = [...typed.matchAll(oneKey)].flatMap(([key]) => namedKeys[key] ?? (/^[ -~]$/.test(key) ? [key] : []));
    return rest.length === 0 ? keys : [...keys, ...this.afterPaste(rest.join(pasteBegin))];
  }

  private afterPaste(text: string): readonly string[] {
    const end = text.indexOf(pasteEnd);
    this.pasted = end < 0 ? text.slice(1 - pasteEnd.length) : null;
    return end < 0 ? [] : this.take(text.slice(end + pasteEnd.length));
  }
}

/** What `watch` may ask of a chair: nothing that begins a session. */
export type WatchCommand = 'pause' | 'resume' | 'stop' | 'estop' | 'skip';

/** What a person wants by a key. */
export type Intent =
  | { readonly kind: 'ask'; readonly command: WatchCommand }
  /** It would be refused. */
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'arm' }
  | { readonly kind: 'move'; readonly by: number | 'page' | '-page' | 'first' | 'last' }
  | { readonly kind: 'open' | 'back' | 'help' | 'quit' | 'suspend' | 'redraw' | 'nothing' };

const nothing: Intent = { kind: 'nothing' };

const keyMoves: Readonly<Record<string, Extract<Intent, { readonly kind: 'move' }>['by']>> = {
  up: -1,
  k: -1,
  down: 1,
  j: 1,
  pageUp: '-page',
  pageDown: 'page',
  home: 'first',
  end: 'last',
};

const others: Readonly<Record<string, 'open' | 'back' | 'help' | 'quit'>> = {
  enter: 'open',
  back: 'back',
  '?': 'help',
  q: 'quit',
  interrupt: 'quit',
};

/** Asks for what the state allows, and says why not otherwise. */
function askIn(command: WatchCommand, state: ChairState): Intent {
  if (applies(command, state)) return { kind: 'ask', command };
  return { kind: 'refused', why: `Not while the chair is: ${englishCodes.states[state].toLowerCase()}.` };
}

/** `state`: of the chair that is meant, null where there is none. `isArmed`: an emergency stop was begun a moment ago. */
export function intentOf(key: string, state: ChairState | null, isArmed: boolean): Intent {
  const by = keyMoves[key];
  if (by !== undefined) return { kind: 'move', by };
  const other = others[key];
  if (other !== undefined) return { kind: other };
  if (key === 'suspend' || key === 'redraw') return { kind: key };
  if (state === null) return nothing;
  switch (key) {
    case 's':
      return { kind: 'ask', command: 'stop' };
    case 'e':
      return isArmed ? { kind: 'ask', command: 'estop' } : { kind: 'arm' };
    case 'p':
      return askIn(state === 'paused' ? 'resume' : 'pause', state);
    case 'n':
      return askIn('skip', state);
    default:
      return nothing;
  }
}
