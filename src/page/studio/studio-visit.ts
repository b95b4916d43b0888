import { type Signal, signal } from '@preact/signals';
import type { Finding } from '../../core/program/lint.js';
import type { Program } from '../../core/program/schema.js';
import { beginEdits, type EditHistory, redoEdit, undoEdit, withEdit } from '../../core/studio/edit-history.js';
import { type EditOutcome, edited, type ProgramEdit } from '../../core/studio/edits.js';
import { copiedProgram } from '../../core/studio/program-copy.js';
import type { EditRefused } from '../../core/studio/refusal.js';
import { writtenProgram } from '../../core/studio/written.js';
import { type PageClock, type PageNetwork, type PageReply, type PageRequest, replyWithin } from '../logic/network.js';
import type { DraftStore, StudioDraft } from './drafts.js';

/** `GET programs/{id}/file`. */
export interface StudioFile {
  readonly id: string;
  readonly text: string;
  readonly etag: string;
  readonly own: boolean;
  readonly may_save: boolean;
}

/** What the daemon wrote: `of` is the program that the text says. */
interface WrittenText {
  readonly of: Program;
  readonly text: string;
  readonly findings: readonly Finding[];
}

export type Opening = 'working' | 'ready' | 'missing' | 'unanswered';

export type Saving =
  | { readonly kind: 'none' | 'working' | 'saved' | 'unanswered' }
  /** `isNew`: the id was taken, else the file has changed since it was opened. */
  | { readonly kind: 'conflict'; readonly isNew: boolean }
  | { readonly kind: 'refused'; readonly messages: readonly string[] };

export interface StudioParts {
  readonly clock: PageClock;
  readonly network: PageNetwork;
  readonly drafts: DraftStore;
  /** Who saves may save what is new. */
  mayEdit(): boolean;
  /** What a copy is called. */
  copyName(program: Program): string;
}

const waitMs = 10_000;
/** Somebody who goes on typing is not asked for each letter. */
const writeAfterMs = 400;
const writeAgainMs = 3000;

const pathOf = (id: string): string => `programs/${encodeURIComponent(id)}`;

/** One program in the studio: what it is, how it got there, and its file. */
export class StudioVisit {
  readonly opening: Signal<Opening> = signal('working');
  readonly history: Signal<EditHistory | null> = signal(null);
  readonly text: Signal<WrittenText | null> = signal(null);
  readonly saving: Signal<Saving> = signal({ kind: 'none' });
  /** The program as its file has it, or as it was opened. */
  readonly kept: Signal<Program | null> = signal(null);
  readonly isCopy = signal(false);
  readonly isFromDraft = signal(false);
  readonly openPhase = signal(0);
  readonly cursorMs = signal(0);
  /** The id of what the keyboard shall go to once it is drawn. */
  readonly wish: Signal<string | null> = signal(null);
  private base: string | null = null;
  private etag: string | null = null;
  private maySaveFile = false;
  private underWay: PageRequest | null = null;
  private timer: ReturnType<PageClock['after']> | null = null;
  /** Under what a draft is kept: it goes with the file. */
  private draftId: string;

  constructor(
    readonly id: string,
    private readonly parts: StudioParts,
  ) {
    this.draftId = id;
  }

  get isDirty(): boolean {
    return this.history.value !== null && this.history.value.now !== this.kept.value;
  }

  get maySave(): boolean {
    return this.etag === null ? this.parts.mayEdit() : this.maySaveFile;
  }

  async open(): Promise<void> {
    this.opening.value = 'working';
    const draft = this.parts.drafts.read(this.id);
    const opened = await this.fetchFile(this.id);
    if (opened === 'missing' || opened === 'unanswered') {
      this.opening.value = opened;
      return;
    }
    const { program, file } = opened;
    this.base = file.text;
    this.maySaveFile = file.may_save;
    this.etag = file.own ? file.etag : null;
    this.isCopy.value = !file.own;
    const first = file.own ? program : await this.copyOf(program);
    this.kept.value = first;
    this.history.value = beginEdits(first);
    if (draft !== null) this.takeDraft(draft, file.own);
    this.opening.value = 'ready';
    void this.write();
  }

  /** What was left unsaved goes on from what the file says now; but whoever has saved meanwhile is not written over. */
  private takeDraft(draft: StudioDraft, isOwn: boolean): void {
    if (this.history.value === null) return;
    this.history.value = withEdit(this.history.value, draft.program);
    this.isFromDraft.value = true;
    if (!isOwn) return;
    this.etag = draft.etag;
    this.isCopy.value = draft.etag === null;
  }

  private async fetchFile(id: string): Promise<{ program: Program; file: StudioFile } | 'missing' | 'unanswered'> {
    const ask = (path: string) => replyWithin(this.parts.clock, this.parts.network.ask('GET', path), waitMs);
    const [told, fetched] = await Promise.all([ask(pathOf(id)), ask(`${pathOf(id)}/file`)]);
    if (told === null || fetched === null) return 'unanswered';
    if (told.status !== 200 || fetched.status !== 200) return 'missing';
    const { native: _, ...program } = told.body as Program;
    return { program, file: fetched.body as StudioFile };
  }

  private async copyOf(program: Program): Promise<Program> {
    const reply = await replyWithin(this.parts.clock, this.parts.network.ask('GET', 'programs'), waitMs);
    const taken = reply?.status === 200 ? (reply.body as readonly Program[]) : [];
    return copiedProgram(program, [program.id, ...taken.map(({ id }) => id)], this.parts.copyName(program));
  }

  /** Null: it is done. */
  edit(edit: ProgramEdit): EditRefused | null {
    const history = this.history.peek();
    if (history === null) return null;
    const outcome: EditOutcome = edited(history.now, edit);
    if (outcome.kind === 'refused') return outcome;
    this.go(withEdit(history, outcome.program));
    return null;
  }

