import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/config.js';
import { allKeysOf, keysOfText } from '../../../src/core/report/key-outline.js';
import { Redactor } from '../../../src/core/report/redactor.js';
import { shownSettings } from '../../../src/core/report/shown-settings.js';

const schema = configJsonSchema();
const show = (data: unknown) => shownSettings(data, schema);

describe('the configuration in a report', () => {
  it('keeps what a helper needs', () => {
    const data = {
      mqtt: { url: ['mqtt://one:1883', 'mqtt://two:1883'], password_file: '/run/secrets/mqtt', require_ts: true },
      chairs: [{ id: 'hall', port: { usb: 'x' }, limits: { rest: '10m' } }],
      http: 'off',
    };
    expect(show({ ...data, chairs: [{ id: 'hall', port: '/dev/ttyUSB0' }] }).shown).toEqual({
      ...data,
      chairs: [{ id: 'hall', port: '/dev/ttyUSB0' }],
    });
  });

  it.each([
    ['a password', { mqtt: { password: 'hunter22' } }, 'hunter22'],
    ['a password that is a number', { mqtt: { password: 12345678 } }, '12345678'],
    ['a token in a list', { http: { token: ['hunter22hunter22'] } }, 'hunter22hunter22'],
    ['a password under a key with a slip', { mqtt: { pasword: 'hunter22' } }, 'hunter22'],
    ['a password under a key that nobody knows', { mqtt: { api_key: { inner: 'hunter22' } } }, 'hunter22'],
    ['a login in an address', { mqtt: { url: 'mqtt://anna:hunter22@nas:1883' } }, 'hunter22'],
    ['an encoded login in an address', { mqtt: { url: 'mqtt://anna:h%C3%BCnter22@nas:1883' } }, 'hünter22'],
    ['a key in an address', { mqtt: { url: 'wss://nas/mqtt?token=hunter22' } }, 'hunter22'],
    ['a password without the space behind its colon', { mqtt: 'password:hunter22' }, 'hunter22'],
    ['a password in a key', { mqtt: { 'password hunter22': null } }, 'hunter22'],
    ['a login at a chair', { chairs: [{ id: 'hall', port: 'tcp://anna:hunter22@nas:1' }] }, 'hunter22'],
  ])('finds %s', (_, data, secret) => {
    const { shown, ...withheld } = show(data);
    const redactor = new Redactor({ ...withheld, own: [], home: '/' });
    expect(redactor.text(`${JSON.stringify(shown)}\nthe broker said ${secret}`)).not.toContain(secret);
  });

  it('says nothing of what people must be spared', () => {
    const { shown } = show({ people: { anna: { avoid: ['clot-risk'], level_max: 60 } } });
    expect(JSON.stringify(shown)).not.toContain('clot');
    expect(JSON.stringify(shown)).toContain('60');
    const redactor = new Redactor({ secrets: [], people: ['anna'], computers: [], own: [], home: '/' });
    expect(redactor.text('anna must be spared it: clot-risk, pregnancy')).toBe(
      'person 1 must be spared it: a care, a care',
    );
  });

  it('numbers people and computers in the same way everywhere, and leaves words alone that only hold a name', () => {
    const { people, computers, secrets } = show({
      mqtt: { url: 'mqtt://annas-nas.lan:1883' },
      people: { anna: {}, 'anna-lena': {} },
      chairs: [{ id: 'hall', port: 'tcp://192.168.1.20:3001', person: 'anna' }],
      schedules: [{ id: 'evening', person: 'ben' }],
    });
    const redactor = new Redactor({ secrets, people, computers, own: ['hall-pi'], home: '/home/anna' });
    const text =
      'Anna and anna-lena, ben; susanna; annas-nas.lan:1883, 192.168.1.20 and 192.168.1.200, hall-pi; /home/anna/x';
    expect(redactor.text(text)).toBe(
      'person 1 and person 2, person 3; susanna; computer 1:1883, computer 2 and 192.168.1.200, this computer; ~/x',
    );
  });

  it('leaves the addresses of this machine, and a letter that is a name', () => {
    const { people, computers } = show({ mqtt: { url: 'mqtt://localhost:1883' }, people: { a: {} } });
    const redactor = new Redactor({ secrets: [], people, computers, own: ['localhost'], home: '/' });
    expect(redactor.text('a broker at localhost')).toBe('a broker at localhost');
  });
});

describe('a configuration file that cannot be read', () => {
  it('is shown by its known keys alone', () => {
    const text = 'mqtt: { password: hunter22\n  username: anna\n  hunter23: x\nchairs:\n  - id: hall\n   port x\n';
    expect(keysOfText(text, allKeysOf(schema))).toBe(
      'mqtt: ...\n  username: ...\n  ...\nchairs: ...\n  - id: ...\n   ...\n',
    );
  });
});
