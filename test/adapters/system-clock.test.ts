import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/system-clock.js';

describe('system clock', () => {
  it('runs a timer once, a period again and again, and neither after clear', async () => {
    const clock = systemClock();
    const seen: string[] = [];
    const never = clock.after(1, () => seen.push('never'));
    clock.clear(never);
    await new Promise<void>((resolve) => {
      const period = clock.every(1, () => {
        seen.push('tick');
        if (seen.length < 3) return;
        clock.clear(period);
        clock.after(5, resolve);
      });
    });
    expect(seen).toEqual(['tick', 'tick', 'tick']);
  });

  it('a delay beyond what Node can hold waits instead of running at once', async () => {
    const clock = systemClock();
    let hasRun = false;
    const timer = clock.after(1e12, () => {
      hasRun = true;
    });
    await new Promise<void>((resolve) => clock.after(20, resolve));
    clock.clear(timer);
    expect(hasRun).toBe(false);
  });

  it('names the boot of the machine, or its own run where the system does not', () => {
    expect(systemClock('/nowhere/boot_id').bootId).not.toBe(systemClock('/nowhere/boot_id').bootId);
    if (process.platform !== 'linux') return;
    expect(systemClock().bootId).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  });

  it('counts on over restarts of the process, so that two processes of one boot can compare', () => {
    if (process.platform !== 'linux') return;
    const clock = systemClock();
    const beforeMs = clock.nowMs();
    const otherMs = Number(execFileSync(process.execPath, ['-p', 'process.hrtime.bigint().toString()'])) / 1e6;
    expect(otherMs).toBeGreaterThan(beforeMs);
    expect(clock.nowMs()).toBeGreaterThan(otherMs);
  });
});
