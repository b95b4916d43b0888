import { readCapabilities, readIdentity } from '../../core/protocol/codec.js';
import type { ChairAnswer } from '../../core/protocol/exchange.js';
import { type Identity, protocolVersion, type Request } from '../../core/protocol/messages.js';
import { limits } from '../../core/safety/limits.js';
import type { Capabilities } from '../../core/zones.js';

/** Getting to know a chair: HELLO, the capabilities of each zone, and the one latch that a host may clear by itself. */
export interface Handshake {
  readonly identity: Identity | null;
  readonly capabilities: Capabilities;
}

export const beginHandshake: Handshake = { identity: null, capabilities: {} };

export type HandshakeOutcome =
  | { readonly kind: 'going'; readonly handshake: Handshake; readonly ask: readonly Request[] }
  | { readonly kind: 'done'; readonly identity: Identity; readonly capabilities: Capabilities }
  /** The chair answered, but no session can be had with it. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isContradiction: boolean };

const refused = (reason: string, isContradiction = false): HandshakeOutcome => ({
  kind: 'refused',
  reason,
  isContradiction,
});

const isWithin = (value: number, bounds: { readonly min: number; readonly max: number }): boolean =>
  value >= bounds.min && value <= bounds.max;

function takeHello(answer: ChairAnswer): HandshakeOutcome {
  if (answer.kind === 'error') {
    return refused(
      `the chair refused HELLO (${answer.code} ${answer.detail}); this host speaks CLP/${protocolVersion}`,
    );
  }
  const identity = readIdentity(answer.args);
  if (identity === null) return refused('the answer to HELLO is not of CLP/1: check the firmware');
  if (identity.version !== protocolVersion) return refused(`the chair speaks CLP/${identity.version}, this host CLP/1`);
  const isWithinLimits = isWithin(identity.leaseMs, limits.leaseMs) && isWithin(identity.ttlMs, limits.ttlMs);
  if (!isWithinLimits || identity.ttlMs < identity.leaseMs) {
    const claims = `lease ${identity.leaseMs} ms, ttl ${identity.ttlMs} ms`;
    return refused(`the chair's dead-man figures are out of bounds (${claims}): nothing will be started`, true);
  }
  const ask: Request[] = identity.zones.map((zone) => ({ verb: 'CAPS', zone }));
  return {
    kind: 'going',
    handshake: { identity, capabilities: {} },
    ask: [...ask, { verb: 'RESET', cause: 'lease' }],
  };
}

/** Takes the answer to a request of the handshake: pure, total. */
export function stepHandshake(handshake: Handshake, request: Request, answer: ChairAnswer): HandshakeOutcome {
  const { identity } = handshake;
  if (request.verb === 'HELLO') return takeHello(answer);
  if (identity === null) return { kind: 'going', handshake, ask: [] };
  if (answer.kind === 'error' && answer.code === 'hello') return refused('the chair restarted during the handshake');
  if (request.verb === 'CAPS') {
    const ranges = answer.kind === 'ok' ? readCapabilities(answer.args) : null;
    const capabilities = { ...handshake.capabilities, [request.zone]: ranges ?? {} };
    return { kind: 'going', handshake: { identity, capabilities }, ask: [] };
  }
  if (request.verb === 'RESET') return { kind: 'done', identity, capabilities: handshake.capabilities };
  return { kind: 'going', handshake, ask: [] };
}
