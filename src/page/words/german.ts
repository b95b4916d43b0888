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
import type { Words } from './english.js';
import { phaseNames, programTexts } from './german-programs.js';

const zoneNames: ByZone = { back: 'Rücken', seat: 'Sitz', legs: 'Beine' };

const techniqueNames: ByTechnique = {
  off: 'Ruhe',
  knead: 'Kneten',
  tap: 'Klopfen',
  roll: 'Rollen',
  press: 'Drücken',
  compress: 'Pressen',
  vibrate: 'Summen',
};

const stateNames: ByState = {
  disconnected: 'Nicht verbunden',
  idle: 'Bereit',
  starting: 'Beginnt',
  running: 'Läuft',
  paused: 'Pause',
  stopping: 'Hält an',
  resting: 'Ruht',
  fault: 'Braucht Hilfe',
  emergency_stopped: 'Not-Halt',
};

const faultTexts: ByFault = {
  overtemp: {
    what: 'Ein Motor ist zu heiß geworden.',
    todo: 'Lassen Sie den Sessel eine halbe Stunde abkühlen. Sehen Sie nach, ob ihn etwas bedeckt.',
  },
  overcurrent: {
    what: 'Ein Motor hat zu viel Strom gezogen.',
    todo: 'Sehen Sie nach, ob etwas im Sessel klemmt, und entfernen Sie es. Kommt es wieder, lassen Sie den Motor prüfen.',
  },
  stall: {
    what: 'Ein Motor war blockiert.',
    todo: 'Sehen Sie nach, ob etwas oder jemand im Sessel klemmt, und befreien Sie es.',
  },
  undervolt: { what: 'Die Versorgungsspannung ist zu niedrig.', todo: 'Prüfen Sie das Netzteil und seinen Stecker.' },
  overvolt: {
    what: 'Die Versorgungsspannung ist zu hoch.',
    todo: 'Ziehen Sie den Stecker des Sessels und lassen Sie das Netzteil prüfen.',
  },
  sensor: { what: 'Ein Sensor meldet Unsinn.', todo: 'Prüfen Sie den Stecker dieses Sensors.' },
  estop: {
    what: 'Der Not-Halt wurde gedrückt.',
    todo: 'Sehen Sie nach, dass niemand eingeklemmt und nichts im Weg ist. Setzen Sie dann zurück.',
  },
  lease: {
    what: 'Der Sessel hat von selbst angehalten: Er hörte nichts mehr von seinem Dienst.',
    todo: 'Prüfen Sie das Kabel zwischen Sessel und Rechner.',
  },
  contradiction: {
    what: 'Der Sessel hat etwas getan, was niemand verlangt hat.',
    todo: 'Niemand soll sich hineinsetzen. Lassen Sie Treiber und Verkabelung prüfen.',
  },
  link_lost: {
    what: 'Die Verbindung zum Sessel ist abgerissen.',
    todo: 'Prüfen Sie Kabel und Strom des Sessels.',
  },
  stop_unverified: {
    what: 'Ein Stopp konnte nicht bestätigt werden.',
    todo: 'Drücken Sie den Schalter am Sessel und sehen Sie nach, ob er stillsteht.',
  },
  foreign_owner: {
    what: 'Ein anderer Dienst steuert diesen Sessel.',
    todo: 'Benutzen Sie dessen Seite, oder beenden Sie ihn und setzen dann zurück.',
  },
  flood: {
    what: 'Der Sessel sendet viel zu viel.',
    todo: 'Suchen Sie nach einem Wackelkontakt. Setzen Sie zurück, sobald es ruhig ist.',
  },
  internal: {
    what: 'Der Dienst hat einen Fehler gemacht.',
    todo: 'Sein Protokoll sagt mehr. Setzen Sie zurück, wenn niemand eingeklemmt ist.',
  },
};

