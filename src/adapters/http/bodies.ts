import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** Reads a body. One that is too long is cut right after the limit, so that its length still shows; null where the client
 *  went away. */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = (body: Buffer | null): void => {
      request.removeAllListeners('data');
      resolve(body);
    };
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length > bytesMax) finish(Buffer.concat(chunks).subarray(0, bytesMax + 1));
    });
    request.on('end', () => finish(Buffer.concat(chunks)));
    request.on('error', () => finish(null));
    request.on('close', () => finish(null));
  });
}
