import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { SetupAnswers, SetupState } from '../../core/web/setup.js';
import { usePage } from '../views/context.js';
import { type SetupWords, setupEnglish } from './setup-english.js';
import { setupGerman } from './setup-german.js';
import type { SetupVisit } from './setup-visit.js';

/** What every part of the set-up needs. */
export interface SetupParts {
  readonly visit: SetupVisit;
  readonly state: SetupState;
  readonly answers: SetupAnswers;
}

export const useSetupWords = (): SetupWords => (usePage().language === 'de' ? setupGerman : setupEnglish);

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is filled in or chosen, called by these. */
  children(names: { readonly id: string; readonly 'aria-describedby': string | undefined }): ComponentChildren;
}

/** One question, and what helps to answer it. */
function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  return (
    <div class="setup-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': hintId })}
      {hint !== undefined && (
        <small id={hintId} class="soft">
          {hint}
        </small>
      )}
    </div>
  );
}

type Input = { readonly currentTarget: HTMLInputElement };
/** Names and addresses are no prose. */
const plain = { autocomplete: 'off', autocapitalize: 'off', spellcheck: false } as const;

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly isSecret?: boolean;
  onText(text: string): void;
}

export function TextField({ value, isSecret = false, onText, ...asked }: TextFieldProps) {
  const onInput = ({ currentTarget }: Input) => onText(currentTarget.value);
  return (
    <Field {...asked}>
      {(names) =>
        isSecret ? (
          <input type="password" value={value} onInput={onInput} {...plain} {...names} autocomplete="new-password" />
        ) : (
          <input type="text" value={value} onInput={onInput} {...plain} {...names} />
        )
      }
    </Field>
  );
}

interface NumberFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: number;
  readonly max: number;
  onNumber(value: number): void;
}

/** A whole number from 1; what is none while it is typed changes nothing. */
export function NumberField({ value, max, onNumber, ...asked }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  const isRight = (each: string) => /^[1-9]\d*$/.test(each) && Number(each) <= max;
  const onInput = ({ currentTarget }: Input) => {
    setText(currentTarget.value);
    if (isRight(currentTarget.value)) onNumber(Number(currentTarget.value));
  };
  return (
    <Field {...asked}>
      {(names) => (
        <input
          type="text"
          inputMode="numeric"
          value={text}
          aria-invalid={!isRight(text)}
          onInput={onInput}
          onBlur={() => setText(String(value))}
          {...names}
        />
      )}
    </Field>
  );
}

interface ChoiceFieldProps extends Omit<FieldProps, 'children'> {
  readonly value: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  onChoice(value: string): void;
}

/** One question with a few answers. */
export function ChoiceField({ value, choices, onChoice, ...asked }: ChoiceFieldProps) {
  return (
    <Field {...asked}>
      {(names) => (
        <select value={value} onChange={({ currentTarget }) => onChoice(currentTarget.value)} {...names}>
          {choices.map(([each, text]) => (
            <option key={each} value={each}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface PickProps {
  readonly type: 'radio' | 'checkbox';
  readonly name: string;
  readonly isChecked: boolean;
  readonly children: ComponentChildren;
  onPick(isChecked: boolean): void;
}

/** One of several that are seen at once. */
export function Pick({ type, name, isChecked, children, onPick }: PickProps) {
  return (
    <label class="setup-pick">
      <input
        type={type}
        name={name}
        checked={isChecked}
        onChange={({ currentTarget }) => onPick(currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
