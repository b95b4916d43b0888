import type { ComponentChildren } from 'preact';
import type { Demo } from '../../core/web/frames.js';
import { type FirstStep, firstToStart } from '../logic/first-steps.js';
import type { KnownChair } from '../logic/house.js';
import { hashFor } from '../logic/routes.js';
import { CommandNote } from './command-note.js';
import { nameOfProgram, usePage } from './context.js';
import { CopyLine } from './copy-line.js';
import { startableWords } from './program-cards.js';

interface StepCardProps {
  readonly step: FirstStep;
  readonly text: string;
  readonly children: ComponentChildren;
}

function StepCard({ step, text, children }: StepCardProps) {
  const { firstSteps, words } = usePage();
  const title = words.firstSteps[step];
  const putAway = () => {
    firstSteps.putAway(step);
    // What had the keyboard is gone.
    document.getElementById('first-steps-title')?.focus();
  };
  return (
    <li class="step-card">
      <h3>{title}</h3>
      <p class="soft">{text}</p>
      {children}
      <button
        type="button"
        class="put-away"
        aria-label={words.putAway(title)}
        title={words.putAway(title)}
        onClick={putAway}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M3 3l10 10M13 3L3 13" />
        </svg>
      </button>
    </li>
  );
}

function StartStep({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const answer = firstToStart(app.startable.value.get(chair.id));
  const isOff = app.link.condition.value.isStale || app.asking.pending.value.has(`${chair.id} start`);
  const program = answer?.program ?? 'quick-break';
  const isRefused = answer?.ok === false;
  return (
    <StepCard step="start" text={isRefused ? startableWords(words, answer, app.clock.wallMs()) : words.firstStart}>
      <button
        type="button"
        class="main-action"
        disabled={isOff || answer?.ok !== true}
        onClick={() => void app.command(chair.id, { command: 'start', program })}
      >
        {words.startProgram(nameOfProgram(words, chair, program))}
      </button>
      <CommandNote of={`${chair.id} start ${program}`} />
    </StepCard>
  );
}

/** Where to go from the demo: three cards, each with one thing to do. */
export function FirstStepCards({ chair, demo }: { readonly chair: KnownChair; readonly demo: NonNullable<Demo> }) {
  const { firstSteps, words } = usePage();
  const { left } = firstSteps;
  if (left.value.length === 0) return null;
  return (
    <section class="first-steps" aria-labelledby="first-steps-title">
      <h2 id="first-steps-title" tabIndex={-1}>
        {words.whatNext}
      </h2>
      <p class="soft">{words.simulated}</p>
      <ul>
        {left.value.includes('start') && <StartStep chair={chair} />}
        {left.value.includes('hub') && (
          <StepCard step="hub" text={words.firstHub}>
            <CopyLine text={demo.broker} />
          </StepCard>
        )}
        {left.value.includes('setup') && (
          <StepCard step="setup" text={words.firstSetup}>
            <a class="button main-action" href={hashFor({ screen: 'setup' })}>
              {words.setup}
            </a>
          </StepCard>
        )}
      </ul>
    </section>
  );
}
