import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A service of a compose file, as far as it is looked at here. */
export interface ComposeService {
  readonly image: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly restart?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly group_add?: readonly string[];
  readonly devices?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly stop_grace_period?: string;
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

/** With the defaults of its variables, where the environment sets none. */
export function readCompose(path: string): ComposeFile {
  const filled = readFileSync(path, 'utf8').replaceAll(/(?<!\$)\$\{\w+:-([^}]*)\}/g, '$1');
  return parse(filled, { merge: true });
}

/** What the service asks of any engine, as words of its `run`; without networks, volumes and devices. */
export function runFlagsOf(service: ComposeService, environment: Readonly<Record<string, string>>): readonly string[] {
  const each = (flag: string, values: readonly string[] = []): readonly string[] =>
    values.flatMap((value) => [flag, value]);
  const env = Object.entries({ ...service.environment, ...environment }).map(([name, value]) => `${name}=${value}`);
  return [
    ...(service.read_only === true ? ['--read-only', '--read-only-tmpfs=false'] : []),
    ...each('--tmpfs', service.tmpfs),
    ...each('--cap-drop', service.cap_drop),
    ...each('--security-opt', service.security_opt),
    ...each('--group-add', service.group_add),
    ...each('--env', env),
  ];
}
