import { dirname, isAbsolute, join } from 'node:path';
import type { ConfigData } from '../adapters/files/config-file.js';
import type { Config } from '../config.js';
import type { DataPath } from '../core/shape/complaints.js';

/** Relative paths begin in the folder of the configuration file; those of a variable where the program was started. */
export function withPathsFrom(config: Config, source: ConfigData): Config {
  const home = source.file === null ? '.' : dirname(source.file);
  const from = (text: string, ...path: DataPath): string =>
    home === '.' || isAbsolute(text) || source.isFromEnvironment(path) ? text : join(home, text);
  const filesIn = <Part extends object>(part: Part, ...section: DataPath): Part => {
    const files = Object.entries(part).filter(([key]) => key.endsWith('_file'));
    return { ...part, ...Object.fromEntries(files.map(([key, text]) => [key, from(String(text), ...section, key)])) };
  };
  const tlsIn = (section: NonNullable<Config['http']>) =>
    section.tls === undefined ? section : { ...section, tls: filesIn(section.tls, 'http', 'tls') };
  const { mqtt, http, chairs, programs, profiles, data_dir } = config;
  return {
    ...config,
    mqtt: filesIn(mqtt, 'mqtt'),
    http: http === null ? null : tlsIn(filesIn(http, 'http')),
    chairs: chairs.map((chair, at) => {
      const { port } = chair;
      return port.kind === 'path'
        ? { ...chair, port: { ...port, path: from(port.path, 'chairs', at, 'port') } }
        : chair;
    }),
    ...(programs === undefined ? {} : { programs: from(programs, 'programs') }),
    ...(profiles === undefined ? {} : { profiles: from(profiles, 'profiles') }),
    data_dir: from(data_dir, 'data_dir'),
  };
}
