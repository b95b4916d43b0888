import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeOrder } from '../../src/core/protocol/codec.js';
import type { Request } from '../../src/core/protocol/messages.js';
import { firmwareFolder } from '../support/build-firmware.js';
import { type ChipState, EmulatedChip, isAnyOn } from '../support/emulated-chip.js';
import { RawHost } from '../support/raw-host.js';

const leaseMs = 600;
/** The emulator looks once a millisecond, the firmware far more often than this. */
const toleranceMs = 50;
const heldMsMax = 200;
/** The main loop takes up to 5 ms, and looks at the line only between them. */
const interruptMs = 2;

const set = (zone: 'back' | 'legs', technique: 'knead' | 'vibrate' | 'compress', level: number): Request => ({
  verb: 'SET',
  zone,
  technique,
  level,
  rate: 0,
  rampMs: 0,
  ttlMs: 5000,
});

/** A chip whose lease is kept, and its host. */
class MotorBench {
  private constructor(
    readonly chip: EmulatedChip,
    readonly host: RawHost,
    private readonly keeping: NodeJS.Timeout,
  ) {}

  static async open(chip: EmulatedChip): Promise<MotorBench> {
    const host = await RawHost.open(chip.path);
    host.write('\n');
    const keep = encodeOrder({ seq: 0, request: { verb: 'KEEP' } });
    const bench = new MotorBench(
      chip,
      host,
      setInterval(() => host.write(keep), 100),
    );
    await bench.ask({ verb: 'HELLO', version: 1, host: 'test' });
    return bench;
  }

  async ask(request: Request): Promise<string> {
    return await this.host.ask(request);
  }

  async run(request: Request): Promise<void> {
    expect(await this.ask(request)).toBe('OK');
  }

  /** Lets the chip's time pass. */
  async pass(ms: number): Promise<ChipState> {
    const { at_ms } = await this.chip.state();
    return await this.chip.until((state) => state.at_ms >= at_ms + ms);
  }

  get faults(): readonly string[] {
    return this.host.lines.filter((line) => line.startsWith('E fault'));
  }

  /** Bytes that are no line, as fast as the line takes them. */
  junk(bytes: number): void {
    this.host.write('noise*0000\n'.repeat(bytes / 11));
  }

  async close(): Promise<void> {
    clearInterval(this.keeping);
    await this.host.close();
    await this.chip.stop();
  }
}

let bench: MotorBench;
let isOpen = false;
afterEach(async () => {
  if (isOpen) await bench.close();
  isOpen = false;
});

async function opened(chip: EmulatedChip): Promise<MotorBench> {
  bench = await MotorBench.open(chip);
  isOpen = true;
  return bench;
}

const begin = async (...options: Parameters<typeof EmulatedChip.start>): Promise<MotorBench> => {
  return await opened(await EmulatedChip.start(...options));
};

/** A chip with a firmware that was made with other options. */
async function beginBuilt(name: string, options: readonly string[], ...words: readonly string[]): Promise<MotorBench> {
  const folder = join('build', name);
  const made = spawnSync('make', ['--silent', '-C', firmwareFolder, `BUILD=${folder}`, ...options, 'all']);
  expect(made.status).toBe(0);
  return await opened(await EmulatedChip.startBuilt(folder, 'atmega328p', ...words));
}

describe('a DC motor on an emulated chip', () => {
  it.each([3, 4.8, 6, 8, 12, 15])('that takes %d A while it is held starts and is no fault', async (lockedA) => {
    const { chip } = await begin('atmega328p', '--locked-a', String(lockedA));
    await bench.run(set('back', 'knead', 60));
    await bench.run(set('legs', 'vibrate', 1));
    await bench.pass(1500);
    await bench.run(set('legs', 'vibrate', 100));
    const { zones } = await bench.pass(1500);
    expect(bench.faults).toEqual([]);
    expect(zones.back.duty).toBeGreaterThan(0.9);
    expect(zones.legs.duty).toBe(1);
    expect(zones.back.winding_ma).toBeGreaterThan(300);
    expect(isAnyOn(await chip.state())).toBe(true);
  });

  it('that is held at a low level is off in time, though its supply gives little', async () => {
    const { chip } = await begin('atmega328p', '--locked-a', '12');
    await bench.run(set('legs', 'vibrate', 5));
    const { zones } = await bench.pass(1000);
    expect(zones.legs.duty * 12).toBeLessThan(4.2);
    await chip.inject('stall:legs');
    const state = await chip.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - state.injected_at_ms).toBeLessThanOrEqual(heldMsMax);
    await bench.host.hears('E fault stall legs 3');
  });

  it('that cannot start is let go within half a second', async () => {
    const { chip } = await begin('atmega2560', '--locked-a', '8');
    await chip.inject('stall:back');
    await bench.run(set('back', 'knead', 60));
    await chip.until(isAnyOn);
    const state = await chip.until((each) => !isAnyOn(each));
    const startedAtMs = chip.changes.find(({ duty }) => duty > 0)?.at_ms ?? 0;
    expect(state.zero_at_ms - startedAtMs).toBeLessThanOrEqual(500);
    await bench.host.hears('E fault stall back');
  });

  it('that is held is off as soon while lines come that are none', async () => {
    const { chip } = await begin('atmega328p', '--locked-a', '12');
    await bench.run(set('legs', 'vibrate', 60));
    await bench.pass(1500);
    bench.junk(8800);
    await bench.pass(200);
    await chip.inject('stall:legs');
    const state = await chip.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - state.injected_at_ms).toBeLessThanOrEqual(heldMsMax);
    await bench.host.hears('E fault stall legs');
  });

  it('that is stopped before such lines contradicts nothing, and T goes on between them', async () => {
    await begin('atmega328p');
    for (let round = 0; round < 5; round += 1) {
      await bench.run(set('legs', 'vibrate', 60));
      await bench.pass(1200);
      await bench.run({ verb: 'STOP', rampMs: 0 });
      const from = bench.host.lines.length;
      bench.junk(8800);
      await bench.pass(800);
      expect(bench.host.lines.slice(from).filter((line) => line.startsWith('T ')).length).toBeGreaterThanOrEqual(4);
    }
    expect(bench.faults).toEqual([]);
  });

  it('[S11] has sensors that may be disturbed for 2 ms, at any moment', async () => {
    const { chip } = await begin('atmega328p');
    await bench.run(set('legs', 'vibrate', 30));
    await bench.run(set('back', 'knead', 30));
    await bench.pass(1200);
    for (let count = 0; count < 12; count += 1) {
      await chip.inject(`spike:${count % 2 === 0 ? 'legs' : 'back'}:2`);
      await bench.pass(37);
      if (count % 6 === 5) {
        await bench.run(set('legs', 'vibrate', 30));
        await bench.run(set('back', 'knead', 30));
      }
    }
    await bench.pass(200);
    expect(bench.faults).toEqual([]);
    expect(bench.host.lines.filter((line) => line.includes(',?,'))).toEqual([]);
    await chip.inject('spike:seat:80');
    await bench.host.hears('E fault sensor seat 0');
  });

  it('stops within a second of a press of the own button of the chair', async () => {
    const { chip } = await begin('atmega328p');
    await bench.run(set('legs', 'vibrate', 60));
    await bench.pass(1500);
    await chip.inject('button:long');
    const state = await chip.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - state.injected_at_ms).toBeLessThanOrEqual(1000 + toleranceMs);
    await bench.host.hears('E button pause');
    await bench.host.hears('E button stop');
  });
});

