import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answersFromFile, composeFile, readSetupSource, type SetupSource } from '../../src/cli/setup-file.js';
import { firstAnswers, knownIn } from '../../src/core/setup/answers.js';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-file-'));
  file = join(folder, 'chair2mqtt.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

function sourceWith(text: string): SetupSource {
  writeFileSync(file, text);
  const source = readSetupSource(file, true, {});
  if (source.kind === 'refused') throw new Error(source.problems.join('\n'));
  return source;
}

const port = { adds_chair: true, port: '/dev/ttyUSB0' };

describe('the file of a set-up', () => {
  it.each(['', '# nothing yet\n', 'http: off # no page\n', 'chairs: []\n', 'chairs:\n'])(
    'may wait for its first chair: %j',
    (text) => {
      const source = sourceWith(text);
      const composed = composeFile(source, { ...firstAnswers(source.known), port }, {});
      expect([composed.problems, composed.loaded.kind]).toEqual([[], 'loaded']);
    },
  );

  it.each([
    ['chairs: [', 'never closed'],
    ['http: on\nchairs: []\n', "'http'"],
    ['chairs: [{ id: hall }]\n', "'port' is missing"],
    ['mqtt: { url: "mqtt://a", ca_file: no-such-file }\n', 'no-such-file cannot be read'],
  ])('has to be right before anything is added: %j', (text, words) => {
    expect(() => sourceWith(text)).toThrow(words);
  });

  it('that cannot be read is not taken for one that is not there', () => {
    expect(readSetupSource(folder, true, {})).toEqual({
      kind: 'refused',
      problems: [expect.stringContaining('it is a folder')],
    });
  });

  it('keeps its data elsewhere where it is a new one below /etc', () => {
    const source = { kind: 'source', text: null, known: knownIn(null) } as const;
    const answers = { ...firstAnswers(source.known), port };
    const textIn = (path: string): string => composeFile({ ...source, file: path }, answers, {}).text;
    expect(textIn('/etc/chair2mqtt/chair2mqtt.yaml')).toContain('\ndata_dir: /var/lib/chair2mqtt\n');
    expect(textIn(file)).not.toContain('data_dir');
  });

  it('holds typed paths as they are found from its own folder', () => {
    const source = sourceWith('chairs: []\n');
    const { broker } = firstAnswers(source.known);
    const sent = { port: { adds_chair: true, port: './ttyCHAIR' }, broker: { ...broker, ca_file: 'ca.pem' } };
    expect(answersFromFile(sent, source)).toEqual({
      port: { adds_chair: true, port: join(process.cwd(), 'ttyCHAIR') },
      broker: { ...broker, ca_file: join(process.cwd(), 'ca.pem') },
    });
    const kept = { broker: { ...broker, password_file: 'in/its/folder' } };
    const known = { ...source.known, broker: { ...source.known.broker, passwordFile: 'in/its/folder' } };
    expect(answersFromFile(kept, { ...source, known })).toEqual(kept);
    expect(answersFromFile({ port: { adds_chair: true, port: 'tcp://a:1' } }, source)).toEqual({
      port: { adds_chair: true, port: 'tcp://a:1' },
    });
  });
});
