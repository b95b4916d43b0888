// Makes a folder in which RabbitMQ 4 runs, out of a newer Debian. No part of the project depends on it. Says nothing where it is there already.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installOrSay, makeDebian } from '../support/other-debian.mjs';

const root = fileURLToPath(new URL('../../node_modules/.cache/clusters/rabbitmq-4', import.meta.url));
const stamp = join(root, 'srv', 'installed');

installOrSay('RabbitMQ 4', () => {
  if (existsSync(stamp)) return;
  console.log('RabbitMQ 4 is being installed in node_modules/.cache/clusters: about a minute and a half, 0.4 GB.');
  makeDebian(root, 'trixie', 'rabbitmq-server,ca-certificates');
  writeFileSync(stamp, 'trixie');
});
