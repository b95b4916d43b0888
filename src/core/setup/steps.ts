import { type SetupAnswers, type SetupFinding, type SetupState, type SetupStepId, setupStepIds } from '../web/setup.js';

/** What a test of a step has found, and the answers that it was about. */
interface SetupResult {
  readonly basis: string;
  readonly findings: readonly SetupFinding[];
}

/** The set-up as it stands: answers, what was proven of them, and the step that is asked now. */
export interface SetupSheet {
  readonly answers: SetupAnswers;
  readonly step: SetupStepId;
  readonly results: Partial<Readonly<Record<SetupStepId, SetupResult>>>;
  /** Grows with every change. */
  readonly revision: number;
}

export const newSetupSheet = (answers: SetupAnswers): SetupSheet => ({
  answers,
  step: 'port',
  results: {},
  revision: 1,
});

/** The answers that a test of this step depends on: where they change, it proves nothing any more. */
export function basisOf(step: SetupStepId, { port, chair, broker, people }: SetupAnswers): string {
  const { adds_chair } = port;
  const basis: Readonly<Record<SetupStepId, unknown>> = {
    port,
    chair: [adds_chair, chair],
    handshake: [port, chair.driver, chair.baud_rate],
    broker: [adds_chair, chair.id, broker],
    people: [adds_chair, people],
    file: [port, chair, broker, people],
  };
  return JSON.stringify(basis[step]);
}

const stepsOfChair: readonly SetupStepId[] = ['chair', 'handshake'];

const isSkipped = (step: SetupStepId, { port }: SetupAnswers): boolean =>
  !port.adds_chair && stepsOfChair.includes(step);

/** What the last test of this step has found, if it was about the answers that stand there now. */
export function testedFindings({ results, answers }: SetupSheet, step: SetupStepId): readonly SetupFinding[] {
  const result = results[step];
  return result !== undefined && result.basis === basisOf(step, answers) ? result.findings : [];
}

type SetupStepState = SetupState['steps'][number]['state'];

export function stateOfStep(sheet: SetupSheet, step: SetupStepId): SetupStepState {
  if (isSkipped(step, sheet.answers)) return 'skipped';
  const findings = testedFindings(sheet, step);
  if (findings.length === 0) return 'open';
  return findings.some(({ kind }) => kind === 'problem') ? 'failed' : 'passed';
}

const isDone = (sheet: SetupSheet, step: SetupStepId): boolean => {
  const state = stateOfStep(sheet, step);
  return state === 'passed' || state === 'skipped';
};

/** Nothing is written before every step was passed. */
export const mayWrite = (sheet: SetupSheet): boolean => setupStepIds.every((step) => isDone(sheet, step));

/** The answers that were sent take the place of those that stood there. */
export function withAnswers(
  sheet: SetupSheet,
  sent: { readonly [Step in keyof SetupAnswers]?: SetupAnswers[Step] | undefined },
): SetupSheet {
  const given = Object.fromEntries(Object.entries(sent).filter(([, answer]) => answer !== undefined));
  const answers: SetupAnswers = { ...sheet.answers, ...given };
  if (JSON.stringify(answers) === JSON.stringify(sheet.answers)) return sheet;
  return { ...sheet, answers, revision: sheet.revision + 1 };
}

/** A test has ended; `basis` is what it was begun with. */
export function withResult(
  sheet: SetupSheet,
  step: SetupStepId,
  basis: string,
  findings: readonly SetupFinding[],
): SetupSheet {
  return { ...sheet, results: { ...sheet.results, [step]: { basis, findings } }, revision: sheet.revision + 1 };
}

/** The file has changed under the set-up: nothing that was tested is proven of the new one, and what nobody has answered is proposed
 *  anew, lest the change be taken back. */
export function startedOver(sheet: SetupSheet, before: SetupAnswers, after: SetupAnswers): SetupSheet {
  const { port, chair, broker, people } = sheet.answers;
  const answers: SetupAnswers = {
    port: rebased(port, before.port, after.port),
    chair: rebased(chair, before.chair, after.chair),
    broker: rebased(broker, before.broker, after.broker),
    people: rebased(people, before.people, after.people),
  };
  return { ...newSetupSheet(answers), revision: sheet.revision + 1 };
}

/** Each answer that is still what was proposed follows the new proposal. */
function rebased<Answer extends object>(answer: Answer, before: Answer, after: Answer): Answer {
  const keys = Object.keys(answer) as (keyof Answer)[];
  const isAsked = (key: keyof Answer): boolean => JSON.stringify(answer[key]) !== JSON.stringify(before[key]);
  return { ...after, ...Object.fromEntries(keys.filter(isAsked).map((key) => [key, answer[key]])) };
}

/** What the test of a step looks at: its answers and those of the steps before. What was answered later was not tested yet, so that it
 *  proves nothing here and refutes nothing: what was `proposed` stands in its place. */
export function answersUpTo(step: SetupStepId, answers: SetupAnswers, proposed: SetupAnswers): SetupAnswers {
  const last = setupStepIds.indexOf(step);
  const upTo = (id: keyof SetupAnswers): SetupAnswers => (setupStepIds.indexOf(id) <= last ? answers : proposed);
  return {
    port: upTo('port').port,
    chair: upTo('chair').chair,
    broker: upTo('broker').broker,
    people: upTo('people').people,
  };
}

/** The step before or after, over those that are not asked; null where there is none, or where this one was not passed yet. */
export function goneTo(sheet: SetupSheet, way: 'next' | 'back'): SetupSheet | null {
  if (way === 'next' && !isDone(sheet, sheet.step)) return null;
  const asked = setupStepIds.filter((step) => !isSkipped(step, sheet.answers));
  const step = asked[asked.indexOf(sheet.step) + (way === 'next' ? 1 : -1)];
  return step === undefined ? null : { ...sheet, step, revision: sheet.revision + 1 };
}

export const isNextOpen = (sheet: SetupSheet, step: SetupStepId): boolean => step !== 'file' && isDone(sheet, step);
