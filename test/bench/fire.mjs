// Publishes selects at a steady rate until it is ended; says each second how many it has sent.
import process from 'node:process';
import { setInterval } from 'node:timers';
import mqtt from 'mqtt';

const [url, topic, rate] = process.argv.slice(2);
const everyMs = 5;
const client = await mqtt.connectAsync(url);
client.stream.setNoDelay(true);
const startedAtMs = performance.now();
let sent = 0;
setInterval(() => {
  const due = Math.floor(((performance.now() - startedAtMs) * Number(rate)) / 1000);
  for (; sent < due; sent += 1) {
    client.publish(topic, JSON.stringify({ command: 'select', intensity: 20 + (sent % 60) }));
  }
}, everyMs);
setInterval(() => process.stdout.write(`${sent} in ${Math.round(performance.now() - startedAtMs)} ms\n`), 1000);
