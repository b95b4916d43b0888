import type { Clock } from '../ports.js';

/** What a subcommand may use of the process around it; `main.ts` fills it from `process`, tests from fakes. */
export interface CliIo {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly onSignal: (handler: (signal: NodeJS.Signals) => void) => void;
  exit(code: number): void;
}
