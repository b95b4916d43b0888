import { expect, it } from 'vitest';
import { homieConvention } from '../../../src/adapters/mqtt/homie/homie.js';
import { probeText } from '../../../src/core/lane/stop-proofs.js';
import { World } from './fake-brokers.js';

const groups = { hall: ['down'], attic: [] };
const homie = homieConvention({ people: [], sessionMinutesMax: () => 30 });
const probe = probeText('5'.repeat(32));

it('a question of a doctor on a topic of commands asks for nothing, gets no answer and counts as no command, also as a button [S6]', () => {
  const world = World.settled({ groups, hubs: [homie] });
  const own = [
    'hall/set',
    'hall/doctor/set',
    'hall/start/set',
    'group/down/set',
    'bridge/drain',
    'hall/owner',
    'bridge/owner',
  ];
  const topics = [...own.map((topic) => `chair2mqtt/${topic}`), 'homie/5/chair2mqtt-hall/session/skip/set'];
  for (let times = 0; times < 20; times += 1) for (const topic of topics) world.commands.deliver(topic, probe);
  world.clock.advance(2000);
  expect([world.fleet.calls, world.results(), world.log.of('drain_refused')]).toEqual([[], [], []]);
  world.commands.deliver('chair2mqtt/hall/set', { command: 'start', id: 'a1' });
  expect(world.results()).toEqual(['a1 ok']);
});
