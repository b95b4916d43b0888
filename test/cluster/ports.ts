import { createServer } from 'node:net';

/** Below those that the system gives to whoever connects: a node that is away keeps its port. */
const range = { from: 20_000, to: 32_000 } as const;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

let next = range.from + (process.pid % 1000) * 8;

/** A port for a program that may be away for a while. Each is given once. */
export async function lastingPort(): Promise<number> {
  while (next < range.to) {
    next += 1;
    const port = next;
    if (await isFree(port)) return port;
  }
  throw new Error('no free port');
}

export async function lastingPorts(count: number): Promise<readonly number[]> {
  const found: number[] = [];
  while (found.length < count) found.push(await lastingPort());
  return found;
}
