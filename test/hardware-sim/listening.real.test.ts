import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { listenFleet } from '../../hardware-sim/fleet.js';
import type { ListenAddress } from '../../hardware-sim/serve-outcome.js';
import { type ListenOptions, SimulatedChair } from '../../hardware-sim/simulated-chair.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import { VirtualTime } from '../support/virtual-time.js';
import { until } from '../support/wire-contract.js';

const anyPort: ListenAddress = { host: '127.0.0.1', port: 0 };
const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function listen(options: ListenOptions = {}): Promise<SimulatedChair> {
  const chair = await SimulatedChair.listen({ tcp: anyPort, ...options });
  opened.push(chair);
  return chair;
}

/** A host on a socket. */
class Client {
  text = '';
  isClosed = false;

  constructor(readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      this.text += text;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
    });
    opened.push({ close: async () => void socket.destroy() });
  }

  static async to(address: ListenAddress | null): Promise<Client> {
    const socket = connect(address ?? anyPort);
    const client = new Client(socket);
    await new Promise((resolve) => {
      socket.once('connect', resolve);
      socket.once('close', resolve);
    });
    return client;
  }

  async ask(line: string, answer: string): Promise<void> {
    const from = this.text.length;
    this.socket.write(line);
    await until(`${answer} after ${line}`, () => this.text.includes(answer, from));
  }
}

