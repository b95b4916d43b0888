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
    const left = readAddress(join(folder, fileName));
    return left !== null && isAlive(left.address.process) ? [left] : [];
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

/** What this user has left there, and when; that of another may not even be looked for. */
function readAddress(file: string): { readonly address: DemoAddress; readonly atMs: number } | null {
  try {
    const { uid, mtimeMs } = statSync(file);
    const address = uid === process.getuid?.() ? readJsonAs(readFileSync(file), addressSchema) : null;
    return address === null ? null : { address, atMs: mtimeMs };
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