describe('the emergency byte', () => {
  it('acts in the interrupt also where bytes before it were lost [S3]', async () => {
    const { chip, host } = await begin('atmega328p');
    for (let round = 0; round < 4; round += 1) {
      await bench.run(set('legs', 'vibrate', 60));
      await chip.until(isAnyOn);
      await chip.inject('overrun');
      host.write('\u0018\n');
      const state = await chip.until((each) => !isAnyOn(each));
      expect(state.zero_at_ms - state.emergency_at_ms).toBeLessThanOrEqual(interruptMs);
      await chip.clear('overrun');
      await bench.pass(300);
      expect(await bench.ask({ verb: 'RESET', cause: 'estop' })).toBe('OK');
    }
  });
});

describe('the relay of the emergency stop', () => {
  it.each(['Mega', 'Nano with its A6'])(
    'that is welded is found by a %s: what the stop cuts has its supply',
    async (board) => {
      if (board === 'Mega') await begin('atmega2560');
      else await beginBuilt('rail', ['RAIL=A6']);
      const { chip, host } = bench;
      await chip.inject('welded');
      await chip.inject('emergency-input');
      await host.hears('E fault contradiction - 24');
      await chip.clear('emergency-input');
      await bench.pass(50);
      expect(await bench.ask({ verb: 'RESET', cause: 'contradiction' })).toBe('OK');
      await chip.clear('welded');
      const from = bench.faults.length;
      await chip.inject('emergency-input');
      await bench.pass(5000);
      await chip.clear('emergency-input');
      await bench.pass(600);
      expect(bench.faults.slice(from).filter((line) => !line.startsWith('E fault estop'))).toEqual([]);
    },
  );
});

describe('a clock that wraps', () => {
  it.each([
    [2 ** 31 - 3000, 'past its middle'],
    [2 ** 31 + 5000, 'long past its middle'],
    [2 ** 32 - 3000, 'past its end'],
  ])('from %d ms on, %s, keeps lease and greeting [S1]', async (clock) => {
    const { chip, host } = await beginBuilt(`clock-${clock}`, [`CLOCK=${clock}`]);
    for (let round = 0; round < 3; round += 1) {
      await bench.run(set('legs', 'vibrate', 40));
      await bench.pass(800);
      await bench.ask({ verb: 'HELLO', version: 1, host: 'test' });
      expect(await bench.ask(set('legs', 'vibrate', 40))).toBe('ERR busy');
      await chip.until((each) => !isAnyOn(each));
      await bench.pass(200);
    }
    await bench.run(set('legs', 'vibrate', 40));
    await bench.pass(500);
    await chip.inject('cut');
    const state = await chip.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - state.heard_at_ms).toBeLessThanOrEqual(leaseMs + 500 + toleranceMs);
    await chip.clear('cut');
    await host.hears('E fault lease -');
  });
});

describe('pumps and valves at a relay board', () => {
  it('that switches on with a low input are off from power-up on, obey, and fall open at the emergency byte [S3]', async () => {
    const { chip, host } = await beginBuilt('active-low', ['SWITCHES=active-low'], '--active-low');
    expect(chip.changes).toEqual([]);
    await bench.run(set('legs', 'compress', 40));
    await chip.until(({ zones }) => zones.legs.pump && zones.legs.valve);
    const { zones } = await chip.state();
    expect([zones.back, zones.seat].some(({ pump, valve }) => pump || valve)).toBe(false);
    host.write('\u0018\n');
    const state = await chip.until((each) => !isAnyOn(each));
    expect(state.zero_at_ms - state.emergency_at_ms).toBeLessThanOrEqual(100);
  });
});
