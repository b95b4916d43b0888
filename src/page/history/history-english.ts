import type { SkipCode } from '../../core/ledger/schedules/skip-codes.js';
import type { CommandSource } from '../../core/status.js';
import type { ServiceNote } from '../../core/wear/service-notes.js';
import type { FlightBrief } from '../../core/web/history.js';

/** A week is called by its Monday. */
type Day = string;

/** What has changed of a zone: by how many percent, at what it does, since which month. */
type SayChange = (percent: number, technique: string, month: string) => string;
type ChangeCode = Exclude<ServiceNote['code'], 'hours_due'>;

/** Everything that the history says, in English. */
export const historyEnglish = {
  title: 'History',
  hidden: 'The history is shown to those whose chair it is: log in under “About”, with a link of “chair2mqtt link”.',
  loading: 'Reading …',
  unanswered: 'No answer. What you see may be old.',
  refused: (message: string) => `Not shown. The service says: ${message}.`,
  tryAgain: 'Try again',
  filters: 'What to show',
  chair: 'Chair',
  person: 'Person',
  since: 'Since',
  everyone: 'everyone',
  allChairs: 'all chairs',
  table: 'As a table (CSV)',
  weeks: 'Twelve weeks',
  weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  weekOf: (day: Day) => `week of ${day}`,
  dayText: (minutes: number, sessions: number) =>
    sessions === 0 ? 'none' : `${Math.round(minutes)} min, ${sessions === 1 ? '1 session' : `${sessions} sessions`}`,
  toCome: 'to come',
  minutesAWeek: 'Minutes a week',
  minutesOfGoal: (minutes: number, goalMinutes: number) => `${minutes} of ${goalMinutes} minutes`,
  minutesInPause: (minutes: number) => `${minutes} minutes, paused`,
  goalLine: (person: string) => `The line is what ${person} wants of a week.`,
  noLineInPause: 'A week with a pause has none.',
  weeksTotal: (minutes: number, sessions: number) =>
    `${Math.round(minutes)} minutes in ${sessions === 1 ? '1 session' : `${sessions} sessions`}.`,
  cost: 'Cost',
  costUnknown: 'What a session costs is said after the first of at least five minutes.',
  costOfEach: (sessions: number, each: string, appointment: string) =>
    `${sessions === 1 ? '1 session' : `${sessions} sessions`} of at least five minutes, at ${each} each so far. An appointment costs ${appointment}.`,
  paidForIn: (month: string) => `It paid for itself in ${month}.`,
  paysForItselfIn: (month: string) => `At the pace of the last twelve weeks it pays for itself in ${month}.`,
  noSessions: 'No session yet. What is played stands here afterwards.',
  noneOfThese: 'No session of these.',
  thisWeek: 'This week',
  ofGoal: (minutes: number, goalMinutes: number, days: number, goalDays: number) =>
    `${minutes} of ${goalMinutes} minutes, on ${days} of ${goalDays} days`,
  goalStates: { open: 'Under way', met: 'Done for this week', paused: 'Paused' },
  streak: (count: number) => `${count} weeks in a row`,
  nextFits: (time: string, minutes: number, chair: string) =>
    `Next: ${time}, ${minutes} minutes in ${chair} would fit.`,
  pauseGoal: 'Pause the goal',
  goOn: 'Go on',
  plans: 'Planned',
  plansText: 'A schedule offers; only a press starts it.',
  nothingPlanned: 'Nothing is planned.',
  planned: (time: string, program: string, person: string | null) =>
    `Next: ${time}, ${program}${person === null ? '' : `, for ${person}`}.`,
  offered: (program: string, person: string | null, until: string) =>
    `Offered until ${until}: ${program}${person === null ? '' : `, for ${person}`}.`,
  sitFirst: 'It can be started when somebody has sat there for three seconds.',
  startOffer: 'Start the offer',
  declineOffer: 'No, thanks',
  offerStarted: 'started',
  skips: {
    missed: 'the service was off',
    clock: 'the clock was set over it',
    unknown_program: 'the program is not there',
    no_sensor: 'this chair does not say whether somebody sits there',
    other_offer: 'another offer stood',
    stopped: 'a stop ended the offer',
    declined: 'no, thanks',
    not_pressed: 'nobody pressed',
    link_down: 'the chair did not answer',
    fault: 'the chair needed attention',
    busy: 'another session went on',
    unoccupied: 'nobody sat there',
  } as Readonly<Record<SkipCode, string>>,
  service: 'Service',
  serviceText: 'A chair that works can be worn all the same: each is compared with itself. Nothing is stopped by it.',
  allWell: (chair: string) => `${chair}: nothing to do`,
  lookAfter: (chair: string, zones: string) => `${chair}: ${zones}`,
  notMetYet: 'This chair has not answered yet.',
  motionHours: (hours: string) => `${hours} h of motion`,
  neverServed: 'no service so far',
  lastService: (day: string, note: string) => `last service on ${day}${note === '' ? '' : ` (${note})`}`,
  nothingToDo: 'nothing to do',
  serviceIn: (hours: string) => `next service in ${hours} h`,
  changes: {
    draws_more: (percent, technique, month) => `${percent} % more current at “${technique}” than in ${month}.`,
    warms_more: (percent, technique, month) => `${percent} % more warmth at “${technique}” than in ${month}.`,
    fills_slower: (percent, technique, month) =>
      `Filling takes ${percent} % longer at “${technique}” than in ${month}.`,
  } as Readonly<Record<ChangeCode, SayChange>>,
  hoursDue: (hours: string, day: string | null) =>
    `${hours} ${hours === '1' ? 'hour' : 'hours'} of motion ${day === null ? 'without a service' : `since the service on ${day}`}.`,
  lookAt: {
    draws_more: 'Look at the cover, and at what may rub at the motor.',
    air: 'Look at the cover and the hose.',
    warms_more: 'Look whether air gets to the motor, and whether it turns freely.',
    fills_slower: 'Look at the hose and its joints.',
    hours_due: 'Look the zone over.',
  } as Readonly<Record<ServiceNote['code'] | 'air', string>>,
  whatWasDone: 'What was done (may be left out)',
  done: 'Done',
  doneNoted: 'Noted. Its hours count from here, and what is usual of it is learned anew.',
  notNoted: (message: string) => `Not noted. The service says: ${message}.`,
  maybeNoted: 'No answer: look whether it was noted before you try again.',
  favourites: 'Played most',
  times: (count: number) => (count === 1 ? 'once' : `${count} times`),
  again: 'Same again',
  sameAgain: (name: string, chair: string) => `Same again: ${name}, in ${chair}`,
  sessions: 'Sessions',
  minutes: (count: number) => `${count} min`,
  underWay: 'has not ended',
  clockNotSet: 'the clock was not set',
  trial: 'trial',
  details: 'More',
  intensity: 'Intensity',
  mean: (level: number) => `${level} on average`,
  played: (seconds: string, level: number) => `${seconds}, level ${level} on average`,
  warmest: (celsius: number) => `up to ${Math.round(celsius)} degrees`,
  pausedFor: (time: string) => `${time} paused`,
  by: 'By',
  sources: {
    mqtt: 'the hub',
    http: 'the page, or a program',
    button: 'the chair’s own buttons',
    local: 'the service itself',
    schedule: 'an offer of a schedule',
    trial: 'a trial in the studio',
  } as Readonly<Record<CommandSource, string>>,
  older: 'Older sessions',
  watch: 'Watch again',
  watchThis: (name: string, time: string) => `Watch again: ${name}, ${time}`,
  asPlanned: 'As it was planned, with what was changed in it. What the motors did is kept in sums only.',
  asMeasured: 'As the chair said it.',
  otherVersion: 'This program has been changed since, or is not there any more: it cannot be watched.',
  noPicture: 'What this chair says can be read only with its profile: “chair2mqtt replay” shows it.',
  damaged: (what: string) => `The record is damaged: ${what}.`,
  play: 'Play',
  hold: 'Hold',
  close: 'Close',
  speed: 'Speed',
  place: 'Place in the film',
  happened: 'What happened',
  moment: (what: string) => {
    const [word, value] = what.split(' ');
    if (word === 'intensity') return `intensity ${value}`;
    if (word === 'nice' || word === 'softer') return `${value}: ${word === 'nice' ? 'nice' : 'softer wanted'}`;
    if (word === 'length') return `length ${Math.round(Number(value) / 60)} min`;
    return { paused: 'paused', resumed: 'went on', skipped: 'next part' }[word ?? ''] ?? what.replace(/_/g, ' ');
  },
  kinds: { command: 'asked', event: 'happened', late: 'this computer was late', wire: 'connection' },
  records: 'Flight records',
  recordsText:
    'The minute before a fault and half a minute after it, line by line. Nothing of persons is in them. One that somebody sent you can be dropped here.',
  noRecords: 'None. That is good.',
  open: 'Open a record …',
  notARecord: 'That file is too large for a flight record.',
  asFile: 'As a file',
  recordText: ({ chair }: FlightBrief, what: string) => `${chair}: ${what}`,
};

export type HistoryWords = typeof historyEnglish;
