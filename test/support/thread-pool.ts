import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As many as libuv has threads where nothing else is said. */
const threads = 4;

/** Every thread that file work may have waits at a named pipe, until it is told to end. */
export function fillThreadPool(): { readonly isFree: boolean; free(): Promise<void> } {
  const folder = mkdtempSync(join(tmpdir(), 'pipes-'));
  const paths = Array.from({ length: threads }, (_, index) => join(folder, `${index}`));
  execFileSync('mkfifo', paths);
  let isFree = false;
  const waiting = paths.map(async (path) => {
    const reader = await open(path, 'r');
    isFree = true;
    await reader.close();
  });
  return {
    get isFree() {
      return isFree;
    },
    free: async () => {
      execFileSync('sh', ['-c', 'for path; do : > "$path"; done', 'sh', ...paths]);
      await Promise.all(waiting);
      rmSync(folder, { recursive: true });
    },
  };
}
