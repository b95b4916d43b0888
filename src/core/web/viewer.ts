import type { ScheduleStatus } from '../ledger/schedules/schedule-status.js';
import type { ChairCard, MessageValues, Result, Status } from '../status.js';
import type { PassChair, ShortChair } from './frames.js';

/** What is told of every chair, in short. */
export function shortChair(
  { id, name }: Pick<ChairCard, 'id' | 'name'>,
  { state, fault, program, ends_at, stop }: Status,
  { available, emergency_switch }: Pick<ShortChair, 'available' | 'emergency_switch'>,
): ShortChair {
  return { id, name, state, available, fault: fault?.code ?? null, program, ends_at, stop, emergency_switch };
}

/** The same for one who may only stop. */
export const passChair = ({ id, name, state, stop }: ShortChair): PassChair => ({ id, name, state, stop });

/** A status for one who is not to know who sits there. */
export const anonymous = (status: Status): Status => ({
  ...status,
  selected: { ...status.selected, person: null },
  session: status.session === null ? null : { ...status.session, person: null },
});

interface RefusalWords {
  readonly code: string;
  readonly message: string;
  readonly values?: MessageValues;
}

const listOfPeople = /^(there is no person [^;]*); there are .*$/;

/** A verdict for one who is not to know who there is and what somebody has to be spared: names and the words of `avoid` are left out. */
export function discreet<Told extends RefusalWords>(told: Told): Told {
  if (told.code !== 'contraindicated') return { ...told, message: told.message.replace(listOfPeople, '$1') };
  const { avoid: _, ...values } = told.values ?? {};
  return { ...told, message: 'not for this person: choose another program', values };
}

/** What schedules plan and offer, for one who is not to know for whom. */
export const anonymousPlan = ({ next, offer, last }: ScheduleStatus): ScheduleStatus => ({
  next: next === null ? null : { ...next, person: null },
  offer: offer === null ? null : { ...offer, person: null },
  last,
});

/** The result of a command as its sender may read it. */
export const resultFor = (result: Result, mayOwn: boolean): Result => (mayOwn ? result : discreet(result));
