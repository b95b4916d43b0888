import type { Clock } from '../../src/ports.js';
import { serveControl } from '../serve-control.js';
import type { ListenAddress, Served, ServeProblem } from '../serve-outcome.js';
import { servePty } from '../serve-pty.js';
import { serveTcp } from '../serve-tcp.js';
import { answerKeyed } from './keyed-control.js';
import { KeyedDevice, type KeyedNote } from './keyed-device.js';
import type { KeyedProfile } from './keyed-profile.js';

export interface KeyedListenOptions {
  readonly profile: KeyedProfile;
  readonly clock: Clock;
  readonly seed: number;
  readonly faults: readonly string[];
  readonly onNote: (note: KeyedNote) => void;
  readonly tcp?: ListenAddress | undefined;
  readonly pty?: string | undefined;
  readonly control?: ListenAddress | undefined;
}

/** A chair by profile that listens. */
export interface ListeningKeyed {
  readonly kind: 'listening';
  readonly chair: KeyedDevice;
  readonly tcp: ListenAddress | null;
  readonly pty: string | null;
  readonly control: ListenAddress | null;
  close(): Promise<void>;
}

/** Makes a simulated chair of a profile that listens. Never rejects: what cannot be had is a problem that says so. */
export async function listenKeyed(options: KeyedListenOptions): Promise<ListeningKeyed | ServeProblem> {
  const chair = new KeyedDevice(options);
  const opened: Served<unknown>[] = [];
  const close = async (): Promise<void> => {
    chair.close();
    await Promise.allSettled(opened.map((each) => each.close()));
  };
  for (const fault of options.faults) {
    const message = chair.inject(fault);
    if (message === null) continue;
    await close();
    return { kind: 'problem', message };
  }
  const { tcp, pty, control } = options;
  const outcomes = [
    tcp === undefined ? null : await serveTcp(chair, tcp),
    pty === undefined ? null : await servePty(chair, pty),
    control === undefined ? null : await serveControl((line) => answerKeyed(chair, line), control),
  ] as const;
  for (const outcome of outcomes) if (outcome?.kind === 'served') opened.push(outcome);
  const problem = outcomes.find((outcome) => outcome?.kind === 'problem');
  if (problem?.kind === 'problem') {
    await close();
    return problem;
  }
  const [onTcp, onPty, onControl] = outcomes;
  return {
    kind: 'listening',
    chair,
    tcp: onTcp?.kind === 'served' ? onTcp.at : null,
    pty: onPty?.kind === 'served' ? onPty.at : null,
    control: onControl?.kind === 'served' ? onControl.at : null,
    close,
  };
}
