// The floor: the least that brings a command of MQTT to a line, and a button of the line to MQTT.
import process from 'node:process';
import mqtt from 'mqtt';
import { ReadlineParser, SerialPort } from 'serialport';

const [url, path, base] = process.argv.slice(2);
const port = new SerialPort({ path, baudRate: 115_200 });
const client = mqtt.connect(url);
const set = ({ intensity }) => `1 SET back knead ${intensity} 0 1000 5000\n`;
const orders = { stop: () => '1 STOP 1000\n', estop: () => '\x18\n', start: set, adjust: set };

client.on('message', (topic, payload) => {
  const name = topic.split('/').at(-1);
  const command = name === 'set' ? JSON.parse(payload) : { command: name };
  const order = orders[command.command]?.(command);
  if (order !== undefined) port.write(order);
});
client.on('connect', async () => {
  await client.subscribeAsync(
    ['stop', 'estop', 'set'].map((name) => `${base}/${name}`),
    { qos: 1 },
  );
  client.publish(`${base}/availability`, 'online');
});
port.pipe(new ReadlineParser()).on('data', (line) => {
  if (line.includes('button')) client.publish(`${base}/event`, line);
});
