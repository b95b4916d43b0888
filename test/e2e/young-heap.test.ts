import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

/** Makes garbage that lives for a while, as a daemon does at its start, and writes down how large the heap of new objects has become, MB. */
const probe = `
import { writeFileSync } from 'node:fs';
import { getHeapSpaceStatistics } from 'node:v8';
import { isMainThread } from 'node:worker_threads';
const fill = () => {
  const kept = [];
  for (let at = 0; at < 3_000_000; at += 1) kept[at % 50_000] = { at, near: [at] };
  const space = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  writeFileSync('young', String(space.space_size / 1024 / 1024));
};
if (isMainThread && process.argv.includes('start')) setTimeout(fill, 1500);
`;

/** Of a daemon with so many chairs. */
async function youngMb(chairCount: number): Promise<number> {
  const folder = temporaryFolder();
  // Nobody listens there.
  const port = await freePort();
  const chairs = Array.from({ length: chairCount }, (_, at) => ({
    id: `chair-${at}`,
    port: `tcp://127.0.0.1:${1 + at}`,
  }));
  const config = { mqtt: { url: `mqtt://127.0.0.1:${port}` }, http: 'off', chairs };
  writeFileSync(join(folder.path, 'chair2mqtt.yaml'), JSON.stringify(config));
  writeFileSync(join(folder.path, 'probe.mjs'), probe);
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(join(folder.path, 'probe.mjs'))}` };
  const daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path, env });
  const told = (): number => {
    try {
      return Number(readFileSync(join(folder.path, 'young'), 'utf8'));
    } catch {
      return 0;
    }
  };
  try {
    await eventually(
      () => told() > 0,
      () => `it is written down\n${daemon.text}`,
    );
    return told();
  } finally {
    await daemon.kill();
    folder.remove();
  }
}

it('the heap of new objects may grow with eleven chairs, and stays as it began with ten', async () => {
  expect(await youngMb(11)).toBeGreaterThanOrEqual(2 * (await youngMb(10)));
});
