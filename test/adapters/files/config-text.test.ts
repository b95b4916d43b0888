import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { maskSecrets, secretsIn } from '../../../src/adapters/files/config-secrets.js';
import { editedConfigText } from '../../../src/adapters/files/config-text.js';
import { readConfig } from '../../../src/config.js';
import { type ConfigEdit, withEdits } from '../../../src/core/setup/edits.js';

const chair = { id: 'hall', port: '/dev/ttyUSB1' };
const addChair: ConfigEdit = { kind: 'append', path: ['chairs'], value: chair };
const setUrl: ConfigEdit = { kind: 'set', path: ['mqtt', 'url'], value: 'mqtts://broker.lan' };
const setUser: ConfigEdit = { kind: 'set', path: ['mqtt', 'username'], value: 'chair: "one"' };

const commented = `# Our house
mqtt:   # the broker in the cellar
    url:   "mqtt://cellar"   # port 1883
    discovery: off

# do not touch:
chairs:
    -   id: living-room   # upstairs
        port: /dev/ttyUSB0
        limits: { level_max: 60,   rest: 10m }
        # groups: [upstairs]

http: off
# the end
`;

describe('the text of a configuration that is changed', () => {
  it('keeps every line that nothing was said about, byte by byte', () => {
    const text = editedConfigText(commented, [setUrl, setUser, addChair]);
    expect(text).toBe(`# Our house
mqtt:   # the broker in the cellar
    url:   mqtts://broker.lan   # port 1883
    discovery: off
    username: 'chair: "one"'

# do not touch:
chairs:
    -   id: living-room   # upstairs
        port: /dev/ttyUSB0
        limits: { level_max: 60,   rest: 10m }
        # groups: [upstairs]
    - id: hall
      port: /dev/ttyUSB1

http: off
# the end
`);
  });

  it('adds to lists and maps that stand in one line', () => {
    const text = 'mqtt: { url: mqtt://a }  # here\nchairs: [{ id: a, port: /dev/ttyUSB0 }]';
    expect(editedConfigText(text, [setUser, addChair])).toBe(
      `mqtt: { url: mqtt://a, username: 'chair: "one"' }  # here\nchairs: [{ id: a, port: /dev/ttyUSB0 }, { id: hall, port: /dev/ttyUSB1 }]`,
    );
  });

  it('makes the sections that are missing, also behind a last line without an end', () => {
    const text = editedConfigText('chairs:\n- id: a\n  port: /dev/ttyUSB0', [
      setUrl,
      addChair,
      { kind: 'set', path: ['people', 'guest'], value: { avoid: ['clot-risk'] } },
    ]);
    expect(text).toBe(`chairs:
- id: a
  port: /dev/ttyUSB0
- id: hall
  port: /dev/ttyUSB1
mqtt:
  url: mqtts://broker.lan
people:
  guest:
    avoid: [clot-risk]
`);
  });

  it('takes a key out with its line, and nothing else', () => {
    const text = 'mqtt:\n  url: mqtt://a\n  password_file: /run/x  # old\n  discovery: off\nchairs: []\n';
    expect(editedConfigText(text, [{ kind: 'remove', path: ['mqtt', 'password_file'] }])).toBe(
      'mqtt:\n  url: mqtt://a\n  discovery: off\nchairs: []\n',
    );
  });

  it.each([
    ['mqtt: {  password_file: /run/x,  url: mqtt://a }  # 1', 'mqtt: {  url: mqtt://a }  # 1'],
    ['mqtt: { url: mqtt://a , password_file: /run/x }', 'mqtt: { url: mqtt://a }'],
    ['mqtt: { url: mqtt://a, password_file: /run/x, homie: off }', 'mqtt: { url: mqtt://a, homie: off }'],
  ])('takes a key out of a map in one line: %s', (before, after) => {
    const line = '\nchairs: [{ id: a,port: /dev/ttyUSB0 }]\n';
    const remove: ConfigEdit = { kind: 'remove', path: ['mqtt', 'password_file'] };
    expect(editedConfigText(before + line, [remove])).toBe(after + line);
  });

  const forms: Readonly<Record<string, string>> = {
    commented,
    empty: '',
    'only a comment': '# nothing yet\n',
    'an empty section': 'mqtt: # the broker\nchairs: # all\n',
    'an empty list': 'mqtt: {}\nchairs: []\n',
    'a block text':
      'mqtt:\n  url: mqtt://a\n  username: >-\n    chair\nchairs:\n  - id: a\n    port: /dev/ttyUSB0\n    name: |\n      Long\n',
    JSON: '{"mqtt": {"url": "mqtt://a"}, "chairs": [{"id": "a", "port": "/dev/ttyUSB0"}]}',
    'CR LF': commented.replaceAll('\n', '\r\n'),
    'a list in several lines': 'chairs: [\n  { id: a, port: /dev/ttyUSB0 },\n]\n',
    'a comment at the end of the list':
      'chairs:\n  - id: a\n    port: /dev/ttyUSB0\n  # - id: b\n  #   port: /dev/ttyUSB9\n',
    'a key without a value at the end': 'chairs:\n  - id: a\n    port: /dev/ttyUSB0\n    person:\n',
    'a password as its first key': 'mqtt:\n  password: a\n  url: mqtt://a\nchairs:\n- {id: a, port: /dev/ttyUSB0}\n',
    'a document mark': '---\nmqtt:\n  url: mqtt://a\n...\n',
    'tabs behind values': 'mqtt:\n  url: mqtt://a\t# here\nchairs:\n  - id: a\t\n    port: /dev/ttyUSB0\n',
  };
  const changes: readonly ConfigEdit[] = [
    setUrl,
    setUser,
    addChair,
    { kind: 'set', path: ['mqtt', 'password'], value: '# *&: "\'\\ 0x12' },
    { kind: 'remove', path: ['mqtt', 'password_file'] },
    { kind: 'append', path: ['chairs'], value: { id: 'b', usb: { vendorId: '10c4', productId: '0012' } } },
    { kind: 'set', path: ['people', 'guest'], value: {} },
    { kind: 'set', path: ['people', 'other'], value: { avoid: ['neuropathy'], level_max: 60 } },
  ];

  it.each(Object.keys(forms))('means just what was asked, and keeps all comments: %s', (name) => {
    const before = forms[name] ?? '';
    const after = editedConfigText(before, changes);
    expect(parse(after)).toEqual(withEdits(parse(before) ?? {}, changes));
    for (const [comment] of before.matchAll(/#[^\r\n]*/g)) expect(after).toContain(comment);
  });

  it('begins a file that can be read as it is', () => {
    const text = editedConfigText(null, [setUrl, addChair]);
    expect(text).toMatch(/^# Made by "chair2mqtt setup"/);
    expect(readConfig(parse(text)).kind).toBe('config');
  });
});

describe('a configuration for eyes that must not see its secrets', () => {
  const text = `mqtt: { url: mqtt://a, password: "s3cret word" }
http:
  token: |
    a-long-token-of-many-signs
  # password: an old one
`;
  it('has stars in place of each, also of those in comments', () => {
    expect(maskSecrets(text)).toBe(`mqtt: { url: mqtt://a, password: *** }
http:
  token: ***
  # password: ***
`);
  });

  it.each([
    '# password: SECRET',
    '#password: #SECRET',
    '# "password": SECRET',
    '# token = SECRET',
    "a: 1 # mqtt: { password: 'SECRET' }",
    '# password:\n  #   SECRET',
    '# password: |\n#   SECRET\n#   SECRET',
    '# token: >\r\n  # SECRET',
  ])('is rid of one in a comment, however it is written: %j', (comment) => {
    const shown = maskSecrets(`${comment}\nchairs: []\n`);
    expect(shown).not.toContain('SECRET');
    expect(shown).toMatch(/chairs: \[\]\n$/);
  });

  it('leaves a comment that only speaks of one', () => {
    const speaks = '# the password of the broker stands in a file\nmqtt: {}\n';
    expect(maskSecrets(speaks)).toBe(speaks);
  });

  it('keeps those that its reader has brought', () => {
    const old = secretsIn('mqtt: { password: "s3cret word" }');
    const shown = maskSecrets(text, (value, written) => (old.has(value) ? '***' : written));
    expect(shown).not.toContain('s3cret');
    expect(shown).toContain('token: |\n    a-long-token');
  });
});
