import { type CompileOptions, compile } from '../../core/program/compile.js';
import type { ProgramDesk } from '../../core/program/desk.js';
import type { Finding } from '../../core/program/lint.js';
import type { Program } from '../../core/program/schema.js';
import type { Timeline } from '../../core/program/timeline.js';
import type { Clock } from '../../ports.js';
import { readProgramFile } from './program-file.js';
import { anyChairLimits } from './program-reader.js';
import { WorkThread } from './work-thread.js';

/** What is asked of the desk. */
export type DeskJob =
  | { readonly kind: 'check'; readonly text: Uint8Array }
  | { readonly kind: 'compile'; readonly program: Program; readonly options: CompileOptions };

type DeskAnswer =
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | { readonly kind: 'timeline'; readonly timeline: Timeline };

/** A program that is sent along has no file; findings name this one. */
const sentFile = 'program.yaml';
const isFileName = ({ rule }: Finding): boolean => rule === 'file-name';

export function workOn(job: DeskJob): DeskAnswer {
  if (job.kind === 'compile') {
    const { programId, setpoints, phases, totalMs } = compile(job.program, job.options);
    const plain = setpoints.map(({ atMs, zone, technique, level, rate, rampMs }) => {
      return { atMs, zone, technique, level, rate, rampMs };
    });
    return { kind: 'timeline', timeline: { programId, setpoints: plain, phases, totalMs } };
  }
  const read = readProgramFile(job.text, sentFile, anyChairLimits);
  const findings = read.kind === 'loaded' ? read.loaded.findings : read.findings;
  return { kind: 'findings', findings: findings.filter((finding) => !isFileName(finding)) };
}

const jobMsMax = 2000;

/** What works on programs for faces, so that supervision never waits for it. [S14] */
class DeskThread implements ProgramDesk {
  private readonly thread: WorkThread<DeskJob, DeskAnswer>;

  constructor(script: URL, clock: Clock) {
    this.thread = new WorkThread(script, clock, jobMsMax);
  }

  async check(client: string, text: Uint8Array): Promise<readonly Finding[] | null> {
    const answer = await this.thread.ask(client, { kind: 'check', text });
    return answer?.kind === 'findings' ? answer.findings : null;
  }

  async compile(client: string, program: Program, options: CompileOptions): Promise<Timeline | null> {
    const answer = await this.thread.ask(client, { kind: 'compile', program, options });
    return answer?.kind === 'timeline' ? answer.timeline : null;
  }
}

/** `script` is the built `program-desk-worker`. */
export const deskBeside = (script: URL, clock: Clock): ProgramDesk => new DeskThread(script, clock);

/** Works where it is asked: for what has nothing else to do. */
export const deskAtOnce: ProgramDesk = {
  check: async (_, text) => {
    const answer = workOn({ kind: 'check', text });
    return answer.kind === 'findings' ? answer.findings : null;
  },
  compile: async (_, program, options) => {
    const answer = workOn({ kind: 'compile', program, options });
    return answer.kind === 'timeline' ? answer.timeline : null;
  },
};
