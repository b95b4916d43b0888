import { z } from 'zod';
import { zones } from '../zones.js';

/** ms of the monotonic clock; null in a file is what has never been. */
const moment = z
  .number()
  .nullable()
  .transform((atMs) => atMs ?? Number.NEGATIVE_INFINITY);
const maybe = z.number().nullable();
const shownValue = z.union([z.string(), z.number()]).nullable();
const named = <Value extends z.ZodType>(value: Value) => z.record(z.string(), value).readonly();
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(10_000).readonly();

const pacedKey = z.object({ presses: z.number(), pressedAtMs: moment });

const sight = z.object({
  frames: named(z.object({ shown: named(shownValue), atMs: z.number() })),
  bits: named(named(z.object({ value: z.number(), changedAtMs: maybe }))),
  sinceMs: maybe,
});

const sender = z.object({
  down: z.object({ release: z.string().optional(), untilMs: z.number(), gapMs: z.number() }).nullable(),
  freeAtMs: moment,
  clearAtMs: moment,
});

const questions = z.object({
  answers: z.number(),
  waiting: z.number(),
  isAnswered: z.boolean(),
  askedAtMs: moment,
});

const line = z.object({
  isUp: z.boolean(),
  isDark: z.boolean(),
  statusAtMs: moment,
  answeredAtMs: moment,
  openedAtMs: z.number(),
  awaitedSinceMs: maybe,
  sight,
  held: z.object({ bytes: list(z.number()), atMs: z.number(), isInNoise: z.boolean() }),
  presses: list(z.tuple([z.string(), z.number()])),
  keys: sender,
  questions,
});

const waiting = z.object({ sinceMs: z.number(), seenAtMs: z.number(), lasted: named(z.number()) });

const reconciling = z.object({
  pressed: z.object({ control: z.string(), settlesMs: z.number(), atMs: z.number(), before: shownValue }).nullable(),
  chases: named(z.object({ aim: z.string(), idlePresses: z.number(), seen: list(shownValue) })),
  reached: named(z.string()),
  adopted: named(z.string()),
  blindSinceMs: maybe,
  lackingSinceMs: maybe,
});

const motion = z.object({
  used: list(z.enum(zones)),
  resting: list(z.tuple([z.enum(zones), z.number()])),
  sinceMs: maybe,
});

const native = z.object({ id: z.string(), key: pacedKey, hasShown: z.boolean(), isTheirs: z.boolean() });

const driving = z.object({
  aims: list(z.tuple([z.string(), z.string()])),
  waiting: list(z.tuple([z.string(), waiting])),
  state: reconciling,
  told: named(z.object({ value: z.string(), atMs: z.number(), sinceMs: z.number() })),
  native: native.nullable(),
  isConfirmed: z.boolean(),
  offAtMs: moment,
  hasBeenActive: z.boolean(),
  quietSinceMs: maybe,
  power: pacedKey.nullable(),
  timer: pacedKey.nullable(),
  resume: pacedKey.nullable(),
  motion,
});

const attention = z.object({ lookedAtMs: z.number(), resumedAtMs: maybe, gapAtMs: moment, movedAtMs: moment });

const stopping = z.object({
  seen: z
    .object({
      kind: z.enum(['soft', 'off', 'pause']),
      askedAtMs: z.number(),
      pressedAtMs: maybe,
      pressed: z.number(),
      sentAtMs: maybe,
      countedAtMs: z.number(),
      stillFrames: z.number(),
      overAtMs: maybe,
      isAlarmed: z.boolean(),
      attention,
    })
    .nullable(),
  unseen: z
    .object({
      askedAtMs: z.number(),
      sentAtMs: maybe,
      sends: z.number(),
      answersNeeded: z.number(),
      answersSeen: z.number(),
      isAlarmed: z.boolean(),
      attention,
    })
    .nullable(),
});

/** All that a driver of chairs by profile remembers between two ticks: from here it can be taken
 *  up again. Times in ms of the monotonic clock. */
export const chairMomentSchema = z.object({
  isUp: z.boolean(),
  isHeld: z.boolean(),
  isTroubled: z.boolean(),
  stopOwedUntilMs: moment,
  isOurs: z.boolean(),
  wentDarkAtMs: z.number(),
  blindAtMs: moment,
  line,
  stopping,
  driving: driving.nullable(),
});

export type ChairMoment = Readonly<z.infer<typeof chairMomentSchema>>;
export type DrivingMoment = NonNullable<ChairMoment['driving']>;
export type LineMoment = ChairMoment['line'];
export type PacedKeyMoment = z.infer<typeof pacedKey>;
