/** A time in ms, or a name of a figure of the chair with one sum: `lease+500`, `ttl`, `lease*2`. */
export type Span = number | string;

/** What telemetry has to show. Without `zone` every zone of the chair has to; levels are written `0`, `>0`, `<=10`, `18..21`. */
export interface Condition {
  readonly zone?: string | undefined;
  readonly level?: string | undefined;
  readonly rate?: string | undefined;
  readonly technique?: string | undefined;
  readonly mode?: string | readonly string[] | undefined;
  readonly lease?: string | undefined;
}

/** One thing that the kit does or looks for; the README beside the cases explains each. */
export type Step =
  | {
      readonly ask: string;
      readonly answer?: string | readonly string[] | undefined;
      readonly not?: string | undefined;
      readonly seq?: string | undefined;
      readonly within?: Span | undefined;
    }
  | { readonly again: string | readonly string[] }
  | { readonly write: string; readonly split?: number | undefined; readonly gap?: number | undefined }
  | { readonly aside: string }
  | {
      readonly expect: string | readonly string[];
      readonly within?: Span | undefined;
      readonly after?: Span | undefined;
      readonly before?: string | undefined;
    }
  | { readonly never: string | readonly string[]; readonly for?: Span | undefined }
  | {
      readonly count: string;
      readonly for: Span;
      readonly min?: number | undefined;
      readonly max?: number | undefined;
    }
  | {
      readonly run: string;
      readonly level?: number | undefined;
      readonly rate?: string | undefined;
      readonly ttl?: Span | undefined;
      readonly renew?: boolean | undefined;
    }
  | { readonly wait: Span }
  | { readonly keep: boolean }
  | { readonly mark: true | string }
  | { readonly zero: Span; readonly after?: Span | undefined; readonly soft?: boolean | undefined }
  | {
      readonly until: Condition;
      readonly within: Span;
      readonly after?: Span | undefined;
      readonly since?: string | undefined;
    }
  | { readonly always: Condition; readonly for: Span }
  | { readonly saw: Condition }
  | { readonly still: Span }
  | { readonly ramp: string; readonly from: number; readonly to: number; readonly over: Span }
  | { readonly period: number; readonly for: Span }
  | { readonly countdown: Span }
  | { readonly form: Form }
  | { readonly reopen: Span }
  | { readonly settle: true }
  | { readonly only_if: Precondition; readonly reason: string }
  | { readonly each: 'zone' | 'technique'; readonly steps: readonly Step[] };

/** Answers whose form the kit knows. */
export type Form = 'hello' | 'caps' | 'limits';

/** What has to be true of the chair just now for the rest of a case to make sense. */
export type Precondition = 'not_greeted' | 'restarted' | 'lease_counts_at_rest';

/** What a chair may lack: a case that needs it is skipped there. */
export type Need = 'other' | 'zone2' | 'air_aside' | 'air_alone' | 'cycle' | 'rate_below' | 'no_technique' | 'no_zone';

/** What is watched over the whole run. */
export type Watch =
  | 'line_damage'
  | 'line_form'
  | 'answer_once'
  | 'answer_asked'
  | 'answer_missing'
  | 'answer_time'
  | 'zones'
  | 'off'
  | 'mode'
  | 'latch_mode'
  | 'sensors'
  | 'nonsense'
  | 'uptime'
  | 'level'
  | 'unasked'
  | 'lease'
  | 'boot';

type Obligation = 'MUST' | 'SHOULD';

/** One clause of the protocol and how it is checked. */
interface PlainClause {
  readonly id: string;
  readonly level: Obligation;
  /** What the protocol page says, with its section. */
  readonly text: string;
  readonly needs?: readonly Need[] | undefined;
  readonly steps: readonly Step[];
}

/** A clause with those that go on where its steps end. */
export interface Clause extends PlainClause {
  /** `none`: before any HELLO of this kit. Otherwise the chair is greeted, unlatched and at rest first. */
  readonly session?: 'none' | undefined;
  readonly watch?: Watch | undefined;
  readonly next?: readonly PlainClause[] | undefined;
  /** Those that go on are checked also where one before them does not hold. */
  readonly apart?: boolean | undefined;
}

export interface Verdict {
  readonly id: string;
  readonly level: Obligation;
  readonly verdict: 'pass' | 'fail' | 'skip';
  readonly detail: string;
}

/** What came of one step or one clause. */
export type Outcome =
  | { readonly kind: 'held'; readonly detail: string }
  | { readonly kind: 'broken'; readonly detail: string }
  | { readonly kind: 'skipped'; readonly detail: string };

export const held = (detail = ''): Outcome => ({ kind: 'held', detail });
export const broken = (detail: string): Outcome => ({ kind: 'broken', detail });
export const skipped = (detail: string): Outcome => ({ kind: 'skipped', detail });
