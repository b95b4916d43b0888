import { compile } from '../../core/program/compile.js';
import { courseShapes, type LaneShape } from '../../core/program/course-shapes.js';
import type { Program } from '../../core/program/schema.js';
import type { ProgramCard } from '../../core/status.js';
import type { Startable } from '../../core/web/frames.js';
import type { KnownChair } from '../logic/house.js';
import { hashFor } from '../logic/routes.js';
import type { Words } from '../words/english.js';
import { CommandNote } from './command-note.js';
import { programName, programSummary, timeOfDay, usePage } from './context.js';

const size = { width: 120, height: 100 };

/** A program never changes: its picture is made once. */
const pictures = new WeakMap<Program, readonly LaneShape[]>();

function lanesOf(program: Program): readonly LaneShape[] {
  const lanes = pictures.get(program) ?? courseShapes(compile(program), size).lanes;
  pictures.set(program, lanes);
  return lanes;
}

function Picture({ program }: { readonly program: Program | undefined }) {
  return (
    <span class="program-picture" aria-hidden="true">
      {program !== undefined &&
        program.native === undefined &&
        lanesOf(program).map(({ zone, area }) => (
          <svg aria-hidden="true" key={zone} viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none">
            <path class="plan" d={area} />
          </svg>
        ))}
    </span>
  );
}

export function startableWords(words: Words, answer: Startable, wallMs: number): string {
  if (answer.ok) return words.ready;
  const { code, message, values, missing, retry_after_s: retryAfterS } = answer;
  const until = retryAfterS === null ? null : timeOfDay(words, wallMs + retryAfterS * 1000);
  if (!(code in words.refusals)) return message;
  return words.refusals[code as keyof Words['refusals']]({ code, message, values, missing, retryAfterS }, until);
}

function Card({ chair, card }: { readonly chair: KnownChair; readonly card: ProgramCard }) {
  const { app, words } = usePage();
  const program = app.programs.value.get(chair.id)?.find(({ id }) => id === card.id);
  const answer = app.startable.value.get(chair.id)?.get(card.id);
  const name = programName(words, card.id, card.name);
  const isPending = app.asking.pending.value.has(`${chair.id} start`);
  const isOff = app.link.condition.value.isStale || answer?.ok !== true;
  const start = () => {
    if (!isPending) void app.command(chair.id, { command: 'start', program: card.id });
  };
  return (
    <li class={`program-card ${answer?.ok === true ? 'ready' : ''}`}>
      <div class="program-words">
        <h3>{name}</h3>
        <p class="program-length">{words.lengthMin(Math.max(1, Math.round(card.duration_s / 60)))}</p>
        <p class="program-summary">{programSummary(words, card.id, card.summary)}</p>
      </div>
      <Picture program={program} />
      <div class="program-foot">
        <p class={`program-answer ${answer?.ok === true ? 'ok' : ''}`}>
          {answer === undefined ? ' ' : startableWords(words, answer, app.clock.wallMs())}
        </p>
        {app.mayControl && (
          <button
            type="button"
            class="main-action"
            aria-label={words.startProgram(name)}
            disabled={isOff}
            // Not disabled while it is under way: the keyboard would be lost.
            aria-disabled={isPending}
            onClick={start}
          >
            {words.start}
          </button>
        )}
        {app.mayControl && card.native !== true && (
          <a class="button" href={hashFor({ screen: 'studio', id: card.id })} aria-label={`${words.studio}: ${name}`}>
            {words.studio}
          </a>
        )}
      </div>
      <CommandNote of={`${chair.id} start ${card.id}`} />
    </li>
  );
}

/** What can be started, and beforehand what a start would answer. */
export function ProgramCards({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const cards = chair.programs ?? [];
  return (
    <section class="programs" aria-labelledby="programs-title">
      <h2 id="programs-title">{words.programList}</h2>
      {!app.mayControl && <p class="soft">{words.readOnly}</p>}
      <ul class="program-list">
        {cards.map((card) => (
          <Card key={card.id} chair={chair} card={card} />
        ))}
      </ul>
    </section>
  );
}
