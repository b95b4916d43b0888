import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenWire, Wire, WireEvents } from '../../src/ports.js';
import { eventually } from './eventually.js';

/** The other end of a connection. */
interface Peer {
  readonly text: string;
  write(text: string): void | Promise<void>;
  stopReading(): void;
  unplug(): void | Promise<void>;
}

export interface Rig {
  readonly open: OpenWire;
  readonly peer: Peer;
  dispose(): void | Promise<void>;
}

export type WireNote =
  | { readonly kind: 'opened' }
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'noise'; readonly noise: string }
  | { readonly kind: 'closed'; readonly reason: string };

/** Keeps what a wire tells its owner, in order. */
export class WireDiary implements WireEvents {
  readonly notes: WireNote[] = [];
  whenOpened: () => void = () => {};

  onOpened(): void {
    this.notes.push({ kind: 'opened' });
    this.whenOpened();
  }

  onLine(line: string): void {
    this.notes.push({ kind: 'line', line });
  }

  onNoise(noise: 'overflow' | 'alphabet'): void {
    this.notes.push({ kind: 'noise', noise });
  }

  onClosed(reason: string): void {
    this.notes.push({ kind: 'closed', reason });
  }

  get lines(): readonly string[] {
    return this.notes.flatMap((note) => (note.kind === 'line' ? [note.line] : []));
  }

  get reason(): string | undefined {
    return this.notes.flatMap((note) => (note.kind === 'closed' ? [note.reason] : []))[0];
  }

  has(kind: WireNote['kind']): boolean {
    return this.notes.some((note) => note.kind === kind);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export const until = (what: string, isTrue: () => boolean): Promise<void> => eventually(isTrue, what);

/** Lets a while go by in which nothing may come. */
export const quiet = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

/** What every wire owes its owner, whatever the cable is. */
export function wireContract(name: string, makeRig: () => Promise<Rig>): void {
  describe(`a wire over ${name}`, () => {
    let rig: Rig;
    let diary: WireDiary;
    let wire: Wire;

    beforeEach(async () => {
      rig = await makeRig();
      diary = new WireDiary();
      wire = rig.open(diary);
      await until('opened', () => diary.has('opened'));
    });

    afterEach(async () => {
      await wire.close();
      await rig.dispose();
    });

    it('says once that it is open, and brings whole lines without their ends', async () => {
      await rig.peer.write('T 1\r\n\n1 OK\n');
      await until('two lines', () => diary.lines.length === 2);
      expect(diary.notes.map((note) => note.kind)).toEqual(['opened', 'line', 'line']);
      expect(diary.lines).toEqual(['T 1', '1 OK']);
    });

    it('brings the same lines when they come byte by byte', async () => {
      for (const byte of '1 OK zones=back\n2 OK\n') {
        await rig.peer.write(byte);
        await turn();
      }
      await until('two lines', () => diary.lines.length === 2);
      expect(diary.lines).toEqual(['1 OK zones=back', '2 OK']);
    });

    it('reports a line too long and a byte outside the alphabet, and goes on with the next line', async () => {
      await rig.peer.write(`${'x'.repeat(5000)}\nfirst\nb\u0007d\nsecond\n`);
      await until('the last line', () => diary.lines.includes('second'));
      expect(diary.notes.slice(1)).toEqual([
        { kind: 'noise', noise: 'overflow' },
        { kind: 'line', line: 'first' },
        { kind: 'noise', noise: 'alphabet' },
        { kind: 'line', line: 'second' },
      ]);
    });

    it('writes at once and in order, the emergency byte too [S3]', async () => {
      wire.write('1 HELLO\n');
      wire.write('\u0018\n');
      wire.write('2 STOP\n');
      await until('all has come', () => rig.peer.text.endsWith('STOP\n'));
      expect(rig.peer.text).toBe('1 HELLO\n\u0018\n2 STOP\n');
    });

    it('can be written to from the moment in which it says that it is open', async () => {
      await wire.close();
      await rig.dispose();
      rig = await makeRig();
      diary = new WireDiary();
      diary.whenOpened = () => wire.write('first\n');
      wire = rig.open(diary);
      wire.write('too early\n');
      await until('the first line', () => rig.peer.text.includes('first\n'));
      expect(rig.peer.text).toBe('first\n');
    });

    it('drops the half line when the cable is pulled, and says so once [S13]', async () => {
      await rig.peer.write('whole\nhal');
      await until('the whole line', () => diary.lines.length === 1);
      await rig.peer.unplug();
      await until('closed', () => diary.has('closed'));
      wire.write('into the void\n');
      await quiet();
      expect(diary.notes.map((note) => note.kind)).toEqual(['opened', 'line', 'closed']);
      expect(diary.reason).not.toBe('');
    });

    it('ends once when it is closed, twice or in the middle of lines; what was written arrives', async () => {
      wire.write('STOP\n');
      await Promise.all([wire.close(), rig.peer.write('T 1\nT 2\n'), wire.close()]);
      await until('closed', () => diary.has('closed'));
      await until('the stop', () => rig.peer.text.includes('STOP\n'));
      const count = diary.notes.length;
      await rig.peer.write('late\n');
      wire.write('late\n');
      await quiet();
      expect(diary.notes).toHaveLength(count);
      expect(diary.notes.at(-1)).toEqual({ kind: 'closed', reason: 'closed' });
      expect(diary.notes.filter((note) => note.kind === 'closed')).toHaveLength(1);
      expect(rig.peer.text).toBe('STOP\n');
    });

    it('closed before it has opened, it never opens and ends once', async () => {
      await wire.close();
      const second = new WireDiary();
      const early = rig.open(second);
      await early.close();
      await until('closed', () => second.has('closed'));
      await quiet();
      expect(second.notes).toEqual([{ kind: 'closed', reason: 'closed' }]);
    });

    it('closes itself when the other side does not read, and its close does not hang', async () => {
      rig.peer.stopReading();
      const line = `${'x'.repeat(159)}\n`;
      for (let count = 0; count < 400_000 && !diary.has('closed'); count += 1) {
        wire.write(line);
        if (count % 20 === 19) await turn();
      }
      expect(diary.reason).toContain('takes no more');
      const startedMs = performance.now();
      await wire.close();
      expect(performance.now() - startedMs).toBeLessThan(1000);
    });
  });
}
