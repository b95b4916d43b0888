import { type CompileOptions, compile } from '../../core/program/compile.js';
import type { ProgramDesk, ProgramWriting, TrialMade, TrialWish } from '../../core/program/desk.js';
import type { Finding } from '../../core/program/lint.js';
import type { Program } from '../../core/program/schema.js';
import type { Timeline } from '../../core/program/timeline.js';
import type { Clock } from '../../ports.js';
import { makeTrial } from './program-trial.js';
import { findingsOfSent, writeProgram } from './program-writing.js';
import { WorkThread } from './work-thread.js';

/** What is asked of the desk. */
export type DeskJob =
  | { readonly kind: 'check'; readonly text: Uint8Array }
  | { readonly kind: 'compile'; readonly program: Program; readonly options: CompileOptions }
  | { readonly kind: 'write'; readonly request: Uint8Array }
  | { readonly kind: 'try'; readonly wish: TrialWish };

type DeskAnswer =
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | { readonly kind: 'timeline'; readonly timeline: Timeline }
  | { readonly kind: 'writing'; readonly writing: ProgramWriting }
  | { readonly kind: 'tried'; readonly trial: TrialMade };

export function workOn(job: DeskJob): DeskAnswer {
  switch (job.kind) {
    case 'check':
      return { kind: 'findings', findings: findingsOfSent(job.text) };
    case 'write':
      return { kind: 'writing', writing: writeProgram(job.request) };
    case 'try':
      return { kind: 'tried', trial: makeTrial(job.wish) };
    case 'compile':
      return { kind: 'timeline', timeline: plainTimeline(job.program, job.options) };
  }
}

function plainTimeline(program: Program, options: CompileOptions): Timeline {
  const { programId, setpoints, phases, totalMs } = compile(program, options);
  const plain = setpoints.map(({ atMs, zone, technique, level, rate, rampMs }) => {
    return { atMs, zone, technique, level, rate, rampMs };
  });
  return { programId, setpoints: plain, phases, totalMs };
}

const jobMsMax = 2000;

type AskDesk = (client: string, job: DeskJob) => Promise<DeskAnswer | null>;

const deskOver = (ask: AskDesk): ProgramDesk => ({
  check: async (client, text) => {
    const answer = await ask(client, { kind: 'check', text });
    return answer?.kind === 'findings' ? answer.findings : null;
  },
  compile: async (client, program, options) => {
    const answer = await ask(client, { kind: 'compile', program, options });
    return answer?.kind === 'timeline' ? answer.timeline : null;
  },
  write: async (client, request) => {
    const answer = await ask(client, { kind: 'write', request });
    return answer?.kind === 'writing' ? answer.writing : null;
  },
  trial: async (client, wish) => {
    const answer = await ask(client, { kind: 'try', wish });
    return answer?.kind === 'tried' ? answer.trial : null;
  },
});

/** What works on programs for faces, so that supervision never waits for it. `script` is the built `program-desk-worker`. [S14] */
export function deskBeside(script: URL, clock: Clock): ProgramDesk {
  const thread = new WorkThread<DeskJob, DeskAnswer>(script, clock, jobMsMax);
  return deskOver((client, job) => thread.ask(client, job));
}

/** Works where it is asked: for what has nothing else to do. */
export const deskAtOnce: ProgramDesk = deskOver(async (_, job) => workOn(job));
