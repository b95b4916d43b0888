import type { ComponentChildren } from 'preact';
import { useEffect, useId, useState } from 'preact/hooks';
import type { EditRefused } from '../../core/studio/refusal.js';
import { readDurationMs, showDuration } from '../../core/time-text.js';
import { useStudioWords } from './studio-words.js';

/** An edit that could not be done, in words that are said below the field; null where it was done. */
type Said = string | EditRefused | null;

interface StudioFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly text: string;
  readonly inputMode?: 'numeric' | 'text';
  readonly isLong?: boolean;
  set(text: string): Said;
}

/** A text of the program. What cannot be stays in the field with the reason, until it is right or the program changes. */
export function StudioField({ label, hint, text, inputMode = 'text', isLong = false, set }: StudioFieldProps) {
  const words = useStudioWords();
  const id = useId();
  const [wrong, setWrong] = useState<{ readonly text: string; readonly why: string } | null>(null);
  useEffect(() => setWrong(null), [text]);
  const change = (typed: string) => {
    if (typed.trim() === text) return setWrong(null);
    const said = set(typed.trim());
    const why = said === null || typeof said === 'string' ? said : words.refusals[said.code](said.values);
    setWrong(why === null ? null : { text: typed, why });
  };
  return (
    <p class={isLong ? 'studio-field long' : 'studio-field'}>
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode={inputMode}
        autocomplete="off"
        value={wrong?.text ?? text}
        aria-invalid={wrong !== null}
        aria-describedby={`${id}-why`}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
      <small
        id={`${id}-why`}
        class={wrong === null ? 'soft' : 'studio-wrong'}
        role={wrong === null ? undefined : 'alert'}
      >
        {wrong?.why ?? hint ?? ''}
      </small>
    </p>
  );
}

interface StudioNumberProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  /** What an empty field means; without it a field may not be empty. */
  readonly empty?: number;
  set(value: number): Said;
}

export function StudioNumber({ label, hint, value, empty, set }: StudioNumberProps) {
  const words = useStudioWords();
  const read = (text: string): Said => {
    if (text === '' && empty !== undefined) return set(empty);
    return /^\d{1,9}$/.test(text) ? set(Number(text)) : words.numberForm;
  };
  const text = value === empty ? '' : String(value);
  return <StudioField label={label} hint={hint} text={text} inputMode="numeric" set={read} />;
}

interface StudioLengthProps {
  readonly label: string;
  readonly hint: string;
  /** Null is an empty field. */
  readonly ms: number | null;
  readonly mayBeEmpty: boolean;
  set(ms: number | null): Said;
}

export function StudioLength({ label, hint, ms, mayBeEmpty, set }: StudioLengthProps) {
  const words = useStudioWords();
  const read = (text: string): Said => {
    if (text === '' && mayBeEmpty) return set(null);
    const read = readDurationMs(text);
    return read === null ? words.lengthForm : set(read);
  };
  return <StudioField label={label} hint={hint} text={ms === null ? '' : showDuration(ms)} set={read} />;
}

interface StudioChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly children: ComponentChildren;
  set(value: string): void;
}

export function StudioChoice({ label, value, children, set }: StudioChoiceProps) {
  const id = useId();
  return (
    <p class="studio-field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={({ currentTarget }) => set(currentTarget.value)}>
        {children}
      </select>
    </p>
  );
}

interface SignButtonProps {
  readonly sign: string;
  readonly label: string;
  readonly isOff?: boolean;
  press(): void;
}

/** A small button that is a sign for the eye and a sentence for the ear. Not disabled at an end, where the keyboard would be lost. */
export const SignButton = ({ sign, label, isOff = false, press }: SignButtonProps) => (
  <button
    type="button"
    class="studio-sign"
    aria-label={label}
    title={label}
    aria-disabled={isOff}
    onClick={() => isOff || press()}
  >
    <span aria-hidden="true">{sign}</span>
  </button>
);
