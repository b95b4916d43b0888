import type { HttpBench } from './http-bench.js';
import { until } from './wire-contract.js';

export const rawToken = 'correct horse battery';
export const rawBearer = `Authorization: Bearer ${rawToken}`;

export type RawPlace = Pick<HttpBench, 'dial' | 'port'>;

/** What comes back for these very bytes: one answer, or none where the other side hangs up. `$` stands for the port. */
export async function raw({ dial, port }: RawPlace, ...lines: readonly string[]) {
  const socket = await dial();
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
  });
  socket.write(`${lines.join('\r\n').replaceAll('$', String(port))}\r\n\r\n`, 'latin1');
  await until('an answer', () => /\r\n\r\n/.test(heard) || socket.destroyed);
  socket.destroy();
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1]), heard };
}

/** Header lines of a browser that opens a stream. */
export const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];

export const ours = 'Host: 127.0.0.1:$';
