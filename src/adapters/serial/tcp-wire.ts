import { createConnection, type OnReadOpts, type Socket } from 'node:net';
import { errorText } from '../../core/error-text.js';
import type { Clock, OpenWire } from '../../ports.js';
import type { LineEnd } from './line-pipeline.js';
import { StreamWire } from './stream-wire.js';

export interface TcpSetting {
  readonly host: string;
  readonly port: number;
  readonly lineEnd?: LineEnd | undefined;
}

const connectMs = 5000;

/** A peer that vanished without a word is asked after this time; the telemetry deadline is faster. */
const keepAliveMs = 10_000;

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there; is the serial server running, and is the port number right?',
  ENOTFOUND: 'the name is unknown; check the host',
  EAI_AGAIN: 'the name cannot be looked up now; check the network',
  EHOSTUNREACH: 'there is no way to this host; check the network',
  ENETUNREACH: 'there is no way to this network; check the network',
  ETIMEDOUT: 'no answer; is the host on?',
  ECONNRESET: 'the other side has dropped the connection',
  EPIPE: 'the other side has dropped the connection',
};

function explain({ host, port }: TcpSetting, error: NodeJS.ErrnoException): string {
  const code = error.code ?? '';
  return `tcp://${host}:${port}: ${meanings[code] ?? (error.message || code || 'failed')}`;
}

/** One for all sockets: a read is over when its bytes were taken. A buffer of its own for each read, and the stream around it, would
 *  cost more than what is done with the line. */
const readBuffer = Buffer.allocUnsafe(16_384);

const readInto = (wire: StreamWire): OnReadOpts => ({
  buffer: readBuffer,
  callback: (length) => {
    wire.received(readBuffer, length);
    return true;
  },
});

function connect(socket: Socket, wire: StreamWire, setting: TcpSetting, clock: Clock): void {
  const timer = clock.after(connectMs, () =>
    wire.end(`tcp://${setting.host}:${setting.port}: no answer within ${connectMs / 1000} s; is the host on?`),
  );
  wire.attach({
    stream: socket,
    drainedBy: 'close',
    explain: (error) => explain(setting, error),
    release: async () => {
      clock.clear(timer);
      socket.destroy();
    },
  });
  socket.once('connect', () => {
    clock.clear(timer);
    wire.opened();
  });
}

/** Connects to a serial server (ser2net, a Wi-Fi bridge, the simulator). */
export function openTcp(setting: TcpSetting, clock: Clock): OpenWire {
  return (events) => {
    const wire = new StreamWire(events, clock, setting.lineEnd);
    try {
      const { host, port } = setting;
      const options = { host, port, noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveMs };
      connect(createConnection({ ...options, onread: readInto(wire) }), wire, setting, clock);
    } catch (error) {
      wire.end(`tcp://${setting.host}:${setting.port}: ${errorText(error)}`);
    }
    return wire;
  };
}
