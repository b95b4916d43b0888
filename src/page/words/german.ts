import { type ByTechnique, type ByZone, minutesOf } from '../../core/words/codes.js';
import type { Zone } from '../../core/zones.js';
import type { ChairFacts, ZoneFactsShown } from '../logic/chair-facts.js';
import type { Upcoming } from '../logic/look-ahead.js';
import type { Words } from './english.js';
import { germanCodes, germanMinutes } from './german-codes.js';
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

/** `Rücken wird geknetet`, `Beine summen`. */
const doings: Readonly<Record<Zone, ByTechnique>> = {
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

const doing = (zone: Zone, technique: keyof ByTechnique): string => `${zoneNames[zone]} ${doings[zone][technique]}`;

function zoneText({ zone, technique, level, temperatureC, isDerated }: ZoneFactsShown): string {
  if (level === null || technique === null) return `${zoneNames[zone]}: nicht bekannt`;
  const motion = level === 0 || technique === 'off' ? doing(zone, 'off') : `${doing(zone, technique)}, Stärke ${level}`;
  const heat = temperatureC === null ? '' : `, ${Math.round(temperatureC)} Grad`;
  return `${motion}${heat}${isDerated ? ', schwächer, weil er warm ist' : ''}`;
}

function chairText({ name, state, programName, phaseName, leftMs, zones, occupied }: ChairFacts): string {
  const what =
    programName === null
      ? `${name}: ${germanCodes.states[state]}.`
      : `${name}: ${programName}${phaseName === null ? '' : `, ${phaseName}`}, ${germanCodes.states[state]}${
          leftMs === null ? '' : `, noch ${germanMinutes(minutesOf(leftMs / 1000))}`
        }.`;
  const seat = occupied === null ? '' : occupied ? ' Jemand sitzt darin.' : ' Niemand sitzt darin.';
  return `${what} ${zones.map(zoneText).join('. ')}.${seat}`;
}

/** Everything that the page says, in German. */
export const german: Words = {
  locale: 'de',
  ...germanCodes,
  zones: zoneNames,
  techniques: techniqueNames,
  programs: programTexts,
  phases: phaseNames,
  chairSentence: chairText,
  does: doing,
  minutes: germanMinutes,
  chairs: 'Sessel',
  oneChair: 'Sessel',
  noChairs: 'Es gibt noch keinen Sessel. Die Konfiguration des Dienstes nennt die Sessel.',
  people: 'Personen',
  history: 'Verlauf',
  service: 'Wartung',
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
  startedAgain: (names) => `Stand still und wurde seitdem wieder gestartet: ${names}.`,
  stoppedElsewhere:
    'Ein anderer Dienst hat diesen Stopp angenommen, für seine Sessel. Drücken Sie den Schalter am Sessel.',
  nothingStopped: 'Nichts wurde gestoppt: Hier ist kein Sessel bekannt. Drücken Sie den Schalter am Sessel.',
  nothingToStop:
    'Von hier wird kein Sessel gesteuert, also lässt sich hier keiner stoppen. Benutzen Sie den Schalter am Sessel.',
  blind: (names) =>
    `Stopp gesendet. ${names === '' ? 'Dieser Sessel' : names}: ob Stillstand herrscht, ist nicht bekannt. Sehen Sie hin.`,
  moving: (names) => `${names}: nicht still. Drücken Sie den Schalter am Sessel.`,
  escalated: (names) => `${names}: Erst der Not-Halt hat es beendet. Sehen Sie nach dem Sessel.`,
  notConfirmed: 'Nicht bestätigt. Drücken Sie den Schalter am Sessel.',
  notTaken: 'Stopp abgelehnt. Drücken Sie den Schalter am Sessel.',
  andMore: (names, count) => `${names} und ${count} weitere`,
  switchAt: (name, place) => `${name}: ${place}`,
  seen: 'Schließen',
  offline: 'Nicht verbunden.',
  offlineFor: (seconds) => `Seit ${seconds} s nicht verbunden.`,
  seenAt: (time) => `Was Sie sehen, ist von ${time}.`,
  stopStillSends: 'Stopp wird trotzdem gesendet.',
  polling: 'Der Datenstrom kommt nicht durch. Die Werte werden jede Sekunde geholt.',
  chairGone: 'Der Sessel antwortet nicht. Prüfen Sie Kabel und Strom.',
  ago: (seconds) => (seconds < 60 ? `vor ${seconds} s` : `vor ${Math.floor(seconds / 60)} min`),
  unknown: 'nicht bekannt',
  asked: (level) => `verlangt ${level}`,
  derated: 'warm, schwächer',
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
  howIsIt: 'Wie ist es hier?',
  howIsItText: 'Gemerkt wird die Stelle im Programm. Jetzt ändert sich dadurch nichts.',
  markPlace: {
    nice: (zone) => `${zoneNames[zone]}: angenehm`,
    softer: (zone) => `${zoneNames[zone]}: hier sanfter`,
  },
  markKept: 'Gemerkt.',
  markNotKept: 'Nicht gemerkt.',
  markStrip: (counts) => `Bisher in diesem Programm: ${counts}`,
  markCounts: {
    nice: (count) => `${count}-mal angenehm`,
    softer: (count) => `${count}-mal sanfter gewünscht`,
    turned_down: (count) => `${count}-mal schwächer gestellt`,
    skipped: (count) => `${count}-mal übersprungen`,
  },
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
  passTitle: 'Ihre Anmeldung ist abgelaufen.',
  passText: 'Stoppen können Sie weiterhin. Um mehr zu sehen, melden Sie sich wieder an.',
  loggedInAs: {
    loopback: 'An diesem Rechner, ohne Anmeldung: sehen und stoppen.',
    token: 'Mit dem Token angemeldet.',
    session: 'Angemeldet.',
    guest: 'Als Gast angemeldet.',
    pass: 'Nur Stopp.',
    nobody: 'Nicht angemeldet.',
  },
  mayAllHere: 'An diesem Rechner, ohne Anmeldung: alles, denn der Sessel ist simuliert.',
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
  setupAlone: 'Diese Seite ist die Einrichtung allein: Sie hat keine Sessel und keinen Broker.',
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
  minutesLeft: (count) => `noch ${germanMinutes(count)}`,
  trouble: 'Braucht Hilfe',
  whatNext: 'Und jetzt?',
  simulated: 'Dieser Sessel ist simuliert. Sie können nichts kaputt machen.',
  firstSteps: {
    start: 'Selbst starten',
    hub: 'Mit der Hauszentrale verbinden',
    setup: 'Den eigenen Sessel einrichten',
  },
  firstStart: 'Sie läuft, bis sie zu Ende ist oder Sie Stopp drücken.',
  firstHub:
    'Alles, was Sie hier sehen, geht auch über MQTT. Home Assistant auf diesem Rechner findet den Sessel an diesem Broker von selbst, über MQTT 3.1.1; in docs/hubs stehen die anderen.',
  firstSetup: 'Vom Kabel bis zur Datei, die der Dienst liest, Schritt für Schritt; jeder Schritt wird geprüft.',
  setup: 'Sessel einrichten',
  studio: 'Studio',
  roomFailed: 'Dieser Teil der Seite ließ sich nicht laden.',
  again: 'Neu laden',
  putAway: (title) => `Weglegen: ${title}`,
  copyWord: 'Kopieren',
  copy: (text) => `${text} kopieren`,
  copyOutcomes: { copied: 'Kopiert.', marked: 'Markiert: mit Strg-C kopieren.' },
  notFound: 'Diesen Sessel gibt es nicht.',
};
