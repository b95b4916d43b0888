import { existsSync } from 'node:fs';
import { WorkThread } from '../adapters/files/work-thread.js';
import { firstAnswers, knownIn } from '../core/setup/answers.js';
import type { DraftAnswer, DraftJob, DraftMaker, SentAnswers, SetupDesk } from '../core/setup/desk.js';
import { newSetupSheet, withAnswers } from '../core/setup/steps.js';
import type { SetupProblem } from '../core/web/setup.js';
import type { Clock } from '../ports.js';
import { loadTextAlone } from './load-config.js';
import { type ComposedFile, composeFile, downloadOf, readSetupSource, type SetupSource } from './setup-file.js';
import { stateOf } from './setup-state.js';
import { commandsAfterDownload, programCall } from './setup-words.js';

/** What is wrong with the file that is there stands in place of a draft. */
function brokenDraft(problems: readonly string[]): Pick<ComposedFile, 'problems' | 'difference' | 'text'> {
  const shown = problems.map(
    (message): SetupProblem => ({
      field: null,
      line: null,
      column: null,
      message,
      suggestion: null,
    }),
  );
  return { text: '', problems: shown, difference: [] };
}

/** A draft of what the file would be. It tests nothing, and writes nothing. [S18] */
export function makeDraft({ file, environment, sent, call }: DraftJob): DraftAnswer {
  const read = readSetupSource(file, existsSync(file), environment, loadTextAlone);
  const isRight = read.kind === 'source';
  const source: SetupSource = isRight ? read : { kind: 'source', file, text: null, known: knownIn(null) };
  const sheet = withAnswers(newSetupSheet(firstAnswers(source.known)), sent);
  const composed = composeFile(source, sheet.answers, environment, loadTextAlone);
  const shown = isRight ? composed : { ...composed, ...brokenDraft(read.problems) };
  const nothing = { demo_broker: null, ports: [], recognised: null, testing: null, met: null, written: null };
  return {
    state: stateOf({ mode: 'draft', file, isSimulated: false, sheet, source, composed: shown, ...nothing }),
    draft: downloadOf(source, shown, commandsAfterDownload(sheet.answers, call)),
  };
}

export const draftsAtOnce: DraftMaker = async (job) => makeDraft(job);

/** 500 chairs took 3 s on a busy machine. */
const jobMsMax = 8000;

/** `script` is the built `setup-worker`. */
export function draftsBeside(script: URL, clock: Clock): DraftMaker {
  const thread = new WorkThread<DraftJob, DraftAnswer>(script, clock, jobMsMax);
  // Of looks and of drafts only the newest each.
  return (job) => thread.ask(Object.keys(job.sent).length === 0 ? 'look' : 'draft', job);
}

/** What a running daemon has of the set-up. [S18] */
export function draftDesk(makes: DraftMaker, file: string, environment: DraftJob['environment']): SetupDesk {
  const job = (sent: SentAnswers): DraftJob => ({
    file,
    environment: { ...environment },
    sent,
    call: programCall(),
  });
  return {
    live: null,
    state: async () => (await makes(job({})))?.state ?? null,
    draft: async (sent) => (await makes(job(sent)))?.draft ?? null,
  };
}
