import type { ApiError } from '../../core/web/frames.js';
import { blindAfterMs, unconfirmedAfterMs } from '../../core/web/patience.js';
import { byUrgency } from './chair-facts.js';
import type { KnownChair } from './house.js';
import { everyKnownChair, type StopRun } from './stop-sender.js';

/** What may be claimed of a stop. `names`: of the chairs that it is about. */
export type StopOutcome =
  | { readonly kind: 'stopping' }
  | { readonly kind: 'unconfirmed'; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'refused'; readonly refusal: ApiError | null; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'moving'; readonly names: readonly string[]; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'escalated'; readonly names: readonly string[]; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'blind'; readonly names: readonly string[]; readonly places: readonly SwitchPlace[] }
  /** It was still, and a session has begun since. */
  | { readonly kind: 'again'; readonly names: readonly string[] }
  | { readonly kind: 'taken'; readonly names: readonly string[] }
  /** Another daemon took it, with chairs of its own. */
  | { readonly kind: 'elsewhere' }
  /** It was taken for no chair. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'still'; readonly afterMs: number };

/** Where a chair's own switch is; null where nobody has said. */
export interface SwitchPlace {
  readonly name: string;
  readonly place: string | null;
}

/** The worst first. */
const ofChair = ['refused', 'moving', 'escalated', 'blind', 'again', 'taken', 'still'] as const;
type ChairOutcome = (typeof ofChair)[number];

/** What the page remembers beside a stop. */
export interface StopMemory {
  /** The chairs that were latched when it was asked for. */
  readonly latched: ReadonlySet<string>;
  /** Those that were seen still after it, and how long after, ms: who starts them anew takes nothing of that back. */
  readonly still: ReadonlyMap<string, number>;
}

export const noMemory: StopMemory = { latched: new Set(), still: new Map() };

/** Whether what a chair says of its last stop is an answer to this one. */
const isOurs = ({ stop }: KnownChair, { answer }: StopRun): boolean =>
  stop !== null && answer !== null && Date.parse(stop.at) >= Date.parse(answer.at);

/** The chairs that are seen still after this stop, with those that were before. Pure. */
export function seenStill(
  run: StopRun,
  chairs: readonly KnownChair[],
  before: StopMemory['still'],
): StopMemory['still'] {
  const seen = chairsOf(run, chairs).filter(
    (chair) => chair.stop?.still === true && isOurs(chair, run) && !before.has(chair.id),
  );
  return seen.length === 0
    ? before
    : new Map([...before, ...seen.map(({ id, stop }) => [id, stop?.after_ms ?? 0] as const)]);
}

const hasSession = ({ state }: KnownChair): boolean =>
  state === 'starting' || state === 'running' || state === 'paused';

/** What is said of a chair that stands still after the stop, or was seen to. */
function outcomeOfStill(chair: KnownChair, run: StopRun, { latched, still }: StopMemory): ChairOutcome {
  if (still.has(chair.id) && hasSession(chair)) return 'again';
  if (chair.stop?.still === false && isOurs(chair, run)) return 'moving';
  // It is still, but not by the stop that was asked for.
  const isEscalated = run.kind === 'stop' && chair.state === 'emergency_stopped' && !latched.has(chair.id);
  return isEscalated ? 'escalated' : 'still';
}

function outcomeOfChair(chair: KnownChair, run: StopRun, memory: StopMemory, nowMs: number): ChairOutcome {
  const { id, stop, fault } = chair;
  const told = run.answer?.chairs.find((each) => each.id === id);
  if (told !== undefined && !told.ok) return 'refused';
  if (fault === 'stop_unverified') return 'moving';
  const still = isOurs(chair, run) ? stop?.still : null;
  if (still === true || memory.still.has(id)) return outcomeOfStill(chair, run, memory);
  if (nowMs - (run.answeredMs ?? nowMs) <= blindAfterMs) return 'taken';
  return still === false ? 'moving' : 'blind';
}

/** The chairs that a stop is about: those of its answer where there is one. */
function chairsOf(run: StopRun, chairs: readonly KnownChair[]): readonly KnownChair[] {
  const isMeant = ({ id }: KnownChair) =>
    run.answer === null
      ? run.target === everyKnownChair || run.target === id
      : run.answer.chairs.some((each) => each.id === id);
  // What moves is named before what stands still.
  return chairs.filter(isMeant).sort(byUrgency);
}

export const switchPlaces = (chairs: readonly KnownChair[]): readonly SwitchPlace[] =>
  chairs.map(({ name, emergencySwitch }) => ({ name, place: emergencySwitch }));

/** What the page may say of a stop now: outcomes, not hopes. Of several chairs the worst, with the names of those. [S4] */
export function stopOutcome(
  run: StopRun,
  chairs: readonly KnownChair[],
  memory: StopMemory,
  nowMs: number,
): StopOutcome {
  const meant = chairsOf(run, chairs);
  if (run.answer === null) {
    if (run.refusal !== null) return { kind: 'refused', refusal: run.refusal, places: switchPlaces(meant) };
    return nowMs - run.askedMs >= unconfirmedAfterMs
      ? { kind: 'unconfirmed', places: switchPlaces(meant) }
      : { kind: 'stopping' };
  }
  if (run.answer.chairs.length === 0) return { kind: 'nothing' };
  const found = meant.map((chair) => ({ chair, is: outcomeOfChair(chair, run, memory, nowMs) }));
  const worst = ofChair.find((each) => found.some(({ is }) => is === each)) ?? 'taken';
  const those = found.filter(({ is }) => is === worst).map(({ chair }) => chair);
  const names = those.map(({ name }) => name);
  switch (worst) {
    case 'refused':
      return { kind: 'refused', refusal: refusalIn(run, those), places: switchPlaces(those) };
    case 'moving':
    case 'escalated':
    case 'blind':
      return { kind: worst, names, places: switchPlaces(those) };
    case 'again':
    case 'taken':
      return { kind: worst, names };
    case 'still':
      return { kind: 'still', afterMs: Math.max(0, ...those.map((chair) => stillAfterMs(chair, memory))) };
  }
}

const stillAfterMs = ({ id, stop }: KnownChair, { still }: StopMemory): number => still.get(id) ?? stop?.after_ms ?? 0;

function refusalIn({ answer }: StopRun, [first]: readonly KnownChair[]): ApiError | null {
  const told = answer?.chairs.find(({ id }) => id === first?.id);
  return told === undefined ? null : { code: told.code, message: told.message, values: {} };
}
