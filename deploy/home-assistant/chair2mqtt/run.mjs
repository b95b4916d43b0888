// Starts the daemon with what the Supervisor of Home Assistant knows: the options of this app, and the broker.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';

const supervisor = process.env.SUPERVISOR_API ?? 'http://supervisor';
const token = process.env.SUPERVISOR_TOKEN;
/** A file of people and all else that the options do not have; it counts in place of the chairs of the options. */
const ownFile = '/config/chair2mqtt.yaml';
const chairsFile = '/data/chairs.yaml';
const passwordFile = '/data/broker-password';
const tries = 5;
const pauseMs = 1000;

/** What somebody has to do first; it is said without a stack. */
class Missing extends Error {}

const noBroker = `Home Assistant knows of no MQTT broker. Install and start the app "Mosquitto broker" (Settings > Apps), then start this one again.`;

/** The broker as `services/mqtt` tells it: host, port, ssl, username and password. */
async function askForBroker() {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${supervisor}/services/mqtt`, { headers, signal: AbortSignal.timeout(10_000) });
  const { data, message } = await answer.json();
  if (answer.status === 401 || answer.status === 403) throw new Missing(`The Supervisor refuses this app: ${message}`);
  if (!answer.ok) return null;
  return typeof data?.host === 'string' && Number.isInteger(data.port) ? data : null;
}

/** Where both start with the machine, the broker may be told of a moment later. */
async function findBroker() {
  if (!token) throw new Missing('SUPERVISOR_TOKEN is not set: this program is started by Home Assistant.');
  let why = noBroker;
  for (let left = tries; left > 0; left -= 1) {
    try {
      const broker = await askForBroker();
      if (broker !== null) return broker;
      why = noBroker;
    } catch (error) {
      if (error instanceof Missing) throw error;
      why = `The Supervisor does not answer at ${supervisor}: ${error.cause?.message ?? error.message}`;
    }
    if (left > 1) await wait(pauseMs);
  }
  throw new Missing(why);
}

function readOptions() {
  try {
    return JSON.parse(readFileSync('/data/options.json', 'utf8'));
  } catch (error) {
    throw new Missing(`The options of this app cannot be read: ${error.message}`);
  }
}

/** What is of this place and not of anybody's wishes. The daemon takes it before what stands in a file. */
function surroundings({ host, port, ssl, username, password }, options) {
  const address = host.includes(':') ? `[${host}]` : host;
  const isLetIn = typeof password === 'string' && password !== '';
  if (isLetIn) writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const { broker_ca_file: authority, ingress_own: isOwn, log_level: level } = options;
  return {
    CHAIR2MQTT_MQTT__URL: `${ssl ? 'mqtts' : 'mqtt'}://${address}:${port}`,
    CHAIR2MQTT_MQTT__USERNAME: username ?? '',
    CHAIR2MQTT_MQTT__PASSWORD_FILE: isLetIn ? passwordFile : '',
    CHAIR2MQTT_MQTT__CA_FILE: authority ? `/ssl/${authority}` : '',
    CHAIR2MQTT_HTTP__INGRESS: '0.0.0.0:8099',
    CHAIR2MQTT_HTTP__INGRESS_OWN: String(isOwn === true),
    CHAIR2MQTT_DATA_DIR: '/data/records',
    CHAIR2MQTT_LOG__LEVEL: level ?? '',
    CHAIR2MQTT_LOG__FORMAT: 'pretty',
    CHAIR2MQTT_TIME_ZONE: process.env.TZ ?? '',
  };
}

/** JSON is YAML, too. */
function chooseFile({ chairs = [] }) {
  if (existsSync(ownFile)) return ownFile;
  writeFileSync(chairsFile, `${JSON.stringify({ chairs }, null, 2)}\n`);
  return chairsFile;
}

try {
  const options = readOptions();
  const settings = surroundings(await findBroker(), options);
  process.env = { ...settings, ...process.env };
  // The daemon has no use for it.
  delete process.env.SUPERVISOR_TOKEN;
  delete process.env.HASSIO_TOKEN;
  process.argv.splice(2, process.argv.length, 'start', '--config', chooseFile(options));
  await import('/opt/chair2mqtt/lib/node_modules/chair2mqtt/dist/program/main.js');
} catch (error) {
  if (!(error instanceof Missing)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
