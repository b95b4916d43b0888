import { expect, it } from 'vitest';
import { Commissioning } from '../../src/daemon/commissioning.js';
import type { Log } from '../../src/ports.js';
import { MemoryStore } from '../support/memory-store.js';
import { sampleIdentity } from '../support/sample-identity.js';
import { silentLog } from '../support/silent-log.js';

it('a chair that was not commissioned is told once, with the command to run', () => {
  const told: unknown[] = [];
  const log: Log = { ...silentLog, warn: (event, fields) => told.push({ event, ...fields }) };
  const commissioning = new Commissioning('hall', new MemoryStore(), log);
  expect(told).toEqual([]);
  commissioning.greeted(sampleIdentity);
  commissioning.greeted({ ...sampleIdentity, boot: '9F3B' });
  expect(told).toEqual([
    {
      event: 'chair.not_commissioned',
      why: 'its dead-man was never proved',
      hint: 'stop the daemon, then: chair2mqtt commission hall',
    },
  ]);
});
