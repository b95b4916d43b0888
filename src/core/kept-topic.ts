/** After something else stood there for this long it is said again: it may be on its way already. */
const patienceMs = 500;
/** An echo that has not come by then does not come. */
const echoMs = 10_000;
const echoesMax = 32;
const minuteMs = 60_000;
const correctionsMax = 3;

/** A retained topic that is ours, and what we know of it. Own messages are known by what is in them and by their order: each
 *  comes back once. Times in ms. */
export interface KeptTopic {
  readonly said: string;
  readonly saidAtMs: number;
  /** What was said and has not come back yet, oldest first. */
  readonly echoes: readonly string[];
  /** Since when something else stands there; null where nothing does. */
  readonly wrongSinceMs: number | null;
  readonly correctedAtMs: readonly number[];
  /** Somebody else writes it again and again: it is said once a minute only. */
  readonly isContested: boolean;
}

export function saidTopic(before: KeptTopic | undefined, payload: string, nowMs: number): KeptTopic {
  const echoes = [...(before?.echoes ?? []), payload].slice(-echoesMax);
  const { correctedAtMs = [], isContested = false } = before ?? {};
  return { said: payload, saidAtMs: nowMs, echoes, wrongSinceMs: null, correctedAtMs, isContested };
}

/** Something was published there, by us or by somebody else. */
export function heardTopic(topic: KeptTopic, payload: string, nowMs: number): KeptTopic {
  const at = topic.echoes.indexOf(payload);
  // Those before it were not sent, because something newer had taken their place.
  const echoes = at < 0 ? topic.echoes : topic.echoes.slice(at + 1);
  const isRight = payload === topic.said || echoes.includes(topic.said);
  return { ...topic, echoes, wrongSinceMs: isRight && at >= 0 ? null : wrongSince(topic, payload, nowMs) };
}

const wrongSince = ({ said, wrongSinceMs }: KeptTopic, payload: string, nowMs: number): number | null =>
  payload === said ? null : (wrongSinceMs ?? nowMs);

/** What was under way is lost with the connection, and everything is said anew with the next. */
export const lostTopic = (topic: KeptTopic): KeptTopic => ({ ...topic, echoes: [], wrongSinceMs: null });

/** True where it is to be said again now. */
export function isCorrectionDue(topic: KeptTopic, nowMs: number): boolean {
  const { said, saidAtMs, echoes, wrongSinceMs, correctedAtMs, isContested } = topic;
  if (wrongSinceMs === null || nowMs - wrongSinceMs < patienceMs) return false;
  // Our own message is still on its way, and takes the place of what came before it.
  if (echoes.includes(said) && nowMs - saidAtMs < echoMs) return false;
  return !isContested || nowMs - (correctedAtMs.at(-1) ?? Number.NEGATIVE_INFINITY) >= minuteMs;
}

/** It is said again. */
export function correctedTopic(topic: KeptTopic, nowMs: number): KeptTopic {
  const recent = [...topic.correctedAtMs.filter((atMs) => nowMs - atMs < minuteMs), nowMs];
  const isContested = topic.isContested || recent.length >= correctionsMax;
  return { ...saidTopic(topic, topic.said, nowMs), correctedAtMs: recent, isContested };
}

/** A minute in which nobody else wrote it ends the quarrel. */
export function calmedTopic(topic: KeptTopic, nowMs: number): KeptTopic {
  const lastMs = topic.correctedAtMs.at(-1) ?? Number.NEGATIVE_INFINITY;
  const isOver = topic.isContested && topic.wrongSinceMs === null && nowMs - lastMs >= minuteMs;
  return isOver ? { ...topic, isContested: false, correctedAtMs: [] } : topic;
}