const avoidNames: Readonly<Record<AvoidWord, string>> = {
  'clot-risk': 'Thrombosegefahr',
  'heart-failure': 'Herzschwäche',
  'arterial-disease': 'Durchblutungsstörung',
  'open-wound': 'offenen Wunden',
  pregnancy: 'Schwangerschaft',
  pacemaker: 'Herzschrittmacher',
  osteoporosis: 'Osteoporose',
  neuropathy: 'Nervenleiden',
  'recent-surgery': 'frischer Operation',
};

const avoidName = (word: string): string => (word in avoidNames ? avoidNames[word as AvoidWord] : word);

const minuteCount = (count: number): string => (count === 1 ? '1 Minute' : `${count} Minuten`);

const refusalTexts: ByRefusal = {
  too_large: () => 'Das war zu viel auf einmal.',
  rate_limited: () => 'Zu viele Befehle in einer Sekunde. Warten Sie einen Augenblick.',
  invalid_json: () => 'Der Dienst versteht das nicht.',
  invalid_command: (why) => {
    const allowedS = numberIn(why, 'allowed_s');
    return allowedS === null
      ? 'Der Dienst kann das so nicht ausführen.'
      : `Dieser Sessel erlaubt ${minuteCount(minutesOf(allowedS))}.`;
  },
  retained: () => 'Der Dienst hat das als alt erkannt. Noch einmal, bitte.',
  stale: () => 'Gerade kam ein Stopp. Warten Sie eine Sekunde und versuchen Sie es noch einmal.',
  duplicate: () => 'Das wurde schon gesendet.',
  foreign_owner: () => 'Ein anderer Dienst steuert diesen Sessel.',
  link_down: () => 'Der Sessel ist nicht verbunden. Prüfen Sie Kabel und Strom.',
  fault: () => 'Beheben Sie erst die Störung und setzen Sie zurück.',
  resting: (_why, until) => (until === null ? 'Der Sessel ruht.' : `Ruht bis ${until}.`),
  not_in_state: (why) => {
    const state = wordIn(why, 'state');
    return state !== null && state in stateNames
      ? `Geht nicht im Zustand „${stateNames[state as keyof ByState]}“.`
      : 'Das geht gerade nicht.';
  },
  unavailable: () => 'Das geht gerade nicht. Der Dienst ist noch nicht bereit.',
  unknown_program: () => 'Dieser Sessel kennt das Programm nicht.',
  program_rejected: (why) => {
    const allowedS = numberIn(why, 'allowed_s');
    return allowedS === null
      ? 'Dieser Sessel kann das Programm nicht spielen.'
      : `Zu lang: Dieser Sessel erlaubt ${minuteCount(minutesOf(allowedS))}.`;
  },
  remote_start_off: () => 'Das Starten aus der Ferne ist für diesen Sessel abgeschaltet.',
  unoccupied: () => 'Setzen Sie sich erst hinein.',
  contraindicated: (why) => {
    const words = wordIn(why, 'avoid');
    return words === null ? 'Nicht für diese Person.' : `Nicht bei ${words.split(', ').map(avoidName).join(', ')}.`;
  },
  daily_limit: (why) => {
    const leftS = numberIn(why, 'left_s') ?? 0;
    return leftS < 60 ? 'Für heute ist es genug.' : `Heute nur noch ${minuteCount(Math.floor(leftS / 60))}.`;
  },
  unauthenticated: () => 'Melden Sie sich erst an.',
  forbidden: () => 'Das dürfen Sie hier nicht.',
  not_found: () => 'Der Dienst kennt das nicht.',
  wrong_method: () => 'Der Dienst versteht das nicht.',
  conflict: () => 'Das hat inzwischen jemand geändert.',
};

