import type { EditRefusalCode, RefusalValues } from './refusal-words.js';

/** Why an edit gives no program: each face has words for the code. */
export interface EditRefused {
  readonly kind: 'refused';
  readonly code: EditRefusalCode;
  readonly values: RefusalValues;
}

export const editRefusal = (code: EditRefusalCode, bounds: Partial<RefusalValues> = {}): EditRefused => ({
  kind: 'refused',
  code,
  values: { min: 0, max: 0, ...bounds },
});
