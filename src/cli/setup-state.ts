import { knownProfiles } from '../adapters/files/profile-file.js';
import { avoidWords } from '../core/safety/people.js';
import { isNextOpen, type SetupSheet, stateOfStep, testedFindings } from '../core/setup/steps.js';
import { type FoundPort, type SetupState, setupStepIds } from '../core/web/setup.js';
import type { ComposedFile, SetupSource } from './setup-file.js';

/** What a set-up is shown from. */
interface ShownSetup {
  readonly mode: SetupState['mode'];
  readonly file: string | null;
  readonly isSimulated: boolean;
  readonly sheet: SetupSheet;
  readonly source: SetupSource;
  readonly composed: ComposedFile;
  readonly demo_broker: string | null;
  readonly ports: readonly FoundPort[];
  readonly recognised: string | null;
  readonly testing: SetupState['testing'];
  readonly met: SetupState['met'];
  readonly written: SetupState['written'];
}

let drivers: SetupState['drivers'] | null = null;

/** Those that ship; read once. */
function knownDrivers(): SetupState['drivers'] {
  drivers ??= [
    { driver: 'clp', title: 'CLP/1' },
    ...knownProfiles().map(({ name, title }) => ({ driver: `profile:${name}`, title })),
  ];
  return drivers;
}

/** The set-up as a page is told: no password, and nothing of the secrets of the file. */
export function stateOf(shown: ShownSetup): SetupState {
  const { sheet, source, composed, isSimulated, ports, ...rest } = shown;
  const { password, ...broker } = sheet.answers.broker;
  const hasPassword = password === null ? source.known.broker.hasPassword : password !== '';
  return {
    ...rest,
    is_simulated: isSimulated,
    revision: sheet.revision,
    is_new: source.text === null,
    step: sheet.step,
    steps: setupStepIds.map((id) => ({
      id,
      state: stateOfStep(sheet, id),
      findings: [...testedFindings(sheet, id)],
      is_next_open: isNextOpen(sheet, id),
    })),
    answers: { ...sheet.answers, broker: { ...broker, has_password: hasPassword } },
    ports: [...ports],
    drivers: knownDrivers(),
    avoid_words: [...avoidWords],
    known: { chairs: source.known.chairs.map((chair) => ({ ...chair })), people: [...source.known.people] },
    difference: [...composed.difference],
    problems: [...composed.problems],
  };
}
