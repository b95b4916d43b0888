import { describe, expect, it } from 'vitest';
import { deskAtOnce, deskBeside } from '../../../src/adapters/files/program-desk.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { hostilePrograms } from '../../support/hostile-programs.js';
import { sampleProgram } from '../../support/sample-session.js';
import { VirtualTime } from '../../support/virtual-time.js';

const built = new URL('../../../dist/src/adapters/files/program-desk-worker.js', import.meta.url);
const good =
  'id: a\nname: A\nsummary: A sample.\ngoal: break\nphases:\n  - { name: One, for: 1m, back: { knead: 10 } }\n';
const bytes = (text: string): Buffer => Buffer.from(text);
const thread = (code: string): URL =>
  new URL(`data:text/javascript,import { parentPort } from 'node:worker_threads'; ${code}`);

describe('a desk beside the daemon [S14]', () => {
  it('says the same as one that works at once', async () => {
    const desk = deskBeside(built, systemClock());
    for (const text of [good, good.replace('knead', 'kneed'), 'nothing', '\xff']) {
      expect(await desk.check('me', bytes(text))).toEqual(await deskAtOnce.check('me', bytes(text)));
    }
    for (const request of [{ base: good, program: { id: 'b' } }, { base: '[', program: {} }, 'nothing']) {
      const json = bytes(JSON.stringify(request));
      expect(await desk.write('me', json)).toEqual(await deskAtOnce.write('me', json));
    }
    const options = { intensity: 40, durationMs: 60_000 };
    expect(await desk.compile('me', sampleProgram, options)).toEqual(
      await deskAtOnce.compile('me', sampleProgram, options),
    );
  });

  it('comes to an end with whatever is sent, and works on', async () => {
    const desk = deskBeside(built, systemClock());
    const answers = await Promise.all(
      Object.entries(hostilePrograms()).map(([name, text]) => desk.check(name, bytes(text))),
    );
    expect(answers.every((findings) => findings === null || findings.length > 0)).toBe(true);
    expect(await desk.check('me', bytes(good))).toEqual([]);
  });

  it('does of each client only the newest of what waits', async () => {
    const clock = new VirtualTime();
    const echo = thread('parentPort.on("message", () => parentPort.postMessage({ kind: "findings", findings: [] }))');
    const desk = deskBeside(echo, clock);
    const asked = ['one', 'two', 'three'].map((text) => desk.check('me', bytes(text)));
    const other = desk.check('you', bytes('one'));
    expect(await Promise.all(asked)).toEqual([[], null, []]);
    expect(await other).toEqual([]);
  });

  it('gives up what takes over two seconds, and begins anew with the next', async () => {
    const clock = new VirtualTime();
    const deaf = thread(
      'parentPort.on("message", ({ text }) => { if (text.length > 3) parentPort.postMessage({ kind: "findings", findings: [] }) })',
    );
    const desk = deskBeside(deaf, clock);
    const first = desk.check('me', bytes('abc'));
    const second = desk.check('you', bytes('abcd'));
    clock.advance(2000);
    expect([await first, await second]).toEqual([null, []]);
  });

  it('outlives a thread that dies', async () => {
    const clock = new VirtualTime();
    const desk = deskBeside(thread('parentPort.on("message", () => process.exit(1))'), clock);
    expect(await desk.check('me', bytes('a'))).toBeNull();
    expect(await desk.compile('me', sampleProgram, {})).toBeNull();
  });
});
