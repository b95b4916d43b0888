import { describe, expect, it } from 'vitest';
import {
  missingStopTopics,
  newStopProofs,
  probeBytes,
  probeReturned,
  probeText,
  readProbe,
  type StopProbe,
  type StopProofs,
  stepStopProofs,
  unprovenOf,
} from '../../../src/core/lane/stop-proofs.js';

const digits = 'a'.repeat(32);

describe('a probe [S7]', () => {
  it('is its word and 32 hex digits', () => {
    expect(readProbe(probeText(digits))).toBe(digits);
    expect(readProbe(probeText('0123456789abcdefABCDEF0123456789'))).toBe('0123456789abcdefabcdef0123456789');
    expect(probeText(digits)).toHaveLength(probeBytes);
  });

  it.each([
    '',
    'stop',
    'chair2mqtt-probe',
    'chair2mqtt-probe ',
    probeText('a'.repeat(31)),
    probeText('a'.repeat(33)),
    probeText('g'.repeat(32)),
    `${probeText(digits)}\n`,
    ` ${probeText(digits)}`,
    `"${probeText(digits)}"`,
    probeText(digits).replace(' ', '  '),
    probeText(digits).toUpperCase(),
    JSON.stringify({ command: probeText(digits) }),
    `${probeText(digits)}${probeText(digits)}`,
  ])('%j is none, so it is a stop', (text) => expect(readProbe(text)).toBe(null));
});

/** Topics, and what of them the broker serves. */
class Proving {
  proofs: StopProofs;
  nowMs = 100_000;
  serves: (topic: string) => boolean = () => true;
  isOurs: (topic: string) => boolean = () => true;
  readonly sent: (StopProbe & { readonly atMs: number })[] = [];
  private count = 0;

  constructor(readonly topics: readonly string[]) {
    this.proofs = newStopProofs(topics);
  }

  advance(durationMs: number): this {
    for (const endMs = this.nowMs + durationMs; this.nowMs < endMs; ) {
      const [proofs, probes] = stepStopProofs(this.proofs, this.nowMs, () => this.digits(), this.isOurs);
      this.proofs = proofs;
      this.sent.push(...probes.map((probe) => ({ ...probe, atMs: this.nowMs })));
      this.nowMs += 100;
      for (const probe of probes.filter(({ topic }) => this.serves(topic))) this.back(probe);
    }
    return this;
  }

  back(probe: StopProbe): void {
    this.proofs = probeReturned(this.proofs, probe, this.nowMs);
  }

  get unproven() {
    return unprovenOf(this.proofs, this.topics);
  }

  private digits(): string {
    this.count += 1;
    return this.count.toString(16).padStart(32, '0');
  }
}

const many = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `t${index}`);

describe('the topics of stops [S7]', () => {
  it('are proven when each has come back', () => {
    const proving = new Proving(['all', 'hall']);
    expect(proving.unproven).toEqual({ topic: 'all', isMissing: false });
    expect(proving.advance(100).unproven).toBe(null);
  });

  it('that do not come back in 5 s lack a right, and are proven as soon as they have it', () => {
    const proving = new Proving(['all', 'hall', 'attic']);
    proving.serves = (topic) => topic !== 'hall';
    expect(proving.advance(5000).unproven).toEqual({ topic: 'hall', isMissing: false });
    expect(proving.advance(300).unproven).toEqual({ topic: 'hall', isMissing: true });
    expect(missingStopTopics(proving.proofs)).toEqual(['hall']);
    proving.serves = () => true;
    expect(proving.advance(5200).unproven).toBe(null);
    expect(missingStopTopics(proving.proofs)).toEqual([]);
  });

  it('that stop to come back are missed within a minute', () => {
    const proving = new Proving(many(20)).advance(120_000);
    proving.serves = (topic) => topic !== 't7';
    expect(proving.advance(66_000).unproven).toEqual({ topic: 't7', isMissing: true });
  });

  it('are proven by nothing but what was sent there, the first time and in time', () => {
    const proving = new Proving(['all', 'hall']);
    proving.serves = () => false;
    proving.advance(100);
    const [all, hall] = proving.sent;
    if (all === undefined || hall === undefined) throw new Error('nothing was sent');
    proving.back({ topic: 'hall', digits: all.digits });
    proving.back({ topic: 'nowhere', digits: hall.digits });
    proving.back({ topic: 'hall', digits });
    proving.back(all);
    expect(unprovenOf(proving.proofs, ['all'])).toBe(null);
    expect(unprovenOf(proving.proofs, ['hall'])).toEqual({ topic: 'hall', isMissing: false });
    proving.nowMs = hall.atMs + 5001;
    proving.back(hall);
    expect(unprovenOf(proving.proofs, ['hall'])).toEqual({ topic: 'hall', isMissing: false });
    const afresh = new Proving(['hall']);
    afresh.back(hall);
    expect(afresh.unproven).toEqual({ topic: 'hall', isMissing: false });
  });

  it('are asked in order, at most 200 a second, and then once a minute, spread over it', () => {
    const topics = many(2000);
    const proving = new Proving(topics).advance(10_000);
    expect(proving.sent.map(({ topic }) => topic)).toEqual(topics);
    expect(proving.unproven).toBe(null);
    proving.advance(300_000);
    const perSecond = new Map<number, number>();
    for (const { atMs } of proving.sent) {
      const second = Math.floor(atMs / 1000);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBe(200);
    const later = [...perSecond].filter(([second]) => second >= 170);
    expect(Math.max(...later.map(([, count]) => count))).toBeLessThan(80);
    expect(proving.sent.length).toBeLessThan(2000 * 7);
  });

  it('are not asked where another daemon has the say, until it has not any more [S16]', () => {
    const proving = new Proving(['all', 'hall']);
    proving.isOurs = (topic) => topic !== 'hall';
    proving.advance(60_000);
    expect(proving.sent.some(({ topic }) => topic === 'hall')).toBe(false);
    proving.isOurs = () => true;
    expect(proving.advance(100).unproven).toBe(null);
  });

  it('are to be proven anew when another daemon has had the say meanwhile: nobody looked [S16]', () => {
    const proving = new Proving(['all', 'hall']).advance(100);
    proving.isOurs = (topic) => topic !== 'hall';
    proving.advance(100);
    proving.serves = (topic) => topic !== 'hall';
    proving.isOurs = () => true;
    expect(proving.advance(1000).unproven).toEqual({ topic: 'hall', isMissing: false });
    expect(proving.advance(5000).unproven).toEqual({ topic: 'hall', isMissing: true });
  });
});
