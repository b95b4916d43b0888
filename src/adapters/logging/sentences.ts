import type { EventType } from '../../core/status.js';

/** What an event of the log says to people. `{name}` is a field; fields that a sentence does not use follow it in brackets, and a
 *  `hint` after a dash. The sentences of `info` are whole without them. */
const sentences: Readonly<Record<string, string>> = {
  bridge_id_twice: 'another daemon answers to the bridge id {bridge_id}',
  bridge_renamed: 'this daemon goes by the bridge id {bridge_id} now; {before} belongs to another',
  broker_connected: 'connected to the broker for {connection}, over MQTT {protocol}',
  broker_unreachable: 'no connection to the broker, tried again at least every 30 s: {reason}',
  broker_without_mqtt_5: 'the broker speaks MQTT 3.1.1 only',
  broker_without_retain: 'the broker keeps no retained messages',
  bug: 'a bug of this program: every chair was told to stop',
  button_refused: 'the button {button} on the chair was refused: {message}',
  certificate_renewed: 'the certificate {file} was renewed',
  chair_chatters: 'the chair says {event_} too often; what is too much is counted',
  chair_not_commissioned: 'not commissioned: {why}',
  chair_quiet: 'the chair is quiet again; {left_out} events were left out',
  chair_replaced: 'another chair answers here: {now}, before {was}',
  chair_up: 'the chair answers: {model} {id}, {fw}',
  client_id_not_kept: 'the client id for the broker could not be kept',
  clock_not_set: 'the clock of this machine is not right',
  command_refused: '{command} was refused: {code}',
  command_accepted: '{command} was accepted',
  connection_ended_again_and_again: 'the broker ends the connection again and again',
  credentials_unreadable: 'a password or certificate cannot be read: {reason}',
  data_folder_locked: 'keeps its records in {folder}',
  discovery_serial_twice: 'the serial number {serial} is also that of {shown}; Home Assistant sees one of the two',
  drain_refused: 'the wish to end with the last session was refused: {message}',
  drain_taken_back: 'it goes on: it does not end with the last session',
  drained: 'the last session has ended, and with it this daemon',
  draining: 'nothing begins any more, and it ends with the last session',
  embedded_broker: 'the built-in broker has a problem: {reason}',
  embedded_broker_client: 'a client of the built-in broker: {reason}',
  embedded_broker_connection: 'a connection to the built-in broker: {reason}',
  embedded_broker_listening: 'the built-in broker listens on {host}:{port}',
  flight_record_not_written: 'the flight record {name} was not written: {reason}',
  foreign_claim: 'another daemon claims the chair {of}',
  foreign_owner: 'another daemon owns the chair',
  halt_failed: 'a chair could not be told to stop',
  http_connection_failed: 'an HTTP connection ended: {reason}',
  http_failed: 'an HTTP request went wrong',
  http_listening: 'HTTP answers on {host}:{port}',
  http_unreadable: 'what came by HTTP cannot be read: {reason}',
  http_unavailable: 'HTTP cannot listen on {host}:{port}: {reason}',
  late_stop: 'a stop came late on {topic}',
  ledger_end_torn: 'the end of {file} in the ledger is no line ({reason}); it was put into {kept}',
  ledger_line_skipped: 'a line of {file} in the ledger was skipped: {reason}',
  ledger_line_too_long: 'a line of the ledger was too long: {kind}',
  ledger_not_written: 'the ledger cannot be used now: {reason}',
  ledger_read_anew: 'the whole ledger in {folder} was read anew',
  ledger_sessions_lost: 'sessions of an earlier daemon had no end in the ledger: {sessions}',
  ledger_written: 'the ledger in {folder} is written again; {dropped} lines were lost',
  line_damage_counted: '{lines} more lines were damaged',
  line_damaged: 'a damaged line came from the chair',
  log_lines_dropped: '{lines} lines of this log were dropped, because nobody was reading',
  logged_in: 'a browser at {from} has logged in',
  login_refused: 'a login from {from} was refused: the token, the link or its code is not right',
  motor_hours_kept: 'the motor hours of {serial} stay at {told_h}: the ledger knew {ledger_h}',
  not_ready_yet: 'not ready yet, waiting for {waiting}',
  owner_reclaimed: 'the chair is ours again',
  person_forgotten: 'a person was forgotten: {lines} lines in {files} files of the ledger',
  page_missing: 'the page cannot be served: {reason}',
  port_closed: 'the line to the chair is closed: {reason}',
  port_stable: 'the line to the chair is stable again; it had closed {closed} times',
  program_loaded: 'loaded the program {program} from {file}',
  program_refused: 'a program was refused: {file}: {message}',
  program_removed: 'the program {program} is gone',
  program_saved: 'the program {program} was saved from {from}',
  program_warning: 'a program: {file}: {message}',
  programs_folder_found: 'the programs folder {directory} is there again',
  programs_folder_unreadable: 'the programs folder {directory} cannot be read: {reason}',
  publication_set_aside: 'a message on {topic} is kept back: it is larger than the broker takes',
  publication_too_large: 'a message on {topic} is too large to be sent',
  publication_unanswered: 'the broker has not answered a message on {topic}, and has answered later ones',
  publish_refused: 'the broker refused a message on {topic}: {reason}',
  ready: 'Ready',
  record_distrusted: 'what was kept of this chair cannot be read: {message}',
  record_name_refused: 'a record has a name that cannot be a file: {name}',
  record_not_saved: 'the record {name} was not saved: {reason}',
  record_set_aside: 'the record {file} cannot be read and was set aside as {aside}: {reason}',
  record_unreadable: 'the record {file} cannot be read: {reason}',
  records_saved: 'all records are saved again in {folder}',
  records_unsaved: 'the record {record} cannot be saved in {folder}: {reason}',
  remote_adopted: 'the remote of the chair did it: {what}',
  retained_cleared: 'cleared {topic} at the broker',
  retained_contested: 'somebody else keeps writing to {topic}',
  retained_corrected: 'corrected {topic} at the broker',
  retained_stop: 'a stop was retained on {topic}; it was not obeyed',
  right_missing: 'the broker does not let this user use {topics}',
  rights_complete: 'the broker lets this user use every topic again',
  schedule_without_sensor: 'a schedule names a chair that does not show whether somebody sits there: {chair}',
  schedules_forgotten: 'what was kept of schedules is lost: {reason}',
  serial_line_not_set: 'the line {path} could not be set: {reason}',
  service_due: 'there is something to look after: {message}',
  service_manager_unheard: 'the service manager could not be told how this daemon is: {reason}',
  session_broken: 'a bug of this program: the session ended and every chair was told to stop',
  session_lost: 'the session of {program} ended with the daemon before this one',
  signal: '{signal}: stopping every chair',
  starting: 'chair2mqtt {version} starts, with {config}',
  stdin_closed: 'standard input closed: stopping every chair',
  stop_session_renewed: 'the connection for stops was made anew',
  stopped: 'the daemon ends',
  stream_failed: 'the stream of a page ended: {reason}',
  subscription_granted: 'the broker delivers {topics} as it was asked for, now that it was asked again',
  subscription_lowered: 'the broker delivers {topics} with QoS 0 alone',
  subscription_refused: 'the broker refused to deliver {topics}',
  unknown_chair: 'there is no such chair here',
  watchdog_fed_again: 'every chair is looked after again, and the service manager is told so',
  watchdog_withheld:
    'chairs that may move are not looked after, so the service manager is to start this daemon anew: {chairs}',
  wear_book_unreadable: 'what was known of the wear of this chair cannot be read',
  services_recalled: 'the ledger says when its zones were looked after',
  zone_served: 'somebody has looked after {zone}, at {hours} hours of motion',
};

