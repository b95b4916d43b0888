import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryOf, FlightEntry } from '../../../src/core/flight/entries.js';
import { FlightRing, ringLimits } from '../../../src/core/flight/ring.js';

const of = <Kind extends FlightEntry['kind']>(entries: readonly FlightEntry[], kind: Kind): EntryOf<Kind>[] =>
  entries.filter((entry): entry is EntryOf<Kind> => entry.kind === kind);

const command = (atMs: number): EntryOf<'command'> => ({
  kind: 'command',
  atMs,
  command: { name: 'stop' },
  source: 'mqtt',
  code: null,
  session: null,
});

describe('the ring of a chair', () => {
  it('keeps the last minute, in order and in both directions', () => {
    const ring = new FlightRing();
    for (let atMs = 0; atMs <= 120_000; atMs += 100) {
      ring.received(atMs, `T ${atMs}`);
      if (atMs % 200 === 0) ring.sent(atMs, '0 KEEP*073A\n');
    }
    const kept = ring.kept();
    expect(kept[0]?.atMs).toBe(120_000 - ringLimits.keepMs);
    expect(kept.at(-1)).toEqual({ kind: 'tx', atMs: 120_000, line: '0 KEEP*073A\n' });
    expect(of(kept, 'rx')).toHaveLength(651);
    expect(of(kept, 'left-out')).toEqual([]);
  });

  it('does not grow in a flood of telemetry, still spans the minute, and says how much is left out', () => {
    const ring = new FlightRing();
    const seconds = 70;
    for (let count = 0; count < seconds * 5000; count += 1) ring.received(count / 5, `T ${count}`);
    const kept = ring.kept();
    expect(kept.length).toBeLessThan(66 * (ringLimits.perSecond.telemetry + 1) + 1);
    expect((kept.at(-1)?.atMs ?? 0) - (kept[0]?.atMs ?? 0)).toBeGreaterThan(60_000);
    const leftOut = of(kept, 'left-out').map(({ lines }) => lines);
    expect(new Set(leftOut)).toEqual(new Set([5000 - ringLimits.perSecond.telemetry]));
  });

  it('keeps what is rare while telemetry floods', () => {
    const ring = new FlightRing();
    for (let count = 0; count < 2000; count += 1) ring.received(count / 4, `T ${count}`);
    ring.received(499, 'E fault stall legs 3000*0000');
    ring.sent(499, '7 STOP 0*0000\n');
    expect(of(ring.kept(), 'rx').at(-1)?.line).toContain('stall');
    expect(of(ring.kept(), 'tx')).toHaveLength(1);
  });

  it('counts damaged lines, one entry a second', () => {
    const ring = new FlightRing();
    for (let count = 0; count < 10_000; count += 1) ring.noisy(count / 4, count % 2 === 0 ? 'overflow' : 'alphabet');
    expect(of(ring.kept(), 'noise').map(({ overflow, alphabet }) => overflow + alphabet)).toEqual([4000, 4000, 2000]);
  });

  it('counts the commands of a flood', () => {
    const ring = new FlightRing();
    for (let count = 0; count < 5000; count += 1) ring.command(command(count / 10));
    expect(of(ring.kept(), 'command')).toHaveLength(ringLimits.perSecond.commands);
    expect(of(ring.kept(), 'left-out').map(({ commands }) => commands)).toEqual([5000 - ringLimits.perSecond.commands]);
  });

  it('shortens what no line is as long as', () => {
    const ring = new FlightRing();
    ring.received(0, 'X'.repeat(1_000_000));
    expect(of(ring.kept(), 'rx')[0]?.line).toHaveLength(ringLimits.textMax);
  });

  it('is bounded in number whatever comes, and the newest stays', () => {
    const ring = new FlightRing();
    for (let count = 0; count < 20_000; count += 1) {
      ring.note({ kind: 'state', atMs: count / 1000, state: 'idle', before: null });
    }
    expect(ring.kept()).toHaveLength(ringLimits.entriesMax);
    expect(ring.kept().at(-1)?.atMs).toBe(19.999);
  });

  it('holds to its bounds for any mixture', () => {
    const gap = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3000, noNaN: true }));
    const put: readonly ((ring: FlightRing, atMs: number) => void)[] = [
      (ring, atMs) => ring.received(atMs, 'T 1'),
      (ring, atMs) => ring.received(atMs, '1 OK'),
      (ring, atMs) => ring.sent(atMs, 'x'),
      (ring, atMs) => ring.noisy(atMs, 'overflow'),
      (ring, atMs) => ring.command(command(atMs)),
      (ring, atMs) => ring.note({ kind: 'state', atMs, state: 'idle', before: null }),
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, fc.constantFrom(...put)), { maxLength: 400 }), (steps) => {
        const ring = new FlightRing();
        let atMs = 0;
        for (const [gapMs, into] of steps) {
          atMs += gapMs;
          into(ring, atMs);
        }
        const times = ring.kept().map((entry) => entry.atMs);
        expect(times).toEqual([...times].sort((one, other) => one - other));
        expect(times.every((time) => time >= atMs - ringLimits.keepMs)).toBe(true);
      }),
    );
  });
});
