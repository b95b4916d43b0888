import { readSync, writeSync } from 'node:fs';
import type { NativePort } from './native-port.js';

type Binding = NonNullable<NativePort['port']>;
type UnixBinding = Extract<Binding, { readonly poller: unknown }>;
type ReadResult = Awaited<ReturnType<UnixBinding['read']>>;

const asksToWait = (error: unknown): boolean =>
  ['EAGAIN', 'EWOULDBLOCK', 'EINTR'].includes((error as NodeJS.ErrnoException).code ?? '');

const canceled = (): Error => Object.assign(new Error('the port is closed'), { canceled: true });

/** Polling a port that has closed meanwhile would end the process: its poller is freed. */
const readable = (binding: UnixBinding): Promise<void> =>
  new Promise((resolve, reject) => {
    if (binding.fd === null) reject(canceled());
    else binding.poller.once('readable', (error) => (error === null ? resolve() : reject(error)));
  });

/** One attempt; null where nothing has come yet. */
function readNow(binding: UnixBinding, buffer: Buffer, offset: number, length: number): number | null {
  if (binding.fd === null) throw canceled();
  try {
    return readSync(binding.fd, buffer, offset, length, null);
  } catch (error) {
    if (asksToWait(error)) return null;
    throw error;
  }
}

/** Reads at once what the poller has seen, where the library goes by way of its pool of threads and back. A terminal reads zero
 *  bytes only when it has hung up. The library asks again at once and for ever: the unplug is never reported and the process
 *  spins. Here it is an error. Its poller also settles promises from a native callback, after which Node 26 does not look for
 *  them until something else happens: an immediate makes it look. */
export function readDirectly(binding: Binding | undefined): void {
  if (binding === undefined || !('poller' in binding)) return;
  for (const event of ['readable', 'writable']) binding.poller.on(event, () => setImmediate(() => {}));
  binding.read = async (buffer, offset, length): Promise<ReadResult> => {
    for (;;) {
      await readable(binding);
      const bytesRead = readNow(binding, buffer, offset, length);
      if (bytesRead === 0) throw new Error('it has hung up');
      if (bytesRead !== null) return { buffer, bytesRead };
    }
  };
}

/** What the system takes of `bytes` at once, 0 and more: a stop need not wait for a thread. The port never blocks. What is left,
 *  and every error, is for the library's own write. */
export function writeDirectly(binding: Binding | undefined, bytes: Buffer): number {
  if (binding === undefined || !('poller' in binding) || binding.fd === null) return 0;
  try {
    return writeSync(binding.fd, bytes);
  } catch {
    return 0;
  }
}
