import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { compile } from '../../core/program/compile.js';
import type { Program } from '../../core/program/schema.js';
import type { Timeline } from '../../core/program/timeline.js';
import type { ChairState } from '../../core/status.js';
import type { Access, Startable } from '../../core/web/frames.js';
import { unconfirmedAfterMs } from '../../core/web/patience.js';
import { Asking, type CommandOutcome, type PageCommand } from './asking.js';
import { byUrgency } from './chair-facts.js';
import { type KnownChair, KnownHouse } from './house.js';
import { HouseLink } from './house-link.js';
import { positionMs } from './look-ahead.js';
import type { PageClock, PageNetwork } from './network.js';
import { codeIn, type PageRoute, routeOf } from './routes.js';
import type { StopOutcome } from './stop-outcome.js';
import { StopPresses, type StopVerb } from './stop-presses.js';
import { everyKnownChair, StopSender, type StopTarget } from './stop-sender.js';
import { StopStory } from './stop-story.js';
import { TraceBook } from './strips.js';

const lookMs = 250;
/** What a start would answer changes with time, too. */
const startableEveryMs = 20_000;
/** However soon a start may go: what it would be told is asked no oftener. */
const leastStartableMs = 1000;
/** A stream tells of this many chairs at most. */
const watchedMax = 50;
export const timelineColumns = 360;

/** What the daemon says of itself. */
export interface DaemonAbout {
  readonly version: string;
  readonly started_at: string;
  readonly unsaved: readonly string[];
  readonly mqtt: 'online' | 'offline';
}

/** How far the login is. */
export type LoginStep =
  | { readonly kind: 'none' }
  | { readonly kind: 'working' }
  | { readonly kind: 'failed'; readonly code: string; readonly retryAfterS: number | null; readonly isLink: boolean };

/** The page without its looks: what it knows, and what it can be told. */
export class PageApp {
  readonly house: KnownHouse;
  readonly link: HouseLink;
  readonly asking: Asking;
  readonly sender: StopSender;
  readonly presses: StopPresses;
  readonly route: Signal<PageRoute>;
  /** Monotonic, ms; moves four times a second. */
  readonly now: Signal<number>;
  /** The same for what is shown of a session: it stands where the page does not know how things go on. */
  readonly playing: Signal<number>;
  readonly login: Signal<LoginStep> = signal({ kind: 'none' });
  /** The programs of each chair that was looked at, whole. */
  readonly programs: Signal<ReadonlyMap<string, readonly Program[]>> = signal(new Map());
  readonly startable: Signal<ReadonlyMap<string, ReadonlyMap<string, Startable>>> = signal(new Map());
  readonly people: Signal<readonly string[] | null> = signal(null);
  /** What became of the last command: `<chair> <command> <program>`. */
  readonly outcomes: Signal<ReadonlyMap<string, CommandOutcome>> = signal(new Map());
  readonly traces = new TraceBook(timelineColumns);
  /** The chairs of the grid, trouble first; it changes only where the order does. */
  readonly order: ReadonlySignal<readonly string[]> = computed(() => this.ordered());
  readonly shownChair: ReadonlySignal<string | null> = computed(() => this.chairOnScreen());
  private readonly stopStory: StopStory;
  private readonly timelines = new Map<string, { readonly key: string; readonly timeline: Timeline }>();
  private lastOrder: readonly string[] = [];
  private asked = '';
  private askAgainAtMs = 0;
  private readonly loaded = new Map<string, string>();

  constructor(
    readonly clock: PageClock,
    readonly network: PageNetwork,
    hash: string,
  ) {
    this.now = signal(clock.nowMs());
    this.playing = signal(clock.nowMs());
    this.route = signal(routeOf(hash));
    this.house = new KnownHouse(clock);
    this.link = new HouseLink(clock, network, {
      frame: (frame) => {
        this.house.frame(frame);
        this.sender.frame(frame);
        if (frame.t === 'telemetry') this.trace(frame.chair);
      },
      snapshot: (snapshot) => this.house.snapshot(snapshot),
      setAccess: (access) => this.house.setAccess(access),
    });
    this.asking = new Asking(clock, network, this.link);
    this.sender = new StopSender(clock, network, this.link);
    this.stopStory = new StopStory(this.house, this.sender.last, this.now);
    this.presses = new StopPresses(clock, (kind) => this.pressed(kind));
    const code = codeIn(hash);
    if (code === null) this.link.start();
    else void this.useCode(code);
    clock.every(lookMs, () => this.tick());
    effect(() => this.watch());
    effect(() => {
      if (this.house.isOther.value) this.link.end();
    });
  }

