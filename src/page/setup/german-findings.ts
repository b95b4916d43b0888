import type { SetupField, SetupFinding } from '../../core/web/setup.js';
import type { SetupWords } from './setup-english.js';

type Code = SetupFinding['code'];
type FindingText = ReturnType<SetupWords['finding']>;

/** The value of a finding by its name, as text. */
type Value = (name: string) => string;
type Say = (value: Value, finding: SetupFinding) => FindingText;

const good =
  (text: (value: Value) => string): Say =>
  (value) => ({ text: text(value), advice: null });

const look =
  (text: (value: Value) => string, advice: string): Say =>
  (value) => ({ text: text(value), advice });

const wiring =
  'Prüfen Sie Strom, Kabel (RX und TX vertauscht?), Baudrate und ob die Firmware CLP/1 spricht. Spricht der Sessel anders, hilft ein Profil: docs/chairs.md.';
const portList = '„chair2mqtt ports“ zeigt, welche Anschlüsse es gibt.';
/** What only the daemon can say, it says in English. */
const inEnglish = (text: string, finding: SetupFinding): FindingText => ({
  text: `${text} Der Dienst sagt dazu: ${finding.message}.`,
  advice: finding.advice === null ? null : `${finding.advice}.`,
});

/** The fields of the form. */
export const germanFields: Readonly<Record<SetupField, string>> = {
  port: 'Anschluss',
  driver: 'Wie mit ihm gesprochen wird',
  baud_rate: 'Baudrate',
  id: 'Kennung',
  name: 'Name',
  url: 'Adresse des Brokers',
  username: 'Benutzer',
  password: 'Passwort',
  password_file: 'Datei mit dem Passwort',
  ca_file: 'Zertifikat seiner Stelle',
  person: 'Wer sitzt im neuen Sessel',
  people: 'Personen',
};

