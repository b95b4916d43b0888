import { describe, expect, it } from 'vitest';
import type { ScheduleStatus } from '../../src/core/ledger/schedules/schedule-status.js';
import { ScheduleTelling } from '../../src/daemon/schedule-telling.js';
import { MemoryLedger } from '../support/memory-ledger.js';
import { silentLog } from '../support/silent-log.js';

const nothing: ScheduleStatus = { next: null, offer: null, last: null };

/** A telling for which each chair takes 2 ms to be worked out. */
function slowTelling() {
  let nowMs = 0;
  const told: string[] = [];
  const worked: string[] = [];
  const face = { onEvent: () => {}, onSchedule: (chairId: string) => void told.push(chairId) };
  const clock = { nowMs: () => nowMs, wallMs: () => 0 };
  const telling = new ScheduleTelling({ clock, face, ledger: new MemoryLedger(), log: silentLog }, (chairId) => {
    nowMs += 2;
    worked.push(chairId);
    return nothing;
  });
  return { telling, told, worked };
}

const chairs = Array.from({ length: 500 }, (_, at) => `chair-${at}`);

describe('how chairs stand to their schedules [S14]', () => {
  it('is worked out for a few milliseconds a tick, however many have changed, and for each in its turn', () => {
    const { telling, told, worked } = slowTelling();
    for (const chairId of chairs) telling.changed(chairId);
    telling.tick();
    expect(worked).toEqual(chairs.slice(0, 3));
    for (let tick = 0; tick < 200; tick += 1) telling.tick();
    expect(told).toEqual(chairs);
  });

  it('is told where it is another, and worked out once for all who ask meanwhile', () => {
    const { telling, told, worked } = slowTelling();
    telling.changed('chair-1');
    telling.tick();
    telling.changed('chair-1');
    telling.tick();
    expect(told).toEqual(['chair-1']);
    expect(worked).toHaveLength(2);
    expect([telling.statusOf('chair-1'), worked.length]).toEqual([nothing, 2]);
  });

  it('is worked out for who asks before its turn has come', () => {
    const { telling, worked } = slowTelling();
    telling.changed('chair-1');
    expect([telling.statusOf('chair-1'), worked.length]).toEqual([nothing, 1]);
  });
});
