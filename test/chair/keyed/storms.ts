import { KeyedDevice } from '../../../hardware-sim/keyed/keyed-device.js';
import { Hf8Twin } from '../../../hardware-sim/twins/hf8-twin.js';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import { programOf } from '../../support/sample-session.js';
import { remoteBus } from '../../support/shipped-profiles.js';
import { TwinBench } from '../../support/twin-bench.js';
import type { StormyDevice } from './profile-storm.js';
import { firm } from './rongtai-programs.js';

const cable = [
  'mute',
  'deaf',
  'half-open',
  'unplug',
  'slow:300',
  'split',
  'garbage:0.1',
  'corrupt:0.1',
  'duplicate:0.1',
  'cut:0.2',
];
/** No minutes of a person are used up, and none are owed. */
const settings = { restMs: 0, dailyMs: 24 * 3_600_000, watchedBy: 'somebody in the room' };

/** Air that comes and goes sooner than keys are followed. */
const waves = programOf({
  id: 'waves',
  name: 'Waves',
  summary: 'Kneads the back and squeezes the legs now and then.',
  goal: 'relaxation',
  phases: [
    {
      name: 'Waves',
      for: '4m',
      back: { knead: 55, rate: 12 },
      legs: [{ compress: 60, for: '8s' }, { rest: '8s' }],
    },
  ],
});
export const hum = programOf({
  id: 'hum',
  name: 'Hum',
  summary: 'Hums everywhere.',
  goal: 'relaxation',
  phases: [
    { name: 'Legs', for: '1m', legs: { vibrate: 50, rate: 40 } },
    {
      name: 'All',
      for: '2m',
      back: { vibrate: 40, rate: 40 },
      seat: { vibrate: 30, rate: 40 },
      legs: { vibrate: 30, rate: 40 },
    },
  ],
});

export const stormyRongtai: StormyDevice<RongtaiTwin> = {
  open: (seed) =>
    new TwinBench('rongtai', (options) => new RongtaiTwin(options), {
      seed,
      settings,
      programs: new Map([firm, waves].map((program) => [program.id, { program }])),
    }),
  programs: ['firm', 'waves', 'auto-1', 'auto-4'],
  personKeys: ['power', 'knead', 'knock', 'speed-2', 'air-legs', 'air-1', 'air-off'],
  faults: [...cable, 'lost-key:0.3', 'lost-status:0.5', 'deaf-key:power', 'runaway', 'error:3'],
  massages: (device) => device.look().massages,
  excess: () => null,
  putBack: () => {},
  forbiddenNow: (device) => (device.forbidden > 0 ? 'a code that must never be sent was sent' : null),
  lossy: /^$/,
};

const levels = (device: Hf8Twin): readonly number[] => device.look()['levels'] as readonly number[];

export const stormyPad: StormyDevice<Hf8Twin> = {
  open: (seed) =>
    new TwinBench('hf8', (options) => new Hf8Twin(options), {
      seed,
      settings,
      programs: new Map([['hum', { program: hum }]]),
    }),
  programs: ['hum'],
  personKeys: ['audio', 'knob:120', 'knob:255'],
  faults: [...cable, 'slow:900', 'slow:900', 'lost-answer:0.3', 'lost-key:0.2', 'deaf-key:M4'],
  massages: (device) => device.look()['audio'] === false && device.moves,
  excess: (device) => (Math.max(...levels(device)) > 127 ? `a motor is at ${Math.max(...levels(device))}` : null),
  putBack: (device) => void (device.look()['audio'] === true && device.press('audio')),
  forbiddenNow: () => null,
  // A command that is lost here is seen by nobody.
  lossy: /^(lost-key|deaf-key|corrupt|garbage|cut|drop)/,
};

export const stormyRemoteBus: StormyDevice<KeyedDevice> = {
  open: (seed) =>
    new TwinBench('remote-bus', (options) => new KeyedDevice({ ...options, profile: remoteBus }), { seed, settings }),
  programs: ['quick-break', 'auto-classic'],
  personKeys: ['power', 'pause', 'speed', 'air-mode', 'manual', 'auto-healing'],
  faults: [...cable, 'lost-key:0.3', 'lost-answer:0.3', 'lost-status:0.5', 'stuck'],
  massages: (device) => device.moves,
  excess: () => null,
  putBack: () => {},
  forbiddenNow: () => null,
  lossy: /^$/,
};
