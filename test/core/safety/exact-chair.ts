import type { GateFacts, ZoneFacts } from '../../../src/core/safety/gate.js';
import type { Capabilities, Technique, Zone, ZoneDrive } from '../../../src/core/zones.js';

const every = { min: 1, max: 100 };
const able = { knead: every, tap: every, roll: every, press: every, compress: every, vibrate: every };
export const capabilities: Capabilities = { back: able, seat: able, legs: able };

/** Facts in which nothing bounds the drive. */
export const facts = (change: Partial<GateFacts> = {}): GateFacts => ({
  capabilities,
  caps: { back: 100, seat: 100, legs: 100 },
  temperatureMaxC: 70,
  measured: {},
  nowMs: 0,
  ...change,
});

/** The back at this temperature; it does what it was told, or nothing. */
export const measuredAt = (
  temperatureC: number | null,
  { technique, level }: Pick<ZoneDrive, 'technique' | 'level'> = { technique: 'off', level: 0 },
): Partial<Record<Zone, ZoneFacts>> => ({ back: { technique, level, temperatureC } });

const changeRampMs = 500;
const dwellMs = 100;

/** One zone of a chair that follows every ramp exactly: from where it is, in a straight line; another technique goes by way
 *  of 0 in 500 ms and waits 100 ms there. */
export class ExactZone {
  technique: Technique | 'off' = 'off';
  level = 0;
  private asked: ZoneDrive = { technique: 'off', level: 0, rate: 0, rampMs: 0 };
  private target = 0;
  private slopePerMs = 0;
  private next: ZoneDrive | null = null;
  private dwellLeftMs = 0;

  set(drive: ZoneDrive): void {
    const { asked } = this;
    if (drive.technique === asked.technique && drive.level === asked.level && drive.rate === asked.rate) return;
    this.asked = drive;
    if (drive.level === 0) this.aim(0, drive.rampMs);
    else if (this.level > 0 && this.technique !== drive.technique) this.change(drive);
    else if (this.dwellLeftMs > 0) this.next = drive;
    else this.begin(drive);
  }

  run(elapsedMs: number): void {
    const distance = this.target - this.level;
    const stepMax = this.slopePerMs * elapsedMs;
    this.level = Math.abs(distance) <= stepMax ? this.target : this.level + Math.sign(distance) * stepMax;
    if (this.level > 0) return;
    if (this.dwellLeftMs > 0) this.dwellLeftMs -= elapsedMs;
    else if (this.next !== null) this.begin(this.next);
    else if (this.target === 0) this.technique = 'off';
  }

  private change(drive: ZoneDrive): void {
    if (this.next === null) this.aim(0, changeRampMs);
    this.next = drive;
    this.dwellLeftMs = dwellMs;
  }

  private begin(drive: ZoneDrive): void {
    this.next = null;
    this.technique = drive.technique;
    this.aim(drive.level, drive.rampMs);
  }

  private aim(target: number, rampMs: number): void {
    if (target === 0) this.next = null;
    this.target = target;
    this.slopePerMs = rampMs === 0 ? Number.POSITIVE_INFINITY : Math.abs(target - this.level) / rampMs;
  }
}
