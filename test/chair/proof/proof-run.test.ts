import { describe, expect, it } from 'vitest';
import { decodeOrder } from '../../../src/core/protocol/codec.js';
import { frameLine } from '../../../src/core/protocol/crc.js';
import { ProofBench } from '../../support/proof-bench.js';

const everything = ['back', 'seat', 'legs'].flatMap((zone) => [`lease ${zone}`, `ttl ${zone}`, `emergency ${zone}`]);

describe('the proof of a good chair', () => {
  it('passes for every zone, with figures within what the protocol gives [S1] [S2] [S3]', () => {
    const bench = new ProofBench();
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'proved', reason: null, isStill: true, isLatched: false, untried: [] });
    expect(bench.summary).toEqual(everything);
    for (const { tookMs, limitMs, kind } of outcome.proofs) {
      expect(tookMs).toBeLessThanOrEqual(limitMs);
      if (kind !== 'emergency') expect(tookMs).toBeGreaterThan(500);
    }
    expect(bench.chair.latches).toEqual([]);
    expect(bench.outputNow).toBe(0);
  });

  it('asks for no more than level 20, and for no more than the configured cap [S10]', () => {
    const highest = (levelMax: number): number => {
      const bench = new ProofBench({ levelMax });
      let most = 0;
      bench.onSent = (text) => {
        const order = decodeOrder(text.trim());
        if ('request' in order && order.request.verb === 'SET') most = Math.max(most, order.request.level);
      };
      expect(bench.toEnd().kind).toBe('proved');
      return most;
    };
    expect(highest(100)).toBe(20);
    expect(highest(8)).toBe(8);
  });

  it('writes nothing between its last line and the zero that it waits for', () => {
    const bench = new ProofBench();
    const gaps: number[] = [];
    let lastMs = bench.clock.nowMs();
    bench.onSent = () => {
      gaps.push(bench.clock.nowMs() - lastMs);
      lastMs = bench.clock.nowMs();
    };
    bench.toEnd();
    expect(gaps.filter((gapMs) => gapMs > 1000)).toHaveLength(3);
  });

  it('passes over a line that damages one line in fifty', () => {
    expect(new ProofBench({ faults: ['corrupt:0.02'] }).toEnd().kind).toBe('proved');
  });

  it('is tried again where telemetry was lost while it was measured', () => {
    let firstMs: number | null = null;
    const isLost = (nowMs: number): boolean => firstMs !== null && nowMs - firstMs > 350 && nowMs - firstMs < 750;
    const bench = new ProofBench({
      around: (openWire) => (events) =>
        openWire({
          ...events,
          onLine: (line) => {
            const nowMs = bench.clock.nowMs();
            if (line.startsWith('E lease')) firstMs ??= nowMs;
            if (!isLost(nowMs)) events.onLine(line);
          },
        }),
    });
    expect(bench.toEnd().kind).toBe('proved');
    expect(bench.chair.history.filter(({ zone, level }) => zone === 'back' && level === 20)).toHaveLength(4);
  });

  it('waits for a controller that restarts when its port is opened', () => {
    expect(new ProofBench({ faults: ['reboot@5ms'] }).toEnd().kind).toBe('proved');
  });

  it('begins also where an earlier silence has left its latch', () => {
    const bench = new ProofBench({
      before: (chair, clock) => {
        const opened = (): void =>
          wire.write(['1 HELLO 1 host', '2 SET legs vibrate 10 0 0 5000'].map(frameLine).join(''));
        const ignore = (): void => {};
        const wire = chair.openWire({ onOpened: opened, onLine: ignore, onNoise: ignore, onClosed: ignore });
        clock.advance(3000);
        void wire.close();
      },
    });
    expect(bench.chair.latches).toMatchObject([{ code: 'lease' }]);
    expect(bench.toEnd().kind).toBe('proved');
  });
});