describe('a chair on TCP', () => {
  it('answers, in pieces too, and every host hears the line', async () => {
    const chair = await listen({ id: 'SIM0007' });
    const [one, other] = [await Client.to(chair.addresses.tcp), await Client.to(chair.addresses.tcp)];
    await one.ask(frameLine('1 HELLO 1 host'), 'id=SIM0007');
    await until('the other hears it', () => other.text.includes('id=SIM0007'));
    const line = frameLine('2 CAPS legs');
    one.socket.write(line.slice(0, 5));
    await one.ask(line.slice(5), '2 OK compress');
  });

  it('closes its connections at unplug, refuses new ones, and is back at the same port', async () => {
    const chair = await listen();
    const client = await Client.to(chair.addresses.tcp);
    await client.ask(frameLine('1 HELLO 1 host'), '1 OK');
    chair.inject('unplug');
    await until('closed', () => client.isClosed);
    expect((await Client.to(chair.addresses.tcp)).isClosed).toBe(true);
    chair.clear('unplug');
    await until('listening again', () => chair.addresses.tcp !== null);
    let again = await Client.to(chair.addresses.tcp);
    while (again.isClosed) again = await Client.to(chair.addresses.tcp);
    await again.ask(frameLine('1 HELLO 1 host'), '1 OK');
  });

  it('stays open and silent when it is half open, and does not read when it is stalled', async () => {
    const chair = await listen();
    const client = await Client.to(chair.addresses.tcp);
    await client.ask(frameLine('1 HELLO 1 host'), '1 OK');
    chair.inject('half-open');
    const before = client.text;
    client.socket.write(frameLine('2 KEEP'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(client.text).toBe(before);
    expect(client.isClosed).toBe(false);
    chair.clear('half-open');
    chair.inject('stall-write');
    const garbage = 'x'.repeat(64 * 1024);
    let isBlocked = false;
    for (let count = 0; count < 400 && !isBlocked; count += 1) isBlocked = !client.socket.write(garbage) && count > 300;
    expect(client.socket.writableLength).toBeGreaterThan(0);
    chair.clear('stall-write');
    await client.ask(`\n${frameLine('3 KEEP')}`, '3 OK');
  });

  it('drops what a host does not read', async () => {
    const chair = await listen({ faults: ['flood:10000'] });
    const deaf = await Client.to(chair.addresses.tcp);
    deaf.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const client = await Client.to(chair.addresses.tcp);
    await client.ask(frameLine('1 HELLO 1 host'), '1 OK');
  });

  it('says why it cannot listen', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(SimulatedChair.listen({ tcp: { host: '127.0.0.1', port } })).rejects.toThrow('something else listens');
    await expect(SimulatedChair.listen({ tcp: { host: '203.0.113.1', port: 0 } })).rejects.toThrow('no such address');
    server.close();
  });
});

describe('a fleet', () => {
  it('has ports and ids that count on from the first, and a control port for all', async () => {
    const clock = new VirtualTime();
    const fleet = await listenFleet({ count: 3, id: 'SIM0099', tcp: anyPort, control: anyPort, clock });
    if (fleet.kind === 'problem') throw new Error(fleet.message);
    opened.push(fleet);
    expect(fleet.chairs.map((chair) => chair.id)).toEqual(['SIM0099', 'SIM0100', 'SIM0101']);
    expect(new Set(fleet.chairs.map((chair) => chair.addresses.tcp?.port)).size).toBe(3);
    const control = await Client.to(fleet.control);
    await control.ask('{"do":"state","id":"SIM0101"}\n', '"id":"SIM0101"');
    await control.ask('{"do":"state"}\n', '"id":"SIM0099"');
  });

  it.each([
    [{ count: 0 }, 'count is'],
    [{ count: 501 }, 'count is'],
    [{ count: 2, id: 'ABCDEFGHIJKLMNOP' }, 'no chair id'],
    [{ count: 2, tcp: { host: '127.0.0.1', port: 65_535 } }, 'do not fit'],
  ])('%j is a problem', async (options, message) => {
    expect(await listenFleet(options)).toEqual({ kind: 'problem', message: expect.stringContaining(message) });
  });
});

describe('the control port', () => {
  it('injects, clears and shows the state and the history', async () => {
    const chair = await listen({ control: anyPort });
    const control = await Client.to(chair.addresses.control);
    await control.ask('{"do":"inject","fault":"stall:legs"}\n', '{"ok":true,"id":"SIM0001","faults":["stall:legs"]}');
    await control.ask('{"do":"state"}\n', '"faults":["stall:legs"]');
    await control.ask('{"do":"clear","fault":"stall:legs"}\n', '{"ok":true,"id":"SIM0001","cleared":1,"faults":[]}');
    await control.ask('{"do":"clear","fault":"stall:legs"}\n', '"ok":false');
    await control.ask('{"do":"history","since_ms":0}\n', '"history":[]');
  });

  it.each([
    ['nonsense', 'one JSON object'],
    ['[1]', 'one JSON object'],
    ['null', 'one JSON object'],
    ['{}', 'do is one of'],
    ['{"do":"inject"}', 'fault is a text'],
    ['{"do":"inject","fault":"stal"}', 'is not a fault'],
    ['{"do":"clear","fault":7}', 'fault is a text'],
    ['{"do":"history","since_ms":"x"}', 'since_ms is a number'],
    ['{"do":"state","id":"SIM9"}', 'there is no chair'],
    ['{"do":"advance","ms":100}', 'real clock'],
  ])('refuses %s with a message', async (line, message) => {
    const chair = await listen({ control: anyPort });
    const control = await Client.to(chair.addresses.control);
    await control.ask(`${line}\n`, message);
    expect(control.text).toMatch(/^\{"ok":false,"message":"[^\n]+\}\n$/);
  });

  it('lets go of somebody whose line has no end', async () => {
    const chair = await listen({ control: anyPort });
    const control = await Client.to(chair.addresses.control);
    await control.ask('x'.repeat(5000), 'at most 4096');
    await until('closed', () => control.isClosed);
  });

  it('moves a virtual clock', async () => {
    const clock = new VirtualTime();
    const chair = await listen({ control: anyPort, clock, advance: (durationMs) => clock.advance(durationMs) });
    const control = await Client.to(chair.addresses.control);
    await control.ask('{"do":"advance","ms":60000}\n', '{"ok":true}');
    await control.ask('{"do":"state"}\n', '"at_ms":60000');
    await control.ask('{"do":"advance","ms":-1}\n', 'ms is a number');
  });
});
