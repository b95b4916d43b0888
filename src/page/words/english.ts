import type { AvoidWord } from '../../core/safety/people.js';
import type { Zone } from '../../core/zones.js';
import type { ChairFacts, ZoneFactsShown } from '../logic/chair-facts.js';
import type { Upcoming } from '../logic/look-ahead.js';
import {
  type ByEnding,
  type ByFault,
  type ByRefusal,
  type ByState,
  type ByTechnique,
  type ByZone,
  minutesOf,
  numberIn,
  wordIn,
} from './codes.js';
import type { ProgramWords, ShippedPhase, ShippedProgram } from './shipped.js';

const zones: ByZone = { back: 'Back', seat: 'Seat', legs: 'Legs' };

const techniques: ByTechnique = {
  off: 'rest',
  knead: 'knead',
  tap: 'tap',
  roll: 'roll',
  press: 'press',
  compress: 'squeeze',
  vibrate: 'hum',
};

const thirdPerson: ByTechnique = {
  off: 'rests',
  knead: 'kneads',
  tap: 'taps',
  roll: 'rolls',
  press: 'presses',
  compress: 'squeezes',
  vibrate: 'hums',
};

const does = (zone: Zone, technique: keyof ByTechnique): string =>
  `${zones[zone]} ${(zone === 'legs' ? techniques : thirdPerson)[technique]}`;

const minutes = (count: number): string => (count === 1 ? '1 minute' : `${count} minutes`);