describe('a chair whose dead-man does not work', () => {
  it('is found out, stopped by what does work, and driven no further than its first zone', () => {
    const bench = new ProofBench({ faults: ['no-lease'] });
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'failed', isStill: true, isLatched: false, untried: ['seat', 'legs'] });
    expect(bench.summary).toEqual(['lease back !', 'ttl back', 'emergency back']);
    expect(outcome.proofs[0]?.failure).toMatch(/^still driven 1[23]\d\d ms after the last line/);
    expect(bench.outputNow).toBe(0);
  });

  it('is stopped at once when it has failed, long before its TTL', () => {
    const bench = new ProofBench({ faults: ['no-lease'] });
    let drivenMs = 0;
    while (bench.proofs.length === 0) {
      bench.clock.advance(10);
      drivenMs += bench.outputNow > 0 ? 10 : 0;
    }
    expect(drivenMs).toBeLessThan(3500);
  });

  it('fails lease and TTL where a zone runs away, and passes by the emergency byte [S4]', () => {
    const bench = new ProofBench({ faults: ['runaway:seat'] });
    expect(bench.toEnd()).toMatchObject({ kind: 'failed', isStill: true, isLatched: false, untried: ['legs'] });
    expect(bench.summary.slice(3)).toEqual(['lease seat !', 'ttl seat !', 'emergency seat']);
    expect(bench.outputNow).toBe(0);
  });

  it('fails both where a zone ignores the emergency byte too, and says that it still moves', () => {
    const bench = new ProofBench({ faults: ['runaway:back:hard'] });
    expect(bench.toEnd()).toMatchObject({ kind: 'failed', isStill: false });
    expect(bench.summary).toEqual(['lease back !', 'emergency back !']);
    expect(bench.outputNow).toBeGreaterThan(0);
    expect(bench.sent.filter((text) => text.includes('\u0018')).length).toBeGreaterThan(5);
  });

  it('says that it still moves also where somebody ends the proof before it', () => {
    const bench = new ProofBench({ faults: ['runaway:back:hard'] });
    bench.untilDriven();
    bench.run.abort('SIGINT');
    expect(bench.toEnd()).toMatchObject({ kind: 'failed', isStill: false, reason: 'SIGINT' });
    expect(bench.summary).toEqual(['emergency back !']);
  });

  it('fails where it is at zero but does not latch', () => {
    const silent = (line: string): boolean => /^E (lease|fault lease)/.test(line);
    const bench = new ProofBench({
      around: (openWire) => (events) => openWire({ ...events, onLine: (line) => silent(line) || events.onLine(line) }),
    });
    expect(bench.toEnd()).toMatchObject({ kind: 'failed', isStill: true });
    expect(bench.proofs[0]?.failure).toBe('at zero, but the chair did not latch lease');
  });
});

describe('a proof that is cut short', () => {
  it('by a signal stops the chair and sees that it is still', () => {
    const bench = new ProofBench();
    bench.untilDriven();
    expect(bench.outputNow).toBeGreaterThan(0);
    bench.run.abort('SIGTERM');
    bench.clock.advance(1000);
    expect(bench.isOver).toBe(true);
    expect(bench.toEnd()).toMatchObject({ kind: 'interrupted', reason: 'SIGTERM', isStill: true, proofs: [] });
  });

  it.each([
    ['deaf@3.5s', /lease ran out although|does not answer/, true],
    ['mute@3.5s', /no telemetry/, false],
    ['unplug@3.5s', /the line was lost/, false],
    ['unplug@3.5s+1s', /the line was lost/, true],
    ['half-open@3.5s', /no telemetry/, false],
    ['reboot@3.5s', /the chair restarted/, true],
    ['sit@3.5s', /somebody is sitting/, true],
    ['button:stop@3.5s', /pressed stop/, true],
    ['stall:back@3.5s', /reports stall at back/, true],
    ['sensor-open:back@3.5s', /sensor|temperature/, true],
  ])('by %s says why and whether the chair was seen still', (fault, reason, isStill) => {
    const bench = new ProofBench({ faults: [fault] });
    const outcome = bench.toEnd();
    expect(outcome).toMatchObject({ kind: 'interrupted', isStill });
    expect(outcome.reason).toMatch(reason);
    expect(bench.outputNow).toBe(0);
  });

  it('never clears an emergency stop that somebody pressed [S3]', () => {
    const bench = new ProofBench({ faults: ['button:estop@3.5s'] });
    expect(bench.toEnd()).toMatchObject({ kind: 'interrupted', isStill: true, isLatched: true });
    expect(bench.sent.some((text) => text.includes('RESET estop'))).toBe(false);
    expect(bench.chair.mode).toBe('estop');
  });

  it('writes the emergency byte first where a lost line comes back', () => {
    const bench = new ProofBench({ faults: ['unplug@3.5s+1s'] });
    bench.toEnd();
    const lost = bench.sent.findIndex((text) => text.startsWith('\u0018'));
    expect(bench.sent[lost + 1]).toBe('\n');
    expect(bench.sent[lost + 2]).toContain('HELLO');
  });
});
