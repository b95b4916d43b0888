// Ends with 0 where the daemon of this container answers. It says nothing of a chair: that the hub is told over MQTT.
import { get as getPlain } from 'node:http';
import { get as getSecure } from 'node:https';
import process from 'node:process';

const address = new URL(process.env.HEALTH_URL ?? 'http://127.0.0.1:8470/healthz');
const get = address.protocol === 'https:' ? getSecure : getPlain;

/** With `http.tls` the certificate is for a name of the house, and this asks the container itself. */
const request = get(address, { rejectUnauthorized: false, timeout: 4000 }, ({ statusCode }) => {
  if (statusCode !== 200) fail(`it answers ${statusCode}`);
  request.destroy();
});
request.on('timeout', () => request.destroy(new Error('no answer within 4 s')));
request.on('error', ({ message }) => fail(message));

function fail(why) {
  process.stderr.write(`${address}: ${why}\n`);
  process.exitCode = 1;
}
