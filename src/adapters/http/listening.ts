import type { Server } from 'node:http';
import type { HostPort } from '../../core/configuration/addresses.js';
import type { Log } from '../../ports.js';

/** Where a face listens when nobody has said otherwise: the first of these ports that is free. */
const defaultPlace: HostPort = { host: '127.0.0.1', port: 8470 };
const lastPort = 8479;

const isTaken = (error: Error): boolean => 'code' in error && error.code === 'EADDRINUSE';

/** Opens a server at this place, or where none was configured at the default one or the next that is free. `told` comes once: where it
 *  listens, or null where it cannot, which is said; the daemon goes on without it. */
export function listenAt(
  server: Server,
  configured: HostPort | null,
  log: Log,
  told: (place: HostPort | null) => void,
  key: 'listen' | 'ingress' = 'listen',
): void {
  let place = configured ?? defaultPlace;
  const fail = (error: Error): void => {
    if (configured === null && isTaken(error) && place.port < lastPort) {
      place = { ...place, port: place.port + 1 };
      server.listen(place);
      return;
    }
    const hint = `set http.${key} to a free address of this machine; MQTT goes on without it`;
    log.error('http_unavailable', { ...place, reason: error.message, hint });
    told(null);
  };
  server.on('error', fail);
  server.once('listening', () => {
    log.info('http_listening', { ...place });
    told(place);
  });
  server.listen(place);
}
