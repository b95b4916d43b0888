import { expect, it } from 'vitest';
import type { Identity } from '../../src/core/protocol/messages.js';
import { Commissioning } from '../../src/daemon/commissioning.js';
import type { Log } from '../../src/ports.js';
import { MemoryStore } from '../support/memory-store.js';
import { silentLog } from '../support/silent-log.js';

const identity: Identity = {
  version: 1,
  fw: 'sim/0.1.0',
  model: 'sim-3z',
  id: 'SIM0001',
  boot: '9F3A',
  leaseMs: 600,
  ttlMs: 5000,
  zones: ['back'],
};

it('a chair that was not commissioned is told once, with the command to run', () => {
  const told: unknown[] = [];
  const log: Log = { ...silentLog, warn: (event, fields) => told.push({ event, ...fields }) };
  const commissioning = new Commissioning('hall', new MemoryStore(), log);
  expect(told).toEqual([]);
  commissioning.greeted(identity);
  commissioning.greeted({ ...identity, boot: '9F3B' });
  expect(told).toEqual([
    {
      event: 'chair.not_commissioned',
      why: 'its dead-man was never proved',
      hint: 'stop the daemon, then: chair2mqtt commission hall',
    },
  ]);
});
