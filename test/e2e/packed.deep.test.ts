import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { eventually } from '../support/eventually.js';
import { temporaryFolder } from '../support/program.js';
import { runShell, ShellJob } from '../support/run-shell.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = temporaryFolder();
const packed = join(folder.path, 'chair2mqtt.tgz');

/** What a user's machine has beside Node: no compiler, no Python, no make. */
const tools = join(folder.path, 'bin');
const toolNames =
  'bash sh node npm npx env cat grep head sed sleep mkdir nohup timeout mosquitto_pub mosquitto_sub'.split(' ');

/** What npm on this machine goes by, and nothing of the one that runs the tests. */
const isOfNpm = (name: string): boolean => /^(?:https?_proxy|no_proxy|\w*(?:CERT|CA)S?(?:_\w+)?)$/i.test(name);
const plainEnv = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => isOfNpm(name))),
  PATH: tools,
  HOME: folder.path,
  TMPDIR: folder.path,
  npm_config_userconfig: join(process.env['HOME'] ?? '', '.npmrc'),
  npm_config_cache: join(process.env['HOME'] ?? '', '.npm'),
  npm_config_prefer_offline: 'true',
  ...more,
});

async function printed(lines: string, cwd = folder.path, env = plainEnv()): Promise<string> {
  const { code, text } = await runShell(lines, { cwd, env });
  if (code !== 0) throw new Error(`${lines} ended with ${code}: ${text}`);
  return text.trim();
}

const folderFor = (name: string): string => {
  const path = join(folder.path, name);
  mkdirSync(path);
  return path;
};

beforeAll(async () => {
  mkdirSync(tools);
  for (const name of toolNames) symlinkSync(await printed(`command -v ${name}`, root, process.env), join(tools, name));
  await printed(`npm pack --ignore-scripts --silent --pack-destination "${folder.path}"`, root, process.env);
  await printed('mv chair2mqtt-*.tgz chair2mqtt.tgz', folder.path, process.env);
});
afterAll(() => folder.remove());

const jobs: ShellJob[] = [];
afterEach(async () => {
  for (const job of jobs.splice(0)) await job.stop();
});

const start = (...words: ConstructorParameters<typeof ShellJob>): ShellJob => {
  const job = new ShellJob(...words);
  jobs.push(job);
  return job;
};

