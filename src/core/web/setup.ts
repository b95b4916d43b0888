import { z } from 'zod';
import { zones } from '../zones.js';

/** The steps of the set-up, in their order. */
export const setupStepIds = ['port', 'chair', 'handshake', 'broker', 'people', 'file'] as const;
export type SetupStepId = (typeof setupStepIds)[number];

/** What the set-up asks for, each in a field of its own. */
const setupFields = [
  'port',
  'driver',
  'baud_rate',
  'id',
  'name',
  'url',
  'username',
  'password',
  'password_file',
  'ca_file',
  'person',
  'people',
] as const;
export type SetupField = (typeof setupFields)[number];

/** All that a look at something may say. The values of each stand in `core/setup/findings.ts`. */
export const setupCodes = [
  'port_free',
  'port_reached',
  'port_unlisted',
  'port_missing',
  'port_denied',
  'port_held',
  'port_of_demo',
  'port_of_chair',
  'port_no_serial',
  'port_wrong',
  'port_failed',
  'no_chair_asked',
  'driver_ready',
  'driver_wrong',
  'id_free',
  'id_taken',
  'id_wrong',
  'name_wrong',
  'chair_answered',
  'chair_no_telemetry',
  'chair_latched',
  'chair_no_seat_sensor',
  'chair_damaged_lines',
  'chair_in_use',
  'chair_refused',
  'chair_deaf',
  'chair_garbled',
  'chair_silent',
  'profile_seen',
  'profile_promises',
  'profile_garbled',
  'profile_silent',
  'profile_mute',
  'broker_answered',
  'broker_old_version',
  'broker_away',
  'broker_no_return',
  'broker_rights',
  'broker_rights_missing',
  'command_rights',
  'command_rights_missing',
  'broker_overridden',
  'broker_of_demo',
  'retained_kept',
  'retained_unmarked',
  'retained_lost',
  'people_ready',
  'person_taken',
  'person_wrong',
  'file_ready',
  'file_same',
  'file_unwritable',
  'setting_wrong',
] as const;

const valuesSchema = z.record(z.string(), z.union([z.string(), z.number()]));

/** One thing that a test has looked at; a step is not passed while one is a problem. */
const setupFindingSchema = z.object({
  kind: z.enum(['ok', 'warning', 'problem']),
  code: z.enum(setupCodes),
  values: valuesSchema,
  /** In English, for people; `advice` says what to do. */
  message: z.string(),
  advice: z.string().nullable(),
});
export type SetupFinding = z.infer<typeof setupFindingSchema>;

/** What is answered, by step; a step that is sent replaces what was answered there. Empty texts are no answer. */
const portAnswers = z.strictObject({
  /** False: the file has its chairs already, and only the rest is asked. */
  adds_chair: z.boolean(),
  /** A device, `tcp://host:port`, or `usb:10c4:ea60` with `:SERIAL` where the plug has one. */
  port: z.string().max(300),
});
const chairAnswers = z.strictObject({
  /** `clp` or `profile:<name>`. */
  driver: z.string().max(60),
  baud_rate: z.int().min(1).max(10_000_000),
  id: z.string().max(60),
  name: z.string().max(200),
});
const brokerAnswers = z.strictObject({
  url: z.string().max(500),
  username: z.string().max(200),
  /** Null leaves the one of the file; empty means none. Never told back. */
  password: z.string().max(1000).nullable(),
  /** In place of `password`: a file that holds it. */
  password_file: z.string().max(1000),
  ca_file: z.string().max(1000),
});
const peopleAnswers = z.strictObject({
  /** Added to those of the file. */
  people: z
    .array(
      z.strictObject({
        id: z.string().max(60),
        avoid: z.array(z.string().max(60)).max(20),
        level_max: z.int().min(1).max(100),
      }),
    )
    .max(50),
  /** Who sits in the new chair when a start names nobody; empty: nobody. */
  person: z.string().max(60),
});

const setupAnswersSchema = z.strictObject({
  port: portAnswers,
  chair: chairAnswers,
  broker: brokerAnswers,
  people: peopleAnswers,
});
export type SetupAnswers = z.infer<typeof setupAnswersSchema>;

const sentSetupAnswersSchema = setupAnswersSchema.partial();

/** The answers as they are told: whether there is a password, in place of the password. */
const shownAnswersSchema = setupAnswersSchema.extend({
  broker: brokerAnswers.omit({ password: true }).extend({ has_password: z.boolean() }),
});

/** A line of the difference to the file that is there; secrets are not in it. `gap` stands for lines that are the same, and left out. */
const differenceLineSchema = z.object({ kind: z.enum(['same', 'added', 'removed', 'gap']), text: z.string() });
export type DifferenceLine = z.infer<typeof differenceLineSchema>;

