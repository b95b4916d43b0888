import { expect, it } from 'vitest';
import { Device } from '../../hardware-sim/device.js';
import { parseFault } from '../../hardware-sim/faults.js';
import { openMemoryWire } from '../../hardware-sim/wire.js';
import { createMqttFace } from '../../src/adapters/mqtt/mqtt-face.js';
import { clpDriver } from '../../src/chair/clp/clp-chair.js';
import type { Command } from '../../src/core/command/schema.js';
import type { CommandSource } from '../../src/core/status.js';
import { RunningDaemon } from '../../src/daemon/running-daemon.js';
import { BrokerPair } from '../adapters/mqtt/fake-brokers.js';
import { sampleSettings } from '../support/chair-settings.js';
import { shippedPrograms } from '../support/daemon-bench.js';
import { MemoryFlights } from '../support/memory-flights.js';
import { MemoryStore } from '../support/memory-store.js';
import { sampleFace } from '../support/mqtt-face.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

const pair = ['one', 'two'] as const;

/** A daemon with chairs of one group, two where nothing else is said, between two brokers that the test plays. */
class Room {
  readonly clock = new VirtualTime();
  readonly daemon: RunningDaemon;
  readonly brokers = new BrokerPair();
  private readonly devices: ReadonlyMap<string, Device>;

  constructor(readonly ids: readonly string[] = pair) {
    const { clock } = this;
    this.devices = new Map(
      ids.map((id) => [id, new Device({ clock, seed: 1, id, isOccupied: true, onNote: () => {} })] as const),
    );
    const { connect } = this.brokers;
    const store = new MemoryStore();
    this.daemon = new RunningDaemon({
      clock,
      log: silentLog,
      store,
      flights: new MemoryFlights(),
      people: new Map(),
      programs: () => shippedPrograms,
      freshness: { requireTs: false, buildWallMs: 0 },
      epoch: 'mine',
      hostName: 'chair2mqtt/test',
      chairs: [...this.devices].map(([id, device]) => ({
        settings: { ...sampleSettings, id, groups: ['room'] },
        driver: clpDriver,
        openWire: openMemoryWire(device),
      })),
      onBroken: (error) => {
        throw error;
      },
      faces: [(fleet, intake) => createMqttFace(sampleFace({ fleet, intake, connect, clock, store }))],
    });
    this.brokers.online();
    clock.advance(3000);
  }

  /** Starts the group; the second chair has 300 ms to go. */
  startGroup(): void {
    const command = { command: 'start', program: 'quick-break', id: 'g1' };
    this.brokers.commands.deliver('chair2mqtt/group/room/set', command);
    this.clock.advance(200);
  }

  run(command: Command, source: CommandSource): void {
    this.daemon.fleet.run('two', command, { source, unavailable: null }, () => {});
  }

  press(fault: string): void {
    const planned = parseFault(fault);
    if ('message' in planned) throw new Error(planned.message);
    this.devices.get('two')?.inject(planned);
    this.clock.advance(50);
  }

  get results(): readonly string[] {
    return this.brokers.commands
      .of('two/result')
      .map((text) => JSON.parse(text))
      .flatMap(({ id, code }) => (id === 'g1' ? [code] : []));
  }

  stateOf(id: string): string {
    return this.daemon.fleet.status(id).state;
  }
}

it('a group start begins one chair after the other', () => {
  const room = new Room();
  room.startGroup();
  expect([room.stateOf('one'), room.stateOf('two')]).toEqual(['running', 'idle']);
  room.clock.advance(2000);
  expect(room.stateOf('two')).toBe('running');
  expect(room.results).toEqual(['ok']);
});

it('chairs of a large group start one after the other, the last within 30 s', () => {
  const room = new Room(Array.from({ length: 100 }, (_, index) => `c${index}`));
  const started = (): number => room.ids.filter((id) => room.stateOf(id) === 'running').length;
  room.startGroup();
  room.clock.advance(14_800);
  expect(started()).toBeGreaterThan(45);
  expect(started()).toBeLessThan(55);
  room.clock.advance(15_500);
  expect(started()).toBe(100);
});

it.each<[string, (room: Room) => void]>([
  ['the stop lane of HTTP', (room) => room.daemon.fleet.stop('two', 'stop', 'http')],
  ['the estop lane of HTTP', (room) => room.daemon.fleet.stop('two', 'estop', 'http')],
  ['a stop over HTTP', (room) => room.run({ command: 'stop' }, 'http')],
  ['an estop over HTTP', (room) => room.run({ command: 'estop' }, 'http')],
  ['a pause over HTTP', (room) => room.run({ command: 'pause' }, 'http')],
  ['the stop button of the chair', (room) => room.press('button:stop')],
  ['the pause button of the chair', (room) => room.press('button:pause')],
  ['the emergency button of the chair', (room) => room.press('button:estop')],
  ['the stop lane of MQTT', (room) => room.brokers.stops.deliver('chair2mqtt/two/stop', 'x')],
  ['the stop lane of its group', (room) => room.brokers.stops.deliver('chair2mqtt/group/room/stop', 'x')],
  ['a stop over MQTT', (room) => room.brokers.commands.deliver('chair2mqtt/two/set', { command: 'stop' })],
  ['run OFF over MQTT', (room) => room.brokers.commands.deliver('chair2mqtt/two/run/set', 'OFF')],
])('no group start begins after %s [S7]', (_source, stop) => {
  const room = new Room();
  room.startGroup();
  stop(room);
  for (let passedMs = 0; passedMs < 5000; passedMs += 50) {
    room.clock.advance(50);
    expect(['idle', 'stopping', 'emergency_stopped']).toContain(room.stateOf('two'));
  }
  expect(room.results).toEqual(['stale']);
});

it('no group start begins because remote starts were switched on while it waited [S18]', () => {
  const room = new Room();
  const allow = (payload: string): void => room.brokers.commands.deliver('chair2mqtt/two/remote_start/set', payload);
  allow('OFF');
  room.startGroup();
  allow('ON');
  room.clock.advance(2000);
  expect([room.stateOf('one'), room.stateOf('two')]).toEqual(['running', 'idle']);
  expect(room.results).toEqual(['stale']);
});

it('a group start begins although somebody switches on what is on', () => {
  const room = new Room();
  room.startGroup();
  room.brokers.commands.deliver('chair2mqtt/two/remote_start/set', 'ON');
  room.clock.advance(2000);
  expect(room.stateOf('two')).toBe('running');
});
