/** No word of the daemon for so long: what is shown may not be true any more. */
const staleAfterMs = 3000;
/** Without an answer to a stop for so long, the switch on the chair is the surer way. */
export const unconfirmedAfterMs = 1000;
/** A chair that can tell whether it is still has told it by so long after the answer. */
export const blindAfterMs = 4000;

/** How old what a face shows is. `silentS`: whole seconds, only while stale. */
export interface Silence {
  readonly isStale: boolean;
  readonly silentS: number;
}

/** What a face may claim after a silence of its daemon of so long. */
export function silenceOf(silentMs: number): Silence {
  const isStale = silentMs > staleAfterMs;
  return { isStale, silentS: isStale ? Math.floor(silentMs / 1000) : 0 };
}
