import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { SetupFinding, SetupState, SetupStepId } from '../../core/web/setup.js';
import { hashFor } from '../logic/routes.js';
import { usePage } from '../views/context.js';
import { BrokerStep, ChairStep, HandshakeStep } from './chair-steps.js';
import { type SetupParts, useSetupWords } from './fields.js';
import { Download, FileButton, FileStep } from './file-step.js';
import { PeopleStep } from './people-step.js';
import { PortStep } from './port-step.js';
import { SetupVisit } from './setup-visit.js';

const screens: Readonly<Record<SetupStepId, (parts: SetupParts) => ComponentChildren>> = {
  port: PortStep,
  chair: ChairStep,
  handshake: HandshakeStep,
  broker: BrokerStep,
  people: PeopleStep,
  file: FileStep,
};

type Step = SetupState['steps'][number];

/** What was proven, and what to do about the rest. */
function Findings({ findings, isOld }: { readonly findings: readonly SetupFinding[]; readonly isOld: boolean }) {
  const words = useSetupWords();
  return (
    <ul class={`findings ${isOld ? 'old' : ''}`}>
      {findings.map((finding) => {
        const { text, advice } = words.finding(finding);
        return (
          <li key={`${finding.code} ${finding.message}`} class={`finding ${finding.kind}`}>
            <p>
              <strong>{words.findingKinds[finding.kind]}:</strong> {text}
            </p>
            {advice !== null && finding.kind !== 'ok' && <p>{advice}</p>}
          </li>
        );
      })}
    </ul>
  );
}

/** In words, what this step stands at. */
function standing(words: ReturnType<typeof useSetupWords>, step: Step, isTesting: boolean, isTyped: boolean): string {
  if (isTesting) return words.testing;
  if (isTyped && step.findings.length > 0) return words.typedSince;
  if (step.state === 'passed') return words.passed;
  return step.state === 'open' ? words.testFirst : '';
}

function StepButtons({ parts: { visit, state }, step }: { readonly parts: SetupParts; readonly step: Step }) {
  const words = useSetupWords();
  const isTyped = visit.isTyped(step.id);
  const isBusy = visit.isBusy.value || state.testing !== null;
  const isDone = step.state === 'passed' && !isTyped;
  return (
    <div class="control-row">
      {state.steps[0]?.id !== step.id && (
        <button type="button" disabled={isBusy} onClick={() => void visit.go('back')}>
          {words.back}
        </button>
      )}
      <button type="button" class={isDone ? '' : 'main-action'} disabled={isBusy} onClick={() => void visit.test()}>
        {words.test}
      </button>
      {step.id === 'file' ? (
        <FileButton visit={visit} state={state} isReady={isDone && !isBusy} />
      ) : (
        <button
          type="button"
          class={isDone ? 'main-action' : ''}
          disabled={isBusy || isTyped || !step.is_next_open}
          onClick={() => void visit.go('next')}
        >
          {words.next}
        </button>
      )}
    </div>
  );
}

/** The step that is asked now. The keyboard goes on where it begins. */
function OpenStep({ parts, step }: { readonly parts: SetupParts; readonly step: Step }) {
  const words = useSetupWords();
  const { visit, state } = parts;
  const Questions = screens[step.id];
  const isTyped = visit.isTyped(step.id);
  const isTesting = state.testing !== null || (visit.isBusy.value && step.findings.length === 0);
  return (
    <>
      <Questions {...parts} />
      {state.written === null && (
        <>
          <div role="status">
            <Findings findings={step.findings} isOld={isTyped} />
            <p class="soft">{standing(words, step, isTesting, isTyped)}</p>
          </div>
          <StepButtons parts={parts} step={step} />
        </>
      )}
    </>
  );
}

/** What was answered, for a step that is not open. */
function gist(state: SetupState, id: SetupStepId): string {
  const { port, chair, broker, people } = state.answers;
  const gists: Readonly<Record<SetupStepId, string>> = {
    port: port.port,
    chair: chair.name === '' ? chair.id : chair.name,
    handshake: state.met?.model ?? '',
    broker: broker.url,
    people: people.people.map((person) => person.id).join(', '),
    file: '',
  };
  return gists[id];
}

