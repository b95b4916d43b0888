import type { Port, PortOwner } from '../../../hardware-sim/device.js';
import { type Random, seededRandom } from '../../../hardware-sim/random.js';
import { openMemoryWire } from '../../../hardware-sim/wire.js';
import type { Clock, OpenWire, Timer } from '../../../src/ports.js';

/** What differs from chair to chair of the same bus, drawn from a seed. */
interface Nature {
  readonly techniques: readonly Technique[];
  readonly airOrder: readonly boolean[];
  readonly strengths: readonly number[];
  readonly bootMs: number;
  readonly blinkMs: number;
  readonly statusMs: number;
  readonly shortEvery: number;
  readonly startsByItself: boolean;
  readonly isDarkWhenOff: boolean;
  readonly lostKeys: number;
}

type Technique = 'knead' | 'knead-tap' | 'roll' | 'roll-tap' | 'slow-tap' | 'combined';

const bits: Readonly<Record<Technique, readonly [number, number]>> = {
  knead: [3, 6],
  'knead-tap': [4, 1],
  roll: [3, 7],
  'roll-tap': [4, 2],
  'slow-tap': [4, 0],
  combined: [4, 3],
};
const digits = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];
const autos: Readonly<Record<string, readonly [number, number] | null>> = {
  '031F': [1, 7],
  '0391': null,
  '0305': [1, 3],
  '0321': [0, 2],
  '031E': [0, 1],
  '0320': [0, 0],
};

const shuffled = <Item>(items: readonly Item[], random: Random): readonly Item[] =>
  items
    .map((item) => ({ item, key: random.next() }))
    .sort((one, other) => one.key - other.key)
    .map(({ item }) => item);

const drawNature = (random: Random): Nature => ({
  techniques: shuffled(Object.keys(bits) as Technique[], random),
  airOrder: shuffled([true, true, false], random),
  strengths: shuffled([0, 1, 3], random),
  bootMs: random.next() * 1200,
  blinkMs: 400 + random.next() * 500,
  // A remote could show no blinking that it is not told of.
  statusMs: 100 + random.next() * 150,
  shortEvery: 2 + Math.floor(random.next() * 6),
  startsByItself: random.next() < 0.5,
  isDarkWhenOff: random.next() < 0.3,
  lostKeys: random.next() < 0.5 ? 0 : 0.15,
});

/** A chair on the remote-control bus, written from the notes of the bus and from nothing of this project: its orders, its pace and
 *  its habits differ from seed to seed. */
export class OtherChair implements PortOwner {
  readonly isReading = true;
  readonly isPlugged = true;
  readonly nature: Nature;
  readonly keysHeard: string[] = [];
  isOn = false;
  /** The status line, and the command line. */
  isStatusCut = false;
  isCommandCut = false;
  technique: Technique | null = null;
  auto: string | null = null;
  isPaused = false;
  speed = 0;
  private airAt = 0;
  private strengthAt = 0;
  private footRoller = false;
  private onAtMs = 0;
  private endsAtMs = 0;
  private turn = 0;
  private held = '';
  private readonly random: Random;
  private readonly ports = new Set<Port>();
  private readonly timer: Timer;

  constructor(
    readonly clock: Clock,
    seed: number,
  ) {
    this.random = seededRandom(seed);
    this.nature = drawNature(this.random);
    this.timer = clock.every(this.nature.statusMs, () => this.show());
  }

  get open(): OpenWire {
    return openMemoryWire(this, '\r');
  }

  /** Rollers turn. */
  get isRolling(): boolean {
    return this.isOn && !this.isPaused && (this.technique !== null || this.auto !== null);
  }

  get isAirOn(): boolean {
    return this.isOn && (this.nature.airOrder[this.airAt] ?? false);
  }

  receive(text: string): void {
    const frames = (this.held + text).split('\r');
    this.held = frames.pop() ?? '';
    for (const frame of frames) {
      const code = frame.replace(/^~/, '');
      if (this.isCommandCut || ['0355', '0336', '0339'].includes(code)) continue;
      if (this.random.next() < this.nature.lostKeys) continue;
      this.keysHeard.push(code);
      this.press(code);
    }
  }

  notePort(): void {}

  attach(port: Port): () => void {
    this.ports.add(port);
    return () => void this.ports.delete(port);
  }

  /** Also what somebody presses on the chair's own remote. */
  press(code: string): void {
    if (code === '0303') this.power();
    else if (this.isOn && this.clock.nowMs() >= this.onAtMs + this.nature.bootMs) this.obey(code);
  }

