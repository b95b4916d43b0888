import { describe, expect, it } from 'vitest';
import { overlay, readEnvironment, variableFor } from '../../../src/adapters/files/environment.js';
import { configJsonSchema } from '../../../src/config.js';

const schema = configJsonSchema();
const read = (variables: Record<string, string>) => readEnvironment(variables, schema);
const only = (name: string, text: string) => read({ [name]: text }).settings[0];

describe('settings from the environment', () => {
  it.each([
    ['CHAIR2MQTT_MQTT__URL', 'mqtt://hall', ['mqtt', 'url'], 'mqtt://hall'],
    ['CHAIR2MQTT_MQTT__URL', '[mqtt://one:1883, mqtt://two]', ['mqtt', 'url'], ['mqtt://one:1883', 'mqtt://two']],
    ['CHAIR2MQTT_MQTT__URL__1', 'mqtt://two', ['mqtt', 'url', 1], 'mqtt://two'],
    ['CHAIR2MQTT_MQTT__PASSWORD', '12345', ['mqtt', 'password'], '12345'],
    ['CHAIR2MQTT_MQTT__REQUIRE_TS', 'true', ['mqtt', 'require_ts'], true],
    ['CHAIR2MQTT_CHAIRS__0__PORT', '/dev/ttyUSB0', ['chairs', 0, 'port'], '/dev/ttyUSB0'],
    ['CHAIR2MQTT_CHAIRS__12__BAUD_RATE', '9600', ['chairs', 12, 'baud_rate'], 9600],
    ['CHAIR2MQTT_CHAIRS__0__GROUPS', '[a, b]', ['chairs', 0, 'groups'], ['a', 'b']],
    ['CHAIR2MQTT_CHAIRS__0__LIMITS__REST', '0s', ['chairs', 0, 'limits', 'rest'], '0s'],
    ['CHAIR2MQTT_CHAIRS__0__USB__VENDORID', '0403', ['chairs', 0, 'usb', 'vendorId'], '0403'],
    ['CHAIR2MQTT_CHAIRS__0__PORT', '{usb: {vendorId: "1"}}', ['chairs', 0, 'port'], { usb: { vendorId: '1' } }],
    ['CHAIR2MQTT_PEOPLE__GUEST__LEVEL_MAX', '60', ['people', 'guest', 'level_max'], 60],
    ['CHAIR2MQTT_PEOPLE', '{"guest":{}}', ['people'], { guest: {} }],
  ])('%s=%s', (name, text, path, value) => {
    expect(only(name, text)).toEqual({ name, path, value });
  });

  it('leaves other variables and empty ones alone', () => {
    expect(read({ PATH: '/bin', chair2mqtt_mqtt__url: 'x', CHAIR2MQTT_MQTT__URL: '' })).toEqual({
      settings: [],
      problems: [],
    });
  });

  it.each([
    ['CHAIR2MQTT_MQTT_URL', 'did you mean CHAIR2MQTT_MQTT__URL?'],
    ['CHAIR2MQTT_MQTT__ULR', 'did you mean CHAIR2MQTT_MQTT__URL?'],
    ['CHAIR2MQTT_CHAIRS__0__PROT', 'did you mean CHAIR2MQTT_CHAIRS__0__PORT?'],
    ['CHAIR2MQTT_mqtt__url', 'did you mean CHAIR2MQTT_MQTT__URL?'],
    ['CHAIR2MQTT_', 'two underscores'],
    ['CHAIR2MQTT_CHAIRS____PORT', 'did you mean CHAIR2MQTT_CHAIRS__0__PORT?'],
    ['CHAIR2MQTT_MQTT__URL__X', 'did you mean CHAIR2MQTT_MQTT__URL__0?'],
    ['CHAIR2MQTT_XYZZY_SERVICE_HOST', 'two underscores'],
  ])('%s is no setting: %s', (name, words) => {
    expect(read({ [name]: 'x' }).problems[0]?.suggestion).toContain(words);
  });

  it('says what cannot be read, without a word of it', () => {
    const { problems } = read({ CHAIR2MQTT_PEOPLE: '{secret: [' });
    expect(problems).toMatchObject([{ name: 'CHAIR2MQTT_PEOPLE', message: expect.stringContaining('cannot be read') }]);
    expect(JSON.stringify(problems)).not.toContain('secret');
  });

  it('knows the name of every setting', () => {
    const name = variableFor(['chairs', 0, 'usb', 'vendorId']);
    expect(only(name, '1')?.path).toEqual(['chairs', 0, 'usb', 'vendorId']);
  });
});

describe('the environment over a file', () => {
  const set = (path: (string | number)[], value: unknown) => ({ name: variableFor(path), path, value });

  it('wins over the file and leaves the file as it was', () => {
    const file = { mqtt: { url: 'a', username: 'u' }, chairs: [{ id: 'a' }] };
    const laid = overlay(file, [
      set(['chairs', 1, 'id'], 'b'),
      set(['mqtt', 'url'], 'b'),
      set(['chairs', 0, 'id'], 'c'),
    ]);
    expect(laid).toEqual({
      data: { mqtt: { url: 'b', username: 'u' }, chairs: [{ id: 'c' }, { id: 'b' }] },
      problems: [],
    });
    expect(file.mqtt.url).toBe('a');
  });

  it('takes a whole before its parts', () => {
    const laid = overlay(null, [set(['chairs', 0, 'id'], 'b'), set(['chairs'], [{ id: 'a', port: 'p' }])]);
    expect(laid.data).toEqual({ chairs: [{ id: 'b', port: 'p' }] });
  });

  it('lets lists grow in order, whatever the order of names', () => {
    const many = Array.from({ length: 12 }, (_, index) => set(['chairs', index, 'id'], `c${index}`)).reverse();
    expect(overlay({}, many).problems).toEqual([]);
  });

  it('makes a list of what was one text', () => {
    const laid = overlay({ mqtt: { url: 'a' } }, [set(['mqtt', 'url', 1], 'c'), set(['mqtt', 'url', 0], 'b')]);
    expect(laid).toEqual({ data: { mqtt: { url: ['b', 'c'] } }, problems: [] });
  });

  it('says where a list would have a gap', () => {
    expect(overlay({ chairs: [{}] }, [set(['chairs', 2, 'id'], 'x')]).problems).toEqual([
      {
        ...set(['chairs', 2, 'id'], 0),
        value: undefined,
        message: 'leaves a gap: there is no number 1 yet; count from 0',
      },
    ]);
  });
});
