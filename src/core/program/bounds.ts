/** What a program may be for. */
export const programGoals = [
  'relaxation',
  'flexibility',
  'posture',
  'circulation',
  'lymphatic',
  'restless-legs',
  'break',
  'recovery',
] as const;
export type ProgramGoal = (typeof programGoals)[number];

/** How much of each thing a program file may have. Lengths in ms, texts in characters. */
export const programBounds = {
  levelMax: 100,
  rateMax: 65_535,
  /** In one list. */
  stepsMax: 200,
  phasesMax: 100,
  repeatMax: 1000,
  /** No output of a chair follows anything shorter. */
  stepMsMin: 200,
  phaseMsMin: 1000,
  /** Keeps a wrong program from compiling into millions of setpoints; the linter's limit is far below. */
  totalMsMax: 60 * 60_000,
  /** Of a phase's name, and of a word under `avoid`. */
  labelMax: 60,
  summaryMax: 300,
  avoidMax: 30,
} as const;
