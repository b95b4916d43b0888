/** One thing that the doctor has looked at. `advice` says what to do. */
export interface Checkup {
  readonly name: string;
  readonly kind: 'ok' | 'warning' | 'problem';
  readonly message: string;
  readonly advice?: string;
}

export const fine = (name: string, message: string): Checkup => ({ name, kind: 'ok', message });
export const warning = (name: string, message: string, advice: string): Checkup => ({
  name,
  kind: 'warning',
  message,
  advice,
});
export const trouble = (name: string, message: string, advice: string): Checkup => ({
  name,
  kind: 'problem',
  message,
  advice,
});
