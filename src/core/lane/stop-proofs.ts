/** What proves a stop topic. It must never stop anybody, in whatever daemon, however late it comes. [S7] */
const probePattern = /^chair2mqtt-probe ([0-9a-fA-F]{32})$/;
export const probeBytes = 49;
export const probeText = (digits: string): string => `chair2mqtt-probe ${digits}`;

/** The digits of a probe; null for everything else, which is a stop. */
export const readProbe = (text: string): string | null => probePattern.exec(text)?.[1]?.toLowerCase() ?? null;

/** A probe that takes longer proves nothing, ms. */
export const probeLastsMs = 5000;
const againAfterMs = 60_000;
/** 200 a second where a step comes ten times a second. */
const perStepMax = 20;

/** How one stop topic stands. Times monotonic, ms. */
interface TopicProof {
  /** The probe that is on its way. */
  readonly asked: { readonly digits: string; readonly atMs: number } | null;
  readonly isProven: boolean;
  /** The last probe was in vain: the right is missing. */
  readonly isMissing: boolean;
  readonly dueAtMs: number;
  /** How long after its proof it is probed again: the first time each topic has a place of its own, so that they spread. */
  readonly placeMs: number;
}

/** In the order in which they are proven. */
export interface StopProofs {
  readonly topics: readonly string[];
  /** Where each topic stands. */
  readonly places: ReadonlyMap<string, number>;
  /** Of each place. A thousand chairs have two thousand: a list is copied in a few us, ten times a second and at each probe. */
  readonly proofs: readonly TopicProof[];
}

/** A new connection: everything is to be proven anew. */
export const newStopProofs = (topics: readonly string[]): StopProofs => ({
  topics,
  places: new Map(topics.map((topic, place) => [topic, place])),
  proofs: topics.map((_topic, place) => {
    const placeMs = (againAfterMs / 2) * (1 + (place + 1) / topics.length);
    return { asked: null, isProven: false, isMissing: false, dueAtMs: Number.NEGATIVE_INFINITY, placeMs };
  }),
});

const proofOf = ({ places, proofs }: StopProofs, topic: string): TopicProof | undefined =>
  proofs[places.get(topic) ?? -1];

export const isTopicProven = (proofs: StopProofs, topic: string): boolean => proofOf(proofs, topic)?.isProven === true;

/** A probe that had its time is in vain, and its topic is probed anew. */
function judged(proof: TopicProof, nowMs: number): TopicProof {
  const isInVain = proof.asked !== null && nowMs - proof.asked.atMs > probeLastsMs;
  return isInVain ? { ...proof, asked: null, isProven: false, isMissing: true, dueAtMs: nowMs } : proof;
}

/** Where nothing is written nothing is proven: what was, is to be proven anew when it is ours again. */
const forgotten = (proof: TopicProof): TopicProof =>
  proof.asked === null && !proof.isProven && !proof.isMissing
    ? proof
    : { ...proof, asked: null, isProven: false, isMissing: false, dueAtMs: Number.NEGATIVE_INFINITY };

export interface StopProbe {
  readonly topic: string;
  readonly digits: string;
}

/** Which topics to probe now. To be called ten times a second. `newDigits` makes 32 of them; `isOurs`: we may write there. */
export function stepStopProofs(
  before: StopProofs,
  nowMs: number,
  newDigits: () => string,
  isOurs: (topic: string) => boolean,
): readonly [StopProofs, readonly StopProbe[]] {
  const probes: StopProbe[] = [];
  const proofs = before.proofs.map((known, place) => {
    const topic = before.topics[place] ?? '';
    const isOwn = isOurs(topic);
    const proof = isOwn ? judged(known, nowMs) : forgotten(known);
    const isDue = isOwn && proof.asked === null && proof.dueAtMs <= nowMs && probes.length < perStepMax;
    if (!isDue) return proof;
    const digits = newDigits();
    probes.push({ topic, digits });
    return { ...proof, asked: { digits, atMs: nowMs } };
  });
  return [{ ...before, proofs }, probes];
}

/** A probe came back. Only what this connection has sent to this topic, the first time and in time, proves it. */
export function probeReturned(proofs: StopProofs, { topic, digits }: StopProbe, nowMs: number): StopProofs {
  const proof = proofOf(proofs, topic);
  if (proof === undefined || proof.asked?.digits !== digits || nowMs - proof.asked.atMs > probeLastsMs) return proofs;
  const dueAtMs = nowMs + proof.placeMs;
  const proven: TopicProof = { asked: null, isProven: true, isMissing: false, dueAtMs, placeMs: againAfterMs };
  return { ...proofs, proofs: proofs.proofs.map((each) => (each === proof ? proven : each)) };
}

/** Which of these topics are not proven. */
export const unprovenTopics = (proofs: StopProofs, topics: readonly string[]): readonly string[] =>
  topics.filter((topic) => !isTopicProven(proofs, topic));

/** Of each topic it is known whether it comes back. */
export const isJudged = ({ proofs }: StopProofs): boolean =>
  proofs.every(({ isProven, isMissing }) => isProven || isMissing);

/** Why not all of these topics are proven: the first whose right is missing, or that was not heard yet. Null: all are. */
export function unprovenOf(
  proofs: StopProofs,
  topics: readonly string[],
): { readonly topic: string; readonly isMissing: boolean } | null {
  const unproven = unprovenTopics(proofs, topics);
  if (unproven.length === 0) return null;
  const isMissing = (topic: string): boolean => proofOf(proofs, topic)?.isMissing === true;
  const [first] = [...unproven.filter(isMissing), ...unproven];
  return first === undefined ? null : { topic: first, isMissing: isMissing(first) };
}

/** The topics whose right is missing. */
export const missingStopTopics = ({ topics, proofs }: StopProofs): readonly string[] =>
  topics.filter((_topic, place) => proofs[place]?.isMissing === true);
