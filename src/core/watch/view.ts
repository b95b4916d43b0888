import type { Intent } from './keys.js';

/** A second press within this makes it an emergency stop. */
const armedMs = 2000;

/** What the person at the screen has chosen. Times in ms, monotonic. */
export interface WatchView {
  /** The chair that is marked in the list; keys mean this one. */
  readonly marked: string | null;
  /** It is shown whole. */
  readonly isOpen: boolean;
  readonly isHelpShown: boolean;
  readonly armed: { readonly chairId: string; readonly atMs: number } | null;
  /** Why a key did nothing. */
  readonly note: string | null;
}

export const newView = (marked: string | null): WatchView => ({
  marked,
  isOpen: marked !== null,
  isHelpShown: false,
  armed: null,
  note: null,
});

export const isArmed = ({ armed, marked }: WatchView, nowMs: number): boolean =>
  armed !== null && armed.chairId === marked && nowMs - armed.atMs <= armedMs;

/** A chair is always marked where there is one; where there is only one, it is shown. */
export function settledView(view: WatchView, ids: readonly string[]): WatchView {
  if (view.marked !== null && (view.isOpen || ids.includes(view.marked))) return view;
  const [first = null] = ids;
  return view.marked === first ? view : { ...view, marked: first };
}

type Move = Extract<Intent, { readonly kind: 'move' }>['by'];

function moved(ids: readonly string[], marked: string | null, by: Move, page: number): string | null {
  const last = ids.length - 1;
  const at = Math.max(0, ids.indexOf(marked ?? ''));
  const steps = { page, '-page': -page, first: -ids.length, last: ids.length };
  const to = at + (typeof by === 'number' ? by : steps[by]);
  return ids[Math.max(0, Math.min(last, to))] ?? marked;
}

/** What a key changes of the view. `page`: how many chairs a page has. */
export function viewAfter(
  view: WatchView,
  intent: Intent,
  { ids, page, nowMs }: { readonly ids: readonly string[]; readonly page: number; readonly nowMs: number },
): WatchView {
  const calm = { ...view, armed: null, note: null };
  switch (intent.kind) {
    case 'arm':
      return { ...calm, armed: view.marked === null ? null : { chairId: view.marked, atMs: nowMs } };
    case 'refused':
      return { ...calm, note: intent.why };
    case 'move':
      return { ...calm, marked: moved(ids, view.marked, intent.by, page) };
    case 'open':
      return { ...calm, isOpen: view.marked !== null };
    case 'back':
      return view.isHelpShown ? { ...calm, isHelpShown: false } : { ...calm, isOpen: ids.length < 2 };
    case 'help':
      return { ...calm, isHelpShown: !view.isHelpShown };
    case 'ask':
    case 'quit':
    case 'suspend':
    case 'redraw':
      return calm;
    case 'nothing':
      return view;
  }
}