const endingTexts: ByEnding = {
  completed: 'kam zu seinem Ende',
  stopped: 'wurde gestoppt',
  emergency_stop: 'endete durch Not-Halt',
  occupant_left: 'endete, weil niemand mehr saß',
  link_lost: 'endete, weil die Verbindung abriss',
  chair_restarted: 'endete, weil der Sessel neu startete',
  fault: 'endete durch eine Störung',
  limit: 'endete an der Zeitgrenze',
  pause_timeout: 'endete nach langer Pause',
  shutdown: 'endete, weil der Dienst beendet wurde',
  contradiction: 'endete, weil sich der Sessel von selbst bewegte',
  daemon_lost: 'endete, weil der Dienst abbrach',
};

/** `Rücken knetet`, `Beine werden gepresst`. */
const verbs: Readonly<Record<Zone, ByTechnique>> = {
  back: {
    off: 'ruht',
    knead: 'wird geknetet',
    tap: 'wird geklopft',
    roll: 'wird gerollt',
    press: 'wird gedrückt',
    compress: 'wird gepresst',
    vibrate: 'summt',
  },
  seat: {
    off: 'ruht',
    knead: 'knetet',
    tap: 'klopft',
    roll: 'rollt',
    press: 'drückt',
    compress: 'presst',
    vibrate: 'summt',
  },
  legs: {
    off: 'ruhen',
    knead: 'werden geknetet',
    tap: 'werden geklopft',
    roll: 'werden gerollt',
    press: 'werden gedrückt',
    compress: 'werden gepresst',
    vibrate: 'summen',
  },
};

const doing = (zone: Zone, technique: keyof ByTechnique): string => `${zoneNames[zone]} ${verbs[zone][technique]}`;

function zoneText({ zone, technique, level, temperatureC, isDerated }: ZoneFactsShown): string {
  if (level === null || technique === null) return `${zoneNames[zone]}: nicht bekannt`;
  const motion = level === 0 || technique === 'off' ? doing(zone, 'off') : `${doing(zone, technique)}, Stärke ${level}`;
  const heat = temperatureC === null ? '' : `, ${Math.round(temperatureC)} Grad`;
  return `${motion}${heat}${isDerated ? ', schwächer, weil er warm ist' : ''}`;
}

function chairText({ name, state, programName, phaseName, leftMs, zones, occupied }: ChairFacts): string {
  const what =
    programName === null
      ? `${name}: ${stateNames[state]}.`
      : `${name}: ${programName}${phaseName === null ? '' : `, ${phaseName}`}, ${stateNames[state]}${
          leftMs === null ? '' : `, noch ${minuteCount(minutesOf(leftMs / 1000))}`
        }.`;
  const seat = occupied === null ? '' : occupied ? ' Jemand sitzt darin.' : ' Niemand sitzt darin.';
  return `${what} ${zones.map(zoneText).join('. ')}.${seat}`;
}

