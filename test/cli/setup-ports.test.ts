import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PortCandidate, SetupPorts } from '../../src/cli/setup-ports.js';
import { knownIn } from '../../src/core/setup/answers.js';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-ports-'));
  for (const name of ['ttyA', 'ttyB']) writeFileSync(at(name), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a port that somebody types', () => {
  it('is not said to be pulled out when another is typed, nor to be back when it is typed again', async () => {
    const ports = new SetupPorts(
      () => knownIn(null),
      [],
      async () => [],
    );
    await ports.watch('');
    for (const name of ['ttyA', 'ttyB', 'ttyA']) {
      const found = await ports.look(at(name));
      expect(found.map(({ port, change }) => [port, change])).toEqual([[at(name), 'same']]);
    }
    expect(ports.recognised).toBeNull();
    rmSync(at('ttyA'));
    expect((await ports.look(at('ttyA'))).map(({ change }) => change)).toEqual(['gone']);
    writeFileSync(at('ttyA'), '');
    await ports.look(at('ttyA'));
    expect(ports.recognised).toBe(at('ttyA'));
  });
});

it('a simulated chair that comes up after the first look is there, and was not plugged in', async () => {
  const others: PortCandidate[] = [];
  const ports = new SetupPorts(
    () => knownIn(null),
    others,
    async () => [],
  );
  expect(await ports.look('')).toEqual([]);
  others.push({ key: 'spare', port: 'spare', path: 'spare', about: 'simulated' });
  expect((await ports.look('')).map(({ change }) => change)).toEqual(['same']);
  expect(ports.recognised).toBeNull();
});
