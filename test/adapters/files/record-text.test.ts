import { describe, expect, it } from 'vitest';
import { readRecordText, recordText } from '../../../src/adapters/files/record-text.js';
import { usedMs } from '../../../src/core/safety/budget.js';
import { readRecord, type SavedRecord } from '../../../src/core/saved-record.js';

const record: SavedRecord = {
  version: 1,
  saved: { bootId: 'b1', nowMs: 7_200_000, wallMs: 1_767_268_800_000 },
  runs: [
    { startMs: 1_000_000, endMs: 1_900_000 },
    { startMs: 5_000_000, endMs: 6_200_000.5 },
  ],
  faults: [{ code: 'estop', zone: null, message: 'emergency stop asked über mqtt', sinceMs: 1_767_268_700_000 }],
  lastSession: {
    program: 'relaxation',
    endedBy: 'emergency_stop',
    endedWallMs: 1_767_268_700_000,
    elapsedMs: 1_200_000,
  },
  selection: { program: 'relaxation', intensity: 70, durationMs: null, person: 'guest' },
  isRemoteStartOff: false,
  isRunning: false,
  session: null,
};

const textOf = (value: object): string => {
  const made = recordText(value);
  if ('problem' in made) throw new Error(made.problem);
  return made.text;
};

/** Each bit, and some of them together. */
const changes = [1, 2, 4, 8, 16, 32, 64, 128, 255, 3, 48];

/** What a daemon that finds this file goes by: its minutes and its latches, or that it cannot be read. */
function knownFrom(bytes: Uint8Array): { readonly usedMs: number; readonly codes: readonly string[] } | null {
  const found = readRecordText(Buffer.from(bytes).toString('utf8'));
  const loaded = readRecord(found.kind === 'record' ? found.value : null);
  if (loaded.kind !== 'record') return null;
  const { runs, saved, faults } = loaded.record;
  return { usedMs: usedMs({ runs }, saved.nowMs), codes: faults.map(({ code }) => code) };
}

describe('the file of a record', () => {
  it('has the checksum that everybody computes', () => {
    // By another implementation of CRC-32, over the UTF-8 bytes of {"a":"ä"}.
    expect(recordText({ a: 'ä' })).toEqual({ text: `{"a":"ä","checksum":"282893f6"}\n` });
  });

  it('is its JSON with one key more, and gives back what was kept', () => {
    const text = textOf(record);
    expect(JSON.parse(text)).toEqual({ ...record, checksum: expect.stringMatching(/^[0-9a-f]{8}$/) });
    expect(readRecordText(text)).toEqual({ kind: 'record', value: record, isSealed: true });
  });

  it('of an earlier version has none, and is read as it is', () => {
    expect(readRecordText(`${JSON.stringify(record)}\n`)).toEqual({ kind: 'record', value: record, isSealed: false });
  });

  it('is no record where it is torn, empty or of nothing', () => {
    const text = textOf(record);
    for (let length = 0; length < text.length; length++) {
      const cut = readRecordText(text.slice(0, length));
      expect(cut.kind, `${length} of ${text.length} letters`).toBe('broken');
    }
  });

  it.each([[[]], [{}], [new Date(0)], [{ toJSON: () => undefined }]])('is not made of %j', (value) => {
    expect(recordText(value)).toHaveProperty('problem');
  });

  it('with one byte changed never shortens the minutes, and loses no latch [S3] [S9]', () => {
    const whole = new TextEncoder().encode(textOf(record));
    const { usedMs: whatRan } = knownFrom(whole) ?? { usedMs: Number.POSITIVE_INFINITY };
    expect(whatRan).toBe(2_100_000.5);
    const wrong: string[] = [];
    for (let at = 0; at < whole.length; at++) {
      for (const change of changes) {
        const changed = whole.slice();
        changed[at] = (changed[at] ?? 0) ^ change;
        const known = knownFrom(changed);
        if (known !== null) wrong.push(`byte ${at} by ${change}: ${JSON.stringify(known)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('with its end overwritten or two of its bytes exchanged is no record', () => {
    const text = textOf(record);
    for (let at = 0; at + 1 < text.length; at++) {
      const [one, other] = [text[at] ?? '', text[at + 1] ?? ''];
      if (one === other) continue;
      const swapped = `${text.slice(0, at)}${other}${one}${text.slice(at + 2)}`;
      expect(readRecordText(swapped).kind, `letters ${at} and ${at + 1}`).toBe('broken');
    }
    for (let length = 1; length < 64; length++) {
      const zeroed = `${text.slice(0, -length)}${'\0'.repeat(length)}`;
      expect(readRecordText(zeroed).kind, `${length} zeros at the end`).toBe('broken');
    }
  });
});
