import { z } from 'zod';
import { isStopRecord } from './profile/stop-proof.js';
import type { Identity } from './protocol/messages.js';
import { type Capabilities, type Technique, techniques, type Zone, zones } from './zones.js';

/** What is proved of each zone: a silent host, a SET that nobody renews, the emergency byte. */
export const proofKinds = ['lease', 'ttl', 'emergency'] as const;
export type ProofKind = (typeof proofKinds)[number];

/** How a chair is proved. Times in ms, the level 0-100. */
export const proofLimits = {
  /** Enough to be seen moving, and nothing that hurts a hand. */
  levelMax: 20,
  rampMs: 1000,
  /** The TTL that is left to run out: the shortest that every chair takes. */
  ttlMs: 1000,
  /** What the protocol gives a chair for its ramp to 0, and for the emergency byte. [S1] [S2] [S3] */
  fallMs: 500,
  emergencyMs: 100,
  /** Zero is seen one telemetry period late, and measured through a cable and a busy machine. */
  telemetryMs: 100,
  toleranceMs: 50,
  /** A proof that fails while the line or this machine was unsteady is tried again. */
  triesMax: 3,
} as const;

/** How long a proof may take from the last line to the first telemetry at zero, ms. */
export function proofLimitMs(kind: ProofKind, leaseMs: number): number {
  const { telemetryMs, toleranceMs, fallMs, emergencyMs, ttlMs } = proofLimits;
  const seenMs = telemetryMs + toleranceMs;
  switch (kind) {
    case 'lease':
      return leaseMs + fallMs + seenMs;
    case 'ttl':
      return ttlMs + fallMs + seenMs;
    case 'emergency':
      return emergencyMs + seenMs;
  }
}

const passedProof = z.object({
  kind: z.enum(proofKinds),
  zone: z.enum(zones),
  technique: z.enum(techniques),
  level: z.number(),
  tookMs: z.number(),
  limitMs: z.number(),
});

/** One proof of one zone. `tookMs` null: zero was not seen in time; `failure` null: it passed. */
export interface Proof extends Readonly<Omit<z.infer<typeof passedProof>, 'tookMs'>> {
  readonly tookMs: number | null;
  readonly failure: string | null;
}

/** What moves least goes first; air and presses, which hold somebody, go last. */
const gentlestFirst: readonly Technique[] = ['vibrate', 'roll', 'knead', 'tap', 'compress', 'press'];

/** The technique with which a zone is proved; null where the zone cannot move. */
export const proofTechnique = (capabilities: Capabilities, zone: Zone): Technique | null =>
  gentlestFirst.find((technique) => capabilities[zone]?.[technique] !== undefined) ?? null;

const showProof = ({ kind, zone, failure }: Proof): string => `${kind} of ${zone}: ${failure ?? 'passed'}`;

const chairShape = {
  version: z.literal(1),
  at: z.iso.datetime(),
  fw: z.string(),
  model: z.string(),
  serial: z.string(),
};

/** What the proof of a chair leaves in the store, under `<chair>.commissioning`. */
const recordSchema = z.discriminatedUnion('result', [
  z.object({
    ...chairShape,
    result: z.literal('passed'),
    leaseMs: z.number(),
    proofs: z
      .array(passedProof)
      .min(1)
      .max(zones.length * proofKinds.length),
  }),
  z.object({ ...chairShape, result: z.literal('failed'), failures: z.array(z.string()).max(20) }),
]);
export type CommissioningRecord = z.infer<typeof recordSchema>;

/** The dot keeps it apart from every chair's own record. */
export const commissioningName = (chairId: string): string => `${chairId}.commissioning`;

const describe = ({ fw, model, id }: Identity, at: string) => ({ version: 1, at, fw, model, serial: id }) as const;

/** The record of a proof; one failure, or nothing that was proved, and it says that the chair failed. */
export function commissioningRecord(identity: Identity, proofs: readonly Proof[], at: string): CommissioningRecord {
  const passed = proofs.flatMap(({ failure, tookMs, ...proof }) =>
    failure === null && tookMs !== null ? [{ ...proof, tookMs: Math.round(tookMs) }] : [],
  );
  if (passed.length > 0 && passed.length === proofs.length) {
    return { ...describe(identity, at), result: 'passed', leaseMs: identity.leaseMs, proofs: passed };
  }
  const failures = proofs.filter(({ failure }) => failure !== null).map(showProof);
  return { ...describe(identity, at), result: 'failed', failures };
}

/** Why the chair that answered the handshake does not count as commissioned, or null. `record` is what the store had; one
 *  that cannot be read is none. */
export function whyNotCommissioned(record: unknown, identity: Identity | null): string | null {
  if (identity === null) return 'it has not answered yet';
  if (record === undefined || isStopRecord(record)) return 'its dead-man was never proved';
  const read = recordSchema.safeParse(record);
  if (!read.success) return 'the record of its proof cannot be read';
  const { data } = read;
  if (data.result === 'failed') return `it failed on ${data.at}: ${data.failures.join('; ')}`;
  if (data.serial !== identity.id) return `chair ${data.serial} was proved, and this is ${identity.id}`;
  if (data.fw !== identity.fw) return `it was proved with firmware ${data.fw}, and has ${identity.fw} now`;
  return null;
}
