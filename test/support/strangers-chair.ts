import type { Clock, OpenWire } from '../../src/ports.js';

import { checkOf, StrangersLine } from './strangers-line.js';
import { isOff, refusalOf, type StrangersCaps } from './strangers-refusals.js';
import { type StrangersMotion, StrangersZone, type ZoneHabits } from './strangers-zone.js';

/** What the page leaves to a chair, and what a chair may get wrong. */
export interface StrangersHabits extends ZoneHabits {
  readonly baud: number;
  readonly leaseMs: number;
  readonly ttlMs: number;
  /** Its outputs, TTLs, lease and T move in steps of this length. */
  readonly loopMs: number;
  readonly answerAfterMs: number;
  /** T is off its time by so much, now early and now late. */
  readonly jitterMs: number;
  readonly isBusyInStop: boolean;
  readonly isLeaseCountedAtRest: boolean;
  /** What T says of the seat: `-` without a sensor. */
  readonly seat: '-' | '1';
  /** Every so many T lines a sensor is not readable for a moment. */
  readonly blinkEvery: number;
  readonly caps: StrangersCaps;
}

export const usualHabits: StrangersHabits = {
  baud: 115_200,
  leaseMs: 600,
  ttlMs: 5000,
  loopMs: 5,
  answerAfterMs: 1,
  jitterMs: 0,
  kickMs: 0,
  kickLevel: 0,
  holdMs: 20_000,
  ventMs: 0,
  isBusyInStop: false,
  isLeaseCountedAtRest: false,
  seat: '-',
  blinkEvery: Number.POSITIVE_INFINITY,
  caps: {
    back: { knead: [5, 50], vibrate: [10, 80] },
    seat: { vibrate: [10, 80] },
    legs: { compress: [1, 10], roll: [3, 20] },
  },
};

const fastMs = 100;
const fastForMs = 3000;
const repeatMs = 1000;

