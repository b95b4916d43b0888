import type { TrialMade, TrialWish } from '../../core/program/desk.js';
import { zonesOf } from '../../core/program/timeline.js';
import { trialTimeline } from '../../core/program/trial.js';
import { readProgramFile } from './program-file.js';
import { aboutContent, sentFile } from './program-writing.js';

/** Cuts what is to be tried out of a program file that is right for the chair; else says what is not. */
export function makeTrial({ text, atMs, limits }: TrialWish): TrialMade {
  const read = readProgramFile(text, sentFile, limits);
  if (read.kind === 'refused') return { kind: 'refused', findings: aboutContent(read.findings) };
  const timeline = trialTimeline(read.timeline, atMs);
  if (timeline === null) return { kind: 'nothing', message: 'the program is over by then: try it from earlier on' };
  if (zonesOf(timeline).length === 0)
    return { kind: 'nothing', message: 'nothing moves in these ten seconds: try it from another place' };
  return { kind: 'trial', program: read.loaded.program, timeline };
}
