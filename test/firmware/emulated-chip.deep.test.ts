import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeOrder } from '../../src/core/protocol/codec.js';
import type { Request } from '../../src/core/protocol/messages.js';
import { type ChipState, chips, EmulatedChip, isAnyOn } from '../support/emulated-chip.js';
import { RawHost } from '../support/raw-host.js';

/** What is measured at the pins may be this much late: telemetry of the emulator is one look a millisecond. */
const toleranceMs = 50;
const leaseMs = 600;
/** Of vibrate. */
const leastDuty = 0.3;
/** The firmware looks at its inputs far more often. */
const inputMs = 50;

const hello: Request = { verb: 'HELLO', version: 1, host: 'test' };
const vibrate: Request = {
  verb: 'SET',
  zone: 'legs',
  technique: 'vibrate',
  level: 60,
  rate: 0,
  rampMs: 0,
  ttlMs: 5000,
};

/** Holds where every pin came to 0 so soon after a moment; on the chip's clock, which a busy machine does not hurry. */
function expectZero({ zero_at_ms }: ChipState, since: number, withinMs: number): void {
  expect(zero_at_ms).toBeGreaterThanOrEqual(since);
  expect(zero_at_ms - since).toBeLessThanOrEqual(withinMs);
}

describe.each(chips)('the firmware on an emulated %s', (mcu) => {
  let chip: EmulatedChip;
  let host: RawHost;
  let keeping: NodeJS.Timeout;

  beforeEach(async () => {
    chip = await EmulatedChip.start(mcu);
    host = await RawHost.open(chip.path);
    host.write('\n');
    keeping = setInterval(() => host.write(encodeOrder({ seq: 0, request: { verb: 'KEEP' } })), 100);
  });

  afterEach(async () => {
    clearInterval(keeping);
    await host.close();
    await chip.stop();
  });

  const run = async (): Promise<void> => {
    expect(await host.ask(hello)).toMatch(/^OK 1 fw=avr\/\d+\.\d+\.\d+ model=avr-3z id=AVR0001 boot=[0-9A-F]{4} /);
    expect(await host.ask(vibrate)).toBe('OK');
    await chip.until(({ zones }) => zones.legs.duty > 0.5);
  };

  it('drives the pin that was asked for, and no other, and holds no motor between standstill and its minimum duty', async () => {
    await run();
    const { zones } = await chip.state();
    expect([zones.back, zones.seat]).toEqual([
      expect.objectContaining({ duty: 0, pump: false, valve: false }),
      expect.objectContaining({ duty: 0, pump: false, valve: false }),
    ]);
    const duties = chip.changes.filter(({ zone, duty }) => zone === 'legs' && duty > 0);
    const startedAtMs = duties[0]?.at_ms ?? 0;
    const reached = duties.findIndex(({ duty }) => duty >= leastDuty);
    const startMs = (duties[reached]?.at_ms ?? Number.POSITIVE_INFINITY) - startedAtMs;
    expect(startMs).toBeGreaterThanOrEqual(150);
    expect(startMs).toBeLessThanOrEqual(250);
    expect(duties.slice(reached).filter(({ duty }) => duty < leastDuty)).toEqual([]);
  });

  it('blows up a bag with its pump and holds it with its valve', async () => {
    expect(await host.ask(hello)).toMatch(/^OK/);
    const squeeze = { ...vibrate, technique: 'compress', level: 20, ttlMs: 5000 } as const;
    expect(await host.ask(squeeze)).toBe('OK');
    await chip.until(({ zones }) => zones.legs.pump && zones.legs.valve);
    expect(await host.ask({ verb: 'STOP', rampMs: 0 })).toBe('OK');
    await chip.until((state) => !isAnyOn(state));
  });

  it('[S1] has every pin at 0 within the lease and half a second of a cut line', async () => {
    await run();
    await chip.inject('cut');
    const state = await chip.until((each) => !isAnyOn(each));
    expectZero(state, state.heard_at_ms, leaseMs + 500 + toleranceMs);
    await chip.clear('cut');
    await host.hears('E fault lease -');
  });

  it('[S3] has every pin at 0 within 100 ms of the emergency byte, and latches', async () => {
    await run();
    host.write('\u0018\n');
    const state = await chip.until((each) => !isAnyOn(each));
    expectZero(state, state.emergency_at_ms, 100);
    await host.hears('E fault estop - 0');
    expect(await host.ask(vibrate)).toBe('ERR latched estop');
  });

  it('[S3] has every pin at 0 at the physical stop, which no RESET clears while it is pressed', async () => {
    await run();
    await chip.inject('emergency-input');
    const state = await chip.until((each) => !isAnyOn(each));
    expectZero(state, state.injected_at_ms, 200);
    await host.hears('E button estop');
    expect(await host.ask({ verb: 'RESET', cause: 'estop' })).toBe('ERR latched estop');
    await chip.clear('emergency-input');
    const { at_ms } = await chip.state();
    await chip.until((each) => each.at_ms >= at_ms + inputMs);
    expect(await host.ask({ verb: 'RESET', cause: 'estop' })).toBe('OK');
  });

  it.each([
    ['reboot:power', 'power'],
    ['reboot:brownout', 'brownout'],
    ['reboot:watchdog', 'watchdog'],
    ['reboot', 'reset'],
  ])('[S5] has every pin at 0 after a %s, says so and wants a greeting', async (fault, reason) => {
    await run();
    const boot = host.lines.find((line) => line.includes('boot='));
    await chip.inject(fault);
    const state = await chip.until((each) => !isAnyOn(each));
    expectZero(state, state.injected_at_ms, toleranceMs);
    await host.hears(`E boot ${reason}`);
    expect(await host.ask(vibrate)).toBe('ERR hello');
    await host.ask(hello);
    expect(host.lines.findLast((line) => line.includes('boot='))).not.toBe(boot);
    expect(isAnyOn(await chip.state())).toBe(false);
  });

  it('[S11] takes an open sensor for a fault', async () => {
    await run();
    await chip.inject('sensor-open:legs');
    await host.hears('E fault sensor legs 0');
    await chip.until((each) => !isAnyOn(each));
  });

  it.each([
    ['stall:legs', 'E fault stall legs'],
    ['overcurrent:legs', 'E fault overcurrent legs'],
  ])('cuts the motor at once for %s', async (fault, told) => {
    await run();
    await chip.inject(fault);
    await host.hears(told);
    expect((await chip.state()).zones.legs.duty).toBe(0);
  });

  it('says who sits down and who presses its button', async () => {
    await host.ask(hello);
    await chip.inject('leave');
    await host.hears('E occupied 0');
    await chip.inject('sit');
    await host.hears('E occupied 1');
    await chip.inject('button:short');
    await host.hears('E button start');
    await chip.inject('button:long');
    await host.hears('E button stop');
  });
});