/** A chair written from docs/serial-protocol.md alone; it shares no code with the simulated chair. */
export class StrangersChair {
  readonly open: OpenWire;
  private readonly line: StrangersLine;
  private readonly zones: ReadonlyMap<string, StrangersZone>;
  private shown = new Map<string, StrangersMotion>();
  private latches: string[] = [];
  private isGreeted = false;
  private isArmed = false;
  private isSettling = false;
  private leaseEndsAtMs = 0;
  private fastUntilMs = 0;
  private rateMs = 1000;
  private dueAtMs = 0;
  private nextTelemetryAtMs = 0;
  private repeatedAtMs = 0;
  private telemetryCount = 0;
  private last: { readonly seq: number; readonly check: string; readonly answer: string } | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly habits: StrangersHabits = usualHabits,
  ) {
    this.line = new StrangersLine(clock, habits.baud, () => ({
      take: (line, isDead) => isDead || clock.after(habits.answerAfterMs, () => this.take(line)),
      emergency: () => this.cutAll(),
    }));
    this.open = this.line.open;
    this.zones = new Map(Object.keys(habits.caps).map((name) => [name, new StrangersZone(habits)]));
    clock.every(habits.loopMs, () => this.work());
    this.work();
  }

  private get nowMs(): number {
    return this.clock.nowMs();
  }

  private get isMoving(): boolean {
    const isAnyShown = [...this.shown.values()].some(({ level }) => level > 0);
    return isAnyShown || [...this.zones.values()].some((zone) => zone.levelAt(this.nowMs) > 0);
  }

  private get mode(): string {
    if (this.latches.includes('estop')) return 'estop';
    if (this.latches.length > 0) return 'fault';
    if (this.isArmed) return 'run';
    return this.isMoving ? 'stop' : 'idle';
  }

  private work(): void {
    const { nowMs } = this;
    for (const [name, zone] of this.zones) {
      if (nowMs >= zone.ttlEndsAtMs) {
        zone.letGo(500, nowMs);
        this.line.say(`E ttl ${name}`);
      }
      zone.work(nowMs);
      this.shown.set(name, zone.shownAt(nowMs));
    }
    if (this.isArmed && nowMs >= this.leaseEndsAtMs) {
      this.line.say('E lease');
      this.latch('lease');
      this.letAllGo(500);
    }
    if (!this.isMoving) this.isSettling = false;
    if (this.latches.length > 0 && nowMs >= this.repeatedAtMs + repeatMs) this.repeat();
    if (nowMs >= this.nextTelemetryAtMs) this.tellOften();
  }

  private tellOften(): void {
    const isFast = this.isArmed || this.isMoving || this.nowMs < this.fastUntilMs;
    this.dueAtMs += isFast ? fastMs : this.rateMs;
    if (this.dueAtMs <= this.nowMs) this.dueAtMs = this.nowMs + fastMs;
    const { jitterMs } = this.habits;
    this.nextTelemetryAtMs = this.dueAtMs + (this.telemetryCount % 2 === 0 ? jitterMs : -jitterMs);
    this.tell();
  }

  private tell(): void {
    this.telemetryCount += 1;
    const { leaseMs, isLeaseCountedAtRest, blinkEvery } = this.habits;
    const leftMs = Math.min(leaseMs, Math.max(0, Math.round(this.leaseEndsAtMs - this.nowMs)));
    const shownMs = this.isArmed || isLeaseCountedAtRest ? leftMs : leaseMs;
    const heat = this.telemetryCount % blinkEvery === 0 ? '?' : '251';
    const groups = [...this.shown].map(
      ([name, { technique, level, rate }]) =>
        `${name}:${technique},${level},${rate},${heat},${level > 0 ? 300 + level : 0},-`,
    );
    this.line.say(`T ${Math.floor(this.nowMs)} ${this.mode} ${shownMs} ${this.habits.seat} 24000 ${groups.join(' ')}`);
  }

  private letAllGo(rampMs: number): void {
    for (const zone of this.zones.values()) zone.letGo(rampMs, this.nowMs);
    this.isArmed = false;
    this.hurry();
  }

  /** From now on T comes fast for a while. */
  private hurry(): void {
    this.fastUntilMs = this.nowMs + fastForMs;
    this.tellSoon();
  }

  private tellSoon(): void {
    this.dueAtMs = Math.min(this.dueAtMs, this.nowMs + fastMs);
    this.nextTelemetryAtMs = Math.min(this.nextTelemetryAtMs, this.dueAtMs);
  }

  private cutAll(): void {
    for (const [name, zone] of this.zones) {
      zone.cut();
      this.shown.set(name, zone.shownAt(this.nowMs));
    }
    this.isArmed = false;
    this.hurry();
    this.latch('estop');
  }

  private latch(code: string): void {
    if (!this.latches.includes(code)) this.latches.push(code);
    this.line.say(`E fault ${code} - 0`);
    this.hurry();
  }

  private repeat(): void {
    this.repeatedAtMs = this.nowMs;
    for (const code of this.latches) this.line.say(`E fault ${code} - 0`);
  }

  private take(raw: string): void {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const [payload = '', check, more] = text.split('*');
    if (raw.length > 159) this.line.say('0 ERR overflow');
    else if (text === '') return;
    else if (text === 'STOP') this.letAllGo(500);
    else if (/[^ -~]/.test(text) || more !== undefined || check !== checkOf(payload)) this.line.say('0 ERR crc');
    else this.takePayload(payload, check);
  }

  private takePayload(payload: string, check: string): void {
    this.leaseEndsAtMs = this.nowMs + this.habits.leaseMs;
    const [first = '', verb = '', ...args] = payload.split(' ');
    const seq = /^\d{1,5}$/.test(first) && Number(first) <= 65_535 ? Number(first) : null;
    if (seq === null || verb === '') this.line.say(`${seq ?? 0} ERR syntax`);
    else if (seq > 0) this.takeNumbered(seq, check, verb, args);
    else if (verb !== 'KEEP' || args.length > 0) this.line.say('0 ERR arg');
    else if (!this.isGreeted) this.line.say('0 ERR hello');
  }

  private takeNumbered(seq: number, check: string, verb: string, args: readonly string[]): void {
    const { last } = this;
    const isHello = verb === 'HELLO';
    if (!isHello && last?.seq === seq && last.check === check) {
      this.line.say(last.answer);
      return;
    }
    if (!isHello && last !== null && (last.seq - seq + 65_535) % 65_535 <= 1000) {
      this.line.say(`${seq} ERR seq`);
      return;
    }
    const said = this.refusal(verb, args) ?? this.run(verb, args);
    const answer = `${seq} ${said}`;
    if (!isHello || said.startsWith('OK')) this.last = { seq, check, answer };
    this.line.say(answer);
    if (isHello && said.startsWith('OK')) this.repeat();
    if (verb === 'STATUS' && said === 'OK') this.tell();
    if (verb === 'ESTOP' && said === 'OK') this.cutAll();
  }

  private refusal(verb: string, args: readonly string[]): string | null {
    if (!this.isGreeted && !['HELLO', 'STOP', 'ESTOP'].includes(verb)) return 'ERR hello';
    const { caps, ttlMs, isBusyInStop } = this.habits;
    const refused = refusalOf(verb, args, caps, ttlMs);
    if (refused !== null || verb !== 'SET') return refused;
    if (!isOff(args) && this.latches.length > 0) return `ERR latched ${this.latches[0]}`;
    const isBusy = this.isSettling || (isBusyInStop && this.mode === 'stop' && !isOff(args));
    return isBusy ? 'ERR busy' : null;
  }

  private run(verb: string, args: readonly string[]): string {
    const [first = '', technique = '', level = '', rate = '', ramp = '', ttl = ''] = args;
    const zone = this.zones.get(first);
    if (verb === 'HELLO') return this.greet();
    if (verb === 'CAPS') {
      const ranges = Object.entries(this.habits.caps[first] ?? {});
      return `OK ${ranges.map(([name, [min, max]]) => `${name}:${min}-${max}`).join(' ')}`;
    }
    if (verb === 'STOP') this.letAllGo(Number(first === '' ? 1000 : first));
    if (verb === 'RATE') this.rateMs = Number(first);
    if (verb === 'RESET') return this.reset(first);
    if (verb === 'SET' && isOff(args)) {
      if (zone?.asked.technique !== 'off') zone?.lower(Number(ramp), this.nowMs);
    } else if (verb === 'SET') {
      zone?.set({ technique, level: Number(level), rate: Number(rate) }, Number(ramp), Number(ttl), this.nowMs);
      this.isArmed = true;
      this.tellSoon();
    }
    return 'OK';
  }

  private greet(): string {
    const { leaseMs, ttlMs, caps } = this.habits;
    this.isGreeted = true;
    this.rateMs = 1000;
    this.isSettling = this.isMoving;
    this.letAllGo(500);
    return `OK 1 fw=page/1 model=page id=PAGE01 boot=0A0B lease=${leaseMs} ttl=${ttlMs} zones=${Object.keys(caps).join(',')}`;
  }

  private reset(cause: string): string {
    if (this.latches.includes(cause) && this.isMoving) return `ERR latched ${cause}`;
    if (this.latches.includes(cause)) this.clock.after(1, () => this.line.say(`E clear ${cause} -`));
    this.latches = this.latches.filter((code) => code !== cause);
    return 'OK';
  }
}
