import { Argument, Command } from 'commander';
import { configJsonSchema } from '../config.js';
import { chairJsonSchema } from '../core/configuration/chair-section.js';
import { profileJsonSchema } from '../core/profile/schema.js';
import { programJsonSchema } from '../core/program/schema.js';
import type { CliIo } from './process-edge.js';

const schemas = {
  config: configJsonSchema,
  chair: chairJsonSchema,
  program: programJsonSchema,
  profile: profileJsonSchema,
} as const;

export const schemaCommand = (io: CliIo): Command =>
  new Command('schema')
    .description('print the JSON Schema of a configuration, a file of chairs_dir, a massage program or a chair profile')
    .addArgument(new Argument('<what>', 'which of them').choices(Object.keys(schemas)))
    .addHelpText(
      'after',
      `
Exit code: 0, or 2 for a wrong command line.

Examples:
  chair2mqtt schema config > chair2mqtt.schema.json
  chair2mqtt schema chair > chair.schema.json
  chair2mqtt schema program > program.schema.json
  chair2mqtt schema profile > profile.schema.json
Editors with YAML support take it from a first line such as
  # yaml-language-server: $schema=./chair2mqtt.schema.json`,
    )
    .action((what: keyof typeof schemas) => {
      io.stdout.write(`${JSON.stringify(schemas[what](), null, 2)}\n`);
      io.exit(0);
    });
