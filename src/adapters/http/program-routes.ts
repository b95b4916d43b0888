import type { SaveOutcome } from '../../core/program/shelf.js';
import { readBody } from './bodies.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { askerOf, tooBusy, tooLarge } from './house-routes.js';
import { failure, okReply, type Reply } from './replies.js';

export const sentBytesMax = 65_536;
/** A file and a program in it, both as JSON writes them. */
const writingBytesMax = 4 * sentBytesMax;

const noSuchProgram = ({ programs }: ServingParts): Reply =>
  failure(404, 'not_found', `there is no such program; there are ${[...programs().keys()].join(', ')}`);

/** A refusal with what the linter has to say. */
const refusedWith = (status: number, code: string, message: string, findings: readonly object[]): Reply => ({
  status,
  body: { code, message, values: {}, findings },
});

/** The body of a request that may be served; a reply where it is too long, null where the client has gone. */
export async function bodyIn(
  { connections }: ServingParts,
  call: Call,
  bytesMax: number,
): Promise<Uint8Array | Reply | null> {
  connections.serving(call.incoming);
  const body = await readBody(call.incoming, bytesMax);
  return body !== null && body.length > bytesMax ? tooLarge(bytesMax) : body;
}

export const isBytes = (read: Uint8Array | Reply): read is Uint8Array => read instanceof Uint8Array;

/** A number of the query within these bounds; undefined where there is none, null where it is not right. */
function numberIn(text: string | undefined, min: number, max: number): number | undefined | null {
  if (text === undefined) return undefined;
  const value = Number(text);
  return text !== '' && value >= min && value <= max ? value : null;
}

async function timeline(parts: ServingParts, call: Call): Promise<Reply> {
  const loaded = parts.programs().get(call.id);
  if (loaded === undefined) return noSuchProgram(parts);
  const intensity = numberIn(call.query('intensity'), 1, 100);
  const durationS = numberIn(call.query('duration_s'), 1, 1800);
  if (intensity === null || durationS === null) {
    return failure(400, 'invalid_command', 'intensity must be 1 to 100, duration_s 1 to 1800');
  }
  const options = { intensity, durationMs: durationS === undefined ? undefined : durationS * 1000 };
  const compiled = await parts.desk.compile(askerOf(call), loaded.program, options);
  return compiled === null ? tooBusy : okReply(compiled);
}

async function check(parts: ServingParts, call: Call): Promise<Reply | null> {
  const text = await bodyIn(parts, call, sentBytesMax);
  if (text === null || !isBytes(text)) return text;
  const findings = await parts.desk.check(askerOf(call), text);
  return findings === null
    ? tooBusy
    : okReply({ ok: findings.every(({ severity }) => severity !== 'error'), findings });
}

async function putInto(parts: ServingParts, call: Call): Promise<Reply | null> {
  const request = await bodyIn(parts, call, writingBytesMax);
  if (request === null || !isBytes(request)) return request;
  const writing = await parts.desk.write(askerOf(call), request);
  if (writing === null) return tooBusy;
  const { findings } = writing;
  if (writing.kind === 'text') return okReply({ text: writing.text, findings });
  const status = { invalid_json: 400, invalid_command: 400, too_large: 413, program_rejected: 422 }[writing.code];
  return refusedWith(status, writing.code, writing.message, findings);
}

const fileOf = ({ programs }: ServingParts, id: string): string | null => programs().get(id)?.file ?? null;

async function open(parts: ServingParts, call: Call): Promise<Reply> {
  const { id, admitted } = call;
  if (parts.shelf === undefined) return noSuchProgram(parts);
  const found = await parts.shelf.open(`${askerOf(call)} opens ${id}`, id, fileOf(parts, id));
  if (found === null) return tooBusy;
  if (found.kind === 'absent') return noSuchProgram(parts);
  if (found.kind === 'problem') return failure(503, 'unavailable', found.message);
  const { text, etag, isOwn: own, isReplaceable } = found;
  const maySave = isReplaceable && admitted.access.rights.includes('edit');
  return okReply({ id, text, etag, own, may_save: maySave }, { ETag: etag });
}

/** The versions that a text may have been made from; null: none is there yet; undefined: nothing right was said of it. A proxy that
 *  compresses marks an ETag as weak. */
function madeFrom({ facts: { headers } }: Call): readonly string[] | null | undefined {
  const [match, noneMatch] = [headers['if-match']?.join(','), headers['if-none-match']?.join(',')];
  if (match === undefined) return noneMatch?.trim() === '*' ? null : undefined;
  const tags = match.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return noneMatch !== undefined || tags.some((tag) => !/^"[^"]+"$/.test(tag)) ? undefined : tags;
}

const versionMissing = failure(
  412,
  'conflict',
  'say what this was made from: If-Match with the etag of api/programs/{id}/file, or If-None-Match: * for a new program',
);

function replyOfSave(id: string, outcome: SaveOutcome): Reply {
  switch (outcome.kind) {
    case 'saved':
      return okReply({ id, etag: outcome.etag, findings: outcome.findings }, { ETag: outcome.etag });
    case 'refused':
      return refusedWith(422, 'program_rejected', 'this is no right program: nothing was saved', outcome.findings);
    case 'overtaken':
      return failure(412, 'conflict', outcome.message);
    case 'barred':
      return failure(409, 'conflict', outcome.message);
    case 'problem':
      return failure(503, 'unavailable', outcome.message);
  }
}

async function save(parts: ServingParts, call: Call): Promise<Reply | null> {
  const { id, facts } = call;
  const text = await bodyIn(parts, call, sentBytesMax);
  if (text === null || !isBytes(text)) return text;
  const versions = madeFrom(call);
  if (versions === undefined) return versionMissing;
  if (parts.shelf === undefined) return noSuchProgram(parts);
  const wish = { id, text, madeFrom: versions, holder: fileOf(parts, id) };
  const outcome = await parts.shelf.save(`${askerOf(call)} saves ${id}`, wish);
  if (outcome?.kind === 'saved') parts.log.info('program_saved', { program: id, from: facts.peerAddress });
  return outcome === null ? tooBusy : replyOfSave(id, outcome);
}

/** What is asked of programs and of their files. */
export function programRoutes(parts: ServingParts) {
  return {
    programs: () => okReply([...parts.programs().values()].map(({ program }) => program)),
    program: ({ id }: Call) => {
      const loaded = parts.programs().get(id);
      return loaded === undefined ? noSuchProgram(parts) : okReply(loaded.program);
    },
    timeline: (call: Call) => timeline(parts, call),
    check: (call: Call) => check(parts, call),
    writeProgram: (call: Call) => putInto(parts, call),
    programFile: (call: Call) => open(parts, call),
    saveProgram: (call: Call) => save(parts, call),
  } satisfies Readonly<Record<string, Handler>>;
}
