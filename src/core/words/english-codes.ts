import type { AvoidWord } from '../safety/people.js';
import {
  type ByEnding,
  type ByFault,
  type ByReason,
  type ByRefusal,
  type ByState,
  type CodeWords,
  minutesOf,
  numericValue,
  reasonIn,
  wordIn,
} from './codes.js';

export const englishMinutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`);

const stateWords: ByState = {
  disconnected: 'Not connected',
  idle: 'Ready',
  starting: 'Starting',
  running: 'Running',
  paused: 'Paused',
  stopping: 'Stopping',
  resting: 'Resting',
  fault: 'Needs attention',
  emergency_stopped: 'Emergency stop',
};

const faults: ByFault = {
  overtemp: {
    what: 'A motor got too hot.',
    todo: 'Let the chair cool down for half an hour. Check that nothing covers it.',
  },
  overcurrent: {
    what: 'A motor drew too much current.',
    todo: 'Look for something caught in the chair, and remove it. If it comes back, have the motor checked.',
  },
  stall: {
    what: 'A motor was blocked.',
    todo: 'Look for something or someone caught in the chair, and free it.',
  },
  undervolt: { what: 'The supply voltage is too low.', todo: 'Check the power supply and its plug.' },
  overvolt: { what: 'The supply voltage is too high.', todo: 'Unplug the chair and have its power supply checked.' },
  sensor: { what: 'A sensor reads nonsense.', todo: 'Check the plug of that sensor.' },
  estop: {
    what: 'The emergency stop was triggered.',
    todo: 'See that nobody is caught and nothing is in the way. Then reset.',
  },
  lease: {
    what: 'The chair stopped by itself: it no longer heard from its service.',
    todo: 'Check the cable between chair and computer.',
  },
  contradiction: {
    what: 'The chair did something that nobody asked for.',
    todo: 'Keep people out of the chair. Have its driver and wiring checked.',
  },
  link_lost: { what: 'The connection to the chair was lost.', todo: 'Check the cable and the power of the chair.' },
  stop_unverified: {
    what: 'A stop could not be confirmed.',
    todo: 'Press the switch on the chair and look whether it stands still.',
  },
  foreign_owner: {
    what: 'Another service drives this chair.',
    todo: 'Use the page of that service, or end it, then reset.',
  },
  flood: { what: 'The chair sends far too much.', todo: 'Look for a loose contact. Reset once it is quiet.' },
  internal: { what: 'The service made a mistake.', todo: 'Its log says more. Reset when nobody is caught.' },
};

const avoids: Readonly<Record<AvoidWord, string>> = {
  'clot-risk': 'risk of blood clots',
  'heart-failure': 'heart failure',
  'arterial-disease': 'arterial disease',
  'open-wound': 'open wounds',
  pregnancy: 'pregnancy',
  pacemaker: 'a pacemaker',
  osteoporosis: 'osteoporosis',
  neuropathy: 'neuropathy',
  'recent-surgery': 'recent surgery',
};

export const englishSentence = (message: string): string =>
  message === '' ? '' : `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;

const reasons: ByReason = {
  broker: 'The service has lost its broker. Try again when it is back.',
  unsettled: 'The service is finding out whether another one drives this chair. Try again in some seconds.',
  going_down: 'The service is being shut down. Try again when it is back.',
  draining: 'The service waits for an update: no session begins until it is back.',
  unsaved: 'The disk of the service takes no more records. Free some space on it.',
  disk_silent: 'The disk of the service does not answer. Have it looked at.',
  not_commissioned: 'This chair has not been commissioned yet: its own stop has to be proven first.',
  configuration: 'Remote start is off for this chair in the configuration.',
  unwatched: 'Nobody can see from here what this chair does: start it at the chair.',
  no_seat_sensor: 'This chair cannot tell whether somebody sits in it: start it at the chair.',
  switched_off: 'Remote start is switched off for this chair.',
  native: "This is the chair's own program, and nothing can make it weaker. Choose another.",
  stop: 'A stop came just before. Wait a second, then try again.',
  connecting: 'The service has just connected. Try again in a second.',
  silent: 'The service heard nothing for a while. Try again in a moment.',
  redelivered: 'This came twice. Try again.',
  ts_missing: 'The service wants to know when this was sent.',
  ts_old: 'This took too long to arrive. Try again.',
  ts_ahead: 'The clock of this device is ahead of the service. Reload the page.',
  ts_unit: 'The service cannot read when this was sent.',
};

const refusals: ByRefusal = {
  too_large: () => 'That was too much to send.',
  rate_limited: () => 'Too many commands in a second. Wait a moment.',
  invalid_json: ({ message }) => englishSentence(message),
  invalid_command: ({ message }) => englishSentence(message),
  retained: ({ message }) => englishSentence(message),
  stale: (why) => reasonIn(why, reasons) ?? englishSentence(why.message),
  duplicate: () => 'That was sent already.',
  foreign_owner: () => 'Another service drives this chair.',
  link_down: () => 'The chair is not connected. Check its cable and power.',
  fault: () => 'See to the fault first, then reset.',
  resting: (_why, until) => (until === null ? 'The chair rests.' : `Rests until ${until}.`),
  not_in_state: (why) => {
    const state = wordIn(why, 'state');
    return state !== null && state in stateWords
      ? `Not while the chair is: ${stateWords[state as keyof ByState].toLowerCase()}.`
      : englishSentence(why.message);
  },
  unavailable: (why) => (reasonIn(why, reasons) ?? englishSentence(why.message)) || 'Not possible just now.',
  unknown_program: () => 'This chair does not know that program.',
  program_rejected: (why) => {
    const allowedS = numericValue(why, 'allowed_s');
    return allowedS === null
      ? (reasonIn(why, reasons) ?? englishSentence(why.message))
      : `Too long: this chair allows ${englishMinutes(minutesOf(allowedS))}.`;
  },
  remote_start_off: (why) => reasonIn(why, reasons) ?? reasons.switched_off,
  unoccupied: () => 'Sit down first.',
  contraindicated: (why) => {
    const words = wordIn(why, 'avoid');
    return words === null ? 'Not for this person.' : `Not with ${words.split(', ').map(avoidText).join(', ')}.`;
  },
  daily_limit: (why) => {
    const leftS = numericValue(why, 'left_s') ?? 0;
    return leftS < 60 ? 'No minutes left today.' : `Only ${englishMinutes(Math.floor(leftS / 60))} left today.`;
  },
  unauthenticated: () => 'Log in first.',
  forbidden: () => 'You may not do this here.',
  not_found: () => 'The service does not know this.',
  wrong_method: ({ message }) => englishSentence(message),
  conflict: ({ message }) => englishSentence(message),
};

const avoidText = (word: string): string => (word in avoids ? avoids[word as AvoidWord] : word);

const endingWords: ByEnding = {
  completed: 'came to its end',
  stopped: 'was stopped',
  emergency_stop: 'ended by emergency stop',
  occupant_left: 'ended because the seat was left',
  link_lost: 'ended because the connection was lost',
  chair_restarted: 'ended because the chair restarted',
  fault: 'ended by a fault',
  limit: 'ended at the time limit',
  pause_timeout: 'ended after a long pause',
  shutdown: 'ended because the service was shut down',
  contradiction: 'ended because the chair moved by itself',
  daemon_lost: 'ended because the service broke off',
};

/** What the codes of the daemon mean, in English. */
export const englishCodes: CodeWords = { states: stateWords, faults, refusals, endings: endingWords, avoidText };
