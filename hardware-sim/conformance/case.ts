/** A time in ms, or a name of a figure of the chair with one sum: `lease+500`, `ttl`, `lease*2`. */
export type CaseSpan = number | string;

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
export type CaseStep =
  | {
      readonly ask: string;
      readonly answer?: string | readonly string[] | undefined;
      readonly not?: string | undefined;
      readonly seq?: string | undefined;
      readonly within?: CaseSpan | undefined;
    }
  | { readonly again: string | readonly string[] }
  | { readonly write: string; readonly split?: number | undefined; readonly gap?: number | undefined }
  | { readonly aside: string }
  | {
      readonly expect: string | readonly string[];
      readonly within?: CaseSpan | undefined;
      readonly after?: CaseSpan | undefined;
      readonly before?: string | undefined;
    }
  | { readonly never: string | readonly string[]; readonly for?: CaseSpan | undefined }
  | {
      readonly count: string;
      readonly for: CaseSpan;
      readonly min?: number | undefined;
      readonly max?: number | undefined;
      readonly from?: 'cursor' | undefined;
    }
  | { readonly renewals: 'now' }
  | {
      readonly run: string;
      readonly level?: number | undefined;
      readonly rate?: string | undefined;
      readonly ttl?: CaseSpan | undefined;
      readonly renew?: boolean | undefined;
    }
  | { readonly wait: CaseSpan }
  | { readonly keep: boolean }
  | { readonly mark: true | string }
  | {
      readonly zero: CaseSpan;
      readonly after?: CaseSpan | undefined;
      readonly soft?: boolean | undefined;
      readonly later?: boolean | undefined;
    }
  | {
      readonly until: Condition;
      readonly within: CaseSpan;
      readonly after?: CaseSpan | undefined;
      readonly since?: string | undefined;
      readonly later?: boolean | undefined;
    }
  | { readonly always: Condition; readonly for: CaseSpan }
  | { readonly saw: Condition }
  | { readonly still: CaseSpan }
  | { readonly ramp: string; readonly from: number; readonly to: number; readonly over: CaseSpan }
  | { readonly period: number; readonly for: CaseSpan }
  | { readonly countdown: CaseSpan }
  | { readonly form: Form }
  | { readonly reopen: CaseSpan }
  | { readonly settle: true }
  | { readonly only_if: Precondition; readonly reason: string }
  | { readonly each: 'zone' | 'technique'; readonly steps: readonly CaseStep[] };

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
  readonly steps: readonly CaseStep[];
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

export interface ClauseVerdict {
  readonly id: string;
  readonly level: Obligation;
  readonly verdict: 'pass' | 'fail' | 'skip';
  readonly detail: string;
}

/** What came of one step or one clause. */
export type StepOutcome =
  | { readonly kind: 'held'; readonly detail: string }
  | { readonly kind: 'broken'; readonly detail: string }
  | { readonly kind: 'skipped'; readonly detail: string };

export const held = (detail = ''): StepOutcome => ({ kind: 'held', detail });
export const broken = (detail: string): StepOutcome => ({ kind: 'broken', detail });
export const skippedStep = (detail: string): StepOutcome => ({ kind: 'skipped', detail });
