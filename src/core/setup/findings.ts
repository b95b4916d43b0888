import type { SetupFinding } from '../web/setup.js';

type Code = SetupFinding['code'];
type Values = SetupFinding['values'];

export const proven = (code: Code, values: Values, message: string): SetupFinding => ({
  kind: 'ok',
  code,
  values,
  message,
  advice: null,
});

export const doubtful = (code: Code, values: Values, message: string, advice: string): SetupFinding => ({
  kind: 'warning',
  code,
  values,
  message,
  advice,
});

export const refuted = (code: Code, values: Values, message: string, advice: string): SetupFinding => ({
  kind: 'problem',
  code,
  values,
  message,
  advice,
});
