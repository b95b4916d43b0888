import type { ProcessEdge } from './process-edge.js';

/** A signal, or a bug of ours, while a subcommand works: told to whoever has something to stop, else the end of waiting. */
export class Interruption {
  private reason: string | null = null;
  private stop: ((reason: string) => void) | null = null;
  private readonly came: Promise<null>;
  private resolve: (value: null) => void = () => {};

  constructor(edge: ProcessEdge) {
    this.came = new Promise((resolve) => {
      this.resolve = resolve;
    });
    edge.onSignal((signal) => {
      if (this.reason !== null) edge.stderr.write(`${signal}: it is being stopped already\n`);
      this.interrupt(signal);
    });
    edge.onUncaught((error) => {
      edge.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      this.interrupt('this program made a mistake');
    });
  }

  /** What the work gives, or null where an interruption comes first. */
  or<Result>(work: Promise<Result>): Promise<Result | null> {
    return Promise.race([work, this.came]);
  }

  /** From here on `stop` is told; at once where something has come already. */
  handOver(stop: (reason: string) => void): void {
    this.stop = stop;
    if (this.reason !== null) stop(this.reason);
  }

  private interrupt(reason: string): void {
    this.reason ??= reason;
    this.resolve(null);
    this.stop?.(this.reason);
  }
}
