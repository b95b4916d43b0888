import type { PersonQuestion, StopsOutcome } from '../chair/proof/stop-run.js';
import type { Profile } from '../core/profile/schema.js';
import {
  movedText,
  type ProofRound,
  type StopProof,
  stopProofLimits,
  withoutSoftStop,
} from '../core/profile/stop-proof.js';

type ProfileSight = Profile['sight'];

const provable: Readonly<Record<ProfileSight, string>> = {
  status: 'How long it takes from the first byte of its stop until its status shows it still.',
  answers:
    'How long it takes from the first byte of its stop until the chair answers. An answer is no motion: look at it.',
  none: 'Nothing can be measured: it shows nothing of what it does. You are asked what you see.',
};

/** Who the chair is, what can be proved, and what is about to happen. */
export function showStopIntent(
  chairId: string,
  profile: Profile,
  rounds: readonly ProofRound[],
  hasPerson: boolean,
): string {
  const { title, name, sight, stop } = profile;
  const hardStops = withoutSoftStop(profile) === null ? 0 : stopProofLimits.triesMax;
  const stops = rounds.length * (sight === 'none' ? 1 : stopProofLimits.triesMax) + hardStops;
  const moves = stop?.moves ?? [];
  const lines = [
    `Chair ${chairId}: ${title}, profile ${name}, sight ${sight}`,
    '',
    'It has no dead-man: when this program, the machine or the cable fails, it goes on. What can be proved is its stop.',
    provable[sight],
    '',
    `Its zones are now driven gently, together, and stopped ${stops} ${stops === 1 ? 'time' : 'times'}:`,
    ...rounds.map(({ moved }) => `  - ${movedText(moved)}`),
    '',
    'Before you begin:',
    '  - Nobody sits in the chair; hands, children and animals are away from it.',
    ...(moves.length === 0
      ? []
      : [`  - Its stop drives ${moves.join(' and ')} home: nothing is under or behind them.`]),
    '  - Its mains switch and its own remote are in reach: should it not stop, switch it off there.',
    ...(hasPerson && sight === 'status' ? ['Last, you are asked to switch it off with its own remote.'] : []),
    '',
    '',
  ];
  return lines.join('\n');
}

/** What somebody is asked who looks at the chair. */
export function personWords({ kind, zone }: PersonQuestion): string {
  if (kind === 'remote') return 'It runs once more. Switch it off with its own remote now, within a minute.';
  return kind === 'moves' ? `Does the ${zone} move? yes or no: ` : `Does the ${zone} stand still now? yes or no: `;
}

const ms = (value: number): string => `${Math.round(value)} ms`;

function figures({ tookMs, limitMs, homeMs, homeLimitMs, isSaidStill }: StopProof, sight: ProfileSight): string {
  const seen = sight === 'status' ? 'seen still' : 'answered';
  const took =
    sight === 'none'
      ? ['sent, not seen']
      : tookMs === null
        ? []
        : [`${seen} after ${ms(tookMs)}, at most ${limitMs} ms`];
  const home = homeMs === null || homeLimitMs === null ? [] : [`home after ${ms(homeMs)}, at most ${homeLimitMs} ms`];
  const said = isSaidStill === true ? ['still, as you say'] : [];
  return [...took, ...home, ...said].join('; ');
}

/** One stop, as it is known. */
export function showStopLine(stop: StopProof, sight: ProfileSight): string {
  const words = `${movedText(stop.moved)}${stop.way === 'soft' ? ', by its soft stop' : ''}`;
  return stop.failure === null ? `ok      ${words}: ${figures(stop, sight)}\n` : `FAILED  ${words}: ${stop.failure}\n`;
}

interface Kept {
  readonly file: string;
  readonly isKept: boolean;
  /** An earlier record of this very chair and profile is in the store. */
  readonly isStillGood: boolean;
}

/** What the stops of a record come to, as one sentence. Also for the doctor. */
export function stopSummary(sight: ProfileSight, stops: readonly StopProof[]): string {
  const slowest = stops.reduce<StopProof | null>(
    (most, each) => ((each.tookMs ?? 0) > (most?.tookMs ?? -1) ? each : most),
    null,
  );
  const took = `${ms(slowest?.tookMs ?? 0)} of ${slowest?.limitMs ?? 0} ms`;
  const homeMs = Math.max(0, ...stops.map((stop) => stop.homeMs ?? 0));
  const said = stops.some(({ isSaidStill }) => isSaidStill === true);
  const watched = said ? 'somebody who looked at it said that it stood still' : 'nobody was asked to look at it';
  switch (sight) {
    case 'status':
      return `its stop was seen: still after at most ${took}${homeMs === 0 ? '' : `, home after at most ${ms(homeMs)}`}`;
    case 'answers':
      return `its stop was answered after at most ${took}, which is no motion; ${watched}`;
    case 'none':
      return `its stop was sent; ${watched}; nothing was measured`;
  }
}

function remoteWords(isRemoteSeen: boolean | null): string {
  if (isRemoteSeen === null) return '';
  return isRemoteSeen
    ? 'A key of its own remote was seen.\n'
    : 'No key of its own remote was seen within a minute: press one while the daemon runs, and see that the session ends.\n';
}

/** The last words: `good` for standard output, `bad` for standard error. */
export function showStopOutcome(
  { sight }: Profile,
  outcome: StopsOutcome,
  kept: Kept,
): { readonly good: string; readonly bad: string } {
  const { kind, stops, isRemoteSeen } = outcome;
  if (kind === 'proved' && kept.isKept) {
    const summary = stopSummary(sight, stops);
    const head = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
    const good = `${head}\n${remoteWords(isRemoteSeen)}Kept in ${kept.file}. It still has no dead-man: keep its switch within reach.\n`;
    return { good, bad: '' };
  }
  const lines = kind === 'failed' ? failedLines(outcome) : [reasonOf(outcome, kept)];
  if (kind !== 'interrupted' && !kept.isKept) {
    lines.push(`${kept.file} could not be written: remove it by hand, and see that the folder takes files.`);
  }
  return { good: '', bad: [...lines, restWords[outcome.rest], ''].join('\n') };
}

function reasonOf({ kind, reason }: StopsOutcome, { isStillGood }: Kept): string {
  if (kind === 'proved') return 'NOT proved: everything passed, but it could not be kept.';
  const rest = isStillGood ? ' The earlier proof of this chair still counts.' : '';
  return `NOT proved: it was interrupted (${reason ?? 'unknown'}).${rest}`;
}

function failedLines({ stops, reason }: StopsOutcome): string[] {
  const isLate = stops.some(({ failure, tookMs }) => failure !== null && tookMs !== null);
  return [
    'NOT proved: this chair must not be used until that is fixed.',
    isLate
      ? 'Where the chair takes so long by its nature, say so in its profile (within, rests_within); else see why it is slow.'
      : 'Its stop does not stop it, or what the profile says of the end (stop.press, stop.send, stop.done) is not so.',
    'Then run this again.',
    ...(reason === null ? [] : [`It was cut short: ${reason}.`]),
  ];
}

const restWords: Readonly<Record<StopsOutcome['rest'], string>> = {
  still: 'It was seen still.',
  moving: 'THE CHAIR WAS NOT SEEN STILL: switch it off at the mains, now, and look at it.',
  unknown:
    'Its stop was sent. Whether it is still nobody can see from here: LOOK AT IT, and switch it off where it moves.',
};
