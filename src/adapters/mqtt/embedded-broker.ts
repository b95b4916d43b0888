import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import type { Log } from '../../ports.js';

const portsTriedMax = 20;

export interface EmbeddedBrokerOptions {
  /** Loopback only: it asks nobody for a password. */
  readonly host: '127.0.0.1';
  /** 0 takes any; a port that is taken gives the next free one of 20. */
  readonly port: number;
  readonly log: Log;
}

export interface EmbeddedBroker {
  readonly port: number;
  /** Ends every connection. Never rejects. */
  close(): Promise<void>;
}

const isTaken = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'EADDRINUSE';

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

async function listenNear(server: Server, host: string, firstPort: number): Promise<void> {
  for (let port = firstPort; ; port += 1) {
    try {
      return await listen(server, host, port);
    } catch (error) {
      const isLast = port - firstPort >= portsTriedMax - 1 || port >= 65_535;
      if (!isTaken(error) || isLast) throw error;
    }
  }
}

const closeServer = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
const closeBroker = (broker: Aedes): Promise<void> => new Promise((resolve) => broker.close(() => resolve()));

/** A small MQTT 3.1.1 broker inside this process, for trying the daemon out and for tests. Rejects where no port is free. */
export async function startEmbeddedBroker({ host, port, log }: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  broker.on('clientError', (_client, error) => log.debug('embedded_broker_client', { reason: error.message }));
  broker.on('connectionError', (_client, error) => log.debug('embedded_broker_connection', { reason: error.message }));
  try {
    await listenNear(server, host, port);
  } catch (error) {
    await closeBroker(broker);
    throw error;
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  server.on('error', (error) => log.error('embedded_broker', { reason: error.message }));
  log.info('embedded_broker_listening', { host, port: actualPort });
  return {
    port: actualPort,
    close: async () => {
      const isServerClosed = closeServer(server);
      await closeBroker(broker);
      await isServerClosed;
    },
  };
}
