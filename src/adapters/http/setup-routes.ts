import type { z } from 'zod';
import type { LiveSetup, SetupOutcome } from '../../core/setup/desk.js';
import { parseJson } from '../../core/shape/read-json.js';
import { setupDraftRequestSchema, setupRequests } from '../../core/web/setup.js';
import { readBody } from './bodies.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { tooBusy, tooLarge } from './house-routes.js';
import { failure, okReply, type Reply } from './replies.js';

const bodyBytesMax = 16_384;

const noSetup = failure(404, 'not_found', 'nothing is set up here');
const notLive = failure(
  404,
  'not_found',
  'a running daemon tests nothing and writes no configuration: "chair2mqtt setup --page" does',
);

/** What was sent, or what is answered instead; null: the client has gone. */
async function sentIn<Sent>(
  { connections }: ServingParts,
  { incoming }: Call,
  schema: z.ZodType<Sent>,
): Promise<{ readonly sent: Sent } | { readonly reply: Reply | null }> {
  connections.serving(incoming);
  const body = await readBody(incoming, bodyBytesMax);
  if (body === null) return { reply: null };
  if (body.length > bodyBytesMax) return { reply: tooLarge(bodyBytesMax) };
  const read = schema.safeParse(parseJson(body.toString()));
  if (read.success) return { sent: read.data };
  const [issue] = read.error.issues;
  const place = issue === undefined ? '' : `${issue.path.join('.')}: ${issue.message}`;
  return { reply: failure(400, 'invalid_json', `this is no request of a set-up: ${place}`) };
}

const replyOf = (outcome: SetupOutcome): Reply =>
  outcome.kind === 'state' ? okReply(outcome.state) : failure(409, 'conflict', outcome.message);

/** The set-up of chairs: of a running daemon only a look at what a file would be. [S18] */
export function setupRoutes(parts: ServingParts) {
  const desk = () => parts.setup?.() ?? null;
  const live =
    <Sent>(schema: z.ZodType<Sent>, run: (setup: LiveSetup, sent: Sent) => Promise<SetupOutcome>): Handler =>
    async (call) => {
      const setup = desk();
      if (setup === null) return noSetup;
      if (setup.live === null) return notLive;
      const read = await sentIn(parts, call, schema);
      return 'reply' in read ? read.reply : replyOf(await run(setup.live, read.sent));
    };
  return {
    setup: async () => {
      const setup = desk();
      if (setup === null) return noSetup;
      const state = await setup.state();
      return state === null ? tooBusy : okReply(state);
    },
    setupAnswers: live(setupRequests.answers, (setup, { revision, answers }) => setup.answer(revision, answers)),
    setupTest: live(setupRequests.test, (setup, { revision }) => setup.test(revision)),
    setupStep: live(setupRequests.step, (setup, { revision, go }) => setup.go(revision, go)),
    setupWatch: live(setupRequests.watch, (setup, { revision }) => setup.watch(revision)),
    setupWrite: live(setupRequests.write, (setup, { revision }) => setup.write(revision)),
    setupDraft: async (call) => {
      const setup = desk();
      if (setup === null) return noSetup;
      const read = await sentIn(parts, call, setupDraftRequestSchema);
      if ('reply' in read) return read.reply;
      const draft = await setup.draft(read.sent.answers);
      return draft === null ? tooBusy : okReply(draft);
    },
  } satisfies Readonly<Record<string, Handler>>;
}
