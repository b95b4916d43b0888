import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { z } from 'zod';
import { firmwareFolder } from './build-firmware.js';
import { killChild, startOwned } from './child.js';
import { eventually } from './eventually.js';

export const chips = ['atmega328p', 'atmega2560'] as const;
type Mcu = (typeof chips)[number];

/** It only ends what hangs. */
const patienceMs = 60_000;

const pins = z.object({ duty: z.number(), pump: z.boolean(), valve: z.boolean() });
const measured = pins.extend({ current_ma: z.number(), winding_ma: z.number(), case_c: z.number() });
const stateSchema = z.object({
  ok: z.literal(true),
  at_ms: z.number(),
  /** When the last output that was on went off, on the chip's clock. */
  zero_at_ms: z.number(),
  /** When the newest emergency byte reached the chip. */
  emergency_at_ms: z.number(),
  /** When the newest fault began. */
  injected_at_ms: z.number(),
  /** When the newest byte of the host reached the chip. */
  heard_at_ms: z.number(),
  zones: z.object({ back: measured, seat: measured, legs: measured }),
});
export type ChipState = z.infer<typeof stateSchema>;

const changeSchema = pins.extend({ at_ms: z.number(), zone: z.enum(['back', 'seat', 'legs']) });
type PinChange = z.infer<typeof changeSchema>;

interface Asked {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The firmware on an emulated chip: its line is a pseudo-terminal, its pins are measured. */
export class EmulatedChip {
  readonly changes: PinChange[] = [];
  private readonly asked: Asked[] = [];
  private complaints = '';
  private end: string | null = null;

  private constructor(
    private readonly process: ChildProcessWithoutNullStreams,
    readonly path: string,
    lines: Interface,
  ) {
    lines.on('line', (line) => this.take(line));
    process.stderr.on('data', (piece: Buffer) => {
      this.complaints += piece.toString();
    });
    // After its last words, not only after it.
    process.once('close', (code, signal) => {
      this.end = `the emulator ended with ${code ?? signal}: ${this.complaints}`;
      for (const { reject } of this.asked.splice(0)) reject(new Error(this.end));
    });
  }

  static start(mcu: Mcu = 'atmega328p', ...options: readonly string[]): Promise<EmulatedChip> {
    return EmulatedChip.startBuilt('build', mcu, ...options);
  }

  /** With a firmware of a folder of its own, made with other options. */
  static async startBuilt(folder: string, mcu: Mcu, ...options: readonly string[]): Promise<EmulatedChip> {
    const words = ['--mcu', mcu, '--firmware', join(firmwareFolder, folder, mcu, 'chair.elf'), ...options];
    const child = startOwned(join(firmwareFolder, 'build', 'emulator'), words);
    const lines = createInterface({ input: child.stdout });
    return await new Promise((resolve, reject) => {
      const isGone = (code: number | null) => reject(new Error(`the emulator ended with ${code}`));
      const read = (line: string) => {
        const path = /ready pty=(\S+)$/.exec(line)?.[1];
        if (path === undefined) return;
        lines.off('line', read);
        child.off('close', isGone);
        resolve(new EmulatedChip(child, path, lines));
      };
      child.once('error', reject);
      child.once('close', isGone);
      lines.on('line', read);
    });
  }

  async state(): Promise<ChipState> {
    return stateSchema.parse(await this.ask({ do: 'state' }));
  }

  async inject(fault: string): Promise<void> {
    await this.obey({ do: 'inject', fault });
  }

  async clear(fault: string): Promise<void> {
    await this.obey({ do: 'clear', fault });
  }

  /** Waits until the pins show it. */
  async until(claim: (state: ChipState) => boolean, withinMs?: number): Promise<ChipState> {
    let state = await this.state();
    const look = async () => {
      state = await this.state();
      return claim(state);
    };
    await eventually(look, () => `${claim}; it is ${JSON.stringify(state)}`, withinMs);
    return state;
  }

  async stop(): Promise<void> {
    await killChild(this.process);
  }

  private async obey(command: object): Promise<void> {
    const answer = await this.ask(command);
    if (!z.object({ ok: z.literal(true) }).safeParse(answer).success)
      throw new Error(JSON.stringify([command, answer]));
  }

  /** Rejects where the emulator has ended, with what it said then, or hangs, with what the system says of it. */
  private ask(command: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.end !== null) throw new Error(this.end);
      const text = JSON.stringify(command);
      const timer = setTimeout(() => reject(new Error(`no answer to ${text}: ${this.told()}`)), patienceMs);
      const withoutTimer =
        <T>(then: (value: T) => void) =>
        (value: T): void => {
          clearTimeout(timer);
          then(value);
        };
      this.asked.push({ resolve: withoutTimer(resolve), reject: withoutTimer(reject) });
      this.process.stdin.write(`${text}\n`);
    });
  }

  /** Whether it works, waits or has ended. */
  private told(): string {
    try {
      return readFileSync(`/proc/${this.process.pid}/stat`, 'utf8');
    } catch (error) {
      return `${error}`;
    }
  }

  private take(line: string): void {
    const value: unknown = JSON.parse(line);
    const change = changeSchema.safeParse(value);
    if (change.success) this.changes.push(change.data);
    else this.asked.shift()?.resolve(value);
  }
}

/** True while a motor turns, a pump runs or a valve holds. */
export const isAnyOn = ({ zones }: ChipState): boolean =>
  Object.values(zones).some(({ duty, pump, valve }) => duty > 0 || pump || valve);
