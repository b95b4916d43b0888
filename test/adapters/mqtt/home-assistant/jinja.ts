import { spawnSync } from 'node:child_process';

/** Debian's, whose packages continuous integration installs. */
const python = '/usr/bin/python3';
const script = new URL('render.py', import.meta.url).pathname;

/** True where templates can be rendered by Jinja itself, the library that the hub uses. */
export const hasJinja = spawnSync(python, ['-c', 'import jinja2']).status === 0;

export const howToGetJinja = 'needs Jinja: apt-get install python3-jinja2';

/** What templates find of entities, by id. */
export interface Entities {
  /** ISO 8601, in UTC. */
  readonly now: string;
  readonly states: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, object>>;
}

export interface Rendering {
  readonly template: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly hub?: Entities;
}

/** Renders each template with its variables; throws where one cannot be rendered. */
export function render(renderings: readonly Rendering[]): readonly string[] {
  const input = renderings.map((rendering) => `${JSON.stringify(rendering)}\n`).join('');
  const { status, stdout, stderr } = spawnSync(python, [script], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
