// Simulated chairs in a process of their own, behind sockets. It sees each line of the host itself, whatever the chairs make of it.
import { createServer } from 'node:net';
import process from 'node:process';
import { createInterface } from 'node:readline';

// The build's: no compiler runs in this process.
const { SimulatedChair } = await import(new URL('../../dist/hardware-sim/index.js', import.meta.url));
const [, , first, count] = process.argv;
const now = () => Number(process.hrtime.bigint()) / 1e6;
const clock = {
  bootId: 'bench',
  nowMs: now,
  wallMs: () => Date.now(),
  after: (delayMs, run) => ({ id: setTimeout(run, delayMs) }),
  every: (periodMs, run) => ({ id: setInterval(run, periodMs) }),
  clear: ({ id }) => clearTimeout(id),
  random: () => Math.random(),
};

let connections = 0;
let seen = {};
const begin = () => {
  seen = { lines: 0, sent: 0, silencesMs: [], stops: new Map() };
};
begin();

/** The line of one chair: what came from the host, and how long it had been silent. */
function serve(number) {
  const chair = SimulatedChair.inMemory({ clock, id: `SIM${number}`, seed: number });
  const server = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    socket.setEncoding('latin1');
    let heardMs = now();
    const wire = chair.openWire({
      onOpened: () => {},
      onLine: (line) => {
        seen.sent += 1;
        socket.write(`${line}\n`, 'latin1');
      },
      onNoise: () => {},
      onClosed: () => socket.destroy(),
    });
    socket.on('data', (text) => {
      const atMs = now();
      const lines = text.split('\n').filter((line) => line !== '');
      seen.lines += lines.length;
      const stops = lines.filter((line) => /^(?:\d+ )?STOP/.test(line));
      const before = seen.stops.get(number) ?? [];
      if (stops.length > 0) seen.stops.set(number, [...before, ...stops.map(() => atMs)]);
      if (chair.isArmed) seen.silencesMs.push(Math.round(atMs - heardMs));
      heardMs = atMs;
      wire.write(text);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => void wire.close());
  });
  return new Promise((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0 }, () => resolve({ chair, port: server.address().port }));
  });
}

const chairs = await Promise.all(Array.from({ length: Number(count) }, (_, index) => serve(Number(first) + index)));
const say = (word) => process.stdout.write(`${JSON.stringify(word)}\n`);
say({ ports: chairs.map(({ port }) => port) });

/** A line on standard input asks; it ends with its input. */
createInterface({ input: process.stdin })
  .on('line', (asked) => {
    const armed = chairs.filter(({ chair }) => chair.isArmed).length;
    const latches = chairs.flatMap(({ chair }) => chair.latches.map(({ code }) => code));
    say({ ...seen, connections, stops: [...seen.stops.values()], armed, latches });
    if (asked === 'begin') begin();
  })
  .on('close', () => process.exit());