const texts: Readonly<Record<Code, Say>> = {
  port_free: good((value) => `${value('port')} ist da, darf geöffnet werden, und niemand hält ihn.`),
  port_reached: good((value) => `${value('port')} nimmt Verbindungen an.`),
  port_unlisted: look((value) => `${value('port')} steht in keiner Liste von Anschlüssen.`, portList),
  port_missing: look((value) => `${value('port')} gibt es nicht.`, `Stecken Sie das Kabel ein. ${portList}`),
  port_denied: (value) => ({
    text: `${value('port')} darf von diesem Benutzer nicht geöffnet werden.`,
    advice: `Was hilft: ${value('cure')}.`,
  }),
  port_of_demo: look(
    () => 'Die Vorführung öffnet nur ihren simulierten Sessel.',
    'Wählen Sie diesen. Einen Sessel an diesem Rechner richtet „chair2mqtt setup“ ein.',
  ),
  port_held: look(
    (value) => `${value('port')} wird von ${value('holder')} gehalten.`,
    'Beenden Sie das zuerst: Zwei Programme dürfen nicht einen Sessel steuern.',
  ),
  port_of_chair: look(
    (value) => `${value('port')} gehört schon zum Sessel ${value('chair')}.`,
    'Wählen Sie einen anderen: Jeder Sessel hat seinen eigenen.',
  ),
  port_no_serial: look((value) => `${value('port')} ist kein serieller Anschluss.`, portList),
  port_wrong: look((value) => `„${value('port')}“ ist kein Anschluss.`, 'Wählen Sie einen, der gefunden wurde.'),
  port_failed: (value, finding) => inEnglish(`${value('port')} ließ sich nicht öffnen.`, finding),
  no_chair_asked: good(
    (value) =>
      `Kein Sessel kommt hinzu; in der Datei ${value('chairs') === '1' ? 'steht einer' : `stehen ${value('chairs')}`}.`,
  ),
  driver_ready: good((value) => `Mit dem Sessel wird so gesprochen: ${value('title')}.`),
  driver_wrong: look(
    (value) => `${value('driver')} gibt es nicht.`,
    'docs/chairs.md nennt, was es gibt, und wie man ein Profil macht.',
  ),
  id_free: good((value) => `Die Kennung ${value('id')} ist frei.`),
  id_taken: look(
    (value) => `Die Kennung ${value('id')} hat schon ein anderer Sessel.`,
    'Wählen Sie eine andere: Nach ihr heißen seine Topics.',
  ),
  id_wrong: look(
    (value) => `„${value('id')}“ ist keine Kennung.`,
    'Erlaubt sind kleine Buchstaben, Ziffern und -. Nach ihr heißen seine Topics.',
  ),
  name_wrong: look((value) => `„${value('name')}“ ist kein Name.`, 'Wählen Sie einen anderen.'),
  chair_answered: good(
    (value) => `${value('port')}: Der Sessel antwortet: ${value('model')}, Firmware ${value('fw')}.`,
  ),
  chair_no_telemetry: look(() => 'Es kamen keine Messwerte.', 'Prüfen Sie die Firmware des Sessels.'),
  chair_latched: (value) => ({
    text: value('mode') === 'estop' ? 'Der Not-Halt des Sessels ist gedrückt.' : 'Der Sessel hat eine Störung.',
    advice: 'Beheben Sie die Ursache, dann setzen Sie ihn zurück.',
  }),
  chair_no_seat_sensor: look(
    () => 'Der Sessel hat keinen Sitzsensor. Darum wird aus der Ferne nichts gestartet, außer remote_start ist true.',
    'Setzen Sie remote_start: true nur, wo jemand den Sessel sieht.',
  ),
  chair_damaged_lines: look(
    (value) => `${value('lines')} Zeilen kamen beschädigt an.`,
    'Nehmen Sie ein kürzeres oder besseres Kabel.',
  ),
  chair_in_use: look(
    () => 'Der Sessel wird gerade von einem anderen Dienst gesteuert.',
    'Beenden Sie diesen Dienst, dann prüfen Sie noch einmal.',
  ),
  chair_refused: (_value, finding) => inEnglish('Der Sessel hat abgelehnt.', finding),
  chair_deaf: look(() => 'Der Sessel sendet, antwortet aber nicht.', 'Ist TX angeschlossen?'),
  chair_garbled: look((value) => `Es kam keine Antwort, nur Unlesbares (${value('lines')} Zeilen).`, wiring),
  chair_silent: look(() => 'Es kam keine Antwort; überhaupt nichts kam.', wiring),
  profile_seen: good(
    (value) =>
      `${value('title')} sendet seinen Zustand: ${value('frames')}. Der Sessel ist ${value('is_on') === '1' ? 'an' : 'aus'}.`,
  ),
  profile_promises: (_value, finding) => inEnglish('Ein Sessel mit Profil verspricht weniger.', finding),
  profile_garbled: look(
    () => 'Es kam kein Zustand, nur Unlesbares.',
    'Prüfen Sie das Kabel, und ob das Profil zum Sessel passt. „chair2mqtt capture“ zeigt, was ankommt.',
  ),
  profile_silent: look(
    () => 'Es kam kein Zustand; überhaupt nichts kam.',
    'Prüfen Sie Strom und Kabel. „chair2mqtt capture“ zeigt, was ankommt.',
  ),
  profile_mute: look(
    (value) => `${value('title')} sagt nie etwas: Mehr als dass der Anschluss offen ist, ist nicht zu sehen.`,
    'Sehen Sie nach, ob er tut, was ihm gesagt wird, und lassen Sie dabei niemanden sitzen.',
  ),
  broker_answered: good(
    (value) => `${value('url')}: liest und schreibt, hin und zurück in ${value('round_trip_ms')} ms.`,
  ),
  broker_old_version: look(
    (value) => `${value('url')} spricht nur MQTT 3.1.1: Aufbewahrte Befehle sehen dort frisch aus.`,
    'Nehmen Sie einen Broker mit MQTT 5, oder sorgen Sie dafür, dass keine Zentrale Befehle aufbewahren lässt.',
  ),
  broker_away: (value, finding) => inEnglish(`${value('url')} antwortet nicht.`, finding),
  broker_no_return: look(
    (value) => `${value('url')}: Was auf ${value('topic')} geschrieben wird, kommt nicht zurück.`,
    'Geben Sie diesem Benutzer das Recht, dort zu lesen und zu schreiben.',
  ),
  broker_rights: good((value) => `Ein Stopp würde auf jedem von ${value('topics')} Topics gehört.`),
  broker_rights_missing: look(
    (value) => `Was auf ${value('topics')} geschrieben wird, kommt nicht zurück: Starts über MQTT würden abgelehnt.`,
    'Geben Sie diesem Benutzer das Recht, jedes davon zu lesen und zu schreiben.',
  ),
  command_rights: good((value) => `Ein Befehl würde auf jedem von ${value('topics')} Topics gehört.`),
  command_rights_missing: look(
    (value) => `Was auf ${value('topics')} geschrieben wird, kommt nicht zurück: Befehle dort würden nicht gehört.`,
    'Geben Sie diesem Benutzer das Recht, jedes davon zu lesen und zu schreiben.',
  ),
  broker_overridden: look(
    (value) => `Die Umgebung gibt einen anderen Broker vor: ${value('url')}.`,
    'Nehmen Sie CHAIR2MQTT_MQTT__URL aus der Umgebung.',
  ),
  broker_of_demo: look(
    (value) => `${value('url')} ist der Broker der Vorführung, die hier läuft, und endet mit ihr.`,
    'Nennen Sie den Broker Ihrer Zentrale, oder installieren Sie einen.',
  ),
  retained_kept: good(() => 'Der Broker bewahrt Nachrichten auf und kennzeichnet sie.'),
  retained_unmarked: look(
    () => 'Der Broker kennzeichnet aufbewahrte Nachrichten nicht: Ein alter Befehl sähe aus wie ein neuer.',
    'Setzen Sie mqtt.require_ts: true.',
  ),
  retained_lost: look(
    () => 'Der Broker bewahrt keine Nachrichten auf: Wer später kommt, sieht nichts, bis sich etwas ändert.',
    'Lassen Sie ihn aufbewahren (mosquitto: retain_available true), sonst verlieren Zentralen bei jedem Neustart die Sessel.',
  ),
  people_ready: good((value) =>
    value('people') === '0'
      ? 'Es ist niemand eingetragen.'
      : `${count(value('people'), 'Eine Person ist', 'Personen sind')} eingetragen.`,
  ),
  person_taken: look((value) => `${value('id')} gibt es schon.`, 'Wählen Sie einen anderen Namen.'),
  person_wrong: (value, finding) => inEnglish(`Bei „${value('id')}“ stimmt etwas nicht.`, finding),
  file_ready: good(() => 'Der Dienst würde diese Datei so lesen, wie sie ist.'),
  file_same: good(() => 'In der Datei würde sich nichts ändern.'),
  file_unwritable: (_value, finding) => inEnglish('Die Datei kann hier nicht geschrieben werden.', finding),
  setting_wrong: (_value, finding) => {
    const field = Object.entries(germanFields).find(([each]) => each === finding.values['field'])?.[1];
    const place = field === undefined ? 'die Datei' : `die Antwort unter „${field}“`;
    return inEnglish(`Der Dienst würde ${place} so nicht lesen.`, finding);
  },
};

const count = (number: string, one: string, many: string): string => (number === '1' ? one : `${number} ${many}`);

export const germanFinding = (finding: SetupFinding): FindingText =>
  texts[finding.code]((name) => String(finding.values[name] ?? ''), finding);
