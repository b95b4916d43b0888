import { serveControl } from '../serve-control.js';
import type { ListenAddress, Served, ServeProblem } from '../serve-outcome.js';
import { servePty } from '../serve-pty.js';
import { serveTcp } from '../serve-tcp.js';
import type { Twin } from './twin.js';
import { answerTwin } from './twin-control.js';

export interface TwinPlaces {
  readonly faults: readonly string[];
  readonly tcp?: ListenAddress | undefined;
  readonly pty?: string | undefined;
  readonly control?: ListenAddress | undefined;
}

/** A simulated device that listens. */
export interface ListeningTwin {
  readonly kind: 'listening';
  readonly twin: Twin;
  readonly tcp: ListenAddress | null;
  readonly pty: string | null;
  readonly control: ListenAddress | null;
  close(): Promise<void>;
}

/** Lets a simulated device listen and fail. Never rejects: what cannot be had is a problem that says so, and ends the device. */
export async function listenTwin(twin: Twin, places: TwinPlaces): Promise<ListeningTwin | ServeProblem> {
  const opened: Served<unknown>[] = [];
  const close = async (): Promise<void> => {
    twin.close();
    await Promise.allSettled(opened.map((each) => each.close()));
  };
  for (const fault of places.faults) {
    const message = twin.inject(fault);
    if (message === null) continue;
    await close();
    return { kind: 'problem', message };
  }
  const { tcp, pty, control } = places;
  const outcomes = [
    tcp === undefined ? null : await serveTcp(twin, tcp),
    pty === undefined ? null : await servePty(twin, pty),
    control === undefined ? null : await serveControl((line) => answerTwin(twin, line), control),
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
    twin,
    tcp: onTcp?.kind === 'served' ? onTcp.at : null,
    pty: onPty?.kind === 'served' ? onPty.at : null,
    control: onControl?.kind === 'served' ? onControl.at : null,
    close,
  };
}
