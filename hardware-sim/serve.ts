import { answerControl, type ControlledChair } from './control.js';
import type { Device } from './device.js';
import { serveControl } from './serve-control.js';
import type { ListenAddress, Served, ServeProblem } from './serve-outcome.js';
import { servePty } from './serve-pty.js';
import { serveTcp } from './serve-tcp.js';

/** Where chairs listen. Of several chairs the first has this TCP port and the others those after it (all any free one where it
 *  is 0); each pseudo-terminal's path ends in the number of its chair, from 1 on. */
export interface ServeOptions {
  readonly tcp?: ListenAddress | undefined;
  /** The path of the pseudo-terminal. */
  readonly pty?: string | undefined;
  /** One control port for all. */
  readonly control?: ListenAddress | undefined;
  /** Moves the clock for the control port, where it is a virtual one. */
  readonly advance?: (durationMs: number) => void;
}

export type ServedChair = ControlledChair & { readonly device: Device };

/** Where everything listens; the chairs in their order. */
export interface ServedAt {
  readonly chairs: readonly { readonly tcp: ListenAddress | null; readonly pty: string | null }[];
  readonly control: ListenAddress | null;
}

type Outcome<At> = Served<At> | ServeProblem;

const portMax = 65_535;

/** Opens one after another; where one fails, those before it are closed again. */
class Opened {
  private readonly opened: Served<unknown>[] = [];
  problem: ServeProblem | null = null;

  async take<At>(start: () => Promise<Outcome<At>>): Promise<At | null> {
    if (this.problem !== null) return null;
    const outcome = await start();
    if (outcome.kind === 'problem') {
      this.problem = outcome;
      return null;
    }
    this.opened.push(outcome);
    return outcome.at;
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.opened.map((each) => each.close()));
  }
}

function addressOf({ host, port }: ListenAddress, index: number): ListenAddress {
  return { host, port: port === 0 ? 0 : port + index };
}

/** Puts chairs on TCP, on pseudo-terminals or on both. Never rejects: what cannot be had is a problem that says so. */
export async function serveChairs(chairs: readonly ServedChair[], options: ServeOptions): Promise<Outcome<ServedAt>> {
  const { tcp, pty, control, advance = null } = options;
  if (tcp !== undefined && tcp.port > 0 && tcp.port + chairs.length - 1 > portMax) {
    return { kind: 'problem', message: `${chairs.length} ports from ${tcp.port} on do not fit under ${portMax}` };
  }
  const opened = new Opened();
  const at: { tcp: ListenAddress | null; pty: string | null }[] = [];
  for (const [index, { device }] of chairs.entries()) {
    const path = chairs.length === 1 ? pty : `${pty}${index + 1}`;
    at.push({
      tcp: tcp === undefined ? null : await opened.take(() => serveTcp(device, addressOf(tcp, index))),
      pty: pty === undefined || path === undefined ? null : await opened.take(() => servePty(device, path)),
    });
  }
  const controlAt =
    control === undefined
      ? null
      : await opened.take(() => serveControl((line) => answerControl({ chairs, advance }, line), control));
  if (opened.problem !== null) {
    await opened.close();
    return opened.problem;
  }
  return { kind: 'served', at: { chairs: at, control: controlAt }, close: () => opened.close() };
}
