import type { HistoryWords } from './history-english.js';

const germanZones: Readonly<Record<string, string>> = { back: 'Rücken', seat: 'Sitz', legs: 'Beine' };

/** Everything that the history says, in German. */
export const historyGerman: HistoryWords = {
  title: 'Verlauf',
  hidden:
    'Den Verlauf sieht, wem der Sessel gehört: Melden Sie sich unter „Über“ an, mit einer Adresse von „chair2mqtt link“.',
  loading: 'Wird gelesen …',
  unanswered: 'Keine Antwort. Was Sie sehen, kann alt sein.',
  refused: (message) => `Nicht gezeigt. Der Dienst sagt dazu: ${message}.`,
  tryAgain: 'Noch einmal',
  filters: 'Was gezeigt wird',
  chair: 'Sessel',
  person: 'Person',
  since: 'Seit',
  everyone: 'alle',
  allChairs: 'alle Sessel',
  table: 'Als Tabelle (CSV)',
  weeks: 'Zwölf Wochen',
  weekdays: ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'],
  weekOf: (day) => `Woche vom ${day}`,
  dayText: (minutes, sessions) =>
    sessions === 0 ? 'keine' : `${Math.round(minutes)} min, ${sessions === 1 ? '1 Massage' : `${sessions} Massagen`}`,
  toCome: 'kommt noch',
  minutesAWeek: 'Minuten in der Woche',
  weeksTotal: (minutes, sessions) =>
    `${Math.round(minutes)} Minuten in ${sessions === 1 ? '1 Massage' : `${sessions} Massagen`}.`,
  noSessions: 'Noch keine Massage. Was gespielt wird, steht danach hier.',
  noneOfThese: 'Keine solche Massage.',
  thisWeek: 'Diese Woche',
  ofGoal: (minutes, goalMinutes, days, goalDays) =>
    `${minutes} von ${goalMinutes} Minuten, an ${days} von ${goalDays} Tagen`,
  goalStates: { open: 'Unterwegs', met: 'Für diese Woche geschafft', paused: 'Pause' },
  streak: (count) => `${count} Wochen nacheinander`,
  nextFits: (time, minutes, chair) => `Als Nächstes: ${time}, ${minutes} Minuten in ${chair} würden passen.`,
  pauseGoal: 'Ziel aussetzen',
  goOn: 'Weiter',
  favourites: 'Am häufigsten',
  times: (count) => (count === 1 ? 'einmal' : `${count}-mal`),
  again: 'Noch einmal',
  sameAgain: (name, chair) => `Noch einmal: ${name}, in ${chair}`,
  sessions: 'Massagen',
  minutes: (count) => `${count} min`,
  underWay: 'hat nicht geendet',
  clockNotSet: 'die Uhr war nicht gestellt',
  trial: 'Probe',
  details: 'Mehr',
  intensity: 'Stärke',
  mean: (level) => `im Mittel ${level}`,
  played: (seconds, level) => `${seconds}, im Mittel Stufe ${level}`,
  warmest: (celsius) => `bis ${Math.round(celsius)} Grad`,
  pausedFor: (time) => `${time} Pause`,
  by: 'Von',
  sources: {
    mqtt: 'der Hauszentrale',
    http: 'dieser Seite',
    button: 'den Tasten des Sessels',
    local: 'dem Dienst selbst',
    schedule: 'einem Angebot des Zeitplans',
  },
  older: 'Ältere Massagen',
  watch: 'Noch einmal ansehen',
  watchThis: (name, time) => `Noch einmal ansehen: ${name}, ${time}`,
  asPlanned: 'Wie geplant, mit dem, was geändert wurde. Was die Motoren taten, ist nur in Summen aufgehoben.',
  asMeasured: 'Wie der Sessel es gesagt hat.',
  otherVersion: 'Dieses Programm wurde seither geändert oder ist nicht mehr da: Es lässt sich nicht mehr ansehen.',
  noPicture: 'Was dieser Sessel sagt, versteht man nur mit seinem Profil: „chair2mqtt replay“ zeigt es.',
  damaged: (what) => `Die Aufzeichnung ist beschädigt: ${what}.`,
  play: 'Abspielen',
  hold: 'Anhalten',
  close: 'Schließen',
  speed: 'Tempo',
  place: 'Stelle im Film',
  happened: 'Was geschah',
  moment: (what) => {
    const [word, value] = what.split(' ');
    if (word === 'intensity') return `Stärke ${value}`;
    if (word === 'nice' || word === 'softer')
      return `${germanZones[value ?? ''] ?? value}: ${word === 'nice' ? 'angenehm' : 'sanfter gewünscht'}`;
    if (word === 'length') return `Länge ${Math.round(Number(value) / 60)} min`;
    return { paused: 'Pause', resumed: 'ging weiter', skipped: 'nächster Teil' }[word ?? ''] ?? what.replace(/_/g, ' ');
  },
  kinds: { command: 'verlangt', event: 'geschehen', late: 'dieser Rechner war zu spät', wire: 'Verbindung' },
  records: 'Flugschreiber',
  recordsText:
    'Die Minute vor einer Störung und die halbe danach, Zeile für Zeile. Von Personen steht nichts darin. Eine Aufzeichnung, die Ihnen jemand geschickt hat, können Sie hier ablegen.',
  noRecords: 'Keine. Das ist gut.',
  open: 'Aufzeichnung öffnen …',
  notARecord: 'Diese Datei ist zu groß für eine Aufzeichnung.',
  asFile: 'Als Datei',
  recordText: ({ chair }, what) => `${chair}: ${what}`,
};
