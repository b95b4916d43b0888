import type { Approach } from './approach.js';
import { ownHostOf } from './doors.js';
import { readHostPlace } from './own-names.js';
import { headerOf, type RequestFacts } from './request-facts.js';

const everyAnswer = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy':
    'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), payment=(), usb=()',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
} as const;

/** Where the stream is: older browsers do not count it as `'self'`. What is no host stays out of the header. */
function streamPlaces(facts: RequestFacts, approach: Approach): string {
  if (approach.way === 'ingress') {
    const hub = headerOf(facts, 'x-forwarded-host') ?? '';
    // Not every proxy before a hub says whether its users come by TLS.
    return readHostPlace(hub) === null ? '' : ` ws://${hub} wss://${hub}`;
  }
  const host = ownHostOf(approach);
  return host === null ? '' : ` ${approach.isSecure ? 'wss' : 'ws'}://${host}`;
}

/** What every answer carries. The page loads nothing from elsewhere and has no script or style within it. */
export function securityHeaders(facts: RequestFacts, approach: Approach): Readonly<Record<string, string>> {
  const ancestors = approach.way === 'ingress' ? "'self'" : "'none'";
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self'${streamPlaces(facts, approach)}`,
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ];
  return { ...everyAnswer, 'Content-Security-Policy': policy.join('; ') };
}
