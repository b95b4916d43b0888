import type { ApiError } from '../../core/web/frames.js';
import { byUrgency } from './chair-facts.js';
import type { KnownChair } from './house.js';
import { everyKnownChair, type StopRun } from './stop-sender.js';

/** Without an answer for so long, the switch on the chair is the surer way. */
export const unconfirmedAfterMs = 1000;
/** A chair that can tell whether it is still has told it by then. */
const blindAfterMs = 4000;

/** What may be claimed of a stop. `names`: of the chairs that it is about. */
export type StopOutcome =
  | { readonly kind: 'stopping' }
  | { readonly kind: 'unconfirmed'; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'refused'; readonly refusal: ApiError | null; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'moving'; readonly names: readonly string[]; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'escalated'; readonly names: readonly string[]; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'blind'; readonly names: readonly string[]; readonly places: readonly SwitchPlace[] }
  | { readonly kind: 'taken'; readonly names: readonly string[] }
  | { readonly kind: 'still'; readonly afterMs: number };

/** Where a chair's own switch is; null where nobody has said. */
export interface SwitchPlace {
  readonly name: string;
  readonly place: string | null;
}

/** The worst first. */
const ofChair = ['refused', 'moving', 'escalated', 'blind', 'taken', 'still'] as const;
type ChairOutcome = (typeof ofChair)[number];

/** What the page knew of the chairs when the stop was asked for. */
export type LatchedBefore = ReadonlySet<string>;

function outcomeOfChair(chair: KnownChair, run: StopRun, hadLatch: boolean, nowMs: number): ChairOutcome {
  const { stop, state, fault } = chair;
  const told = run.answer?.chairs.find(({ id }) => id === chair.id);
  if (told !== undefined && !told.ok) return 'refused';
  if (fault === 'stop_unverified') return 'moving';
  const isOurs = stop !== null && run.answer !== null && Date.parse(stop.at) >= Date.parse(run.answer.at);
  if (isOurs && stop.still === true) {
    // It is still, but not by the stop that was asked for.
    return run.kind === 'stop' && state === 'emergency_stopped' && !hadLatch ? 'escalated' : 'still';
  }
  const waitedMs = nowMs - (run.answeredMs ?? nowMs);
  if (isOurs && stop.still === false) return waitedMs > blindAfterMs ? 'moving' : 'taken';
  return waitedMs > blindAfterMs ? 'blind' : 'taken';
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

const placesOf = (chairs: readonly KnownChair[]): readonly SwitchPlace[] =>
  chairs.map(({ name, emergencySwitch }) => ({ name, place: emergencySwitch }));

/** What the page may say of a stop now: outcomes, not hopes. Of several chairs the worst, with the names of those. [S4] */
export function stopOutcome(
  run: StopRun,
  chairs: readonly KnownChair[],
  hadLatch: LatchedBefore,
  nowMs: number,
): StopOutcome {
  const meant = chairsOf(run, chairs);
  if (run.answer === null) {
    if (run.refusal !== null) return { kind: 'refused', refusal: run.refusal, places: placesOf(meant) };
    return nowMs - run.askedMs >= unconfirmedAfterMs
      ? { kind: 'unconfirmed', places: placesOf(meant) }
      : { kind: 'stopping' };
  }
  const found = meant.map((chair) => ({ chair, is: outcomeOfChair(chair, run, hadLatch.has(chair.id), nowMs) }));
  const worst = ofChair.find((each) => found.some(({ is }) => is === each)) ?? 'taken';
  const those = found.filter(({ is }) => is === worst).map(({ chair }) => chair);
  const names = those.map(({ name }) => name);
  switch (worst) {
    case 'refused':
      return { kind: 'refused', refusal: refusalIn(run, those), places: placesOf(those) };
    case 'moving':
    case 'escalated':
    case 'blind':
      return { kind: worst, names, places: placesOf(those) };
    case 'taken':
      return { kind: 'taken', names };
    case 'still':
      return { kind: 'still', afterMs: Math.max(0, ...those.map(({ stop }) => stop?.after_ms ?? 0)) };
  }
}

function refusalIn({ answer }: StopRun, [first]: readonly KnownChair[]): ApiError | null {
  const told = answer?.chairs.find(({ id }) => id === first?.id);
  return told === undefined ? null : { code: told.code, message: told.message, values: {} };
}
