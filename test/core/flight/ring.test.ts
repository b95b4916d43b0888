import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryOf, FlightEntry } from '../../../src/core/flight/entries.js';
import { FlightRing, ringLimits } from '../../../src/core/flight/ring.js';
import { bytesInText } from '../../../src/core/flight/wire-text.js';

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

function put(ring: FlightRing, entry: FlightEntry): void {
  if (entry.kind === 'rx') ring.received(entry.atMs, entry.line);
  else if (entry.kind === 'tx') ring.sent(entry.atMs, entry.line);
  else ring.note(entry);
}

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

  it('gives back every line as it was, in its place among what else happened', () => {
    const line = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) });
    const happening = fc.oneof(
      fc.record({ kind: fc.constantFrom('rx', 'tx'), line }),
      fc.constant({ kind: 'state', state: 'idle', before: null } as const),
    );
    const gapMs = fc.double({ min: 100, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(gapMs, happening), { minLength: 1, maxLength: 500 }), (steps) => {
        const ring = new FlightRing();
        let atMs = 0;
        const all = steps.map(([sinceMs, what]): FlightEntry => {
          atMs += sinceMs;
          const entry = { ...what, atMs };
          put(ring, entry);
          return entry;
        });
        expect(ring.kept()).toEqual(all.filter((entry) => entry.atMs >= atMs - ringLimits.keepMs));
      }),
    );
  });

  it('holds to its bounds for any mixture', () => {
    const gap = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3000, noNaN: true }));
    const ways: readonly ((ring: FlightRing, atMs: number) => void)[] = [
      (ring, atMs) => ring.received(atMs, 'T 1'),
      (ring, atMs) => ring.received(atMs, '1 OK'),
      (ring, atMs) => ring.sent(atMs, 'x'),
      (ring, atMs) => ring.noisy(atMs, 'overflow'),
      (ring, atMs) => ring.command(command(atMs)),
      (ring, atMs) => ring.note({ kind: 'state', atMs, state: 'idle', before: null }),
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, fc.constantFrom(...ways)), { maxLength: 400 }), (steps) => {
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

describe('the ring of a chair by profile', () => {
  const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);

  it('keeps all bytes of a binary wire, whatever pieces they come in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 20 }), (pieces) => {
        const ring = new FlightRing(true);
        for (const piece of pieces) ring.receivedBytes(500, piece);
        const kept = of(ring.kept(), 'rx').flatMap(({ line }) => [...bytesInText(line)]);
        expect(kept).toEqual(pieces.flatMap((piece) => [...piece]));
      }),
    );
  });

  it('joins the pieces of one frame, with the time of its last, and nothing over a tick or a silence', () => {
    const ring = new FlightRing(true);
    ring.receivedBytes(100, bytes(0xf0, 1));
    ring.receivedBytes(101, bytes(2));
    ring.receivedBytes(104, bytes(3));
    ring.tick(104.5);
    ring.receivedBytes(105, bytes(4));
    expect(ring.kept()).toEqual([
      { kind: 'rx', atMs: 101, line: 'F0 01 02' },
      { kind: 'rx', atMs: 104, line: '03' },
      { kind: 'rx', atMs: 105, line: '04', tickedAtMs: [104.5] },
    ]);
  });

  it('joins nothing over what was sent in between', () => {
    const ring = new FlightRing(true);
    ring.receivedBytes(100, bytes(1));
    ring.sent(100, 'P');
    ring.receivedBytes(101, bytes(2));
    expect(ring.kept().map(({ kind }) => kind)).toEqual(['rx', 'tx', 'rx']);
  });

  it('has room for a status every 20 ms and three commands with each tick', () => {
    const ring = new FlightRing(true);
    for (let atMs = 0; atMs < 30_000; atMs += 10) {
      if (atMs % 20 === 0) ring.receivedBytes(atMs, bytes(0xf0, 1, 0xf1));
      if (atMs % 50 === 0) for (const motor of [0, 1, 2]) ring.sent(atMs, `M${motor}90\r`);
    }
    expect(of(ring.kept(), 'left-out')).toEqual([]);
  });

  it('counts no ticks for a chair that speaks the line protocol', () => {
    const ring = new FlightRing();
    ring.tick(0);
    ring.received(1, 'T 1');
    expect(ring.kept()).toEqual([{ kind: 'rx', atMs: 1, line: 'T 1' }]);
  });
});
