import { type Signal, signal } from '@preact/signals';
import type { PlaceMark } from '../../core/ledger/lines.js';
import type { Result } from '../../core/status.js';
import type { Access, ApiError, Startable } from '../../core/web/frames.js';
import type { ProgramMarks } from '../../core/web/history.js';
import type { Denied } from '../../core/words/codes.js';
import type { LinkCondition } from './house-link.js';
import {
  type PageClock,
  type PageNetwork,
  type PageReply,
  type PageRequest,
  type RequestOptions,
  replyWithin,
} from './network.js';
import { everyKnownChair, type StopTarget } from './stop-sender.js';

/** A reset waits up to 3 s for the chair; nothing else takes long. */
const waitMs = 6000;

/** What the page asks of a chair, beside stops. */
export type PageCommand =
  | { readonly command: 'start'; readonly program: string; readonly person?: string }
  | { readonly command: 'pause' | 'resume' | 'skip' | 'reset' | 'offer' }
  | { readonly command: 'adjust'; readonly intensity: number }
  | { readonly command: 'select'; readonly intensity?: number; readonly person?: string };

export type CommandOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: Denied }
  /** Not sent, or not answered: nothing is kept for later. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'unanswered' };

type AnsweredCommand = Result & { readonly retry_after_s?: number | null; readonly missing?: string | null };

const isResult = (body: unknown): body is AnsweredCommand => typeof body === 'object' && body !== null && 'ok' in body;
const isApiError = (body: unknown): body is ApiError => typeof body === 'object' && body !== null && 'code' in body;

/** Reads what a reply says of its failure. */
function deniedBy({ status, body }: PageReply): Denied {
  if (!isApiError(body)) {
    return { code: 'unavailable', message: `HTTP ${status}`, values: {}, missing: null, retryAfterS: null };
  }
  const { missing = null, retry_after_s = null, values = {} } = body as AnsweredCommand;
  const named = values['retry_after_s'];
  const retryAfterS = retry_after_s ?? (typeof named === 'number' ? named : null);
  return { ...body, values, missing, retryAfterS };
}

/** Sends commands, one try each. Nothing is ever queued: what cannot go now does not go. [S6] */
export class Asking {
  /** What is under way: `<chair> <command>`. */
  readonly pending: Signal<ReadonlySet<string>> = signal(new Set());
  private readonly underWay = new Map<PageRequest, string>();

  constructor(
    private readonly clock: PageClock,
    private readonly network: Pick<PageNetwork, 'ask'>,
    private readonly link: { readonly condition: Signal<LinkCondition>; daemonWallMs(): number | null },
  ) {}

  command(chairId: string, command: PageCommand): Promise<CommandOutcome> {
    const wallMs = this.link.daemonWallMs();
    // By the daemon's own clock: what something on the way keeps back is too old when it comes.
    const ts = wallMs === null ? {} : { ts: Math.floor(wallMs / 100) / 10 };
    const body = { ...command, id: this.newId(), ...ts };
    return this.send(chairId, command.command, 'commands', { body });
  }

  /** Asks something of a chair by its own way, called `what` while it is under way. */
  async send(chairId: string, what: string, way: string, options: RequestOptions): Promise<CommandOutcome> {
    const { condition } = this.link;
    if (condition.value.way === 'none' || condition.value.isStale) return { kind: 'offline' };
    const name = `${chairId} ${what}`;
    this.mark(name, true);
    const request = this.network.ask('POST', `chairs/${encodeURIComponent(chairId)}/${way}`, options);
    this.underWay.set(request, chairId);
    const reply = await replyWithin(this.clock, request, waitMs);
    this.underWay.delete(request);
    this.mark(name, false);
    if (reply === null) return { kind: 'unanswered' };
    if (reply.status === 200 && isResult(reply.body) && reply.body.ok) return { kind: 'done' };
    return { kind: 'refused', why: deniedBy(reply) };
  }

  /** Gives up what has not been answered, of this chair or of all: what waits in the browser must not come after a stop. [S6] */
  withdraw(target: StopTarget): void {
    for (const [request, chairId] of this.underWay) {
      if (target === everyKnownChair || target === chairId) request.abort();
    }
  }

  /** What a start of each program would answer now, or null. */
  async startable(chairId: string, person: string | null): Promise<readonly Startable[] | null> {
    const query = person === null ? '' : `?person=${encodeURIComponent(person)}`;
    return this.list<Startable>(`chairs/${encodeURIComponent(chairId)}/startable${query}`);
  }

  /** Marks the place where the session is; false where it was not kept. */
  async markPlace(chairId: string, mark: PlaceMark): Promise<boolean> {
    const request = this.network.ask('POST', `chairs/${encodeURIComponent(chairId)}/marks`, { body: mark });
    this.underWay.set(request, chairId);
    const reply = await replyWithin(this.clock, request, waitMs);
    this.underWay.delete(request);
    return reply?.status === 200;
  }

  /** What this person marked and changed in a program so far, or null. */
  marks(program: string, person: string): Promise<ProgramMarks | null> {
    return this.list(`programs/${encodeURIComponent(program)}/marks?person=${encodeURIComponent(person)}`);
  }

  /** A list, or null where it may not be seen or nothing answers. */
  async list<Item>(path: string): Promise<readonly Item[] | null> {
    const reply = await replyWithin(this.clock, this.network.ask('GET', path), waitMs);
    return reply?.status === 200 && Array.isArray(reply.body) ? reply.body : null;
  }

  async one<Item>(path: string): Promise<Item | null> {
    const reply = await replyWithin(this.clock, this.network.ask('GET', path), waitMs);
    return reply?.status === 200 ? (reply.body as Item) : null;
  }

  async logout(): Promise<Access | null> {
    const reply = await replyWithin(this.clock, this.network.ask('DELETE', 'session'), waitMs);
    return reply?.status === 200 ? (reply.body as Access) : null;
  }

  /** A token or a one-time code for a cookie. */
  async login(secret: { readonly token: string } | { readonly code: string }): Promise<Access | Denied | null> {
    const reply = await replyWithin(this.clock, this.network.ask('POST', 'session', { body: secret }), waitMs);
    if (reply === null) return null;
    return reply.status === 200 ? (reply.body as Access) : deniedBy(reply);
  }

  private mark(name: string, isPending: boolean): void {
    const next = new Set(this.pending.value);
    if (isPending) next.add(name);
    else next.delete(name);
    this.pending.value = next;
  }

  private newId(): string {
    const letters = () => Math.floor(this.clock.random() * 2 ** 40).toString(36);
    return `page-${letters()}${letters()}`;
  }
}