const states: ByState = {
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
    what: 'The emergency stop was pressed.',
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

const sentence = (message: string): string =>
  message === '' ? '' : `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.!?]$/.test(message) ? '' : '.'}`;

const refusals: ByRefusal = {
  too_large: () => 'That was too much to send.',
  rate_limited: () => 'Too many commands in a second. Wait a moment.',
  invalid_json: ({ message }) => sentence(message),
  invalid_command: ({ message }) => sentence(message),
  retained: ({ message }) => sentence(message),
  stale: () => 'A stop came just before. Wait a second, then try again.',
  duplicate: () => 'That was sent already.',
  foreign_owner: () => 'Another service drives this chair.',
  link_down: () => 'The chair is not connected. Check its cable and power.',
  fault: () => 'See to the fault first, then reset.',
  resting: (_why, until) => (until === null ? 'The chair rests.' : `Rests until ${until}.`),
  not_in_state: (why) => {
    const state = wordIn(why, 'state');
    return state !== null && state in states
      ? `Not while the chair is: ${states[state as keyof ByState].toLowerCase()}.`
      : sentence(why.message);
  },
  unavailable: ({ message }) => sentence(message) || 'Not possible just now.',
  unknown_program: () => 'This chair does not know that program.',
  program_rejected: (why) => {
    const allowedS = numberIn(why, 'allowed_s');
    return allowedS === null ? sentence(why.message) : `Too long: this chair allows ${minutes(minutesOf(allowedS))}.`;
  },
  remote_start_off: () => 'Remote start is switched off for this chair.',
  unoccupied: () => 'Sit down first.',
  contraindicated: (why) => {
    const words = wordIn(why, 'avoid');
    return words === null ? 'Not for this person.' : `Not with ${words.split(', ').map(avoidText).join(', ')}.`;
  },
  daily_limit: (why) => {
    const leftS = numberIn(why, 'left_s') ?? 0;
    return leftS < 60 ? 'No minutes left today.' : `Only ${minutes(Math.floor(leftS / 60))} left today.`;
  },
  unauthenticated: () => 'Log in first.',
  forbidden: () => 'You may not do this here.',
  not_found: () => 'The service does not know this.',
  wrong_method: ({ message }) => sentence(message),
  conflict: ({ message }) => sentence(message),
};

const avoidText = (word: string): string => (word in avoids ? avoids[word as AvoidWord] : word);

const endings: ByEnding = {
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

function zoneSentence({ zone, technique, level, temperatureC, isDerated }: ZoneFactsShown): string {
  if (level === null || technique === null) return `${zones[zone]}: not known`;
  const motion = level === 0 || technique === 'off' ? `${zones[zone]} at rest` : `${does(zone, technique)} at ${level}`;
  const heat = temperatureC === null ? '' : `, ${Math.round(temperatureC)} degrees`;
  return `${motion}${heat}${isDerated ? ', weaker because it is warm' : ''}`;
}

/** What a person would say of a chair. */
function chairSentence({ name, state, programName, phaseName, leftMs, zones: parts, occupied }: ChairFacts): string {
  const what =
    programName === null
      ? `${name}: ${states[state].toLowerCase()}.`
      : `${name}: ${programName}${phaseName === null ? '' : `, ${phaseName}`}, ${states[state].toLowerCase()}${
          leftMs === null ? '' : `, ${minutes(minutesOf(leftMs / 1000))} left`
        }.`;
  const seat = occupied === null ? '' : occupied ? ' Somebody sits in it.' : ' Nobody sits in it.';
  return `${what} ${parts.map(zoneSentence).join('. ')}.${seat}`;
}

const programs: Readonly<Record<ShippedProgram, ProgramWords>> | null = null;
const phases: Readonly<Record<ShippedPhase, string>> | null = null;

/** Everything that the page says, in English. */
export const english = {
  locale: 'en-GB',
  zones,
  techniques,
  states,
  faults,
  refusals,
  endings,
  programs: programs as Readonly<Record<ShippedProgram, ProgramWords>> | null,
  phases: phases as Readonly<Record<ShippedPhase, string>> | null,
  avoidText,
  chairSentence,
  does,
  minutes,
  chairs: 'Chairs',
  oneChair: 'Chair',
  allChairs: 'All chairs',
  noChairs: 'There is no chair yet. The service’s configuration names the chairs.',
  people: 'People',
  about: 'About',
  main: 'Main',
  loading: 'Connecting …',
  skipToStop: 'To the stop buttons',
  stop: 'Stop',
  stopAll: (count: number) => (count === 1 ? 'Stop' : `Stop all ${count}`),
  stopEverything: 'Stop all',
  emergencyStop: 'Emergency stop',
  stopsChair: (name: string) => `Stop ${name}`,
  emergencyStopsChair: (name: string) => `Emergency stop ${name}`,
  emergencyStopsAll: 'Emergency stop for all chairs',
  stopRegion: 'Stop',
  stopping: 'Stopping …',
  taken: (names: string) => `Stop taken. Waiting until ${names === '' ? 'it is' : `${names} is`} still …`,
  still: (seconds: string) => `Still. Checked ${seconds} s after.`,
  blind: (names: string, isMany: boolean) =>
    isMany
      ? `Stop sent. ${names} cannot say that they are still: look.`
      : `Stop sent. ${names === '' ? 'This chair' : names} cannot say that it is still: look.`,
  moving: (names: string) => `${names}: not still. Press the switch on the chair.`,
  escalated: (names: string) => `${names}: only the emergency stop ended it. Look at the chair.`,
  notConfirmed: 'Not confirmed. Press the switch on the chair.',
  notTaken: 'Stop refused. Press the switch on the chair.',
  switchAt: (name: string, place: string) => `${name}: ${place}`,
  seen: 'Close',
  offlineFor: (seconds: number) => `Not connected for ${seconds} s.`,
  seenAt: (time: string) => `What you see is from ${time}.`,
  stopStillSends: 'Stop is sent all the same.',
  polling: 'The live stream does not get through. Values are fetched once a second.',
  chairGone: 'The cable to the chair is silent.',
  chairGoneHint: 'Values are the last that came.',
  ago: (seconds: number) => (seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`),
  unknown: 'not known',
  asked: (level: number) => `asked ${level}`,
  derated: 'weaker: warm',
  hot: 'hot',
  stalled: 'blocked',
  atLimit: 'at its end',
  occupied: 'Somebody sits here',
  empty: 'Nobody sits here',
  leftBefore: '',
  leftAfter: 'left',
  phaseOf: (index: number, count: number) => `Phase ${index} of ${count}`,
  upcoming: ({ zone, technique, inMs }: Upcoming) => {
    const seconds = Math.max(1, Math.round(inMs / 1000));
    const when = seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
    return `${does(zone, technique)} in ${when}`;
  },
  nothingAhead: 'Nothing more changes until the end.',
  timeline: 'Course of the session',
  timelineText: (name: string, phase: string, time: string) => `${name}, ${phase}, ${time} left`,
  planned: 'planned',
  measured: 'measured',
  intensity: 'Intensity',
  softer: 'Softer',
  stronger: 'Stronger',
  pause: 'Pause',
  resume: 'Go on',
  skip: 'Next part',
  start: 'Start',
  startProgram: (name: string) => `Start ${name}`,
  programList: 'Programs',
  ready: 'Ready to start.',
  personHere: 'Who sits here?',
  nobody: 'Nobody in particular',
  readOnly: 'To start a massage, log in.',
  lengthMin: (count: number) => `${count} min`,
  avoidNote: (words: string) => `Not with ${words}`,
  restsUntil: (time: string) => `Rests until ${time}.`,
  restHint: 'Skin and muscles need a pause between massages.',
  lastEnded: (program: string, ending: string, time: string) => `${program} ${ending} at ${time}.`,
  whatToDo: 'What to do',
  since: (time: string) => `Since ${time}`,
  atZone: (zone: Zone) => `At: ${zones[zone].toLowerCase()}.`,
  reset: 'Reset …',
  resetTitle: (name: string) => `Reset ${name}`,
  resetIntro: 'Nothing moves by a reset. It checks that:',
  resetChecks: {
    link: 'the chair answers',
    fresh: 'its readings are fresh',
    still: 'all motors stand still',
    person: 'nobody is caught, nothing is in the way',
  },
  resetLook: 'look yourself',
  isThere: 'yes',
  isMissing: 'missing',
  resetNow: 'Reset now',
  resetWorking: 'Checking …',
  cancel: 'Cancel',
  resetMissing: (what: string) => `Not reset yet: ${what}`,
  missingUnknown: 'the cause is still there.',
  missing: (message: string) => sentence(message),
  offlineNow: 'Not connected: nothing was sent. Try again once the connection is back.',
  unanswered: 'No answer. Look at the chair before you try again.',
  otherTitle: 'Another service answers here',
  otherText:
    'This address now leads to a different service than the one this page was opened for. Nothing of it is shown here, so that nobody mistakes its chairs for yours.',
  otherReload: 'Open its page',
  loginTitle: 'Log in',
  loginText:
    'Run “chair2mqtt link” on the computer of the chair and open the link that it prints, or paste the link or the token here.',
  loginLabel: 'Link or token',
  loginButton: 'Log in',
  loginCode: 'Logging in …',
  loginCodeWrong: 'That link has been used or is too old. Make a new one with “chair2mqtt link”.',
  loginWrong: 'That is not right.',
  loginWait: (seconds: number) => `Too many attempts. Try again in ${seconds} s.`,
  loginNoAnswer: 'No answer. Try again.',
  passTitle: 'Your login has ended',
  passText: 'You can still stop. To see more, log in again.',
  loggedInAs: {
    loopback: 'On this computer, without a login: look and stop.',
    token: 'Logged in with the token.',
    session: 'Logged in.',
    guest: 'Logged in as a guest.',
    pass: 'Stop only.',
    nobody: 'Not logged in.',
  },
  loggedInUntil: (time: string) => `Until ${time}.`,
  logout: 'Log out',
  peopleText:
    'Who sits here decides which programs suit and how strong they may be. The configuration names the people.',
  peopleNone: 'The configuration names no people.',
  peopleHidden: 'People are shown to those who are logged in.',
  sitsIn: (chair: string) => `Sits in ${chair}`,
  language: 'Language',
  languages: { en: 'English', de: 'Deutsch' },
  version: 'Version',
  runsSince: 'Runs since',
  broker: 'Broker',
  brokerOnline: 'connected',
  brokerOffline: 'not connected',
  unsaved: (names: string) => `Not saved on the disk: ${names}. Remote starts are refused until it is.`,
  model: 'Model',
  serial: 'Serial number',
  firmware: 'Firmware',
  driver: 'Driver',
  guarantees: 'What it guarantees',
  switchPlace: 'Its own switch',
  comfort: 'For comfort, not a medical device. The stop on this page does not replace the switch on the chair.',
  keys: 'Esc twice stops. Esc four times is an emergency stop.',
  minutesLeft: (count: number) => `${minutes(count)} left`,
  trouble: 'Needs attention',
  notFound: 'There is no such chair.',
};

export type Words = typeof english;
