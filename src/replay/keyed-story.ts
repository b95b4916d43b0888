import type { FileEntry, FlightRecord } from '../core/flight/format.js';
import { bytesInText } from '../core/flight/wire-text.js';
import { cutFrames, type HeldBytes, noBytesHeld } from '../core/profile/cut-frames.js';
import type { Profile } from '../core/profile/schema.js';
import { forgetBlinking, noSight, type SeenFrame, type Sight, takeFrame, takeTextLine } from '../core/profile/sight.js';
import { profileView } from '../core/profile/view.js';
import type { KeyedReplay } from './keyed-replay.js';
import { changedFacts, type SentName, SentNames, shownFacts, stillWords } from './keyed-words.js';
import { secondsText } from './meaning.js';
import { wasTaken } from './recorded-course.js';
import { eachOnce, onlyReplayed, ReplayVerdicts, type Row, rowsInOrder, type StoryOptions } from './rows.js';
import { type QuietText, Teller } from './teller.js';

/** Tells what happened to a chair by profile, in the words of its profile. Recorded and recomputed are kept apart: `replayed` is all
 *  that was recomputed. Pure. */
export function tellKeyedStory(record: FlightRecord, replay: KeyedReplay, options: StoryOptions): readonly Row[] {
  const names = new SentNames(replay.profile);
  const teller = new KeyedTeller(replay, names, options);
  for (const entry of record.entries) teller.take(entry);
  const extra = [
    ...onlyReplayed(replay.agreements),
    ...eachOnce(onlyReplayed(replay.sent, (label) => names.of(label).text)),
    ...endRows(record, replay, names),
  ];
  return rowsInOrder(teller.finish(), extra);
}

/** Whoever asks for this, or says it, has a chair stopped. */
const isStop = (entry: FileEntry): boolean => {
  if (entry.kind === 'daemon') return true;
  if (entry.kind === 'event') return entry.event === 'session_ended';
  return entry.kind === 'command' && ['stop', 'estop', 'pause'].includes(entry.command.name) && wasTaken(entry);
};

/** When each stop was over, and whether anything was sent for it. */
function endRows({ entries }: FlightRecord, { ends, profile }: KeyedReplay, names: SentNames): readonly Row[] {
  let fromT = Number.NEGATIVE_INFINITY;
  return ends.map(({ t, isSeen }): Row => {
    const between = entries.filter((entry) => entry.t > fromT && entry.t <= t);
    fromT = t;
    const words = stillWords[isSeen ? (profile?.sight ?? 'status') : 'none'];
    return { t, toT: null, sign: '*', text: `${words}${afterWords(t, between, names)}`, replayed: 'recomputed' };
  });
}

/** How long after the stop that was asked last, where one was. */
function afterWords(t: number, entries: readonly FileEntry[], names: SentNames): string {
  const moved = entries.findLastIndex(({ kind, ...entry }) => 'state' in entry && moving.includes(entry.state));
  const stops = entries.slice(moved + 1).filter(isStop);
  const stop = stops.find(({ kind }) => kind === 'command') ?? stops[0];
  if (stop === undefined) return '';
  const isSent = entries.some(
    (entry) => entry.kind === 'tx' && entry.t >= stop.t && names.of(entry.line).kind !== 'ask',
  );
  return `, ${secondsText(t - stop.t)} after the stop${isSent ? '' : '; nothing had to be sent for it'}`;
}

const moving: readonly unknown[] = ['starting', 'running'];

class KeyedTeller extends Teller {
  private readonly quiet = new QuietCounts();
  private readonly sentVerdicts: ReplayVerdicts;
  private readonly profile: Profile | null;
  private sight: Sight = noSight;
  private held: HeldBytes = noBytesHeld;
  private facts: ReadonlyMap<string, string> = new Map();
  private readonly values = new Map<string, { readonly value: number; readonly changedT: number }>();

  constructor(
    replay: KeyedReplay,
    private readonly names: SentNames,
    private readonly options: StoryOptions,
  ) {
    super(replay.agreements);
    this.profile = replay.profile;
    this.sentVerdicts = new ReplayVerdicts(replay.sent);
  }

  protected canBegin({ point }: Extract<FileEntry, { readonly kind: 'checkpoint' }>): boolean {
    return point.chair !== null;
  }

  protected forget(): void {
    this.sight = noSight;
    this.held = noBytesHeld;
  }

