import { type Signal, signal } from '@preact/signals';
import type { SetupAnswers, SetupDraft, SetupState, SetupStepId } from '../../core/web/setup.js';
import type { Timer } from '../../ports.js';
import { type PageClock, type PageNetwork, type PageReply, replyWithin } from '../logic/network.js';

const lookEveryMs = 1000;
const lookWaitMs = 8000;
/** A busy machine reads a whole configuration slowly. */
const changeWaitMs = 20_000;
/** A chair that does not answer is given 10 s, a broker about as much. */
const testWaitMs = 60_000;
/** So long nobody types: then the difference is asked for. */
const typedMs = 400;
/** One answer may be lost on the way. */
const missesBeforeGone = 2;

/** Steps that ask something. */
export type AskingStep = keyof SetupAnswers;

type SetupTrouble =
  /** The process of the set-up has ended, or does not answer. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'denied' }
  /** Not done; `message` is the daemon's own, in English. */
  | { readonly kind: 'refused'; readonly message: string };

/** What stands there now; the password is not told, and stays as it is. */
export function toldAnswers({ answers }: SetupState): SetupAnswers {
  const { has_password: _, ...broker } = answers.broker;
  return { ...answers, broker: { ...broker, password: null } };
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const messageOf = ({ body, status }: PageReply): string =>
  typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : `HTTP ${status}`;

/** One page at the set-up: what stands there, what was typed and not sent yet, and what can be asked. */
export class SetupVisit {
  /** Null before it has come. */
  readonly state: Signal<SetupState | null> = signal(null);
  readonly trouble: Signal<SetupTrouble | null> = signal(null);
  /** Typed here, and not sent yet. */
  readonly typed: Signal<Partial<SetupAnswers>> = signal({});
  /** The file as it would be with what was typed. */
  readonly draft: Signal<SetupDraft | null> = signal(null);
  readonly isBusy: Signal<boolean> = signal(false);
  private timer: Timer | null = null;
  private typing: Timer | null = null;
  private isLooking = false;
  private misses = 0;

  constructor(
    private readonly clock: PageClock,
    private readonly network: Pick<PageNetwork, 'ask'>,
  ) {}

  open(): void {
    void this.look();
    this.timer = this.clock.every(lookEveryMs, () => void this.look());
  }

  close(): void {
    for (const timer of [this.timer, this.typing]) if (timer !== null) this.clock.clear(timer);
  }

  /** The answers as this page shows them. */
  answers(): SetupAnswers | null {
    const state = this.state.value;
    return state === null ? null : { ...toldAnswers(state), ...this.typed.value };
  }

  /** Something was typed here that is not what stands there: a test of before proves nothing of it. */
  isTyped(step: SetupStepId): boolean {
    return step in this.typed.value;
  }

  type<Step extends AskingStep>(step: Step, answers: SetupAnswers[Step]): void {
    const state = this.state.peek();
    if (state === null) return;
    const { [step]: _, ...others } = this.typed.peek();
    const isBack = isSame(answers, toldAnswers(state)[step]);
    this.typed.value = isBack ? others : { ...others, [step]: answers };
    if (state.mode === 'draft') this.draftSoon();
  }

  /** Sends what was typed for this step, and has it tested. */
  async test(): Promise<void> {
    await this.busy(async () => {
      const isSent = await this.sendTyped();
      if (isSent) await this.post('test', {}, testWaitMs);
    });
  }

  async go(way: 'next' | 'back'): Promise<void> {
    await this.busy(async () => {
      // What was typed is kept where somebody goes back, tested or not.
      if (way === 'back' && !(await this.sendTyped())) return;
      if (await this.post('step', { go: way })) this.typed.value = {};
    });
  }

  /** From its end on it is seen what is pulled out; false where it did not begin. */
  async watch(): Promise<boolean> {
    let isWatched = false;
    await this.busy(async () => {
      isWatched = await this.post('watch', {});
    });
    return isWatched;
  }

  async write(): Promise<void> {
    await this.busy(() => this.post('write', {}));
  }

  /** The text for a download; null where it did not come. */
  async text(): Promise<string | null> {
    await this.askDraft();
    return this.draft.value?.text ?? null;
  }

  private async sendTyped(): Promise<boolean> {
    const step = this.state.peek()?.step;
    const answers = this.typed.peek();
    if (step === undefined || !(step in answers)) return true;
    const isSent = await this.post('answers', { answers: { [step]: answers[step as AskingStep] } });
    if (isSent) this.typed.value = {};
    return isSent;
  }

  private async busy(run: () => Promise<unknown>): Promise<void> {
    if (this.isBusy.peek()) return;
    this.isBusy.value = true;
    this.trouble.value = null;
    await run();
    this.isBusy.value = false;
  }

  private async post(path: string, body: object, waitMs = changeWaitMs): Promise<boolean> {
    const revision = this.state.peek()?.revision ?? 0;
    const reply = await this.ask('POST', `setup/${path}`, waitMs, { revision, ...body });
    if (reply?.status === 200) {
      this.take(reply.body as SetupState);
      return true;
    }
    this.failed(reply);
    if (reply?.status === 409) await this.look();
    return false;
  }

  private ask(method: 'GET' | 'POST', path: string, waitMs: number, body?: object): Promise<PageReply | null> {
    return replyWithin(this.clock, this.network.ask(method, path, body === undefined ? {} : { body }), waitMs);
  }

  private failed(reply: PageReply | null): void {
    if (reply === null) this.trouble.value = { kind: 'gone' };
    else if (reply.status === 401 || reply.status === 403) this.trouble.value = { kind: 'denied' };
    else this.trouble.value = { kind: 'refused', message: messageOf(reply) };
  }

  /** What is plugged in changes by itself. */
  private async look(): Promise<void> {
    const before = this.state.peek();
    if (this.isLooking || (before?.mode === 'draft' && this.misses === 0)) return;
    this.isLooking = true;
    const reply = await this.ask('GET', 'setup', lookWaitMs);
    this.isLooking = false;
    this.misses = reply === null ? this.misses + 1 : 0;
    if (reply?.status === 200) this.looked(reply.body as SetupState);
    else if (reply !== null || before === null || this.misses >= missesBeforeGone) this.failed(reply);
  }

  private looked(state: SetupState): void {
    const { kind } = this.trouble.peek() ?? {};
    if (kind === 'gone' || kind === 'denied') this.trouble.value = null;
    const isFirst = this.state.peek() === null;
    // What a request has just answered is newer.
    if (isFirst || state.revision >= (this.state.peek()?.revision ?? 0)) this.take(state);
    if (isFirst && state.mode === 'draft') void this.askDraft();
  }

  private take(state: SetupState): void {
    const before = this.state.peek();
    this.state.value = state;
    this.forgetSent(state);
    const found = state.recognised;
    if (found === null || found === before?.recognised || state.step !== 'port') return;
    const { port } = { ...toldAnswers(state), ...this.typed.peek() };
    this.type('port', { ...port, port: found });
  }

  /** An answer that arrived though its reply did not is typed no more. */
  private forgetSent(state: SetupState): void {
    const told = toldAnswers(state);
    const left = Object.entries(this.typed.peek()).filter(([step, typed]) => !isSame(typed, told[step as AskingStep]));
    if (left.length < Object.keys(this.typed.peek()).length) this.typed.value = Object.fromEntries(left);
  }

  private draftSoon(): void {
    if (this.typing !== null) this.clock.clear(this.typing);
    this.typing = this.clock.after(typedMs, () => void this.askDraft());
  }

  private async askDraft(): Promise<void> {
    const answers = this.typed.peek();
    const reply = await this.ask('POST', 'setup/draft', changeWaitMs, { answers });
    if (answers !== this.typed.peek()) return;
    if (reply?.status !== 200) {
      this.failed(reply);
      return;
    }
    this.trouble.value = null;
    this.draft.value = reply.body as SetupDraft;
  }
}
