import { startEmbeddedBroker } from '../../src/adapters/mqtt/embedded-broker.js';
import { silentLog } from './silent-log.js';

/** A broker of MQTT 3.1.1 in this process, on a free port. */
export async function startAedes(port = 0): Promise<{ port: number; url: string; stop(): Promise<void> }> {
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port, log: silentLog });
  return { port: broker.port, url: `mqtt://127.0.0.1:${broker.port}`, stop: () => broker.close() };
}
