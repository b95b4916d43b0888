import type { CompileOptions } from './compile.js';
import type { Finding } from './lint.js';
import type { Program } from './schema.js';
import type { Timeline } from './timeline.js';

/** Works on programs beside the thread that supervises chairs. `client`: of one client only the newest job is done. Null: it took too
 *  long, or a newer one came. [S14] */
export interface ProgramDesk {
  check(client: string, text: Uint8Array): Promise<readonly Finding[] | null>;
  compile(client: string, program: Program, options: CompileOptions): Promise<Timeline | null>;
}
