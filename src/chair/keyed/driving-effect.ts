import type { Zone } from '../../core/zones.js';

/** What comes of looking at the chair while a session drives it. */
export type DrivingEffect =
  | { readonly kind: 'press'; readonly key: string }
  /** The first sign that the chair runs. */
  | { readonly kind: 'driving' }
  | { readonly kind: 'adopted'; readonly what: string }
  /** The person has switched it off, or holds it, at its own remote. */
  | { readonly kind: 'person'; readonly button: 'stop' | 'pause' }
  | { readonly kind: 'fault'; readonly zone: Zone | null; readonly message: string };