  protected endStretch(): QuietText | null {
    return this.quiet.end();
  }

  protected received({ t, line }: Extract<FileEntry, { readonly kind: 'rx' }>): void {
    const seen = this.framesIn(t, line);
    const news = seen.flatMap((frame) => this.look(t, frame));
    if (this.options.isWhole) this.row(t, '<', [line, ...(news.length === 0 ? [] : [news.join(', ')])].join('  '));
    else if (news.length > 0) this.row(t, '<', news.join(', '));
    else for (const frame of seen) this.quiet.count(t, frame.kind === 'status' ? frame.name : countedAs[frame.kind]);
  }

  private framesIn(t: number, line: string): readonly (SeenFrame | { readonly kind: 'unread' })[] {
    const { profile } = this;
    if (profile === null) return [{ kind: 'unread' }];
    if (profile.frame.kind !== 'binary') return [this.see(takeTextLine(profile, this.sight, line, t))];
    const { held, frames, noise } = cutFrames(profile.frame.framing, this.held, bytesInText(line), t);
    this.held = held;
    const damaged = Array.from({ length: noise }, (): SeenFrame => ({ kind: 'noise' }));
    return [...frames.map((frame) => this.see(takeFrame(profile, this.sight, frame, t))), ...damaged];
  }

  private see(frame: SeenFrame): SeenFrame {
    if (frame.kind === 'status') this.sight = frame.sight;
    return frame;
  }

  /** What is new in it. */
  private look(t: number, frame: SeenFrame | { readonly kind: 'unread' }): readonly string[] {
    const { profile } = this;
    if (profile === null || frame.kind !== 'status') return [];
    const facts = shownFacts(profile, profileView(profile, frame.sight, t), t);
    const news = changedFacts(this.facts, facts);
    this.facts = new Map([...this.facts, ...facts]);
    return news;
  }

  protected sent({ t, line: label }: Extract<FileEntry, { readonly kind: 'tx' }>): void {
    const name = this.names.of(label);
    const verdict = this.sentVerdicts.on(t, label);
    if (name.kind === 'press') this.sight = forgetBlinking(this.sight, t);
    if (this.options.isWhole) this.row(t, '>', `${label.trimEnd()}  ${name.text}`, verdict);
    else if (verdict?.startsWith('DIFFERS') === true) this.row(t, '>', name.text, verdict);
    else if (name.kind === 'value') this.setTo(t, name, verdict);
    else if (name.kind === 'release' || name.kind === 'ask') this.quiet.count(t, name.text);
    else this.row(t, '>', name.text, verdict);
  }

  /** A value is said again and again, and rises in steps: the steps are counted. */
  private setTo(t: number, { control, value, text }: SentName & { kind: 'value' }, verdict: string | null): void {
    const before = this.values.get(control);
    const isSame = before?.value === value;
    const isStep = before !== undefined && value > before.value && t - before.changedT <= stepsWithinMs;
    this.values.set(control, { value, changedT: isSame ? before.changedT : t });
    if (isSame && before.changedT === t) return;
    if (isSame || isStep) this.quiet.count(t, control, value);
    else this.row(t, '>', text, verdict);
  }
}

const countedAs = { answer: 'answer', noise: 'damaged', unread: 'frame' } as const;

/** Steps of a rise come closer than this. */
const stepsWithinMs = 1000;

interface Count {
  readonly count: number;
  readonly first: number | null;
  readonly last: number | null;
}

/** A stretch in which nothing new happens: what there is of it is counted, and values with their first and last. */
class QuietCounts {
  private fromT: number | null = null;
  private toT = 0;
  private readonly counts = new Map<string, Count>();

  count(t: number, name: string, value: number | null = null): void {
    this.fromT ??= t;
    this.toT = t;
    const known = this.counts.get(name);
    this.counts.set(name, { count: (known?.count ?? 0) + 1, first: known?.first ?? value, last: value });
  }

  /** The stretch in words, or null where there was none; another begins. */
  end(): QuietText | null {
    const { fromT, toT } = this;
    if (fromT === null) return null;
    const text = [...this.counts].map(countWords).join(', ');
    this.fromT = null;
    this.counts.clear();
    return { t: fromT, toT, text };
  }
}

function countWords([name, { count, first, last }]: readonly [string, Count]): string {
  const values = first === null ? '' : first === last ? ` ${first}` : ` ${first}..${last}`;
  return `${count} ${name}${values}`;
}