/** What happens to a session; the names are those of the events of a chair. */
const sessionSentences: Readonly<Record<EventType, string>> = {
  session_started: 'the session begins: {program}',
  phase_started: 'a phase of {program} begins',
  paused: 'the session pauses',
  resumed: 'the session goes on',
  session_ended: 'the session of {program} has ended: {ended_by}',
  fault: 'fault {fault}: {message}',
  fault_cleared: 'the fault {fault} is gone',
  link_lost: 'the connection to the chair is lost: {message}',
  chair_restarted: 'the chair has restarted',
  emergency_stopped: 'EMERGENCY STOP: {message}',
  reset: 'the faults were reset',
  stop_unverified: 'THE STOP IS NOT CONFIRMED, look at the chair: {message}',
  occupied: 'somebody sits in the chair',
  unoccupied: 'nobody sits in the chair',
  button: 'a button on the chair was pressed',
  schedule_offered: 'the schedule {schedule} offers {program}',
  schedule_started: 'what the schedule {schedule} offers begins: {program}',
  schedule_skipped: 'nothing came of what the schedule {schedule} had planned: {code}',
};

type LineFields = Readonly<Record<string, unknown>>;

/** They stand before the sentence, or nowhere. */
const unsaid: ReadonlySet<string> = new Set(['level', 'time', 'event', 'chair', 'face', 'connection', 'hint']);

const words = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(words).join(', ');
  if (value instanceof Object) {
    const { message } = value as { readonly message?: unknown };
    return typeof message === 'string' ? message : JSON.stringify(value);
  }
  return String(value);
};

/** One line of the log as a sentence; some take several lines. Total: an event without a sentence is told by its name. */
export function sentenceOf(fields: LineFields): string {
  const { event, chair, hint } = fields;
  if (event === 'ready') return readyWords(fields);
  const used = new Set<string>();
  const known: string | undefined = { ...sessionSentences, ...sentences }[String(event)];
  const template = known ?? String(event).replaceAll('_', ' ');
  const sentence = template.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    used.add(name);
    return fields[name] === undefined || fields[name] === null ? '?' : words(fields[name]);
  });
  const isWhole = fields['level'] === 'info' && known !== undefined;
  const rest = Object.entries(fields).filter(
    ([name, value]) => (!isWhole || name === 'repeated') && !unsaid.has(name) && !used.has(name) && value !== null,
  );
  const more = rest.map(([name, value]) => `${name.replaceAll('_', ' ')}: ${words(value)}`).join(', ');
  const rank = fields['level'] === 'warn' ? 'Warning: ' : fields['level'] === 'error' ? 'Error: ' : '';
  return [
    rank,
    chair === undefined ? '' : `${words(chair)}: `,
    sentence,
    more === '' ? '' : ` (${more})`,
    hint === undefined ? '' : ` - ${words(hint)}`,
  ].join('');
}

/** The end of a start, a line for each thing. */
function readyWords({ chairs, broker, hub, http, next }: LineFields): string {
  const rows: readonly (readonly [string, unknown])[] = [
    ['chair', chairs],
    ['broker', broker],
    ['hub', hub],
    ['http', http],
    ['next', next],
  ];
  const lines = rows.flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `  ${name.padEnd(6)}  ${words(each)}`),
  );
  return ['Ready.', ...lines].join('\n');
}