  close(): void {
    this.clock.clear(this.timer);
  }

  private power(): void {
    this.isOn = !this.isOn;
    this.isPaused = false;
    this.auto = this.isOn && this.nature.startsByItself ? '0305' : null;
    this.technique = null;
    this.airAt = this.nature.airOrder.indexOf(false);
    this.footRoller = false;
    this.onAtMs = this.clock.nowMs();
    this.endsAtMs = this.onAtMs + 15 * 60_000;
    this.answer('1103');
  }

  private obey(code: string): void {
    if (code in autos) {
      this.auto = code;
      this.technique = null;
      this.endsAtMs = this.clock.nowMs() + 15 * 60_000;
      this.answer('1103');
    } else if (code === '0363') this.manual();
    else if (code === '0327' && this.auto === null) this.speed = (this.speed + 1) % 3;
    else if (code === '0375') this.air();
    else if (code === '0315') this.strengthAt = (this.strengthAt + 1) % 3;
    else if (code === '0331') this.footRoller = !this.footRoller;
    else if (code === '0322') this.isPaused = !this.isPaused;
    else if (code === '032D') this.addTime();
  }

  private manual(): void {
    const { techniques } = this.nature;
    const at = this.technique === null ? -1 : techniques.indexOf(this.technique);
    this.technique = techniques[(at + 1) % techniques.length] ?? null;
    this.auto = null;
    this.answer(at === techniques.length - 1 ? '1104' : '1103');
  }

  private air(): void {
    this.airAt = (this.airAt + 1) % 3;
    this.answer(this.airAt === 0 ? '1104' : '1103');
  }

  private addTime(): void {
    const minutes = Math.ceil((this.endsAtMs - this.clock.nowMs()) / 60_000) + 5;
    this.endsAtMs = this.clock.nowMs() + (minutes > 30 ? 5 : minutes) * 60_000;
    this.answer(minutes > 30 ? '1104' : '1103');
  }

  private answer(code: string): void {
    this.clock.after(40, () => this.say(code));
  }

  private show(): void {
    const nowMs = this.clock.nowMs();
    if (this.isOn && nowMs >= this.endsAtMs) this.power();
    this.turn += 1;
    if (!this.isOn && this.nature.isDarkWhenOff) return;
    const bytes = this.turn % this.nature.shortEvery === 0 ? this.short() : this.long(nowMs);
    this.say(bytes.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(''));
  }

  private short(): readonly number[] {
    const bytes = [0, 0, 0, this.auto === null ? 0 : 0x20, 0];
    const bit = this.auto === null ? null : autos[this.auto];
    if (bit !== null && bit !== undefined) bytes[bit[0]] = (bytes[bit[0]] ?? 0) | (1 << bit[1]);
    return bytes;
  }

  private long(nowMs: number): readonly number[] {
    const isLit = Math.floor(nowMs / this.nature.blinkMs) % 2 === 0;
    const minutes = Math.max(0, Math.ceil((this.endsAtMs - nowMs) / 60_000));
    const shown = this.isOn && nowMs >= this.onAtMs + this.nature.bootMs;
    const [tens, ones] = shown ? [digits[Math.floor(minutes / 10)] ?? 0, digits[minutes % 10] ?? 0] : [0, 0];
    const bytes = [0x27, tens, (ones & 0x0f) << 4, ones >> 4, 0x0f, 0, 0x01, 0, 0xe0];
    const put = (byte: number, bit: number, value: boolean): void => {
      const now = bytes[byte] ?? 0;
      bytes[byte] = value ? now | (1 << bit) : now & ~(1 << bit);
    };
    for (const [byte, bit] of Object.values(bits)) put(byte, bit, true);
    if (this.technique !== null && this.isRolling) put(...bits[this.technique], isLit);
    if (this.auto !== null && this.isRolling) put(0, 1, isLit);
    put(3, 4, this.isAirOn);
    bytes[4] = (bytes[4] ?? 0) | ((this.nature.strengths[this.strengthAt] ?? 0) << 5);
    bytes[5] = ([0, 1, 3][this.speed] ?? 0) << 2;
    put(6, 7, this.isOn && this.footRoller);
    return bytes;
  }

  private say(hex: string): void {
    if (this.isStatusCut) return;
    for (const port of [...this.ports]) port.send(`~${hex}\r`);
  }
}
