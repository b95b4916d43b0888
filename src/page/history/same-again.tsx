import { useEffect } from 'preact/hooks';
import type { KnownChair } from '../logic/house.js';
import { CommandNote } from '../views/command-note.js';
import { usePage } from '../views/context.js';
import { startableWords } from '../views/program-cards.js';
import type { HistoryVisit } from './history-visit.js';
import { useHistoryWords } from './history-words.js';

interface SameAgainProps {
  readonly visit: HistoryVisit;
  readonly chairId: string;
  readonly program: string;
  readonly name: string;
}

/** What a start would answer changes with time, too. */
const startableEveryMs = 20_000;

/** Keeps known what a start would be told on a chair, while a button for it is on the screen. */
function useStartable(visit: HistoryVisit, chair: KnownChair | null): void {
  const { app } = usePage();
  const id = app.mayControl ? (chair?.id ?? null) : null;
  const person = chair?.status?.selected.person ?? null;
  const standing = `${chair?.state} ${chair?.status?.occupied} ${person}`;
  useEffect(() => {
    if (id === null) return;
    const ask = () => void visit.askStartable({ id, person, standing });
    ask();
    const timer = app.clock.every(startableEveryMs, ask);
    return () => app.clock.clear(timer);
  }, [app, visit, id, person, standing]);
}

/** Starts a program again: the same start as on the chair's own screen, with the same checks, by whoever sits there now. */
export function SameAgain({ visit, chairId, program, name }: SameAgainProps) {
  const { app, words: page } = usePage();
  const words = useHistoryWords();
  const answer = visit.startable.value.get(chairId)?.get(program);
  const chair = app.chair(chairId);
  useStartable(visit, chair);
  if (chair === null || !app.mayControl) return null;
  const isOff = app.link.condition.value.isStale || answer?.ok !== true;
  const isPending = app.asking.pending.value.has(`${chairId} start`);
  const start = () => {
    if (!isPending) void app.command(chairId, { command: 'start', program });
  };
  return (
    <>
      <button
        type="button"
        disabled={isOff}
        aria-disabled={isPending}
        aria-label={words.sameAgain(name, chair.name)}
        onClick={start}
      >
        {words.again}
      </button>
      {answer?.ok === false && <p class="soft">{startableWords(page, answer, app.clock.wallMs())}</p>}
      <CommandNote of={`${chairId} start ${program}`} />
    </>
  );
}
