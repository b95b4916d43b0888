import type { Command } from '../../src/core/command/schema.js';
import { ownHolding } from '../../src/core/ownership.js';
import type { Program } from '../../src/core/program/schema.js';
import { unfit } from '../../src/core/program/timeline.js';
import type { CommandSource, Hindrance } from '../../src/core/status.js';
import { type CommandDecision, decideCommand, type UnitView } from '../../src/daemon/command-decision.js';
import { programOf, sampleProgram } from './sample-session.js';

/** A second program, which this chair cannot play. */
const legsOnly = programOf({
  id: 'legs-only',
  name: 'Legs only',
  summary: 'For chairs with legs.',
  goal: 'break',
  phases: [{ name: 'One', for: '2m', legs: { compress: 20 } }],
});

export const samplePrograms: ReadonlyMap<string, { readonly program: Program }> = new Map(
  [legsOnly, sampleProgram].map((program) => [program.id, { program }]),
);

/** A chair with a seat sensor and somebody on it, ready for a start; nobody is configured. */
export const viewOf = (over: Partial<UnitView> = {}): UnitView => ({
  state: 'idle',
  session: null,
  faultCode: null,
  holding: ownHolding,
  emergencySwitch: null,
  isResetPending: false,
  isGoingDown: false,
  draining: null,
  isBehindStop: false,
  unsaved: null,
  remoteStartBar: null,
  isRemoteStartOff: false,
  isComingHome: false,
  mustBeOccupied: true,
  isOccupied: true,
  selection: { program: 'sample', intensity: 100, durationMs: null, person: null },
  programs: samplePrograms,
  people: new Map(),
  defaultPerson: null,
  unfit: (timeline) => unfit(timeline, { back: { knead: { min: 5, max: 60 }, roll: { min: 5, max: 60 } } }),
  isOffered: () => true,
  levelMax: 100,
  sessionMsMax: 30 * 60_000,
  dailyLeftMs: 60 * 60_000,
  restLeftMs: 0,
  offer: null,
  newSessionId: () => '01J000000000000000000000AB',
  nowMs: 100_000,
  wallMs: 1_767_268_800_000,
  ...over,
});

export const judged = (
  command: Command,
  over: Partial<UnitView> = {},
  { source = 'mqtt', unavailable = null }: { source?: CommandSource; unavailable?: Hindrance | null } = {},
): CommandDecision => decideCommand(command, { source, unavailable }, viewOf(over));

/** The code of a refusal, or what becomes of the command. */
export const outcome = (...args: Parameters<typeof judged>): string => {
  const judgement = judged(...args);
  return judgement.kind === 'refused' ? judgement.verdict.code : judgement.kind;
};
