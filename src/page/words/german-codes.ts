import type { AvoidWord } from '../../core/safety/people.js';
import {
  type ByEnding,
  type ByFault,
  type ByReason,
  type ByRefusal,
  type ByState,
  minutesOf,
  numericValue,
  reasonIn,
  wordIn,
} from '../../core/words/codes.js';
import type { englishCodes } from '../../core/words/english-codes.js';

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
    what: 'Der Not-Halt wurde ausgelöst.',
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

export const germanMinutes = (count: number): string => (count === 1 ? '1 Minute' : `${count} Minuten`);

const reasonTexts: ByReason = {
  broker: 'Der Dienst hat seinen Broker verloren. Versuchen Sie es, wenn er wieder da ist.',
  unsettled: 'Der Dienst klärt gerade, ob ein anderer diesen Sessel steuert. Versuchen Sie es in einigen Sekunden.',
  draining: 'Der Dienst wartet auf eine Aktualisierung: Bis er wieder da ist, beginnt keine Sitzung.',
  going_down: 'Der Dienst wird gerade beendet. Versuchen Sie es, wenn er wieder da ist.',
  unsaved: 'Der Datenträger des Dienstes nimmt nichts mehr auf. Schaffen Sie dort Platz.',
  disk_silent: 'Der Datenträger des Dienstes antwortet nicht. Lassen Sie ihn prüfen.',
  not_commissioned: 'Dieser Sessel ist noch nicht abgenommen: Erst muss erwiesen sein, dass er von selbst anhält.',
  configuration: 'Das Starten aus der Ferne ist für diesen Sessel in der Konfiguration abgeschaltet.',
  unwatched: 'Von hier sieht niemand, was dieser Sessel tut: Starten Sie ihn am Sessel.',
  no_seat_sensor: 'Dieser Sessel merkt nicht, ob jemand darin sitzt: Starten Sie ihn am Sessel.',
  switched_off: 'Das Starten aus der Ferne ist für diesen Sessel abgeschaltet.',
  native: 'Das ist ein eigenes Programm des Sessels, das nichts abschwächen kann. Wählen Sie ein anderes.',
  stop: 'Gerade kam ein Stopp. Warten Sie eine Sekunde und versuchen Sie es noch einmal.',
  connecting: 'Der Dienst hat sich gerade erst verbunden. Versuchen Sie es in einer Sekunde.',
  silent: 'Der Dienst hat eine Weile nichts gehört. Versuchen Sie es gleich noch einmal.',
  redelivered: 'Das kam doppelt an. Versuchen Sie es noch einmal.',
  ts_missing: 'Der Dienst will wissen, wann das gesendet wurde.',
  ts_old: 'Das war zu lange unterwegs. Versuchen Sie es noch einmal.',
  ts_ahead: 'Die Uhr dieses Geräts geht vor. Laden Sie die Seite neu.',
  ts_unit: 'Der Dienst kann nicht lesen, wann das gesendet wurde.',
};

const refusalTexts: ByRefusal = {
  too_large: () => 'Das war zu viel auf einmal.',
  rate_limited: () => 'Zu viele Befehle in einer Sekunde. Warten Sie einen Augenblick.',
  invalid_json: () => 'Der Dienst versteht das nicht.',
  invalid_command: (why) => {
    const allowedS = numericValue(why, 'allowed_s');
    return allowedS === null
      ? 'Der Dienst kann das so nicht ausführen.'
      : `Dieser Sessel erlaubt ${germanMinutes(minutesOf(allowedS))}.`;
  },
  retained: () => 'Der Dienst hat das als alt erkannt. Noch einmal, bitte.',
  stale: (why) => reasonIn(why, reasonTexts) ?? 'Der Dienst hat das als alt erkannt. Noch einmal, bitte.',
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
  unavailable: (why) => reasonIn(why, reasonTexts) ?? 'Das geht gerade nicht. Der Dienst ist noch nicht bereit.',
  unknown_program: () => 'Dieser Sessel kennt das Programm nicht.',
  program_rejected: (why) => {
    const allowedS = numericValue(why, 'allowed_s');
    return allowedS === null
      ? (reasonIn(why, reasonTexts) ?? 'Dieser Sessel kann das Programm nicht spielen.')
      : `Zu lang: Dieser Sessel erlaubt ${germanMinutes(minutesOf(allowedS))}.`;
  },
  remote_start_off: (why) => reasonIn(why, reasonTexts) ?? reasonTexts.switched_off,
  unoccupied: () => 'Setzen Sie sich erst hinein.',
  contraindicated: (why) => {
    const words = wordIn(why, 'avoid');
    return words === null ? 'Nicht für diese Person.' : `Nicht bei ${words.split(', ').map(avoidName).join(', ')}.`;
  },
  daily_limit: (why) => {
    const leftS = numericValue(why, 'left_s') ?? 0;
    return leftS < 60 ? 'Für heute ist es genug.' : `Heute nur noch ${germanMinutes(Math.floor(leftS / 60))}.`;
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

/** What the codes of the daemon mean, in German. */
export const germanCodes: typeof englishCodes = {
  states: stateNames,
  faults: faultTexts,
  refusals: refusalTexts,
  endings: endingTexts,
  avoidText: avoidName,
};