  /** What became of the last stop. */
  get stop(): ReadonlySignal<StopOutcome | null> {
    return this.stopStory.outcome;
  }

  get mayControl(): boolean {
    return this.house.access.value?.rights.includes('control') ?? false;
  }

  get mayOwn(): boolean {
    return this.house.access.value?.rights.includes('own') ?? false;
  }

  /** A set-up that was started by itself has no chairs, which a daemon always has: but before a snapshot has come nothing is known. */
  get isSetupAlone(): boolean {
    return this.mayOwn && this.house.name !== null && this.house.chairIds.value.length === 0;
  }

  /** What a stop is for, on this screen. */
  get target(): StopTarget {
    return this.shownChair.value ?? everyKnownChair;
  }

  chair(id: string): KnownChair | null {
    return this.house.cell(id)?.chair.value ?? null;
  }

  /** The timeline of the running session as it is played, or null. */
  timelineOf(chair: KnownChair): Timeline | null {
    const { id, course, status, program: programId } = chair;
    const program = this.programs.value.get(id)?.find((each) => each.id === programId);
    if (course === null || program === undefined || status === null || program.native !== undefined) return null;
    const key = `${programId} ${status.intensity} ${course.total_s}`;
    const known = this.timelines.get(id);
    if (known?.key === key) return known.timeline;
    const options = { intensity: status.intensity ?? undefined, durationMs: course.total_s * 1000 };
    const timeline = compile(program, options);
    this.timelines.set(id, { key, timeline });
    return timeline;
  }

  async command(chairId: string, command: PageCommand): Promise<CommandOutcome> {
    const key = outcomeKey(chairId, command);
    this.setOutcome(key, null);
    const answer = await this.asking.command(chairId, command);
    const outcome: CommandOutcome = isSoAlready(command, answer) ? { kind: 'done' } : answer;
    this.setOutcome(key, outcome);
    this.asked = '';
    return outcome;
  }

  setOutcome(key: string, outcome: CommandOutcome | null): void {
    const next = new Map(this.outcomes.value);
    if (outcome === null || outcome.kind === 'done') next.delete(key);
    else next.set(key, outcome);
    this.outcomes.value = next;
  }

  /** With a token, or with the code of a link. */
  async logIn(secret: { readonly token: string } | { readonly code: string }, isLink = false): Promise<void> {
    this.login.value = { kind: 'working' };
    const answer = await this.asking.login(secret);
    if (answer !== null && 'rights' in answer) {
      this.house.setAccess(answer);
      this.login.value = { kind: 'none' };
      this.link.renew();
      return;
    }
    const code = answer?.code ?? 'no_answer';
    this.login.value = { kind: 'failed', code, retryAfterS: answer?.retryAfterS ?? null, isLink };
  }

  private async useCode(code: string): Promise<void> {
    await this.logIn({ code }, true);
    this.link.start();
  }

  async loadPeople(): Promise<void> {
    const people = await this.asking.list<{ readonly id: string }>('people');
    this.people.value = people === null ? null : people.map(({ id }) => id);
  }

  /** With what somebody typed or pasted: a token, or a whole link with its code. */
  logInWith(text: string): Promise<void> {
    const code = codeIn(text.slice(Math.max(0, text.indexOf('#'))));
    return this.logIn(code === null ? { token: text } : { code }, code !== null);
  }

  async logOut(): Promise<void> {
    const access = await this.asking.logout();
    if (access !== null) this.house.setAccess(access);
    this.link.renew();
  }

  aboutDaemon(): Promise<DaemonAbout | null> {
    return this.asking.one<DaemonAbout>('info');
  }

  private ordered(): readonly string[] {
    const ids = [...this.house.known()].sort(byUrgency).map(({ id }) => id);
    if (ids.join() !== this.lastOrder.join()) this.lastOrder = ids;
    return this.lastOrder;
  }

  private chairOnScreen(): string | null {
    const route = this.route.value;
    const ids = this.house.chairIds.value;
    if (route.screen === 'chair') return ids.length === 0 || ids.includes(route.id) ? route.id : null;
    return route.screen === 'chairs' && ids.length === 1 ? (ids[0] ?? null) : null;
  }

  private pressed(kind: StopVerb): void {
    const { target } = this;
    this.sender.press(kind, target);
    this.asking.withdraw(target);
    this.stopStory.begin();
    this.now.value = this.clock.nowMs();
    this.clock.after(unconfirmedAfterMs, () => {
      this.now.value = this.clock.nowMs();
    });
  }