function StepItem({ parts, step, index }: { readonly parts: SetupParts; readonly step: Step; readonly index: number }) {
  const words = useSetupWords();
  const { state } = parts;
  const isOpen = state.step === step.id;
  return (
    <li class={`setup-step ${step.state} ${isOpen ? 'now' : ''}`} aria-current={isOpen ? 'step' : undefined}>
      <h2 id={`setup-${step.id}`} tabIndex={-1}>
        <span class="setup-number" aria-hidden="true">
          {step.state === 'passed' ? '✓' : step.state === 'failed' ? '!' : index + 1}
        </span>
        {words.steps[step.id]} <span class="unseen">({words.stepStates[step.state]})</span>
        {!isOpen && <span class="setup-gist">{step.state === 'passed' ? gist(state, step.id) : ''}</span>}
      </h2>
      {isOpen && (
        <div class="setup-body">
          <OpenStep parts={parts} step={step} />
        </div>
      )}
    </li>
  );
}

function Steps(parts: SetupParts) {
  const { step, steps } = parts.state;
  const isFirst = useRef(true);
  // At once: the button that was pressed has gone, and the keyboard would be led to the head of the screen first.
  useLayoutEffect(() => {
    if (!isFirst.current) document.getElementById(`setup-${step}`)?.focus();
    isFirst.current = false;
  }, [step]);
  return (
    <ol class="setup-steps">
      {steps.map((each, index) => (
        <StepItem key={each.id} parts={parts} step={each} index={index} />
      ))}
    </ol>
  );
}

/** At a daemon that runs: the same questions, the difference, a download. */
function Draft(parts: SetupParts) {
  const words = useSetupWords();
  const { answers } = parts;
  const asked = (['port', 'chair', 'broker', 'people', 'file'] as const).filter(
    (id) => id !== 'chair' || answers.port.adds_chair,
  );
  return (
    <ol class="setup-steps">
      {asked.map((id, index) => {
        const Questions = screens[id];
        return (
          <li key={id} class="setup-step now">
            <h2>
              <span class="setup-number" aria-hidden="true">
                {index + 1}
              </span>
              {words.steps[id]}
            </h2>
            <div class="setup-body">
              <Questions {...parts} />
              {id === 'file' && <Download visit={parts.visit} isReady={true} />}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function TroubleBanner({ visit }: { readonly visit: SetupVisit }) {
  const words = useSetupWords();
  const trouble = visit.trouble.value;
  const state = visit.state.value;
  if (trouble === null) return null;
  const { kind } = trouble;
  const isByItself = state !== null && state.mode === 'live' && !state.is_simulated;
  const gone = isByItself ? words.gone : words.goneHere;
  const text = kind === 'gone' ? gone : kind === 'denied' ? words.denied : words.refused(trouble.message);
  return (
    <div class="banner" role="alert">
      <p>{text}</p>
      {kind === 'denied' && <a href={hashFor({ screen: 'about' })}>{words.toAbout}</a>}
    </div>
  );
}

/** One list of steps, from a cable to a file. */
export function SetupScreen() {
  const { app } = usePage();
  const words = useSetupWords();
  const [visit] = useState(() => new SetupVisit(app.clock, app.network));
  useEffect(() => {
    visit.open();
    return () => visit.close();
  }, [visit]);
  const state = visit.state.value;
  const answers = visit.answers();
  const trouble = visit.trouble.value;
  return (
    <div class="setup">
      <h1 tabIndex={-1}>{words.title}</h1>
      {state !== null && (
        <p class="lead">
          {state.mode === 'draft' ? words.draftIntro : words.live} {state.is_simulated && words.simulated}
        </p>
      )}
      <TroubleBanner visit={visit} />
      {state === null || answers === null ? (
        trouble === null && <p class="note">{words.loading}</p>
      ) : state.mode === 'draft' ? (
        <Draft visit={visit} state={state} answers={answers} />
      ) : (
        <Steps visit={visit} state={state} answers={answers} />
      )}
    </div>
  );
}
