import { describe, expect, it } from 'vitest';
import { shapeProblems } from '../../../src/core/configuration/shape-problems.js';
import { profileSchema } from '../../../src/core/profile/references.js';
import { profileJsonSchema } from '../../../src/core/profile/schema.js';

type Data = Record<string, unknown>;

const guarantees = { dead_man: 'none' };

/** A binary chair whose levels are values in its commands. */
const binary: Data = {
  name: 'bin',
  title: 'Binary',
  line: { baud_rate: 19_200 },
  frame: {
    binary: { start: '55 53', length: { at: 2, plus: 5 }, check: { kind: 'crc16-modbus', from: 0, low_first: true } },
  },
  send: '55 53 02 10 {key} {check}',
  silence: '1s',
  ask: { send: '55 53 01 01 {check}', every: '200ms' },
  forbidden: ['7F'],
  keys: { off: { press: '01' }, up: { press: '02' }, down: { press: '03' }, on: { press: '04' } },
  frames: { status: { begins: '55 53' } },
  fields: {
    state: { frame: 'status', bits: 'B3', values: { 0: 'still', 1: 'running' } },
    head: { frame: 'status', number: 'B4' },
    foot: { frame: 'status', bits: 'B5', values: { 0: 'none', 1: 'low', 2: 'high' } },
  },
  power: { key: 'on', on: { state: 'running' }, off: { state: 'still' } },
  stop: { press: ['off'], done: { state: 'still' } },
  activity: { moving: { state: 'running' } },
  follows: '0s',
  controls: {
    head: { field: 'head', send: ['55 53 03 20 {value} {check}'], scale: [0, 10] },
    foot: { field: 'foot', up: 'up', down: 'down', values: ['none', 'low', 'high'] },
  },
  zones: {
    back: { rest: { head: '0' }, knead: { set: {}, level: { control: 'head' } } },
    legs: {
      rest: { foot: 'none' },
      compress: { set: {}, level: { control: 'foot', steps: { 30: 'low', 80: 'high' } } },
    },
  },
  guarantees,
};

/** A device that says nothing at all. */
const mute: Data = {
  name: 'mute',
  title: 'Mute',
  line: { baud_rate: 9600 },
  frame: { lines: 'cr' },
  silence: '1s',
  sight: 'none',
  frames: {},
  fields: {},
  stop: { send: ['L00\r'] },
  follows: '0s',
  controls: { hum: { send: ['L{value:hex}\r'], scale: [0, 255] } },
  zones: { back: { rest: { hum: '0' }, vibrate: { set: {}, level: { control: 'hum' } } } },
  guarantees,
};

function problems(sound: Data, change: (data: Data) => void): string {
  const data = structuredClone(sound);
  change(data);
  const parsed = profileSchema.safeParse(data);
  if (parsed.success) return '';
  return shapeProblems(parsed.error.issues, data, profileJsonSchema())
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ');
}

const put = (key: string, value: unknown) => (data: Data) => {
  const path = key.split('.');
  const last = path.pop() ?? '';
  let at = data;
  for (const each of path) at = at[each] as Data;
  at[last] = value;
};

