import type { Topics } from '../topics.js';

/** Whose retained config was found on the broker. */
export type ConfigOwner = { readonly kind: 'bridge' } | { readonly kind: 'chair'; readonly chairId: string };

const configBytesMax = 128 * 1024;

/** Tells which of our subjects a config of an earlier run announced; null for the configs of everybody else. Ours is what
 *  names the state of this very bridge, so that a chair which moved to another daemon keeps its entities. */
export function configOwner(payload: Uint8Array, topics: Topics): ConfigOwner | null {
  if (payload.length > configBytesMax) return null;
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  if (!bytes.includes(JSON.stringify(topics.bridge('state')))) return null;
  const text = bytes.toString();
  const bridgeId = topics.bridge('state').slice(topics.base.length + 1, -'/state'.length);
  const prefix = JSON.stringify(`${topics.base}/`).slice(0, -1);
  const ids = text
    .split(prefix)
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf('/')));
  const chairId = ids.find((id) => id !== bridgeId && id !== 'all');
  return chairId === undefined ? { kind: 'bridge' } : { kind: 'chair', chairId };
}
