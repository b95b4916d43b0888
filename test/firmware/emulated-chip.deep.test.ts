import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeOrder } from '../../src/core/protocol/codec.js';
import type { Request } from '../../src/core/protocol/messages.js';
import { chips, EmulatedChip, isAnyOn } from '../support/emulated-chip.js';
import { RawHost } from '../support/raw-host.js';

/** What is measured at the pins may be this much late: telemetry of the emulator is one look a millisecond. */
const toleranceMs = 50;
const leaseMs = 600;

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

describe.each(chips)('the firmware on an emulated %s', (mcu) => {
  let chip: EmulatedChip;
  let host: RawHost;

  beforeEach(async () => {
    chip = await EmulatedChip.start(mcu);
    host = await RawHost.open(chip.path);
    host.write('\n');
  });

  afterEach(async () => {
    await host.close();
    await chip.stop();
  });

  const run = async (): Promise<void> => {
    expect(await host.ask(hello)).toMatch(/^OK 1 fw=avr\/\d+\.\d+\.\d+ model=avr-3z id=AVR0001 boot=[0-9A-F]{4} /);
    expect(await host.ask(vibrate)).toBe('OK');
    await chip.until(({ zones }) => zones.legs.duty > 0.5);
  };

  const told = (what: string): number => host.lines.filter((line) => line.includes(what)).length;
  /** What shows nothing of a fault: the machine was held up, and the lease or the movement ran out. */
  const heldUp = (): number => told('E fault lease') + told('E ttl legs');

  /** Has the motor run, keeps the lease and begins a fault until the chip has told of it. Where a machine that is held up lets
   *  something run out first, all of it is done again. */
  async function runInto(fault: string, expected: string): Promise<void> {
    const before = heldUp();
    const leases = told('E fault lease');
    await run();
    const keeping = setInterval(() => host.write(encodeOrder({ seq: 0, request: { verb: 'KEEP' } })), 100);
    await chip.inject(fault);
    await host.until(() => told(expected) > 0 || heldUp() > before, expected);
    clearInterval(keeping);
    if (told(expected) > 0) return;
    await chip.clear(fault);
    if (told('E fault lease') > leases) expect(await host.ask({ verb: 'RESET', cause: 'lease' })).toBe('OK');
    await runInto(fault, expected);
  }

  it('drives the pin that was asked for, and no other, at no less than the minimum duty', async () => {
    await run();
    const { zones } = await chip.state();
    expect([zones.back, zones.seat]).toEqual([
      expect.objectContaining({ duty: 0, pump: false, valve: false }),
      expect.objectContaining({ duty: 0, pump: false, valve: false }),
    ]);
    const duties = chip.changes.filter(({ zone, duty }) => zone === 'legs' && duty > 0).map(({ duty }) => duty);
    expect(Math.min(...duties)).toBeGreaterThanOrEqual(0.3);
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
    expect(state.zero_at_ms - state.heard_at_ms).toBeLessThanOrEqual(leaseMs + 500 + toleranceMs);
    await chip.clear('cut');
    await host.hears('E fault lease -');
  });

  it('[S3] has every pin at 0 within 100 ms of the emergency byte, and latches', async () => {
    await run();
    host.write('\u0018\n');
    const state = await chip.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - state.emergency_at_ms).toBeLessThanOrEqual(100);
    await host.hears('E fault estop - 0');
    expect(await host.ask(vibrate)).toBe('ERR latched estop');
  });

  it('[S3] has every pin at 0 at the physical stop, which no RESET clears while it is pressed', async () => {
    await run();
    const before = await chip.state();
    await chip.inject('emergency-input');
    const state = await chip.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - before.at_ms).toBeLessThanOrEqual(200);
    await host.hears('E button estop');
    expect(await host.ask({ verb: 'RESET', cause: 'estop' })).toBe('ERR latched estop');
    await chip.clear('emergency-input');
    await host.until(() => host.lines.length > 0, 'telemetry');
    await new Promise((resolve) => setTimeout(resolve, 50));
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
    await chip.until((each) => !isAnyOn(each), 500);
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
    await runInto(fault, told);
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
