import type { CliIo } from './io.js';

/** What a subcommand that runs a daemon needs of its process besides. */
export interface ProcessEdge extends CliIo {
  readonly version: string;
  /** When this program was built, ms since 1970. */
  readonly buildWallMs: number;
  readonly nodeVersion: string;
  readonly residentBytes: () => number;
  /** Takes over what happens to one of our own bugs; without it the process ends at once with code 1. */
  readonly onUncaught: (handler: (error: unknown) => void) => void;
}