/** What is wrong with the file as it would be. Counts from 1; null where it is about no line, or about an answer. */
const setupProblemSchema = z.object({
  /** Where it was answered; null: it was not asked for. */
  field: z.enum(setupFields).nullable(),
  line: z.number().nullable(),
  column: z.number().nullable(),
  message: z.string(),
  suggestion: z.string().nullable(),
});

const foundPortSchema = z.object({
  /** What goes into `answers.port.port`. */
  port: z.string(),
  /** Where it is plugged in now; differs from `port` where that is a lasting name. */
  path: z.string(),
  /** Who made it and its ids, as far as the plug says; empty where it says nothing. */
  about: z.string(),
  /** The chair of the file that has it already. */
  chair: z.string().nullable(),
  /** Since the watch began: there all the time, new, pulled out, or pulled out and back in. */
  change: z.enum(['same', 'new', 'gone', 'back']),
});

/** What the chair said of itself in the handshake. */
const metChairSchema = z.object({
  model: z.string(),
  firmware: z.string(),
  serial: z.string(),
  zones: z.array(z.enum(zones)),
  has_seat_sensor: z.boolean(),
});

/** `GET setup` and the answer to every request that changes something. `live`: the process of `chair2mqtt setup --page` or of the demo, which tests
 *  and, where `file` is not null, writes. `draft`: a running daemon, which does neither. */
export const setupStateSchema = z.object({
  mode: z.enum(['live', 'draft']),
  /** The chair is the demo's. */
  is_simulated: z.boolean(),
  /** Grows whenever an answer, a result or the step has changed. What is posted names the one that it was decided on. */
  revision: z.number(),
  /** Null: nothing is written; `POST setup/draft` gives the text for a download. */
  file: z.string().nullable(),
  /** False: there is a file already, and the difference is to that. */
  is_new: z.boolean(),
  step: z.enum(setupStepIds),
  steps: z.array(
    z.object({
      id: z.enum(setupStepIds),
      /** Skipped: not asked with these answers. Passed: tested with the very answers that stand there now. */
      state: z.enum(['open', 'failed', 'passed', 'skipped']),
      /** Of the last test with these answers; empty before the first. */
      findings: z.array(setupFindingSchema),
      /** *Next* may be pressed here. */
      is_next_open: z.boolean(),
    }),
  ),
  /** The test that runs now; one at a time. */
  testing: z.enum(setupStepIds).nullable(),
  answers: shownAnswersSchema,
  /** Looked up at each `GET setup`. Empty in a draft. */
  ports: z.array(foundPortSchema),
  /** The one that was pulled out and came back, or came anew, since the watch began. */
  recognised: z.string().nullable(),
  drivers: z.array(z.object({ driver: z.string(), title: z.string() })),
  /** Words for `avoid`. */
  avoid_words: z.array(z.string()),
  /** What the file has already. */
  known: z.object({
    chairs: z.array(z.object({ id: z.string(), name: z.string(), port: z.string() })),
    people: z.array(z.string()),
  }),
  /** Where the broker of a demo is that runs on this machine now, and ends with it; null: none. */
  demo_broker: z.string().nullable(),
  met: metChairSchema.nullable(),
  difference: z.array(differenceLineSchema),
  problems: z.array(setupProblemSchema),
  /** Null until it was written with the answers that stand there now. */
  written: z.object({ file: z.string(), backup: z.string().nullable(), commands: z.array(z.string()) }).nullable(),
});
export type SetupState = z.infer<typeof setupStateSchema>;
export type FoundPort = SetupState['ports'][number];
export type MetChair = z.infer<typeof metChairSchema>;
export type SetupProblem = z.infer<typeof setupProblemSchema>;

const decided = { revision: z.int() };

/** `POST setup/answers`, `setup/test`, `setup/step`, `setup/watch`, `setup/write`: each is answered with the state, or with an error:
 *  `conflict` where another revision stands there by now, a test runs, *Next* is not open, or the file was changed by somebody. */
export const setupRequests = {
  answers: z.strictObject({ ...decided, answers: sentSetupAnswersSchema }),
  /** Tests the step where it stands. Answered when the test is over. */
  test: z.strictObject(decided),
  step: z.strictObject({ ...decided, go: z.enum(['next', 'back']) }),
  /** From now on it is watched what is pulled out and plugged in. */
  watch: z.strictObject(decided),
  write: z.strictObject(decided),
};

/** `POST setup/draft`, also of a running daemon: what the file would be. Answers that are left out are those that stand there. In `text` the
 *  secrets of the file that is there are `***`; such a text needs them put back by hand, and `withheld` counts them. */
export const setupDraftRequestSchema = z.strictObject({ answers: sentSetupAnswersSchema });
export const setupDraftSchema = z.object({
  text: z.string(),
  withheld: z.number(),
  /** What comes next, where the file is kept in the folder in which they are typed. */
  commands: z.array(z.string()),
  difference: z.array(differenceLineSchema),
  problems: z.array(setupProblemSchema),
});
export type SetupDraft = z.infer<typeof setupDraftSchema>;
