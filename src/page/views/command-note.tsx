import type { CommandOutcome } from '../logic/asking.js';
import type { Words } from '../words/english.js';
import { timeOfDay, usePage } from './context.js';

/** Why something did not happen, in words. */
export function outcomeWords(words: Words, outcome: CommandOutcome, wallMs: number): string | null {
  switch (outcome.kind) {
    case 'done':
      return null;
    case 'offline':
      return words.offlineNow;
    case 'unanswered':
      return words.unanswered;
    case 'refused': {
      const { why } = outcome;
      const { retryAfterS, code } = why;
      const until = retryAfterS === null ? null : timeOfDay(words, wallMs + retryAfterS * 1000);
      return code in words.refusals ? words.refusals[code as keyof Words['refusals']](why, until) : why.message;
    }
  }
}

/** What became of a command, beside what asked for it. */
export function CommandNote({ of }: { readonly of: string }) {
  const { app, words } = usePage();
  const outcome = app.outcomes.value.get(of);
  const text = outcome === undefined ? null : outcomeWords(words, outcome, app.clock.wallMs());
  return (
    <p class="command-note" role="status">
      {text}
    </p>
  );
}
