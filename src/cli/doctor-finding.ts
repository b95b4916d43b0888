/** One thing that the doctor has looked at. `advice` says what to do. */
export interface DoctorFinding {
  readonly name: string;
  readonly kind: 'ok' | 'warning' | 'problem';
  readonly message: string;
  readonly advice?: string;
}

export const fineFinding = (name: string, message: string): DoctorFinding => ({ name, kind: 'ok', message });
export const warningFinding = (name: string, message: string, advice: string): DoctorFinding => ({
  name,
  kind: 'warning',
  message,
  advice,
});
export const troubleFinding = (name: string, message: string, advice: string): DoctorFinding => ({
  name,
  kind: 'problem',
  message,
  advice,
});