describe('what npm gets', () => {
  it('is the program, its page, the simulator, programs and docs, and nothing that runs at an install', async () => {
    const listed = await printed(`tar -tzf ${packed}`, folder.path, process.env);
    const names = listed.split('\n').map((name) => name.replace(/^package\//, ''));
    const rooms = new Set(names.map((name) => /^(?:dist\/[^/]+|[^/]+)/.exec(name)?.[0]));
    expect([...rooms].sort()).toEqual([
      ...['CHANGELOG.md', 'LICENSE', 'README.md', 'deploy'],
      ...['dist/hardware-sim', 'dist/page', 'dist/program', 'dist/src'],
      ...['docs', 'hardware-sim', 'package.json', 'programs', 'src'],
    ]);
    expect(names.filter((name) => /\.map$|^test\/|(?:^|\/)(?:node_modules|\.env|\.npmrc)/.test(name))).toEqual([]);
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(Object.keys(scripts).filter((name) => /^(?:pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });

  it.each(['20.19', '22', '24', '26'])(
    'installs in an empty folder without a compiler and shows its page on Node %s',
    async (version) => {
      const home = folderFor(`node-${version}`);
      await printed(`npm install --no-audit --no-fund ./../chair2mqtt.tgz node@${version}`, home);
      const job = start('exec npx chair2mqtt demo --no-tour', {
        cwd: home,
        env: plainEnv({ PATH: `${join(home, 'node_modules/.bin')}:${tools}` }),
      });
      await eventually(
        () => /^ready/m.test(job.text),
        () => `not ready: ${job.text}`,
      );
      const [, page = ''] = /^page (\S+)/m.exec(job.text) ?? [];
      const html = await (await fetch(page)).text();
      const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(html) ?? [];
      expect((await fetch(new URL(script, page))).status).toBe(200);
      const engine = await printed(
        'node --version',
        home,
        plainEnv({ PATH: `${join(home, 'node_modules/.bin')}:${tools}` }),
      );
      expect(engine).toMatch(new RegExp(`^v${version.replace('.', '\\.')}\\.`));
    },
  );
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The workflow that people copy. */
function workflow(): readonly Step[] {
  const page = readFileSync(join(root, 'docs/simulator.md'), 'utf8');
  const [, text = ''] = /```yaml\n# \.github\/workflows\/automations\.yml\n([^`]*)```/.exec(page) ?? [];
  return parse(text).jobs.test.steps;
}

describe('the action for workflows', () => {
  const action = parse(readFileSync(join(root, 'deploy/github-action/action.yml'), 'utf8'));

  /** Runs the action as its one step says. */
  const started = (name: string, inputs: Readonly<Record<string, string>>) => {
    const temp = folderFor(name);
    const [step] = action.runs.steps;
    const withInputs = Object.entries<string>(step.env).map(([key, value]) => {
      const [, input = ''] = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(value) ?? [];
      return [key, inputs[input] ?? action.inputs[input].default] as const;
    });
    const env = plainEnv({
      ...Object.fromEntries(withInputs),
      GITHUB_ACTION_PATH: join(root, 'deploy/github-action'),
      GITHUB_OUTPUT: join(temp, 'output'),
      GITHUB_PATH: join(temp, 'path'),
      RUNNER_TEMP: temp,
    });
    return { temp, job: start(step.run, { cwd: temp, env }) };
  };

  const valuesIn = (path: string): ReadonlyMap<string, string> =>
    new Map(
      readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );

  it('starts a chair, and the workflow of the docs starts and stops a massage on it', async () => {
    const { temp, job } = started('action', { package: packed });
    expect(await job.result(), job.text).toMatchObject({ code: 0 });
    const outputs = valuesIn(join(temp, 'output'));
    const filled = (text: string): string =>
      text.replace(/\$\{\{ steps\.chair\.outputs\.(\w+) \}\}/g, (_all, name) => outputs.get(name) ?? '');
    expect(Object.keys(action.outputs)).toEqual([...outputs.keys()].toSpliced(2, 0, 'chair'));
    expect((await fetch(outputs.get('page') ?? '')).status).toBe(200);
    const steps = workflow();
    expect(steps.some(({ uses }) => uses?.endsWith('/deploy/github-action@main'))).toBe(true);
    const path = `${readFileSync(join(temp, 'path'), 'utf8').trim()}:${tools}`;
    const runs = steps.filter(({ run }) => run !== undefined && !run.startsWith('sudo '));
    expect(runs).toHaveLength(2);
    for (const { run = '', env = {} } of runs) {
      const own = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, filled(value)]));
      await printed(filled(run), temp, plainEnv({ ...own, PATH: path }));
    }
    await printed(`chair2mqtt status --url ${outputs.get('url')}`, temp, plainEnv({ PATH: path }));
  });

  it.each([
    ['no package', { package: './is-not-there.tgz' }, /is-not-there/],
    [
      'a patience that is none',
      { package: 'chair2mqtt', patience: '1m' },
      /::error::patience is "1m": give whole seconds/,
    ],
    ['no patience at all', { package: 'FILE', patience: '0' }, /::error::the simulated chair was not ready after 0 s/],
  ])('fails with what to do for %s', async (name, inputs, words) => {
    const { job } = started(name.replaceAll(' ', '-'), { ...inputs, package: inputs.package.replace('FILE', packed) });
    const { code, text } = await job.result();
    expect(code).not.toBe(0);
    expect(text).toMatch(words);
  });
});
