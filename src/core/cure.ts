/** What is wrong, and what to do about it where somebody knows. */
interface WhatAndCure {
  readonly what: string;
  readonly cure: string | null;
}

/** Complaints of the schema library are one text too: what stands on the next line is what to do. */
export function splitAdvice(text: string): WhatAndCure {
  const [what = '', cure = null] = text.split('\n');
  return { what, cure };
}

/** Reasons are one text, `what; cure`: a log shows them as they are, the doctor takes them apart. */
export function splitCure(reason: string): WhatAndCure {
  const at = reason.indexOf('; ');
  return at < 0 ? { what: reason, cure: null } : { what: reason.slice(0, at), cure: reason.slice(at + 2) };
}
