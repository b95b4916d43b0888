import type { Identity } from '../../src/core/protocol/messages.js';

/** The simulated chair, as its answer to HELLO tells it. */
export const sampleIdentity: Identity = {
  version: 1,
  fw: 'sim/0.1.0',
  model: 'sim-3z',
  id: 'SIM0001',
  boot: '9F3A',
  leaseMs: 600,
  ttlMs: 5000,
  zones: ['back', 'seat', 'legs'],
};

/** The same as it is written on the line. */
export const sampleGreeting =
  'OK 1 fw=sim/0.1.0 model=sim-3z id=SIM0001 boot=9F3A lease=600 ttl=5000 zones=back,seat,legs';
