import { sentText } from '../core/flight/wire-text.js';
import { keyCommand, plainCommand, valueWriter, type WireCommand } from '../core/profile/commands.js';
import type { Profile } from '../core/profile/schema.js';
import { telemetryOfProfile } from '../core/profile/shown-telemetry.js';
import { latinText } from '../core/profile/template.js';
import type { ProfileView } from '../core/profile/view.js';
import { sentLabel } from './keyed-wire.js';

/** What something that was sent is in the profile. */
export type SentName =
  | { readonly kind: 'press' | 'other'; readonly text: string }
  /** A key comes up, or the chair is asked: of these only the number is told. */
  | { readonly kind: 'release' | 'ask'; readonly text: string }
  | { readonly kind: 'value'; readonly text: string; readonly control: string; readonly value: number };

/** Of a scale with more values than this only the ends have a name. */
const scaleMax = 4096;

/** The names of all that a profile can send, by what a record calls it; the first that fits is told. */
export class SentNames {
  private readonly names = new Map<string, SentName>();

  constructor(profile: Profile | null) {
    if (profile !== null) this.learn(profile);
  }

  of(label: string): SentName {
    return this.names.get(label) ?? { kind: 'other', text: `sent ${label.trimEnd()}` };
  }

  private learn(profile: Profile): void {
    const { keys, ask, stop } = profile;
    for (const [name, { press }] of Object.entries(keys))
      this.add(keyCommand(profile, press), { kind: 'press', text: `pressed ${name}` });
    for (const { release } of Object.values(keys))
      if (release !== undefined) this.add(keyCommand(profile, release), { kind: 'release', text: 'let go' });
    if (ask !== undefined) this.add(plainCommand(profile, ask.send), { kind: 'ask', text: 'asked' });
    this.learnValues(profile);
    for (const text of [stop, stop?.soft].flatMap((stage) => stage?.send ?? []))
      this.add(plainCommand(profile, text), { kind: 'other', text: 'told it to stop' });
  }

  private learnValues(profile: Profile): void {
    for (const [name, control] of Object.entries(profile.controls)) {
      if (control.kind !== 'value') continue;
      const write = valueWriter(profile, control);
      const { min, max } = control;
      const values = max - min > scaleMax ? [min, max] : Array.from({ length: max - min + 1 }, (_, at) => min + at);
      for (const value of values)
        for (const command of write(value))
          this.add(command, { kind: 'value', text: `${name} set to ${value}`, control: name, value });
    }
  }

  private add(command: WireCommand | null, name: SentName): void {
    if (command === null) return;
    const label = sentLabel(sentText(latinText(command.wire)));
    if (!this.names.has(label)) this.names.set(label, name);
  }
}

const powerWords = ({ isOn, isBetween }: ProfileView): string | null =>
  isBetween ? 'neither on nor off' : isOn === null ? null : isOn ? 'on' : 'off';

/** What a status means, by name: what is not known is left out, and numbers that no control sets only count on. */
export function shownFacts(profile: Profile, view: ProfileView, nowMs: number): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  const power = profile.power === undefined ? null : powerWords(view);
  if (power !== null) facts.set('power', power);
  if (view.isActive !== null) facts.set('motion', view.isActive ? 'moves' : 'at rest');
  for (const { zone, technique, level } of telemetryOfProfile(profile, view, nowMs).zones)
    facts.set(zone, technique === 'off' ? 'off' : `${technique} ${level}`);
  const controlled = Object.values(profile.controls).map(({ field }) => field);
  for (const [name, value] of Object.entries(view.values)) {
    const isNumber = profile.fields[name]?.kind === 'number';
    if (value !== null && (!isNumber || controlled.includes(name))) facts.set(name, String(value));
  }
  return facts;
}

/** What is new in a status: a word for each fact that changed. */
export const changedFacts = (
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): readonly string[] =>
  [...now].flatMap(([name, value]) => {
    const old = before.get(name);
    if (old === value) return [];
    return old === undefined ? `${name} ${value}` : `${name} ${old} -> ${value}`;
  });

/** What a stop was proved by. */
export const stillWords: Readonly<Record<Profile['sight'], string>> = {
  status: 'still, as its status shows',
  answers: 'it answered after the stop; that it is still is not seen',
  none: 'the stop was sent; nothing shows what became of it',
};