/** Everything that the page says, in German. */
export const german: Words = {
  locale: 'de',
  zones: zoneNames,
  techniques: techniqueNames,
  states: stateNames,
  faults: faultTexts,
  refusals: refusalTexts,
  endings: endingTexts,
  programs: programTexts,
  phases: phaseNames,
  avoidText: avoidName,
  chairSentence: chairText,
  does: doing,
  minutes: minuteCount,
  chairs: 'Sessel',
  oneChair: 'Sessel',
  allChairs: 'Alle Sessel',
  noChairs: 'Es gibt noch keinen Sessel. Die Konfiguration des Dienstes nennt die Sessel.',
  people: 'Personen',
  about: 'Über',
  main: 'Hauptbereich',
  loading: 'Verbinde …',
  skipToStop: 'Zu den Stopp-Tasten',
  stop: 'Stopp',
  stopAll: (count) => (count === 1 ? 'Stopp' : `Alle ${count} stoppen`),
  stopEverything: 'Alle stoppen',
  emergencyStop: 'Not-Halt',
  stopsChair: (name) => `Stopp ${name}`,
  emergencyStopsChair: (name) => `Not-Halt ${name}`,
  emergencyStopsAll: 'Not-Halt für alle Sessel',
  stopRegion: 'Stopp',
  stopping: 'Hält an …',
  taken: (names) => `Stopp angenommen. Gleich zeigt sich, ob ${names === '' ? 'alles' : names} stillsteht …`,
  still: (seconds) => `Still. Geprüft nach ${seconds} s.`,
  blind: (names) =>
    `Stopp gesendet. ${names === '' ? 'Dieser Sessel' : names}: ob Stillstand herrscht, ist nicht bekannt. Sehen Sie hin.`,
  moving: (names) => `${names}: nicht still. Drücken Sie den Schalter am Sessel.`,
  escalated: (names) => `${names}: Erst der Not-Halt hat es beendet. Sehen Sie nach dem Sessel.`,
  notConfirmed: 'Nicht bestätigt. Drücken Sie den Schalter am Sessel.',
  notTaken: 'Stopp abgelehnt. Drücken Sie den Schalter am Sessel.',
  switchAt: (name, place) => `${name}: ${place}`,
  seen: 'Schließen',
  offlineFor: (seconds) => `Seit ${seconds} s nicht verbunden.`,
  seenAt: (time) => `Was Sie sehen, ist von ${time}.`,
  stopStillSends: 'Stopp wird trotzdem gesendet.',
  polling: 'Der Datenstrom kommt nicht durch. Die Werte werden jede Sekunde geholt.',
  chairGone: 'Das Kabel zum Sessel ist stumm.',
  chairGoneHint: 'Die Werte sind die letzten, die kamen.',
  ago: (seconds) => (seconds < 60 ? `vor ${seconds} s` : `vor ${Math.floor(seconds / 60)} min`),
  unknown: 'nicht bekannt',
  asked: (level) => `verlangt ${level}`,
  derated: 'schwächer: warm',
  hot: 'heiß',
  stalled: 'blockiert',
  atLimit: 'am Anschlag',
  occupied: 'Jemand sitzt hier',
  empty: 'Niemand sitzt hier',
  leftBefore: 'noch',
  leftAfter: '',
  phaseOf: (index, count) => `Teil ${index} von ${count}`,
  upcoming: ({ zone, technique, inMs }: Upcoming) => {
    const seconds = Math.max(1, Math.round(inMs / 1000));
    const when = seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
    return `In ${when}: ${doing(zone, technique)}`;
  },
  nothingAhead: 'Bis zum Ende ändert sich nichts mehr.',
  timeline: 'Verlauf der Massage',
  timelineText: (name, phase, time) => `${name}, ${phase}, noch ${time}`,
  planned: 'geplant',
  measured: 'gemessen',
  intensity: 'Stärke',
  softer: 'Sanfter',
  stronger: 'Stärker',
  pause: 'Pause',
  resume: 'Weiter',
  skip: 'Nächster Teil',
  start: 'Start',
  startProgram: (name) => `${name} starten`,
  programList: 'Programme',
  ready: 'Kann beginnen.',
  personHere: 'Wer sitzt hier?',
  nobody: 'Niemand Bestimmtes',
  readOnly: 'Zum Starten melden Sie sich an.',
  lengthMin: (count) => `${count} min`,
  avoidNote: (words) => `Nicht bei ${words}`,
  restsUntil: (time) => `Ruht bis ${time}.`,
  restHint: 'Haut und Muskeln brauchen zwischen Massagen eine Pause.',
  lastEnded: (program, ending, time) => `${program} ${ending}, um ${time}.`,
  whatToDo: 'Was zu tun ist',
  since: (time) => `Seit ${time}`,
  atZone: (zone) => `Bereich: ${zoneNames[zone]}.`,
  reset: 'Zurücksetzen …',
  resetTitle: (name) => `${name} zurücksetzen`,
  resetIntro: 'Dabei bewegt sich nichts. Geprüft wird, ob:',
  resetChecks: {
    link: 'der Sessel antwortet',
    fresh: 'seine Messwerte frisch sind',
    still: 'alle Motoren stillstehen',
    person: 'niemand eingeklemmt und nichts im Weg ist',
  },
  resetLook: 'selbst nachsehen',
  isThere: 'ja',
  isMissing: 'fehlt',
  resetNow: 'Jetzt zurücksetzen',
  resetWorking: 'Prüfe …',
  cancel: 'Abbrechen',
  resetMissing: (what) => `Noch nicht zurückgesetzt: ${what}`,
  missingUnknown: 'Die Ursache besteht noch.',
  missing: () => 'Die Ursache besteht noch.',
  offlineNow: 'Nicht verbunden: Nichts wurde gesendet. Versuchen Sie es wieder, wenn die Verbindung steht.',
  unanswered: 'Keine Antwort. Sehen Sie nach dem Sessel, bevor Sie es noch einmal versuchen.',
  otherTitle: 'Hier antwortet ein anderer Dienst',
  otherText:
    'Diese Adresse führt jetzt zu einem anderen Dienst als dem, für den diese Seite geöffnet wurde. Von ihm wird hier nichts gezeigt, damit niemand seine Sessel mit Ihren verwechselt.',
  otherReload: 'Seine Seite öffnen',
  loginTitle: 'Anmelden',
  loginText:
    'Rufen Sie „chair2mqtt link“ auf dem Rechner des Sessels auf und öffnen Sie die Adresse, die es ausgibt. Oder fügen Sie die Adresse oder das Token hier ein.',
  loginLabel: 'Adresse oder Token',
  loginButton: 'Anmelden',
  loginCode: 'Melde an …',
  loginCodeWrong: 'Diese Adresse wurde schon benutzt oder ist zu alt. Machen Sie mit „chair2mqtt link“ eine neue.',
  loginWrong: 'Das stimmt nicht.',
  loginWait: (seconds) => `Zu viele Versuche. Wieder in ${seconds} s.`,
  loginNoAnswer: 'Keine Antwort. Versuchen Sie es noch einmal.',
  passTitle: 'Ihre Anmeldung ist abgelaufen',
  passText: 'Stoppen können Sie weiterhin. Um mehr zu sehen, melden Sie sich wieder an.',
  loggedInAs: {
    loopback: 'An diesem Rechner, ohne Anmeldung: sehen und stoppen.',
    token: 'Mit dem Token angemeldet.',
    session: 'Angemeldet.',
    guest: 'Als Gast angemeldet.',
    pass: 'Nur Stopp.',
    nobody: 'Nicht angemeldet.',
  },
  loggedInUntil: (time) => `Bis ${time}.`,
  logout: 'Abmelden',
  peopleText:
    'Wer sitzt, entscheidet, welche Programme passen und wie stark sie sein dürfen. Die Konfiguration nennt die Personen.',
  peopleNone: 'Die Konfiguration nennt keine Personen.',
  peopleHidden: 'Personen sieht nur, wer angemeldet ist.',
  sitsIn: (chair) => `Sitzt in ${chair}`,
  language: 'Sprache',
  languages: { en: 'English', de: 'Deutsch' },
  version: 'Version',
  runsSince: 'Läuft seit',
  broker: 'Broker',
  brokerOnline: 'verbunden',
  brokerOffline: 'nicht verbunden',
  unsaved: (names) => `Nicht auf der Platte gesichert: ${names}. Solange wird aus der Ferne nichts gestartet.`,
  model: 'Modell',
  serial: 'Seriennummer',
  firmware: 'Firmware',
  driver: 'Treiber',
  guarantees: 'Was er zusichert',
  switchPlace: 'Sein eigener Schalter',
  comfort:
    'Für das Wohlbefinden, kein Medizinprodukt. Der Stopp auf dieser Seite ersetzt nicht den Schalter am Sessel.',
  keys: 'Zweimal Esc stoppt. Viermal Esc ist ein Not-Halt.',
  minutesLeft: (count) => `noch ${minuteCount(count)}`,
  trouble: 'Braucht Hilfe',
  notFound: 'Diesen Sessel gibt es nicht.',
};
