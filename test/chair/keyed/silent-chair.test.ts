import { describe, expect, it } from 'vitest';
import type { DrivenChair } from '../../../src/chair/driver.js';
import { profileDriver } from '../../../src/chair/keyed/profile-driver.js';
import { profileSchema } from '../../../src/core/profile/references.js';
import { stillDrive } from '../../../src/core/zones.js';
import type { ChairSignal, WireEvents } from '../../../src/ports.js';
import { silentLog } from '../../support/silent-log.js';
import { VirtualTime } from '../../support/virtual-time.js';

/** A chair with a state and a level, nothing that shows motion beside them, and no power key. */
const sound = {
  name: 'plain',
  title: 'Plain',
  line: { baud_rate: 9600 },
  frame: { lines: 'cr' },
  silence: '1s',
  ask: { send: 'Q\r', every: '200ms' },
  keys: { off: { press: 'OFF', settles: '300ms' } },
  frames: { status: { says: 'S{state:0-1},L{level:0-9}' } },
  fields: {
    state: { frame: 'status', part: 'state', values: { 0: 'still', 1: 'running' } },
    level: { frame: 'status', part: 'level' },
  },
  follows: '0s',
  controls: { head: { field: 'level', send: ['L{value}\r'], scale: [0, 9] } },
  zones: { back: { rest: { head: '0' }, knead: { set: {}, level: { control: 'head' } } } },
  guarantees: { dead_man: 'none' },
};
const byCommand = { ...sound, stop: { send: ['L0\r', 'HALT\r'], done: { state: 'still' } } };
const byKey = { ...sound, stop: { press: ['off'], done: { state: 'still' } } };

/** The chair's driver on a wire that says only what the test says. */
class Wired {
  readonly clock = new VirtualTime();
  readonly written: string[] = [];
  readonly signals: ChairSignal[] = [];
  private readonly chair: DrivenChair;
  private events: WireEvents | null = null;
  private isPlugged = true;

  constructor(profile: object) {
    this.chair = profileDriver(profileSchema.parse(structuredClone(profile))).open({
      chairId: 'chair',
      clock: this.clock,
      log: silentLog,
      hostName: 'test',
      temperatureMaxC: 70,
      isEmergencyLatched: () => false,
      wasMoving: () => false,
      onSignal: (signal) => this.signals.push(signal),
      onTelemetry: () => {},
      openWire: (events) => this.open(events),
    });
    this.clock.every(50, () => this.chair.poll(this.clock.nowMs()));
    this.clock.advance(100);
  }

  private open(events: WireEvents) {
    this.events = events;
    this.clock.after(1, () => (this.isPlugged ? events.onOpened() : events.onClosed('no port')));
    return { write: (text: string) => void this.written.push(text), close: async () => {} };
  }

  unplug(): void {
    this.isPlugged = false;
    this.events?.onClosed('unplugged');
  }

  plug(): void {
    this.isPlugged = true;
  }

  /** Says the same status ten times a second. */
  show(status: string, durationMs: number): void {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 100) {
      this.events?.onLine(status);
      this.clock.advance(100);
    }
  }

  drive(): void {
    const back = { technique: 'knead', level: 50, rate: 0, rampMs: 0 } as const;
    this.chair.drive({ ...stillDrive, back }, { back: 100, seat: 100, legs: 100 }, null);
  }

  stop(): void {
    this.chair.stop(0, 'end');
  }

  reset(): void {
    this.chair.reset([]);
  }

  since(from: number): readonly string[] {
    return this.written.slice(from);
  }
}

describe('a stop of a chair that shows nothing', () => {
  it('[S4] goes out at once, also where a question went out a moment ago', () => {
    const wired = new Wired(byCommand);
    while (wired.written.at(-1) !== 'Q\r') wired.clock.advance(1);
    const from = wired.written.length;
    wired.stop();
    wired.clock.advance(100);
    expect(wired.since(from)).toContain('HALT\r');
  });

  it('[S4] that was asked while its port was away goes out when it is back', () => {
    const wired = new Wired(byCommand);
    wired.unplug();
    wired.stop();
    wired.clock.advance(5000);
    expect(wired.written).not.toContain('HALT\r');
    wired.plug();
    wired.clock.advance(10_000);
    expect(wired.written.filter((text) => text === 'HALT\r')).toHaveLength(1);
  });

  it('[S4] becomes a stop like any other where it is owed and the chair shows itself first', () => {
    const wired = new Wired(byCommand);
    wired.unplug();
    wired.stop();
    wired.plug();
    wired.clock.advance(6000);
    const from = wired.signals.length;
    wired.show('S1,L5', 400);
    wired.show('S0,L0', 400);
    expect(wired.written).toContain('HALT\r');
    expect(wired.signals.slice(from).map(({ type }) => type)).toContain('chair.still');
  });
});

describe('a stop by key of a chair that shows nothing', () => {
  const askedInTheDark = (darkMs: number): Wired => {
    const wired = new Wired(byKey);
    wired.unplug();
    wired.stop();
    wired.clock.advance(darkMs);
    wired.plug();
    wired.clock.advance(6000);
    wired.show('S1,L5', 600);
    return wired;
  };

  it('[S4] is pressed as soon as the chair shows that it needs it', () => {
    expect(askedInTheDark(5000).written).toContain('OFF\r');
  });

  it('[S5] is not pressed for what somebody does at the chair long after it', () => {
    expect(askedInTheDark(120_000).written).not.toContain('OFF\r');
  });
});

describe('a chair without a power key', () => {
  it('is told its stop key once more before a silent line is given up', () => {
    const wired = new Wired(byKey);
    wired.show('S0,L0', 500);
    wired.drive();
    wired.show('S1,L5', 2000);
    const from = wired.written.length;
    wired.clock.advance(1500);
    expect(wired.since(from)).toContain('OFF\r');
  });

  it('is told nothing blindly where its last status showed that the massage is over', () => {
    const wired = new Wired(byKey);
    wired.show('S0,L0', 500);
    wired.drive();
    const from = wired.written.length;
    wired.show('S0,L0', 200);
    wired.clock.advance(1500);
    expect(wired.since(from)).not.toContain('OFF\r');
  });

  it('[S3] can be reset when its status shows that the massage is over, and not before', () => {
    const wired = new Wired(byCommand);
    const outcomes = () =>
      wired.signals.flatMap((signal) => (signal.type === 'chair.resetDone' ? [signal.missing] : []));
    wired.show('S1,L3', 500);
    wired.reset();
    wired.show('S1,L3', 4000);
    expect(outcomes()).toEqual(['the chair is not still']);
    wired.show('S0,L0', 500);
    wired.reset();
    wired.show('S0,L0', 4000);
    expect(outcomes()).toEqual(['the chair is not still', null]);
  });
});
