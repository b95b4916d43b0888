import type { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorText } from '../../core/error-text.js';
import { readJsonAs } from '../../core/shape/read-json.js';
import type { Log } from '../../ports.js';

/** A file of the page, as the list that is made at build time names it; the compressed forms are null where there are none. */
const pageFileSchema = z.object({
  /** Below the base; empty for the page itself. */
  path: z.string(),
  file: z.string().regex(/^[\w.-]+$/),
  type: z.string(),
  gzip: z
    .string()
    .regex(/^[\w.-]+$/)
    .nullable(),
  br: z
    .string()
    .regex(/^[\w.-]+$/)
    .nullable(),
  /** Its name changes with its content. */
  isImmutable: z.boolean(),
});
type PageFile = z.infer<typeof pageFileSchema>;

/** A file in every form in which it may go out. */
interface LoadedFile extends Pick<PageFile, 'type' | 'isImmutable'> {
  readonly plain: Buffer;
  readonly gzip: Buffer | null;
  readonly br: Buffer | null;
}

export interface PageFiles {
  find(path: string): LoadedFile | null;
  response(file: LoadedFile, acceptedEncodings: string): Response;
}

function load(folder: URL): ReadonlyMap<string, LoadedFile> {
  const read = (name: string): Buffer => readFileSync(new URL(name, folder));
  const optional = (name: string | null): Buffer | null => (name === null ? null : read(name));
  const list = readJsonAs(read('manifest.json'), z.array(pageFileSchema));
  if (list === null) throw new Error('its manifest.json is not right');
  return new Map(
    list.map(({ path, file, type, gzip, br, isImmutable }) => [
      path,
      { type, isImmutable, plain: read(file), gzip: optional(gzip), br: optional(br) },
    ]),
  );
}

function response(file: LoadedFile, accepted: string): Response {
  const { plain, gzip, br, type, isImmutable } = file;
  const [bytes, encoding] =
    br !== null && /\bbr\b/.test(accepted)
      ? [br, 'br']
      : gzip !== null && /\bgzip\b/.test(accepted)
        ? [gzip, 'gzip']
        : [plain, null];
  const headers = new Headers({
    'Content-Type': type,
    'Cache-Control': isImmutable ? 'public, max-age=31536000, immutable' : 'no-store',
    Vary: 'Accept-Encoding',
  });
  if (encoding !== null) headers.set('Content-Encoding', encoding);
  return new Response(new Uint8Array(bytes), { headers });
}

/** The files of the page, read once, into a list: no path of a request is ever one of a file. Where they are missing there is no page,
 *  and that is said. */
export function openPageFiles(folder: URL, log: Log): PageFiles {
  let files: ReadonlyMap<string, LoadedFile> = new Map();
  try {
    files = load(folder);
  } catch (error) {
    log.warn('page_missing', { reason: errorText(error), hint: 'npm run build makes it; the API works without it' });
  }
  return { find: (path) => files.get(path) ?? null, response };
}
