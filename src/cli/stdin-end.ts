import type { CliIo } from './io.js';

/** Calls back once, when whoever holds the other end of standard input closes it or dies. */
export function onStdinEnd({ stdin }: Pick<CliIo, 'stdin'>, handler: () => void): void {
  let hasEnded = false;
  const end = (): void => {
    if (hasEnded) return;
    hasEnded = true;
    handler();
  };
  for (const event of ['end', 'close', 'error']) stdin.on(event, end);
  stdin.resume();
}
