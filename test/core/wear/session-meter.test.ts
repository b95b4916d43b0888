import { describe, expect, it } from 'vitest';
import type { Telemetry, ZoneReport } from '../../../src/core/protocol/messages.js';
import { SessionMeter } from '../../../src/core/wear/session-meter.js';

const line = (over: Partial<ZoneReport>): Telemetry => ({
  uptimeMs: 0,
  mode: 'run',
  leaseMs: 600,
  occupied: true,
  railMv: 'none',
  zones: [{ zone: 'legs', technique: 'off', level: 0, rate: 0, temperatureDc: 250, currentMa: 0, flags: [], ...over }],
});

interface Stretch extends Partial<ZoneReport> {
  readonly forMs: number;
}

/** What a session shows that consists of these stretches, ten lines a second. */
function shown(stretches: readonly Stretch[], isCold = true) {
  const meter = new SessionMeter();
  let nowMs = 0;
  for (const { forMs, ...over } of stretches) {
    for (const endMs = nowMs + forMs; nowMs < endMs; nowMs += 100) meter.measured(line(over), nowMs);
  }
  meter.measured(line({}), nowMs);
  return meter.samples(isCold).get('legs') ?? [];
}

const roll = { technique: 'roll', rate: 6 } as const;
const squeeze = { technique: 'compress', rate: 0 } as const;

describe('what a session shows of a motor', () => {
  it('is its mean current by technique and level, without the moment of its start', () => {
    const samples = shown([
      { ...roll, level: 20, currentMa: 3000, forMs: 1000 },
      { ...roll, level: 20, currentMa: 500, forMs: 9000 },
      { ...roll, level: 60, currentMa: 900, forMs: 10_000 },
    ]);
    expect(samples).toEqual([
      { measure: 'current', technique: 'roll', bin: '4', value: 500, weight: 9000 },
      { measure: 'current', technique: 'roll', bin: '14', value: 900, weight: 10_000 },
    ]);
  });

  it('leaves out what is derated, stalled or without a sensor, and what is there for a moment', () => {
    const samples = shown([
      { ...roll, level: 20, currentMa: 500, flags: ['D'], forMs: 9000 },
      { ...roll, level: 40, currentMa: 500, flags: ['H'], forMs: 9000 },
      { ...roll, level: 60, currentMa: 'none', forMs: 9000 },
      { ...roll, level: 80, currentMa: 900, forMs: 2000 },
    ]);
    expect(samples.map(({ bin }) => bin)).toEqual(['9']);
  });

  it('is how much it warms for its work, where it was cold and worked for long', () => {
    const warm = [
      { ...roll, level: 50, temperatureDc: 250, forMs: 1000 },
      { ...roll, level: 50, temperatureDc: 330, forMs: 599_000 },
    ];
    expect(shown(warm).at(-1)).toEqual({ measure: 'warmth', technique: 'roll', bin: '2 5', value: 1.6, weight: 1 });
    expect(shown(warm, false).filter(({ measure }) => measure === 'warmth')).toEqual([]);
    expect(shown(warm.map((each) => ({ ...each, forMs: each.forMs / 4 })))).not.toContainEqual(
      expect.objectContaining({ measure: 'warmth' }),
    );
  });
});

describe('what a session shows of air', () => {
  const filling = (pumpMs: number): readonly Stretch[] => [
    { ...squeeze, level: 40, currentMa: 980, forMs: pumpMs },
    { ...squeeze, level: 40, currentMa: 60, forMs: 4000 },
    { ...squeeze, level: 20, currentMa: 900, forMs: 500 },
    { forMs: 5000 },
  ];

  it('is the current of the pump while it works, and how long it works until a bag is full', () => {
    const samples = shown([...filling(2400), ...filling(2600)]);
    expect(samples).toEqual([
      { measure: 'current', technique: 'compress', bin: '9', value: expect.closeTo(980, 5), weight: 2800 + 200 },
      { measure: 'filling', technique: 'compress', bin: '9 0', value: 2500, weight: 2 },
    ]);
  });

  it('is the pump for each cycle where the air cycles by itself, and nothing of a few cycles', () => {
    const cycle = [
      { technique: 'compress', rate: 6, level: 40, currentMa: 980, forMs: 2500 },
      { technique: 'compress', rate: 6, level: 40, currentMa: 60, forMs: 7500 },
    ] as const;
    const samples = shown(Array.from({ length: 6 }, () => cycle).flat());
    expect(samples.find(({ measure }) => measure === 'filling')).toMatchObject({ bin: '9 6', value: 2500, weight: 6 });
    expect(shown([...cycle, ...cycle]).some(({ measure }) => measure === 'filling')).toBe(false);
  });
});
