import { expect, it } from 'vitest';
import { ChairGroup } from '../support/chair-group.js';

it('a group start begins one chair after the other', () => {
  const room = new ChairGroup();
  room.startGroup();
  expect([room.stateOf('one'), room.stateOf('two')]).toEqual(['running', 'idle']);
  room.clock.advance(2000);
  expect(room.stateOf('two')).toBe('running');
  expect(room.resultsOf('two').map(({ code }) => code)).toEqual(['ok']);
});

it('chairs of a large group start one after the other, the last within 30 s', () => {
  const room = new ChairGroup(Array.from({ length: 100 }, (_, index) => `c${index}`));
  const started = (): number => room.ids.filter((id) => room.stateOf(id) === 'running').length;
  room.startGroup();
  room.clock.advance(14_800);
  expect(started()).toBeGreaterThan(45);
  expect(started()).toBeLessThan(55);
  room.clock.advance(15_500);
  expect(started()).toBe(100);
});

it.each<[string, (room: ChairGroup) => void]>([
  ['the stop lane of HTTP', (room) => room.daemon.fleet.stop('two', 'stop', 'http')],
  ['the estop lane of HTTP', (room) => room.daemon.fleet.stop('two', 'estop', 'http')],
  ['a stop over HTTP', (room) => room.run('two', { command: 'stop' }, 'http')],
  ['an estop over HTTP', (room) => room.run('two', { command: 'estop' }, 'http')],
  ['a pause over HTTP', (room) => room.run('two', { command: 'pause' }, 'http')],
  ['the stop button of the chair', (room) => room.press('button:stop')],
  ['the pause button of the chair', (room) => room.press('button:pause')],
  ['the emergency button of the chair', (room) => room.press('button:estop')],
  ['the stop lane of MQTT', (room) => room.brokers.stops.deliver('chair2mqtt/two/stop', 'x')],
  ['the stop lane of its group', (room) => room.brokers.stops.deliver('chair2mqtt/group/room/stop', 'x')],
  ['a stop over MQTT', (room) => room.brokers.commands.deliver('chair2mqtt/two/set', { command: 'stop' })],
  ['run OFF over MQTT', (room) => room.brokers.commands.deliver('chair2mqtt/two/run/set', 'OFF')],
])('no group start begins after %s [S7]', (_source, stop) => {
  const room = new ChairGroup();
  room.startGroup();
  stop(room);
  for (let passedMs = 0; passedMs < 5000; passedMs += 50) {
    room.clock.advance(50);
    expect(['idle', 'stopping', 'emergency_stopped']).toContain(room.stateOf('two'));
  }
  expect(room.resultsOf('two').map(({ code }) => code)).toEqual(['stale']);
});

it('no group start begins because remote starts were switched on while it waited [S18]', () => {
  const room = new ChairGroup();
  const allow = (payload: string): void => room.brokers.commands.deliver('chair2mqtt/two/remote_start/set', payload);
  allow('OFF');
  room.startGroup();
  allow('ON');
  room.clock.advance(2000);
  expect([room.stateOf('one'), room.stateOf('two')]).toEqual(['running', 'idle']);
  expect(room.resultsOf('two').map(({ code }) => code)).toEqual(['stale']);
});

it('a group start begins although somebody switches on what is on', () => {
  const room = new ChairGroup();
  room.startGroup();
  room.brokers.commands.deliver('chair2mqtt/two/remote_start/set', 'ON');
  room.clock.advance(2000);
  expect(room.stateOf('two')).toBe('running');
});