describe('a profile of a binary chair', () => {
  it('is taken, and its scale gives the steps of its levels', () => {
    expect(problems(binary, () => {})).toBe('');
    const level = profileSchema.parse(structuredClone(binary)).zones.back?.knead?.level;
    expect(level?.steps.length).toBe(10);
    expect(level?.steps[0]).toEqual({ level: 10, value: '1' });
    expect(level?.steps.at(-1)).toEqual({ level: 100, value: '10' });
  });

  it.each<[string, (data: Data) => void]>([
    ['length, an end or a gap', put('frame', { binary: { start: '55' } })],
    ['at most 4 bytes', put('frame', { binary: { start: '01 02 03 04 05', length: 9 } })],
    ['{ start, end } for hex digits', put('frame', { binaries: {} })],
    ['must be bytes in hex', put('send', '55 {key} zz')],
    ['must be bytes in hex', put('keys.up.press', '0')],
    ['listed as forbidden', put('keys.up.press', '7F')],
    ['listed as forbidden', put('controls.head.scale', [0, 127])],
    [
      'listed as forbidden',
      (data) => {
        put('forbidden', ['01 18'])(data);
        put('controls.head.send', ['55 53 04 20 {value:be} {check}'])(data);
        put('controls.head.scale', [0, 1000])(data);
      },
    ],
    ['300 does not fit into its {value}', put('controls.head.scale', [0, 300])],
    ['must have field with key', put('controls.head', { field: 'head', send: ['55 {value}'] })],
    ['must have field with key', put('controls.foot', { up: 'up', down: 'down', values: ['none', 'low'] })],
    ["there is no key 'high'", put('controls.foot.up', 'high')],
    ["there is no field 'speed'", put('stop.done', { speed: 'none' })],
    ["there is no field 'speed'", put('activity.moving', { speed: 'none' })],
    ["there is no field 'speed'", put('fault', { speed: 'none' })],
    ["there is no key 'halt'", put('stop.press', ['halt'])],
    ['told apart by bytes or begins', put('frames.status', { digits: [1, 4] })],
    [
      "fits frames of 'status' as well: tell them apart by bytes or begins",
      put('frames.other', { begins: '55 53 04 11' }),
    ],
    ["fits frames of 'status' as well", put('frames.other', { bytes: 12 })],
    ['must have at least one of back, seat, legs', put('zones', {})],
    ['has no scale', put('zones.legs.compress.level', { control: 'foot' })],
    ['must have bits with values, number', put('fields.head', { frame: 'status', bits: 'B4' })],
    ['must be status, answers or none', put('sight', 'all')],
    ["'state' never shows 'runing'; it shows still, running", put('activity.moving', { state: 'runing' })],
    ["'state' never shows 'faullt'", put('fault', { state: 'faullt' })],
    ["'head' shows a number", put('controls.foot.needs', { head: '3' })],
    ['a stop would be over while it moves', put('stop.done', { state: ['still', 'running'] })],
    [
      'while it is on and moves',
      (data) => {
        put('fields.state.values', { 0: 'still', 1: 'running', 2: 'homing' })(data);
        put('stop', {
          press: ['off'],
          done: { state: ['homing', 'running'] },
          moves: ['back'],
          rests: { state: 'still' },
        })(data);
      },
    ],
    [
      "'head' is what moves 'back' already",
      put('zones.legs.compress', { set: { foot: 'low' }, level: { control: 'head' } }),
    ],
    ["says nothing of 'back'", put('activity.moving', { foot: ['low', 'high'] })],
    ['which power.on leaves out', put('controls.foot.needs', { state: 'still' })],
    [
      "says what 'head' says",
      put('controls.neck', { field: 'head', send: ['55 53 03 20 {value} {check}'], scale: [0, 5] }),
    ],
    ["is a command of the control 'head'", put('ask.send', '55 53 03 20 05 {check}')],
    ["is a command of the key 'up'", put('ask.send', '55 53 02 10 02 {check}')],
    ['what the power key sends', put('keys.up.press', '04')],
    ['must be at most 10s', put('stop.within', '20s')],
    ['shows together with', put('power.off', { state: ['still', 'running'] })],
    ['two of its keys send the same', put('controls.foot.down', 'up')],
    ["'foot' never is 'full'", put('zones.legs.rest', { foot: 'full' })],
    ["'foot' is at rest at none", put('zones.legs.rest', { foot: 'low' })],
    ["'head' must be a whole number from 0 to 10", put('zones.back.rest', { head: '11' })],
    ['leaves compress as it is', put('zones.legs.rest', { head: '0' })],
    ["leaves 'foot' at low", put('zones.back.knead.set', { foot: 'low' })],
    ['must rise with the levels', put('zones.legs.compress.level.steps', { 30: 'high', 80: 'low' })],
    ['500 is no level', put('zones.legs.compress.level.steps', { 30: 'low', 500: 'high' })],
    ['has no {key}', put('send', '55 53 02 10 01 {check}')],
    ['has no {check}', put('ask.send', '55 53 01 01')],
    ['must be shorter than silence', put('ask.every', '5s')],
    [
      'B9 is beyond the frame',
      (data) => {
        put('frames.status', { begins: '55 53', bytes: 9 })(data);
        put('fields.head', { frame: 'status', number: 'B9' })(data);
      },
    ],
    ['a byte of start', put('frame.binary.length', { at: 1, plus: 5 })],
    ['must be at least 5', put('frame.binary.length', 4)],
    ['must have at least one field', put('stop.done', {})],
    ['must have at least one field', put('power.on', {})],
    ['no frame begins so', put('frames.status.begins', '55 54')],
    ['cannot be told apart', put('frame.binary.escapes', { DB: '01', 'DB DD': '02' })],
    ['stand for the same byte', put('frame.binary.escapes', { 'DB DC': '01', 'DB DD': '01' })],
    ['none stands for DB itself', put('frame.binary.escapes', { 'DB DC': 'C0' })],
    [
      'needs a power key, or stop.done',
      (data) => {
        delete data['power'];
        delete data['stop'];
      },
    ],
  ])('is refused with "%s"', (message, change) => {
    expect(problems(binary, change)).toContain(message);
  });
});

describe('a profile of a device that shows nothing', () => {
  it('is taken where it claims no more than that', () => {
    expect(problems(mute, () => {})).toBe('');
  });

  it.each<[string, (data: Data) => void]>([
    ['only what is asked is answered', put('sight', 'answers')],
    ['nothing shows it', put('stop.done', { state: 'still' })],
    [
      'nothing shows it',
      (data) => {
        put('frames', { status: { says: 'S{level:0-255}' } })(data);
        put('fields', { level: { frame: 'status', part: 'level' } })(data);
        put('controls.hum.field', 'level')(data);
      },
    ],
    ['it must be possible to stop it', put('stop', {})],
    ['must be text, with', put('stop.send', ['L{value\r'])],
    ['256 does not fit into its {value}', put('controls.hum.scale', [0, 256])],
    ['does not end its line', put('stop.send', ['L00'])],
    ['has no {value}', put('controls.hum.send', ['L10\r'])],
    ['must be text, with', put('stop.send', ['\u20ac00\r'])],
    ['a stop must not move anything', put('stop.send', ['LFF\r'])],
    [
      "leaves 'buzz' as it is",
      (data) => {
        put('controls.buzz', { send: ['B{value:hex}\r'], scale: [0, 255] })(data);
        put('zones.legs', { rest: { buzz: '0' }, vibrate: { set: {}, level: { control: 'buzz' } } })(data);
      },
    ],
    ["'hum' is at rest at 0", put('zones.back.rest', { hum: '255' })],
    ['or be null where no key does', put('zones.back.rest', {})],
  ])('is refused with "%s"', (message, change) => {
    expect(problems(mute, change)).toContain(message);
  });
});
