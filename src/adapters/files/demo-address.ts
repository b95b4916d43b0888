import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { readJsonAs } from '../../core/shape/read-json.js';

/** What every folder of a demo begins with; each is its owner's alone. */
export const demoFolderPrefix = 'chair2mqtt-demo-';
const fileName = 'address.json';

const addressSchema = z.object({ url: z.string(), chair: z.string(), process: z.int().positive() });
export type DemoAddress = z.infer<typeof addressSchema>;

/** Leaves word of a running demo, for commands of the same user. */
export const leaveDemoAddress = (folder: string, address: DemoAddress): void =>
  writeFileSync(join(folder, fileName), JSON.stringify(address));

/** The demo of this user that runs now, the newest where there are several, or null. Never throws. */
export function findDemo(parent = tmpdir()): DemoAddress | null {
  const found = foldersIn(parent).flatMap((folder) => {
    const file = join(folder, fileName);
    const stats = statSync(file, { throwIfNoEntry: false });
    const address = stats === undefined || stats.uid !== process.getuid?.() ? null : readAddress(file);
    return stats !== undefined && address !== null && isAlive(address.process)
      ? [{ address, atMs: stats.mtimeMs }]
      : [];
  });
  return found.sort((one, other) => other.atMs - one.atMs)[0]?.address ?? null;
}

function foldersIn(parent: string): readonly string[] {
  try {
    return readdirSync(parent)
      .filter((name) => name.startsWith(demoFolderPrefix))
      .map((name) => join(parent, name));
  } catch {
    return [];
  }
}

function readAddress(file: string): DemoAddress | null {
  try {
    return readJsonAs(readFileSync(file), addressSchema);
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
