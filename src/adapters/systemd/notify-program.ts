import { type ChildProcess, spawn } from 'node:child_process';
import { errorText } from '../../core/error-text.js';
import type { Clock, Log } from '../../ports.js';

/** It waits until the service manager has read its message, by itself for 5 s. */
const sendMsMax = 2500;

/** What is told: variables of the protocol, such as `READY` or `STATUS`, with their values. */
export type ManagerWords = Readonly<Record<string, string>>;

export interface NotifyProgram {
  /** False while something is on its way. */
  readonly isFree: boolean;
  /** Tells at once, or right after what is on its way: the newest of each variable. `onArrived` comes only where it has been read. */
  tell(words: ManagerWords, onArrived?: () => void): void;
}

interface Waiting {
  readonly words: ManagerWords;
  readonly arrived: readonly (() => void)[];
}

export interface NotifyProgramOptions {
  /** Where the service manager listens is in there. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Speaks to the service manager by its own program, because Node.js has no sockets of that kind. One at a time, and none for long: a
 *  chair must not feel it. Never throws. */
export function openNotifyProgram({ env, clock, log }: NotifyProgramOptions): NotifyProgram {
  let isSending = false;
  let hasFailed = false;
  let waiting: Waiting | null = null;

  const failed = (reason: string): void => {
    if (hasFailed) return;
    hasFailed = true;
    const hint = 'systemd-notify has to work, and the unit to have NotifyAccess=all: chair2mqtt service install';
    log.warn('service_manager_unheard', { reason, hint });
  };
  const ended = (): void => {
    isSending = false;
    const next = waiting;
    waiting = null;
    if (next !== null) send(next.words, next.arrived);
  };
  const send = (words: ManagerWords, arrived: readonly (() => void)[]): void => {
    isSending = true;
    run(env, words, clock, (reason) => {
      if (reason !== null) failed(reason);
      else for (const each of arrived) each();
      ended();
    });
  };
  return {
    get isFree() {
      return !isSending;
    },
    tell: (words, onArrived) => {
      const arrived = onArrived === undefined ? [] : [onArrived];
      if (!isSending) send(words, arrived);
      else waiting = { words: { ...waiting?.words, ...words }, arrived: [...(waiting?.arrived ?? []), ...arrived] };
    },
  };
}

/** Runs the program once; `onEnd` comes once, with why it has not worked, or null. */
function run(
  env: NotifyProgramOptions['env'],
  words: ManagerWords,
  clock: Clock,
  onEnd: (reason: string | null) => void,
): void {
  const lines = Object.entries(words).map(([name, value]) => `${name}=${value}`);
  let child: ChildProcess | null = null;
  let hasEnded = false;
  const end = (reason: string | null): void => {
    if (hasEnded) return;
    hasEnded = true;
    clock.clear(deadline);
    onEnd(reason);
  };
  const deadline = clock.after(sendMsMax, () => {
    child?.kill('SIGKILL');
    end(`systemd-notify did not come to an end within ${sendMsMax} ms`);
  });
  try {
    child = spawn('systemd-notify', lines, { env: { ...env }, stdio: 'ignore' });
    child.on('error', (error) => end(errorText(error)));
    child.on('exit', (code, signal) => end(code === 0 ? null : `systemd-notify ended with ${code ?? signal}`));
  } catch (error) {
    // A machine without memory for another process says so here and not by an event.
    end(errorText(error));
  }
}
