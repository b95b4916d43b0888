import { execFile } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
/** Far over what a busy machine needs: whatever runs so long hangs. */
const hangsMs = 900_000;

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number;
}

const node = (...words: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { cwd: root, timeout: hangsMs };
    execFile(process.execPath, words, options, (error, stdout, stderr) => {
      const status = error === null ? 0 : Number(error.code ?? 1);
      resolve({ stdout, stderr, status });
    });
  });

/** What `npm run simulate` does before it runs. */
export async function buildSimulation(): Promise<void> {
  const { stdout, status } = await node(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.simulate.json');
  if (status !== 0) throw new Error(stdout);
}

/** Runs the command that was built. */
export const simulation = (...words: readonly string[]): Promise<Ended> =>
  node(join(root, '.simulate/test/simulation/main.js'), ...words);
