import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCompose } from '../support/compose-file.js';
import { type Instruction, stagesOf } from '../support/dockerfile.js';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const { version, description, license } = JSON.parse(textOf('package.json'));

const [before = [], ...stages] = stagesOf(textOf('deploy/docker/Dockerfile'));
const all = stages.flat();
const last = stages.at(-1) ?? [];
const wordsOf = (keyword: string, of: readonly Instruction[] = all): readonly string[] =>
  of.flatMap((each) => (each.keyword === keyword ? [each.words] : []));

/** Of a figure in the sources, such as `const stopDeadlineMs = 8000;`. */
const figure = (file: string, name: string): number =>
  Number(new RegExp(`const ${name} = ([\\d_]+);`).exec(textOf(file))?.[1]?.replaceAll('_', ''));

describe('the Dockerfile', () => {
  it('begins each stage with Node.js of one major on a slim Debian of one release', () => {
    expect(before).toEqual([{ keyword: 'ARG', words: 'NODE=24' }]);
    const bases = wordsOf('FROM').map((words) => words.replace(/^--platform=\S+ /, '').split(' ')[0]);
    expect([...new Set(bases)]).toEqual([expect.stringMatching(/^node:\$\{NODE\}-trixie-slim$/)]);
    expect(wordsOf('FROM').at(-1)).toBe(bases[0]);
  });

  it('installs packages of Debian without what they only recommend, and leaves no lists behind', () => {
    const installing = wordsOf('RUN').filter((words) => words.includes('apt-get'));
    expect(installing).toHaveLength(1);
    for (const words of installing) {
      expect(words).toMatch(
        /^apt-get update && apt-get install --yes --no-install-recommends [\w ]+ && rm -rf \/var\/lib\/apt\/lists\/\*/,
      );
    }
    expect(wordsOf('RUN').join('\n')).not.toMatch(/\bsudo\b|\bcurl\b|\bwget\b|apt-get upgrade/);
  });

  it('runs no script of a package, and takes from the build the packed program alone', () => {
    expect(
      wordsOf('RUN').filter((words) => /\bnpm (ci|install|pack)\b/.test(words) && !words.includes('--ignore-scripts')),
    ).toEqual([]);
    expect(wordsOf('COPY', last)).toEqual([
      '--from=program /opt/chair2mqtt /opt/chair2mqtt',
      'deploy/docker/health.mjs /opt/chair2mqtt/health.mjs',
    ]);
    expect(wordsOf('ADD')).toEqual([]);
  });

  it('ends as a user who is not root, in a folder that is whole, with programs that no shell starts', () => {
    expect(last.findLast(({ keyword }) => keyword === 'USER')?.words).toBe('10001');
    expect(wordsOf('WORKDIR').filter((words) => !words.startsWith('/'))).toEqual([]);
    expect(wordsOf('ENTRYPOINT').map((words) => JSON.parse(words))).toEqual([['/usr/bin/tini', '--', 'chair2mqtt']]);
    expect(wordsOf('CMD').map((words) => JSON.parse(words))).toEqual([['start']]);
    expect(wordsOf('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(wordsOf('HEALTHCHECK')).toHaveLength(1);
    expect(wordsOf('HEALTHCHECK')[0]).toMatch(/ CMD \["node", "\/opt\/chair2mqtt\/health\.mjs"\]$/);
    expect(wordsOf('VOLUME')).toEqual(['/var/lib/chair2mqtt']);
    expect(wordsOf('ENV').join(' ')).toContain('CHAIR2MQTT_DATA_DIR=/var/lib/chair2mqtt');
  });

  it('says of itself what the package says', () => {
    const [labels = ''] = wordsOf('LABEL');
    expect(labels).toContain(`description="${description}"`);
    expect(labels).toContain(`licenses="${license}"`);
  });

  it('is given all that the package is made of, and nothing that is installed or built', () => {
    const lines = textOf('deploy/docker/Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => !/^(#|$)/.test(line));
    expect(lines[0]).toBe('*');
    const letIn = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const { files } = JSON.parse(textOf('package.json'));
    const shipped = files.filter((each: string) => !each.startsWith('!')).map((each: string) => each.split('/')[0]);
    const sources = new Set<string>(shipped.filter((each: string) => each !== 'dist'));
    expect([...sources].filter((each) => !letIn.includes(each))).toEqual([]);
    expect(lines).toEqual(expect.arrayContaining(['**/node_modules', '**/.env*']));
  });

  it('is for processors for which the serial port library has a binary', () => {
    const there = readdirSync(join(root, 'node_modules/@serialport/bindings-cpp/prebuilds'));
    expect(there).toEqual(expect.arrayContaining(['linux-x64', 'linux-arm64', 'linux-arm']));
  });
});

describe('the compose file', () => {
  const { services, volumes } = readCompose(join(root, 'deploy/docker/compose.yaml'));
  const ours = Object.entries(services).filter(([, { image }]) => image === `chair2mqtt:${version}`);

  it('runs this version, and nothing with a tag that moves on from one major to another', () => {
    expect(ours.map(([name]) => name)).toEqual(['chair2mqtt', 'demo', 'simulator']);
    const images = Object.values(services).map(({ image }) => image);
    expect(images.filter((image) => !/:\d/.test(image))).toEqual([]);
  });

  it.each(ours)('gives %s a read-only root, no rights and time for a verified stop', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      build: { context: '../..', dockerfile: 'deploy/docker/Dockerfile' },
    });
    const stopMs = figure('src/cli/daemon-process.ts', 'stopDeadlineMs');
    expect(Number(/^(\d+)s$/.exec(service.stop_grace_period ?? '')?.[1]) * 1000).toBeGreaterThan(stopMs + 2000);
  });

  it('publishes nothing beyond this machine unless it is told to', () => {
    const published = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('passes on one port, its group and records that stay', () => {
    const { devices, group_add, volumes: mounted = [] } = services['chair2mqtt'] ?? {};
    expect([devices, group_add]).toEqual([['/dev/ttyUSB0:/dev/chair'], ['20']]);
    expect(mounted).toContain('records:/var/lib/chair2mqtt');
    const named = Object.values(services).flatMap(({ volumes: each = [] }) =>
      each.map((volume) => volume.split(':')[0] ?? ''),
    );
    expect(named.filter((name) => !name.startsWith('./') && !(name in volumes))).toEqual([]);
    expect(Object.keys(volumes).filter((name) => !named.includes(name))).toEqual([]);
  });

  it('holds no secret, and mounts files that there are', () => {
    expect(textOf('deploy/docker/compose.yaml')).not.toMatch(/PASSWORD:/);
    const files = Object.values(services)
      .flatMap(({ volumes: each = [] }) => each)
      .flatMap((volume) => (volume.startsWith('./') ? [volume.split(':')[0] ?? ''] : []));
    expect(files.filter((file) => !statSync(join(root, 'deploy/docker', file)).isFile())).toEqual([]);
  });
});
