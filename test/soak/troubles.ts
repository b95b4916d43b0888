import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { connectClient } from '../support/mqtt-client.js';
import type { House } from './house.js';

export interface Trouble {
  readonly name: string;
  make(house: House): Promise<void>;
}

/** Every chair shows the same fault for a while. */
const atChairs = (name: string, fault: string, forS: number): Trouble => ({
  name,
  make: async ({ fleet }) => {
    for (const chair of fleet.chairs) chair.inject(fault);
    await pause(1000 * forS);
    for (const chair of fleet.chairs) chair.clear(fault.split(':')[0] ?? fault);
  },
});

/** 1,000 messages a second for five seconds at one chair. */
async function flood({ broker, ids }: House): Promise<void> {
  const client = await connectClient(broker.url, { protocolVersion: 5 });
  const text = JSON.stringify({ command: 'select', program: 'relaxation' });
  for (let burst = 0; burst < 100; burst += 1) {
    for (let count = 0; count < 50; count += 1) client.publish(`chair2mqtt/${ids[0]}/set`, text);
    await pause(50);
  }
  await client.endAsync(true);
}

/** Pages that look and leave, and some that never read what they are sent. */
async function pages({ httpPort }: House): Promise<void> {
  const sockets = Array.from({ length: 12 }, () => new WebSocket(`ws://127.0.0.1:${httpPort}/api/stream`));
  for (const socket of sockets) socket.on('error', () => undefined);
  await pause(2000);
  for (const socket of sockets.slice(6)) socket.pause();
  const answers = Array.from({ length: 40 }, () =>
    fetch(`http://127.0.0.1:${httpPort}/api/snapshot`).then((each) => each.text()),
  );
  await Promise.allSettled(answers);
  await pause(13_000);
  for (const socket of sockets) socket.terminate();
}

/** What others keep on topics that are the daemon's, and on those that move a chair. */
async function strangers({ broker, ids }: House): Promise<void> {
  const client = await connectClient(broker.url, { protocolVersion: 5 });
  const [id] = ids;
  for (let count = 0; count < 5; count += 1) {
    client.publish(`chair2mqtt/${id}/state`, `{"state":"running","n":${count}}`, { retain: true });
    client.publish(`chair2mqtt/${id}/set`, '{"command":"start"}', { retain: true });
    client.publish(`chair2mqtt/nobody-${count}/set`, '{"command":"start"}');
    client.publish(`chair2mqtt/${id}/set`, 'x'.repeat(200_000));
    await pause(500);
  }
  client.publish(`chair2mqtt/${id}/set`, '', { retain: true });
  await client.endAsync();
}

export const troubles: readonly Trouble[] = [
  { name: 'broker restarted', make: (house) => house.restartBroker() },
  {
    name: 'broker stands still for 8 s',
    make: async ({ broker }) => {
      broker.signal('SIGSTOP');
      await pause(8000);
      broker.signal('SIGCONT');
    },
  },
  { name: 'way to the broker goes silent', make: async ({ way }) => way.silence('') },
  { name: 'flood of commands', make: flood },
  { name: 'pages, some unread', make: pages },
  { name: 'strangers on its topics', make: strangers },
  {
    name: 'emergency stop of all',
    make: async ({ hub }) => {
      await hub.publish('all/estop', '');
      await pause(2000);
    },
  },
  atChairs('cables pulled', 'unplug', 4),
  atChairs('chairs restarted', 'reboot:watchdog', 3),
  atChairs('chairs that read nothing', 'stall-write', 8),
  atChairs('chairs that say nothing', 'mute', 4),
  atChairs('half open lines', 'half-open', 4),
  atChairs('lines damaged', 'corrupt:0.2', 8),
  atChairs('a flood of lines', 'flood:500', 5),
  atChairs('a motor that stalls', 'stall:legs', 6),
  atChairs('people who leave', 'leave', 5),
];
