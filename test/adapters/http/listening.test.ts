import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { listenAt } from '../../../src/adapters/http/listening.js';
import type { HostPort } from '../../../src/core/configuration/addresses.js';
import { silentLog } from '../../support/silent-log.js';

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

/** Where a server listens, or null. */
const placed = (configured: HostPort | null): Promise<HostPort | null> =>
  new Promise((resolve) => {
    const server = createServer();
    servers.push(server);
    listenAt(server, configured, silentLog, resolve);
  });

it('who has said nothing listens at the first free port from 8470 on; where all ten are taken, nowhere', async () => {
  const places: (HostPort | null)[] = [];
  for (let count = 0; count < 11; count += 1) places.push(await placed(null));
  const ports = places.flatMap((place) => place?.port ?? []);
  expect(ports).toEqual(ports.toSorted());
  expect(new Set(ports).size).toBe(ports.length);
  expect(ports.every((port) => port >= 8470 && port <= 8479)).toBe(true);
  expect(places.at(-1)).toBeNull();
});

it('who has said where listens there or nowhere', async () => {
  const taken = await placed(null);
  expect(taken).not.toBeNull();
  expect(await placed(taken)).toBeNull();
});