  private tick(): void {
    this.now.value = this.clock.nowMs();
    if (!this.link.condition.peek().isStale) this.playing.value = this.now.value;
    const chair = this.shownChair.peek();
    if (this.house.isOther.peek()) return;
    if (chair === null || this.link.condition.peek().isStale) return;
    void this.loadStartable(chair);
    void this.loadPrograms(chair);
  }

  /** The stream tells all of what is on the screen. */
  private watch(): void {
    const shown = this.shownChair.value;
    const ids = this.house.chairIds.value;
    const { screen } = this.route.value;
    const ofAll = ['chair', 'setup', 'about'].includes(screen) ? [] : ids.slice(0, watchedMax);
    const watched = shown === null ? ofAll : [shown];
    this.link.watch(watched.filter((id) => ids.includes(id)));
  }

  /** What a chair is and what it guarantees: asked for where somebody wants to read it. */
  loadAbout(): void {
    const ids = this.house.chairIds.peek().slice(0, watchedMax);
    const lacking = ids.filter((id) => this.house.cell(id)?.chair.peek().about === null);
    if (lacking.length > 0) void this.link.fetchWhole(lacking);
  }

  private async loadPrograms(chairId: string): Promise<void> {
    const cards = this.chair(chairId)?.programs ?? null;
    const key = cards?.map(({ id, duration_s }) => `${id} ${duration_s}`).join() ?? null;
    if (key === null || this.loaded.get(chairId) === key || !this.needsPrograms(chairId)) return;
    this.loaded.set(chairId, key);
    const programs = await this.asking.list<Program>(`chairs/${encodeURIComponent(chairId)}/programs`);
    // What was asked later counts, whichever is answered first.
    if (this.loaded.get(chairId) !== key) return;
    if (programs === null) this.loaded.delete(chairId);
    else this.programs.value = new Map(this.programs.value).set(chairId, programs);
  }

  /** A session is drawn with its program; the pictures of the cards come after what the cards say. */
  private needsPrograms(chairId: string): boolean {
    const isIdle = this.chair(chairId)?.status?.session == null;
    return !isIdle || !this.mayControl || this.startable.peek().has(chairId);
  }

  private async loadStartable(chairId: string): Promise<void> {
    const chair = this.chair(chairId);
    if (chair?.status == null || this.house.access.peek()?.rights.includes('control') !== true) return;
    if (chair.status.session !== null) return;
    const { state, occupied, remote_start, selected, rest_s } = chair.status;
    const facts = [chairId, state, chair.fault, chair.stop?.at, occupied, remote_start, selected.person, rest_s > 0];
    const key = facts.join();
    const nowMs = this.clock.nowMs();
    if (key === this.asked && nowMs < this.askAgainAtMs) return;
    this.asked = key;
    this.askAgainAtMs = nowMs + startableEveryMs;
    const answers = await this.asking.startable(chairId, selected.person);
    if (answers === null || key !== this.asked) return;
    const soonestMs = Math.min(startableEveryMs, ...answers.map((each) => (each.retry_after_s ?? Infinity) * 1000));
    this.askAgainAtMs = this.clock.nowMs() + Math.max(leastStartableMs, soonestMs);
    const byProgram = new Map(answers.map((answer) => [answer.program, answer]));
    this.startable.value = new Map(this.startable.value).set(chairId, byProgram);
  }

  private trace(chairId: string): void {
    const cell = this.house.cell(chairId);
    const chair = cell?.chair.peek();
    const telemetry = cell?.telemetry.peek();
    if (chair?.status?.session == null || telemetry == null || chair.course === null) return;
    if (this.shownChair.peek() !== chairId) return;
    const atMs = positionMs(chair, this.clock.nowMs()) ?? 0;
    this.traces.take(chair.status.session.id, atMs / (chair.course.total_s * 1000), telemetry.zones);
  }
}

/** Whoever presses twice, or at the same time as somebody else, has what was wanted. */
function isSoAlready({ command }: PageCommand, outcome: CommandOutcome): boolean {
  const wanted = stateAfter[command];
  if (wanted === undefined || outcome.kind !== 'refused') return false;
  return outcome.why.code === 'not_in_state' && outcome.why.values['state'] === wanted;
}

const stateAfter: Partial<Record<PageCommand['command'], ChairState>> = { pause: 'paused', resume: 'running' };

/** Loopback and every login may; who may only stop is told less. */
export const maySeeChairs = (access: Access | null): boolean =>
  access !== null && access.kind !== 'pass' && access.kind !== 'nobody';

/** Under what the outcome of a command is kept: a start by its program. */
const outcomeKey = (chairId: string, command: PageCommand): string =>
  command.command === 'start' ? `${chairId} start ${command.program}` : `${chairId} ${command.command}`;