  undo(): void {
    const history = this.history.peek();
    if (history !== null) this.go(undoEdit(history));
  }

  redo(): void {
    const history = this.history.peek();
    if (history !== null) this.go(redoEdit(history));
  }

  private go(history: EditHistory): void {
    if (history.now === this.history.peek()?.now) return;
    this.history.value = history;
    this.openPhase.value = Math.min(this.openPhase.peek(), history.now.phases.length - 1);
    const totalMs = history.now.phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
    this.cursorMs.value = Math.min(this.cursorMs.peek(), totalMs);
    if (this.saving.peek().kind !== 'working') this.saving.value = { kind: 'none' };
    this.keepDraft();
    this.later(writeAfterMs);
  }

  private keepDraft(): void {
    const { drafts } = this.parts;
    const program = this.history.peek()?.now;
    if (program === undefined || !this.isDirty) drafts.forget(this.draftId);
    else drafts.keep(this.draftId, { program, etag: this.etag });
  }

  private later(delayMs: number): void {
    if (this.timer !== null) this.parts.clock.clear(this.timer);
    this.timer = this.parts.clock.after(delayMs, () => void this.write());
  }

  /** Asks for the text of the newest program: an older answer that is still awaited is given up. True: it is there. */
  private async write(): Promise<boolean> {
    const program = this.history.peek()?.now;
    if (program === undefined) return false;
    if (this.text.peek()?.of === program) return true;
    if (this.timer !== null) this.parts.clock.clear(this.timer);
    this.underWay?.abort();
    const body = { base: this.base, program: writtenProgram(program) };
    const request = this.parts.network.ask('POST', 'programs/written', { body });
    this.underWay = request;
    const reply = await replyWithin(this.parts.clock, request, waitMs);
    // A newer one is under way.
    if (this.underWay !== request) return false;
    this.underWay = null;
    if (reply?.status !== 200) {
      this.later(writeAgainMs);
      return false;
    }
    const { text, findings } = reply.body as Omit<WrittenText, 'of'>;
    this.text.value = { of: program, text, findings };
    return this.history.peek()?.now === program;
  }

  /** Nothing is written over that has changed since it was opened. */
  async save(): Promise<void> {
    if (this.saving.peek().kind === 'working') return;
    this.saving.value = { kind: 'working' };
    // Once more where somebody has gone on meanwhile.
    if (!(await this.write()) && !(await this.write())) {
      this.saving.value = { kind: 'unanswered' };
      return;
    }
    const written = this.text.peek();
    if (written === null) return;
    const { of: program, text } = written;
    const isNew = this.etag === null;
    const condition = this.etag === null ? { 'If-None-Match': '*' } : { 'If-Match': this.etag };
    const headers = { 'Content-Type': 'application/yaml', ...condition };
    const request = this.parts.network.ask('PUT', pathOf(program.id), { body: text, headers });
    const reply = await replyWithin(this.parts.clock, request, waitMs);
    const saving = savingOf(reply, isNew);
    this.saving.value = saving;
    if (reply === null || saving.kind !== 'saved') return;
    this.etag = (reply.body as { readonly etag: string }).etag;
    this.maySaveFile = true;
    this.base = text;
    this.kept.value = program;
    this.isCopy.value = false;
    this.isFromDraft.value = false;
    this.parts.drafts.forget(this.draftId);
    this.draftId = program.id;
    this.keepDraft();
  }

  /** What the other has saved, as one more edit: one step back is one's own again. */
  async loadTheirs(): Promise<void> {
    const history = this.beginToAsk();
    if (history === null) return;
    const opened = await this.fetchFile(history.now.id);
    if (typeof opened === 'string') {
      this.saving.value = { kind: 'unanswered' };
      return;
    }
    this.base = opened.file.text;
    this.etag = opened.file.own ? opened.file.etag : null;
    this.maySaveFile = opened.file.may_save;
    this.kept.value = opened.program;
    this.saving.value = { kind: 'none' };
    this.go(withEdit(this.history.peek() ?? history, opened.program));
  }

  /** Goes on under an id that is free, as a file of its own. */
  async toCopy(): Promise<void> {
    const history = this.beginToAsk();
    if (history === null) return;
    const { id } = await this.copyOf(history.now);
    this.etag = null;
    this.isCopy.value = true;
    this.saving.value = { kind: 'none' };
    const now = this.history.peek() ?? history;
    this.go(withEdit(now, { ...now.now, id }));
  }

  /** Nothing is saved while it is not known as what; edits go on. */
  private beginToAsk(): EditHistory | null {
    if (this.saving.peek().kind === 'working') return null;
    this.saving.value = { kind: 'working' };
    return this.history.peek();
  }

  /** Back to what the file has; one step back is the draft again. */
  discard(): void {
    const history = this.history.peek();
    const kept = this.kept.peek();
    this.isFromDraft.value = false;
    if (history !== null && kept !== null) this.go(withEdit(history, kept));
  }
}

function savingOf(reply: PageReply | null, isNew: boolean): Saving {
  if (reply === null) return { kind: 'unanswered' };
  const { status, body } = reply;
  if (status === 200 || status === 201) return { kind: 'saved' };
  if (status === 412) return { kind: 'conflict', isNew };
  const { message, findings } = (body ?? {}) as { readonly message?: string; readonly findings?: readonly Finding[] };
  const errors = (findings ?? []).filter(({ severity }) => severity === 'error').map((each) => each.message);
  return { kind: 'refused', messages: errors.length > 0 ? errors : [message ?? `HTTP ${status}`] };
}
