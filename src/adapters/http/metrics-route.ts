import type { Handler, ServingParts } from './calls.js';

/** What is measured; where it is not to be shown, there is no such path. */
export function metricsRoute({ exposition }: Pick<ServingParts, 'exposition'>): { readonly metrics?: Handler } {
  if (exposition === undefined) return {};
  return {
    metrics: async () => {
      const { contentType, text } = await exposition();
      return { status: 200, body: text, headers: { 'Content-Type': contentType } };
    },
  };
}
