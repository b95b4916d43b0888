import { describe, expect, it } from 'vitest';
import { Hf8Twin } from '../../../hardware-sim/twins/hf8-twin.js';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import type { Twin, TwinOptions } from '../../../hardware-sim/twins/twin.js';
import { twinNamed } from '../../../hardware-sim/twins/twin-register.js';
import { remoteBusTwin } from './remote-bus-twin.js';
import { bytesOf, TwinHost } from './twin-host.js';

interface Kind {
  readonly make: (options: TwinOptions) => Twin;
  /** What switches it on, or drives it. */
  readonly start: string;
  /** What it answers, where it shows nothing by itself. */
  readonly ask: string;
}

const kinds: Readonly<Record<string, Kind>> = {
  'remote-bus': { make: remoteBusTwin, start: '~0303\r', ask: '' },
  hf8: { make: (options) => new Hf8Twin(options), start: 'M0100\r', ask: 'P\r' },
  rongtai: {
    make: (options) => new RongtaiTwin(options),
    start: bytesOf('F0 82 01 7C F1'),
    ask: '',
  },
};

describe.each(Object.entries(kinds))('the cable of %s', (_name, { make, start, ask }) => {
  const hear = (host: TwinHost<Twin>): string => {
    host.write(ask);
    return host.hear(600);
  };

  it.each(['mute', 'half-open', 'drop-line:1:tx'])(
    'carries nothing to the host with %s, and all again after it',
    (fault) => {
      const host = new TwinHost(make);
      host.twin.inject(fault);
      expect(hear(host)).toBe('');
      expect(host.twin.clear(fault.split(':')[0] ?? '')).toBe(true);
      expect(hear(host)).not.toBe('');
    },
  );

  it.each(['deaf', 'half-open', 'drop-line:1:rx', 'lost-key:1'])('carries nothing to the device with %s', (fault) => {
    const host = new TwinHost(make);
    host.twin.inject(fault);
    host.write(start);
    expect(host.twin.presses).toEqual([]);
    host.twin.clear(fault);
    host.write(start);
    expect(host.twin.presses).toHaveLength(1);
  });

  it('brings what the host says later with slow, in its order', () => {
    const host = new TwinHost(make);
    host.twin.inject('slow:300');
    host.write(start);
    host.advance(299);
    expect(host.twin.presses).toHaveLength(0);
    host.twin.clear('slow');
    host.write(start);
    expect(host.twin.presses).toHaveLength(0);
    host.advance(2);
    expect(host.twin.presses).toHaveLength(2);
  });

  it('brings everything in two pieces with split, and loses nothing', () => {
    const [whole, split] = [new TwinHost(make), new TwinHost(make)];
    split.twin.inject('split');
    for (const host of [whole, split]) {
      host.write(start);
      host.advance(200);
      host.write(ask);
      host.advance(2000);
    }
    expect(split.pieces.length).toBeGreaterThan(whole.pieces.length);
    expect(whole.text.startsWith(split.text.slice(0, 40))).toBe(true);
    expect(split.twin.presses).toHaveLength(1);
  });

  it('damages the same bytes with the same seed, and the device stands any of it', () => {
    const damaged = (seed: number): string => {
      const host = new TwinHost(make, seed);
      for (const fault of ['garbage:0.3', 'corrupt:0.3', 'duplicate:0.2', 'drop-line:0.2']) host.twin.inject(fault);
      for (let count = 0; count < 200; count += 1) {
        host.write(count % 2 === 0 ? start : ask);
        host.advance(100);
      }
      return host.text;
    };
    expect(damaged(7)).toBe(damaged(7));
    expect(damaged(8)).not.toBe(damaged(7));
  });

  it('is pulled out and plugged in again, by whoever, and what was there before is closed', () => {
    const host = new TwinHost(make);
    host.twin.inject('unplug@1s+2s');
    host.advance(900);
    expect([host.closedBy, host.twin.isPlugged]).toEqual([null, true]);
    host.advance(200);
    expect([host.closedBy, host.twin.isPlugged]).toEqual(['the chair is unplugged', false]);
    host.advance(2000);
    expect(host.twin.isPlugged).toBe(true);
  });
});

describe('a fault of such a device', () => {
  it.each([
    'warp',
    '',
    'lost-key',
    'lost-key:2',
    'lost-key:-1',
    'lost-key:0.1:rx',
    'mute:1',
    'slow',
    'deaf-key',
    'deaf-key:',
    'stuck:1',
    'error:0',
    'error:5000',
    'stall:legs',
    'mute@soon',
    'mute@1s+',
    'mute@1s@2s',
    'dark',
  ])('is refused where it is none: %j', (text) => {
    const { twin } = new TwinHost(kinds['rongtai']?.make ?? remoteBusTwin);
    expect(twin.inject(text)).toMatch(/is no fault of this chair; its faults are mute, .*lost-key:RATE/);
  });

  it('is cleared by its name or with its arguments, begun or not, and is not there to clear then', () => {
    const { twin, clock } = new TwinHost(kinds['rongtai']?.make ?? remoteBusTwin);
    twin.inject('lost-key:0.5');
    twin.inject('lost-key:1@10s');
    expect([twin.clear('lost-key:0.2'), twin.clear('lost-key'), twin.clear('lost-key')]).toEqual([false, true, false]);
    twin.inject('mute@1h');
    twin.inject('error:3@0s+1h');
    twin.close();
    clock.advance(1);
    expect(clock.waiting).toBe(0);
  });

  it('has an end to how many there may be', () => {
    const { twin } = new TwinHost(kinds['hf8']?.make ?? remoteBusTwin);
    for (let count = 0; count < 1000; count += 1) expect(twin.inject('mute@1h')).toBeNull();
    expect(twin.inject('mute')).toBe('there are too many faults: clear some');
    expect(twin.clear('mute')).toBe(true);
    expect(twin.inject('mute')).toBeNull();
  });
});

it('has a twin of its own for the devices whose wire the profile is not the source of', () => {
  expect(['hf8', 'rongtai', 'remote-bus', 'toString'].map((name) => twinNamed(name) !== null)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
