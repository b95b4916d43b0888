import { describe, expect, it } from 'vitest';
import { firstAnswers, knownIn } from '../../../src/core/setup/answers.js';
import { editsOf, withEdits } from '../../../src/core/setup/edits.js';
import type { SetupAnswers } from '../../../src/core/web/setup.js';

const file = {
  mqtt: { url: 'mqtt://cellar', username: 'chair', password: 'secret', discovery: 'off' },
  chairs: [
    { id: 'chair', port: '/dev/ttyUSB0', name: 'Old' },
    { id: 'second', usb: { vendorId: '10C4', productId: 'ea60', serialNumber: 'A 1' } },
  ],
  people: { guest: { avoid: ['clot-risk'] } },
  http: 'off',
};

type Change = (answers: SetupAnswers) => SetupAnswers;

/** The data of the file after a set-up with the first answers, changed like this. */
const changed = (data: object | null, change: Change = (answers) => answers): unknown => {
  const known = knownIn(data);
  return withEdits(data ?? {}, editsOf(change(firstAnswers(known)), known, data === null));
};

const withBroker =
  (broker: Partial<SetupAnswers['broker']>): Change =>
  (answers) => ({ ...answers, port: { adds_chair: false, port: '' }, broker: { ...answers.broker, ...broker } });

describe('what a set-up proposes first', () => {
  it('is what the file says, without its password, and an id that nobody has', () => {
    const { broker, chair } = firstAnswers(knownIn(file));
    expect(broker).toEqual({ url: 'mqtt://cellar', username: 'chair', password: null, password_file: '', ca_file: '' });
    expect(chair.id).toBe('chair-2');
  });

  it('leaves the nodes of a cluster as they are', () => {
    const cluster = { ...file, mqtt: { url: ['mqtt://one', 'mqtt://two'] } };
    expect(firstAnswers(knownIn(cluster)).broker.url).toBe('mqtt://one, mqtt://two');
    expect(changed(cluster, withBroker({}))).toEqual(cluster);
  });

  it('knows the ports that are taken as the answers name them', () => {
    expect(knownIn(file).chairs.map(({ port }) => port)).toEqual(['/dev/ttyUSB0', 'usb:10c4:ea60:A 1']);
  });

  it.each([null, 'text', 7, [], { chairs: 'none', people: 3, mqtt: [] }])(
    'takes whatever the file holds: %j',
    (data) => {
      expect(firstAnswers(knownIn(data)).broker.url).toBe('mqtt://localhost:1883');
    },
  );
});

describe('what a set-up changes in a file', () => {
  it('is one chair more, and nothing else', () => {
    const added = { id: 'chair-2', port: '/dev/ttyUSB1' };
    const change: Change = (answers) => ({ ...answers, port: { adds_chair: true, port: '/dev/ttyUSB1' } });
    expect(changed(file, change)).toEqual({ ...file, chairs: [...file.chairs, added] });
  });

  it('is nothing where no chair is added and no answer is another', () => {
    expect(changed(file, withBroker({}))).toEqual(file);
  });

  it.each<[string, Partial<SetupAnswers['broker']>, object]>([
    ['another address', { url: 'mqtts://new' }, { ...file.mqtt, url: 'mqtts://new' }],
    ['the nodes of a cluster', { url: 'mqtt://one, mqtt://two' }, { ...file.mqtt, url: ['mqtt://one', 'mqtt://two'] }],
    ['another password', { password: 'other' }, { ...file.mqtt, password: 'other' }],
    ['no password', { password: '', username: '' }, { url: 'mqtt://cellar', discovery: 'off' }],
    [
      'a file in place of the password',
      { password: '', password_file: '/run/x' },
      { url: 'mqtt://cellar', username: 'chair', discovery: 'off', password_file: '/run/x' },
    ],
  ])('is of the broker only %s', (_, broker, mqtt) => {
    expect(changed(file, withBroker(broker))).toEqual({ ...file, mqtt });
  });

  it('says only what differs from what is usual', () => {
    const change: Change = (answers) => ({
      ...answers,
      port: { adds_chair: true, port: 'usb:10c4:ea60:A 1' },
      chair: { driver: 'profile:remote-bus', baud_rate: 9600, id: 'hall', name: 'hall' },
      people: { people: [{ id: 'anna', avoid: [], level_max: 100 }], person: 'anna' },
    });
    expect(changed(null, change)).toEqual({
      mqtt: { url: 'mqtt://localhost:1883' },
      chairs: [
        {
          id: 'hall',
          usb: { vendorId: '10c4', productId: 'ea60', serialNumber: 'A 1' },
          driver: 'profile:remote-bus',
          person: 'anna',
        },
      ],
      people: { anna: {} },
    });
  });
});
