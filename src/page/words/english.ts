import { type ByTechnique, minutesOf } from '../../core/words/codes.js';
import { englishCodes, englishMinutes, englishSentence } from '../../core/words/english-codes.js';
import { englishFace } from '../../core/words/english-face.js';
import type { Zone } from '../../core/zones.js';
import type { ChairFacts, ZoneFactsShown } from '../logic/chair-facts.js';
import type { Upcoming } from '../logic/look-ahead.js';
import type { ProgramWords, ShippedPhase, ShippedProgram } from './shipped.js';

const { zones, techniques } = englishFace;

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

function zoneSentence({ zone, technique, level, temperatureC, isDerated }: ZoneFactsShown): string {
  if (level === null || technique === null) return `${zones[zone]}: not known`;
  const motion = level === 0 || technique === 'off' ? `${zones[zone]} at rest` : `${does(zone, technique)} at ${level}`;
  const heat = temperatureC === null ? '' : `, ${Math.round(temperatureC)} degrees`;
  return `${motion}${heat}${isDerated ? ', weaker because it is warm' : ''}`;
}

/** What a person would say of a chair. */
function chairSentence({ name, state, programName, phaseName, leftMs, zones, occupied }: ChairFacts): string {
  const what =
    programName === null
      ? `${name}: ${englishCodes.states[state].toLowerCase()}.`
      : `${name}: ${programName}${phaseName === null ? '' : `, ${phaseName}`}, ${englishCodes.states[state].toLowerCase()}${
          leftMs === null ? '' : `, ${englishMinutes(minutesOf(leftMs / 1000))} left`
        }.`;
  const seat = occupied === null ? '' : occupied ? ' Somebody sits in it.' : ' Nobody sits in it.';
  return `${what} ${zones.map(zoneSentence).join('. ')}.${seat}`;
}

const programs: Readonly<Record<ShippedProgram, ProgramWords>> | null = null;
const phases: Readonly<Record<ShippedPhase, string>> | null = null;

const timesText = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Everything that the page says, in English. */
export const english = {
  locale: 'en-GB',
  ...englishCodes,
  ...englishFace,
  programs: programs as Readonly<Record<ShippedProgram, ProgramWords>> | null,
  phases: phases as Readonly<Record<ShippedPhase, string>> | null,
  chairSentence,
  does,
  minutes: englishMinutes,
  chairs: 'Chairs',
  oneChair: 'Chair',
  noChairs: 'There is no chair yet. The service’s configuration names the chairs.',
  people: 'People',
  history: 'History',
  service: 'Service',
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
  stoppedElsewhere: 'Another service took this stop, for its own chairs. Press the switch on the chair.',
  nothingStopped: 'Nothing was stopped: no chair is known here. Press the switch on the chair.',
  nothingToStop: 'No chair is driven from here, so nothing can be stopped here. Use the switch on the chair.',
  andMore: (names: string, count: number) => `${names} and ${count} more`,
  switchAt: (name: string, place: string) => `${name}: ${place}`,
  seen: 'Close',
  polling: 'The live stream does not get through. Values are fetched once a second.',
  ago: (seconds: number) => (seconds < 60 ? `${seconds} s ago` : `${Math.floor(seconds / 60)} min ago`),
  asked: (level: number) => `asked ${level}`,
  leftBefore: '',
  leftAfter: 'left',
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
  howIsIt: 'How is it here?',
  howIsItText: 'It is remembered at this place of the program. Nothing changes by it now.',
  markPlace: {
    nice: (zone: Zone) => `${zones[zone]}: nice`,
    softer: (zone: Zone) => `${zones[zone]}: softer here`,
  },
  markKept: 'Remembered.',
  markNotKept: 'Not remembered.',
  markStrip: (counts: string) => `So far in this program: ${counts}`,
  markCounts: {
    nice: (count: number) => `nice ${timesText(count)}`,
    softer: (count: number) => `softer wanted ${timesText(count)}`,
    turned_down: (count: number) => `turned down ${timesText(count)}`,
    skipped: (count: number) => `skipped ${timesText(count)}`,
  },
  start: 'Start',
  startProgram: (name: string) => `Start ${name}`,
  programList: 'Programs',
  ready: 'Ready to start.',
  personHere: 'Who sits here?',
  nobody: 'Nobody in particular',
  readOnly: 'To start a massage, log in.',
  lengthMin: (count: number) => `${count} min`,
  avoidNote: (words: string) => `Not with ${words}`,
  restHint: 'Skin and muscles need a pause between massages.',
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
  missing: (message: string) => englishSentence(message),
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
  passTitle: 'Your login has ended.',
  passText: 'You can still stop. To see more, log in again.',
  loggedInAs: {
    loopback: 'On this computer, without a login: look and stop.',
    token: 'Logged in with the token.',
    session: 'Logged in.',
    guest: 'Logged in as a guest.',
    pass: 'Stop only.',
    nobody: 'Not logged in.',
  },
  mayAllHere: 'On this computer, without a login: everything, since the chair is simulated.',
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
  setupAlone: 'This page is the set-up alone: it has no chairs and no broker.',
  unsaved: (names: string) => `Not saved on the disk: ${names}. Remote starts are refused until it is.`,
  model: 'Model',
  serial: 'Serial number',
  firmware: 'Firmware',
  driver: 'Driver',
  guarantees: 'What it guarantees',
  switchPlace: 'Its own switch',
  comfort: 'For comfort, not a medical device. The stop on this page does not replace the switch on the chair.',
  keys: 'Esc twice stops. Esc four times is an emergency stop.',
  minutesLeft: (count: number) => `${englishMinutes(count)} left`,
  trouble: 'Needs attention',
  whatNext: 'What next?',
  simulated: 'The chair here is simulated. You cannot break anything.',
  firstSteps: { start: 'Start one yourself', hub: 'Connect your hub', setup: 'Set up your own chair' },
  firstStart: 'It runs until it ends, or until you press Stop.',
  firstHub:
    'Everything you see here also goes over MQTT. Home Assistant on this computer finds the chair by itself at this broker, over MQTT 3.1.1; docs/hubs has the other hubs.',
  firstSetup: 'From its cable to the file that the daemon reads, step by step; each step is tested.',
  setup: 'Set up a chair',
  studio: 'Studio',
  roomFailed: 'This part of the page could not be loaded.',
  again: 'Load again',
  putAway: (title: string) => `Put away: ${title}`,
  copyWord: 'Copy',
  copy: (text: string) => `Copy ${text}`,
  copyOutcomes: { copied: 'Copied.', marked: 'Marked: press Ctrl-C to copy.' },
  notFound: 'There is no such chair.',
};

export type Words = typeof english;
