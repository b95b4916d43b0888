import type { ProofOutcome } from '../chair/proof/proof-run.js';
import type { ChairConfig } from '../config.js';
import { commissioningName, type Proof, type ProofKind, proofLimits } from '../core/commissioning.js';
import type { Identity } from '../core/protocol/messages.js';

/** Three proofs of a zone, with what is between them. */
const secondsAZone = 7;

const what: Readonly<Record<ProofKind, string>> = {
  lease: 'silent host (lease)',
  ttl: 'no renewal (TTL)',
  emergency: 'emergency byte',
};

const meaning: Readonly<Record<ProofKind, string>> = {
  lease: 'It goes on when the daemon hangs or the cable is pulled: its lease does not work.',
  ttl: 'A movement that nobody renews goes on: its TTL does not work.',
  emergency: 'An emergency stop over the line does not stop it in time.',
};

/** Who answered, and what is about to happen. */
export function showIntent({ id, limits }: ChairConfig, identity: Identity): string {
  const { model, id: serial, fw, leaseMs, zones } = identity;
  const level = Math.min(proofLimits.levelMax, limits.level_max ?? 100);
  return `Chair ${id}: ${model} ${serial}, firmware ${fw}, zones ${zones.join(', ')}, lease ${leaseMs} ms

Each zone is now driven at level ${level} for a few seconds, three times; about ${zones.length * secondsAZone} s in all.
  - Nobody sits in the chair; hands, children and animals are away from it.
  - Its mains switch is in reach: should it not stop, switch it off there.

`;
}

/** One proof, as it is known. */
export function showProofLine({ kind, zone, technique, tookMs, limitMs, failure }: Proof): string {
  const words = `${zone.padEnd(5)} ${technique.padEnd(9)} ${what[kind].padEnd(20)}`;
  const took = tookMs === null ? '' : `${Math.round(tookMs)} ms, at most ${limitMs} ms`;
  if (failure === null) return `ok      ${words} ${took}\n`;
  return `FAILED  ${words} ${failure}${took === '' ? `; at most ${limitMs} ms` : ` (${took})`}\n`;
}

interface Kept {
  readonly folder: string;
  readonly isKept: boolean;
  /** An earlier proof of this very chair is in the store. */
  readonly isStillGood: boolean;
}

/** The last words: `good` for standard output, `bad` for standard error. */
export function showOutcome(
  chairId: string,
  identity: Identity,
  outcome: ProofOutcome,
  kept: Kept,
): { readonly good: string; readonly bad: string } {
  const file = `${kept.folder}/${commissioningName(chairId)}.json`;
  const untried =
    outcome.untried.length === 0 ? '' : `Not driven, because it cannot move: ${outcome.untried.join(', ')}.\n`;
  if (outcome.kind === 'proved' && kept.isKept) {
    const { fw, id } = identity;
    return { good: `${untried}Commissioned: ${id} with firmware ${fw}, kept in ${file}.\n`, bad: '' };
  }
  const lines = outcome.kind === 'failed' ? failed(outcome) : [reasonOf(outcome, kept)];
  if (outcome.kind !== 'interrupted' && !kept.isKept) {
    lines.push(`${file} could not be written: remove it by hand, and see that the folder takes files.`);
  }
  return { good: '', bad: [...lines, ...ending(outcome), ''].join('\n') };
}

function reasonOf({ kind, reason }: ProofOutcome, { isStillGood }: Kept): string {
  if (kind === 'proved') return 'NOT commissioned: everything passed, but it could not be kept.';
  const rest = isStillGood ? ' The earlier proof of this chair still counts.' : '';
  return `NOT commissioned: the proof was interrupted (${reason ?? 'unknown'}).${rest}`;
}

function failed({ proofs, untried, reason }: ProofOutcome): string[] {
  const kinds = new Set(proofs.filter(({ failure }) => failure !== null).map(({ kind }) => kind));
  return [
    'NOT commissioned: this chair must not be used until that is fixed.',
    ...[...kinds].map((kind) => meaning[kind]),
    'Fix its firmware or its drivers, then run this again.',
    ...(untried.length === 0 ? [] : [`Not driven any more: ${untried.join(', ')}.`]),
    ...(reason === null ? [] : [`It was cut short: ${reason}.`]),
  ];
}

function ending({ isStill, isLatched }: ProofOutcome): string[] {
  if (!isStill) return ['THE CHAIR WAS NOT SEEN STILL: switch it off at the mains, now, and look at it.'];
  if (isLatched) return ['Its outputs are at zero. It is in emergency stop: start the daemon, look, and send reset.'];
  return ['Its outputs are at zero.'];
}
