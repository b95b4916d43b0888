import { usePage } from '../views/context.js';
import { costText } from './cost-text.js';
import type { HistoryVisit } from './history-visit.js';
import { useHistoryWords } from './history-words.js';

/** Beside a choice of chair or person it is left out: what was paid was paid for all of them. */
export function CostLine({ visit }: { readonly visit: HistoryVisit }) {
  const { words: page } = usePage();
  const words = useHistoryWords();
  const { chair, person } = visit.filters.value;
  const cost = visit.history.value?.cost ?? null;
  if (cost === null || chair !== undefined || person !== undefined) return null;
  return (
    <section aria-labelledby="history-cost">
      <h2 id="history-cost">{words.cost}</h2>
      <p>{costText(words, page.locale, cost)}</p>
    </section>
  );
}
