import { createServer, type Socket } from 'node:net';
import { generate, type Packet, parser } from 'mqtt-packet';

/** One connection of a client, as the broker sees it. */
export class Visit {
  /** What came, in order; the first is the CONNECT. */
  readonly packets: Packet[] = [];
  version: 4 | 5 = 4;
  isGone = false;

  constructor(readonly socket: Socket) {}

  send(packet: Packet): void {
    this.socket.write(generate(packet, { protocolVersion: this.version }));
  }

  of<Kind extends Packet['cmd']>(kind: Kind): readonly Extract<Packet, { cmd: Kind }>[] {
    return this.packets.filter((packet): packet is Extract<Packet, { cmd: Kind }> => packet.cmd === kind);
  }
}

/** Looks at what came; true where it has answered itself (or does not want an answer). `nth` counts the connections from 0. */
export type Script = (packet: Packet, visit: Visit, nth: number) => boolean;

function answerTo(packet: Packet): Packet | null {
  const messageId = packet.messageId ?? 0;
  switch (packet.cmd) {
    case 'connect':
      return { cmd: 'connack', sessionPresent: false, returnCode: 0, reasonCode: 0 };
    case 'subscribe':
      return { cmd: 'suback', messageId, granted: packet.subscriptions.map(({ qos }) => qos) };
    case 'unsubscribe':
      return { cmd: 'unsuback', messageId, granted: packet.unsubscriptions.map(() => 0) };
    case 'publish':
      return packet.qos > 0 ? { cmd: 'puback', messageId } : null;
    case 'pingreq':
      return { cmd: 'pingresp' };
    default:
      return null;
  }
}

export interface ScriptedBroker {
  readonly port: number;
  readonly url: string;
  readonly visits: readonly Visit[];
  stop(): Promise<void>;
}

function attend(socket: Socket, script: Script, nth: number): Visit {
  const visit = new Visit(socket);
  const reader = parser({ protocolVersion: 4 });
  reader.on('packet', (packet: Packet) => {
    if (packet.cmd === 'connect') visit.version = packet.protocolVersion === 5 ? 5 : 4;
    visit.packets.push(packet);
    const answer = script(packet, visit, nth) ? null : answerTo(packet);
    if (answer !== null) visit.send(answer);
  });
  reader.on('error', () => socket.destroy());
  socket.on('data', (bytes) => reader.parse(bytes)).on('error', () => undefined);
  socket.on('close', () => {
    visit.isGone = true;
  });
  return visit;
}

/** A broker that answers like a good one wherever the script does not say otherwise: for what no real broker would do on request. */
export async function startScriptedBroker(script: Script = () => false): Promise<ScriptedBroker> {
  const visits: Visit[] = [];
  const server = createServer((socket) => visits.push(attend(socket, script, visits.length)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    url: `mqtt://127.0.0.1:${address.port}`,
    visits,
    stop: () =>
      new Promise((resolve) => {
        for (const { socket } of visits) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
