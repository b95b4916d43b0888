import { useState } from 'preact/hooks';
import type { Program } from '../../core/program/schema.js';
import { writtenProgram } from '../../core/studio/written.js';
import type { KnownChair } from '../logic/house.js';
import type { PageApp } from '../logic/page-app.js';
import { CommandNote } from '../views/command-note.js';
import { usePage } from '../views/context.js';
import { StudioChoice } from './fields.js';
import type { StudioWords } from './studio-english.js';
import type { StudioVisit } from './studio-visit.js';
import { useStudioWords } from './studio-words.js';

/** Why nothing can be tried now, as far as the page knows; null where it may be asked. The daemon decides. */
function trialObstacle(words: StudioWords, app: PageApp, chair: KnownChair | null, hasErrors: boolean): string | null {
  const { tryNot } = words;
  if (!app.mayOwn) return tryNot.right;
  if (chair === null) return tryNot.chair;
  if (hasErrors) return words.hasErrors;
  if (app.link.condition.value.isStale || chair.status === null || chair.available !== true) return tryNot.offline;
  if (chair.status.occupied === null) return tryNot.unsure(chair.name);
  if (!chair.status.occupied) return tryNot.empty(chair.name);
  // How long a chair still rests the daemon says.
  return chair.state === 'idle' || chair.state === 'resting' ? null : tryNot.busy(chair.name);
}

interface TryPanelProps {
  readonly visit: StudioVisit;
  readonly program: Program;
  readonly chair: KnownChair | null;
  readonly hasErrors: boolean;
  choose(chairId: string): void;
}

/** Ten seconds of the program as it is here, on a chair in which somebody sits. */
export function TryPanel({ visit, program, chair, hasErrors, choose }: TryPanelProps) {
  const { app } = usePage();
  const words = useStudioWords();
  const [said, setSaid] = useState('');
  const chairs = app.house.known();
  const why = trialObstacle(words, app, chair, hasErrors);
  const isPending = chair !== null && app.asking.pending.value.has(`${chair.id} trial`);
  const run = async () => {
    if (chair === null || isPending || why !== null) return;
    setSaid('');
    const way = `trial?at_s=${Math.floor(visit.cursorMs.peek() / 1000)}`;
    const body = JSON.stringify(writtenProgram(program));
    const headers = { 'Content-Type': 'application/yaml' };
    const outcome = await app.asking.send(chair.id, 'trial', way, { body, headers });
    app.setOutcome(`${chair.id} trial`, outcome);
    if (outcome.kind === 'done') setSaid(words.tried);
  };
  return (
    <section class="studio-try" aria-label={words.tryIt}>
      {chairs.length > 1 && (
        <StudioChoice label={words.chair} value={chair?.id ?? ''} set={choose}>
          <option value="">{words.anyChair}</option>
          {chairs.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </StudioChoice>
      )}
      <button
        type="button"
        class="main-action"
        disabled={why !== null}
        // Not disabled while it is under way: the keyboard would be lost.
        aria-disabled={isPending}
        aria-describedby="studio-try-why"
        onClick={() => void run()}
      >
        {words.tryIt}
      </button>
      <p id="studio-try-why" class="soft">
        {why ?? words.tryText}
      </p>
      <p role="status">{said}</p>
      {chair !== null && <CommandNote of={`${chair.id} trial`} />}
    </section>
  );
}
