import { describe, expect, it } from 'vitest';
import { type Config, configJsonSchema, portSettingOf, readConfig } from '../src/config.js';

const chair = { id: 'living-room', port: '/dev/ttyUSB0' };

function configOf(data: unknown): Config {
  const read = readConfig(data);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.config;
}

/** `path: message -> suggestion`, one a problem. */
function complaints(data: unknown): string[] {
  const read = readConfig(data);
  if (read.kind === 'config') return [];
  return read.problems.map(
    ({ path, message, suggestion, firstAt }) =>
      `${path.join('.')}: ${message}${firstAt === undefined ? '' : `, first at ${firstAt.join('.')}`}${suggestion === undefined ? '' : ` -> ${suggestion}`}`,
  );
}

const inChair = (settings: object): string[] => complaints({ chairs: [{ ...chair, ...settings }] });
const inMqtt = (settings: object): string[] => complaints({ mqtt: settings, chairs: [chair] });

const httpDefaults = {
  ...{ open_stop: false, trusted_proxies: [], ingress: null, ingress_own: false, metrics: false },
  may_edit_programs: false,
};

describe('a configuration', () => {
  it('needs a chair with an id and a port; everything else has a default', () => {
    expect(configOf({ chairs: [chair] })).toEqual({
      mqtt: {
        urls: ['mqtt://localhost:1883'],
        base_topic: 'chair2mqtt',
        require_ts: false,
        discovery: 'device',
        discovery_prefix: 'homeassistant',
        homie: false,
        response_prefixes: [],
      },
      chairs: [
        {
          id: 'living-room',
          name: 'living-room',
          port: { kind: 'path', path: '/dev/ttyUSB0' },
          baud_rate: 115_200,
          hupcl: false,
          groups: [],
          driver: { kind: 'clp' },
          occupancy: 'auto',
          require_commissioning: false,
          limits: {
            session_max: 30 * 60_000,
            rest: 30 * 60_000,
            daily_max: 60 * 60_000,
            temperature_max: 70,
          },
        },
      ],
      people: {},
      schedules: [],
      data_dir: './data',
      log: { level: 'info', format: 'auto' },
      http: httpDefaults,
      service: {},
    });
  });

  it('takes every key of the documentation', () => {
    const config = configOf({
      mqtt: {
        url: ['wss://hall.example:8084/mqtt', 'mqtts://hall.example'],
        username: 'chair',
        password_file: '/run/secrets/mqtt',
        ca_file: '/etc/ssl/broker-ca.pem',
        cert_file: '/c.pem',
        key_file: '/k.pem',
        client_id: 'chair2mqtt-hall',
        base_topic: 'house/chairs',
        bridge_id: 'hall',
        require_ts: true,
        discovery: 'off',
        discovery_prefix: 'homeassistant',
        homie: false,
        response_prefixes: [],
      },
      chairs: [{ ...chair, name: 'Chair', person: 'guest', remote_start: false, dtr: false, limits: { rest: '0s' } }],
      people: { guest: { avoid: ['clot-risk'], level_max: 60 } },
      programs: './programs',
      data_dir: '/var/lib/chair2mqtt',
      log: { level: 'debug', format: 'json' },
      http: { listen: '127.0.0.1:8470', token_file: '/run/secrets/http' },
      time_zone: 'Europe/Berlin',
    });
    expect(config.time_zone).toBe('Europe/Berlin');
    expect(config.chairs[0]).toMatchObject({ person: 'guest', remote_start: false, dtr: false, limits: { rest: 0 } });
    expect(config.http).toEqual({
      listen: { host: '127.0.0.1', port: 8470 },
      token_file: '/run/secrets/http',
      ...httpDefaults,
    });
  });

  it('never finds a person that nobody wrote', () => {
    expect(configOf({ chairs: [chair] }).people['constructor']).toBeUndefined();
  });

  it.each([
    ['/dev/serial/by-id/usb-1', { kind: 'path', path: '/dev/serial/by-id/usb-1' }],
    ['./ttyCHAIR', { kind: 'path', path: './ttyCHAIR' }],
    ['tcp://10.0.0.7:5555', { kind: 'tcp', host: '10.0.0.7', port: 5555 }],
    ['tcp://[::1]:5555', { kind: 'tcp', host: '::1', port: 5555 }],
    [{ usb: { vendorId: '10C4', productId: '0xea60' } }, { kind: 'usb', vendorId: '10c4', productId: 'ea60' }],
  ])('reads the port %j', (port, wanted) => {
    expect(configOf({ chairs: [{ id: 'a', port }] }).chairs[0]?.port).toEqual(wanted);
  });

  it('takes usb in place of port', () => {
    const usb = { vendorId: '403', productId: '6001', serialNumber: 'A5' };
    const [read] = configOf({ chairs: [{ id: 'a', usb, rts: false }] }).chairs;
    expect(read && portSettingOf(read, null)).toEqual({
      kind: 'usb',
      vendorId: '0403',
      productId: '6001',
      serialNumber: 'A5',
      baudRate: 115_200,
      hupcl: false,
      dtr: undefined,
      rts: false,
    });
  });

  it('says which key was probably meant', () => {
    expect(complaints({ chairs: [{ ...chair, baudrate: 9600 }], pepole: {} })).toEqual([
      "pepole: unknown key 'pepole' -> did you mean 'people'?",
      "chairs.0.baudrate: unknown key 'baudrate' -> did you mean 'baud_rate'?",
    ]);
    expect(inChair({ limits: { xyzzy: 1 } })[0]).toContain(
      'known here: level_max, session_max, rest, daily_max, temperature_max',
    );
    expect(complaints({ chairs: [{ id: 'a', port: { usb: { vendorID: '10c4', productId: '1' } } }] })).toContain(
      "chairs.0.port.usb.vendorID: unknown key 'vendorID' -> did you mean 'vendorId'?",
    );
  });

  it('explains units', () => {
    expect(inChair({ limits: { session_max: 30 } })).toEqual([
      "chairs.0.limits.session_max: 'session_max' must be a duration such as 500ms, 12s, 15m or 1h -> write 30m, not 30",
    ]);
    expect(inChair({ limits: { rest: '30 min' } })[0]).toContain('write 30m, not "30 min"');
    expect(inChair({ limits: { level_max: '60%' } })[0]).toContain('write 60, not "60%"');
    expect(inChair({ hupcl: 'yes' })[0]).toContain('write true, not "yes"');
    expect(inMqtt({ username: 12 })[0]).toContain('write "12", in quotes');
    expect(inChair({ name: null })).toEqual(["chairs.0.name: 'name' is empty -> give it a value or remove the key"]);
  });

  it.each([
    [{ session_max: '31m' }, "'session_max' must be at most 30m"],
    [{ session_max: '0s' }, "'session_max' must be at least 1s"],
    [{ daily_max: '25h' }, "'daily_max' must be at most 24h"],
    [{ temperature_max: 71 }, "'temperature_max' must be a whole number from 40 to 70 (degC)"],
    [{ temperature_max: 39 }, "'temperature_max' must be a whole number from 40 to 70 (degC)"],
    [{ level_max: 0 }, "'level_max' must be a whole number from 1 to 100 (% of full strength)"],
    [{ level_max: 101 }, "'level_max' must be a whole number from 1 to 100 (% of full strength)"],
  ])('only tightens what protects people: %j [S17]', (limits, message) => {
    expect(inChair({ limits })).toEqual([`chairs.0.limits.${Object.keys(limits)[0]}: ${message}`]);
  });

  it.each(['Living', 'a/b', '-a', '', 'a'.repeat(33), 'all', 'group', 'homie', 'homeassistant', 'bridge', '__proto__'])(
    'refuses the chair id %j',
    (id) => expect(inChair({ id })).toHaveLength(1),
  );

  it('refuses ids, groups and ports that are used twice, and says where', () => {
    const twin = { ...chair, groups: ['up', 'up'] };
    expect(complaints({ chairs: [chair, twin] })).toEqual([
      'chairs.1.groups.1: the group up is used twice, first at chairs.1.groups.0 -> remove one of the two',
      'chairs.1.port: the port /dev/ttyUSB0 is used twice, first at chairs.0.port -> give each chair its own port',
      'chairs.1.id: the id living-room is used twice, first at chairs.0.id -> give each chair its own id',
    ]);
  });

  it('refuses a person that is not configured', () => {
    expect(complaints({ chairs: [{ ...chair, person: 'geust' }], people: { guest: {} } })).toEqual([
      "chairs.0.person: there is no geust under people -> did you mean 'guest'?",
    ]);
    expect(complaints({ chairs: [{ ...chair, person: 'nobody' }], people: { guest: {} } })).toEqual([
      'chairs.0.person: there is no nobody under people -> leave person out',
    ]);
    expect(complaints({ chairs: [chair], people: { nobody: {} } })).toEqual([
      "people.nobody: 'nobody' takes the choice of a person back, so no person can be called that: use another id",
    ]);
    expect(complaints({ chairs: [chair], people: { Guest: {} } })[0]).toContain("people.Guest: 'Guest' must be");
    expect(complaints({ chairs: [chair], people: { guest: { avoid: ['clots'] } } })[0]).toContain('clot-risk');
  });

  it.each([
    [{ url: 'localhost:1883' }, 'write mqtt://localhost:1883'],
    [{ url: 'http://localhost' }, 'mqtts://'],
    [{ url: 'mqtt://' }, 'mqtts://'],
    [{ url: 'mqtt://a:b@localhost' }, 'write mqtt://localhost and the keys username and password_file'],
    [{ url: 'mqtt://localhost/x' }, 'must end after the port'],
    [{ base_topic: 'a/#' }, 'wildcards'],
    [{ base_topic: '/a' }, 'must not begin or end with /'],
    [{ base_topic: '$SYS' }, 'belong to the broker'],
    [{ bridge_id: 'all' }, 'reserved'],
    [{ password: 'x' }, "needs 'username'"],
    [{ username: 'u', password: 'x', password_file: '/x' }, 'use one of them'],
    [{ key_file: '/x' }, "needs 'cert_file'"],
    [{ discovery: 'on' }, 'must be one of device, components, off'],
  ])('refuses mqtt: %j', (mqtt, words) => {
    const found = inMqtt(mqtt);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
  });

  it('refuses two ids that are one in Homie, only where it is on', () => {
    const chairs = [
      { id: 'a_b', port: '/dev/ttyA' },
      { id: 'a-b', port: '/dev/ttyB' },
    ];
    expect(readConfig({ chairs }).kind).toBe('config');
    const read = readConfig({ chairs, mqtt: { homie: true } });
    expect(read).toMatchObject({
      kind: 'invalid',
      problems: [
        {
          path: ['chairs', 1, 'id'],
          suggestion: 'give the chair another id',
          message: expect.stringMatching(/a-b is the same as a_b/),
        },
      ],
    });
    expect(readConfig({ chairs: [chairs[0]], mqtt: { homie: true, bridge_id: 'a-b' } })).toMatchObject({
      kind: 'invalid',
      problems: [{ message: expect.stringMatching(/a_b is the same as a-b/) }],
    });
  });

  it.each([
    ['ttyUSB0', 'write /dev/ttyUSB0'],
    ['10.0.0.7:5555', 'write tcp://10.0.0.7:5555'],
    ['tcp://10.0.0.7', 'must be tcp://host:port'],
    ['tcp://10.0.0.7:70000', 'must be tcp://host:port'],
    ['udp://10.0.0.7:1', 'tcp://host:port'],
    [5555, 'must be a device'],
    [{ usb: { vendorId: 2341, productId: '1' } }, 'write "2341", in quotes'],
    [{ usb: { vendorId: '10c4x', productId: '1' } }, 'four hex digits'],
    [{}, "'usb' is missing"],
  ])('refuses the port %j', (port, words) => {
    const found = inChair({ port });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
  });

  it('refuses a chair without a port or with two', () => {
    expect(complaints({ chairs: [{ id: 'a' }] })).toEqual([
      `chairs.0: 'port' is missing -> such as port: /dev/ttyUSB0; "chair2mqtt ports" lists what there is`,
    ]);
    expect(inChair({ usb: { vendorId: '1', productId: '2' } })[0]).toContain('use one of them');
  });

  it('takes the line protocol or a profile for a driver, and a profile brings its own line', () => {
    expect(inChair({ driver: 'shiatsu' })[0]).toContain('must be clp or profile:<name>');
    expect(inChair({ driver: 'profile:remote-bus' })).toEqual([]);
    expect(inChair({ driver: 'profile:remote-bus', baud_rate: 115_200 })[0]).toContain("is the profile's");
    expect(inChair({ driver: 'profile:remote-bus', require_commissioning: true })[0]).toContain('no dead-man to prove');
  });

  it('reads the driver once: its kind, and the profile that it names', () => {
    const driverOf = (driver: string) => configOf({ chairs: [{ ...chair, driver }] }).chairs[0]?.driver;
    expect(driverOf('clp')).toEqual({ kind: 'clp' });
    expect(driverOf('profile:remote-bus')).toEqual({ kind: 'profile', name: 'remote-bus' });
  });

  it('finds all problems at once, also those between chairs', () => {
    const found = complaints({ mqtt: { urll: 'x' }, chairs: [{ ...chair, limits: { rest: 5 } }, chair, { id: 'c' }] });
    expect(found).toHaveLength(5);
  });

  it.each([
    null,
    undefined,
    [],
    'text',
    7,
    { chairs: null },
    { chairs: {} },
    { chairs: [null, 3, []] },
    { chairs: [] },
  ])('refuses %j', (data) => expect(complaints(data)).not.toEqual([]));

  it('has a JSON Schema that names defaults as they are written in a file', () => {
    const schema = JSON.stringify(configJsonSchema());
    expect(schema).toContain('"default":"30m"');
    expect(schema).toContain('"additionalProperties":false');
  });
});
