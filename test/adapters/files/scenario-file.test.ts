import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readScenario } from '../../../hardware-sim/scenario.js';
import { readScenarioFile } from '../../../src/adapters/files/scenario-file.js';

const folder = mkdtempSync(join(tmpdir(), 'scenario-'));
const path = join(folder, 'scenario.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => {
  writeFileSync(path, text);
  return readScenarioFile(path);
};

describe('a scenario file', () => {
  it('is a list of faults with their times; inject at once is what is not said', () => {
    expect(read('- { at: 30s, do: inject, fault: "stall:legs" }\n- fault: mute@5s+1s\n')).toEqual({
      kind: 'scenario',
      entries: [
        { at: '30s', do: 'inject', fault: 'stall:legs' },
        { at: '0s', do: 'inject', fault: 'mute@5s+1s' },
      ],
    });
  });

  it.each([
    ['stall:legs\n', ':1:1: the file must be a list'],
    ['- { at: 30, fault: mute }\n', ':1:9: at must be a time'],
    ['- { do: explode, fault: mute }\n', ':1:9: do must be inject or clear'],
    ['- { at: 1s }\n', ':1:3: fault must be a fault'],
    ['- { fault: mute, loud: true }\n', 'loud'],
    ['- { fault: mute\n', ':1:'],
    [`- { fault: ${'m'.repeat(200)} }\n`, 'fault'],
  ])('%j is refused with the place', (text, message) => {
    expect(read(text)).toEqual({ kind: 'unreadable', problems: [expect.stringContaining(message)] });
  });

  it('that is not there is refused', () => {
    expect(readScenarioFile(join(folder, 'none.yaml'))).toMatchObject({ kind: 'unreadable' });
  });
});

describe('the entries of a scenario', () => {
  it('are put in order of time', () => {
    const entries = [
      { at: '30s', do: 'clear', fault: 'stall' },
      { at: '500ms', do: 'inject', fault: 'stall:legs' },
    ] as const;
    expect(readScenario(entries)).toEqual([
      { atMs: 500, do: 'inject', fault: 'stall:legs' },
      { atMs: 30_000, do: 'clear', fault: 'stall' },
    ]);
  });

  it('need no more than the fault: it is injected at once', () => {
    expect(readScenario([{ fault: 'mute' }])).toEqual([{ atMs: 0, do: 'inject', fault: 'mute' }]);
  });

  it.each([
    [{ at: 'soon', do: 'inject', fault: 'mute' }, 'entry 1: at is a time'],
    [{ at: '1s', do: 'inject', fault: 'stall' }, 'entry 1: "stall": stall takes a zone'],
    [{ at: '1s', do: 'clear', fault: 'stal' }, 'entry 1: "stal" is not a fault'],
  ] as const)('%j is refused', (entry, message) => {
    expect(readScenario([entry])).toContain(message);
  });
});
