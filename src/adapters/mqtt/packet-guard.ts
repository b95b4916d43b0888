/** What a guard holds a connection to. */
export interface PacketBounds {
  readonly protocolVersion: 4 | 5;
  /** Of a whole packet; at least 66,000, so that what is left of a long one fits. */
  readonly packetBytesMax: number;
}

const publishType = 3;
/** Left of a payload that is too long: more than any command may have, so that it is still seen to be too long. */
const sampleBytes = 4352;
/** A varying length has at most four bytes. */
const lengthBytesMax = 4;

/** A varying length at `from`: null where it is not whole yet, `bad` where it never will be. */
function lengthAt(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } | null | 'bad' {
  let value = 0;
  for (let index = 0; index < lengthBytesMax; index += 1) {
    const byte = bytes[from + index];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 128 ** index;
    if (byte < 128) return { value, end: from + index + 1 };
  }
  return 'bad';
}

function lengthBytesOf(length: number): readonly number[] {
  const bytes: number[] = [];
  for (let rest = length; bytes.length === 0 || rest > 0; rest = Math.floor(rest / 128)) {
    bytes.push(rest >= 128 ? (rest % 128) + 128 : rest);
  }
  return bytes;
}

const toBytes = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.concat(parts));

/** A PUBLISH that is too long, while it comes in: topic, packet id and the beginning of its payload are kept, the rest is
 *  thrown away as it comes. */
class LongPublish {
  private seen = 0;
  private beginning: Uint8Array = new Uint8Array();
  /** Topic and packet id as they came. */
  private head: Uint8Array | null = null;
  private payloadFrom = 0;
  private readonly sample: Uint8Array[] = [];
  private sampled = 0;
  private isTold = false;

  constructor(
    private readonly firstByte: number,
    private readonly length: number,
    private readonly bounds: PacketBounds,
  ) {}

  /** How many bytes are still to come. */
  get left(): number {
    return this.length - this.seen;
  }

  private get isOver(): boolean {
    return this.left === 0;
  }

  /** Takes what belongs to this packet. A text says what is wrong with it. */
  take(bytes: Uint8Array): string | null {
    const from = this.seen;
    this.seen += bytes.length;
    if (this.head !== null) {
      this.addSample(bytes, from);
      return null;
    }
    this.beginning = toBytes([this.beginning, bytes]);
    const problem = this.readHead();
    if (problem === null && this.head !== null) this.addSample(this.beginning, 0);
    if (this.head === null && this.isOver) return 'a packet that is no message';
    return problem;
  }

  /** What is passed on in its place, once: null until there is enough of it. */
  replacement(): Uint8Array | null {
    const { head } = this;
    if (this.isTold || head === null || (this.sampled < this.sampleMax(head) && !this.isOver)) return null;
    this.isTold = true;
    const properties = this.bounds.protocolVersion === 5 ? [0] : [];
    const body = toBytes([head, Uint8Array.from(properties), ...this.sample]);
    return toBytes([Uint8Array.from([this.firstByte, ...lengthBytesOf(body.length)]), body]);
  }

  private sampleMax(head: Uint8Array): number {
    const overhead = 1 + lengthBytesMax + head.length + 1;
    return Math.min(sampleBytes, this.bounds.packetBytesMax - overhead, this.length - this.payloadFrom);
  }

  private readHead(): string | null {
    const { beginning, bounds, firstByte } = this;
    if (beginning.length < 2) return null;
    const topicBytes = (beginning[0] ?? 0) * 256 + (beginning[1] ?? 0);
    const headBytes = 2 + topicBytes + ((firstByte & 0x06) === 0 ? 0 : 2);
    const properties = bounds.protocolVersion === 5 ? lengthAt(beginning, headBytes) : { value: 0, end: headBytes };
    if (properties === 'bad') return 'properties of an impossible length';
    if (properties === null || beginning.length < headBytes) return null;
    if (properties.end + properties.value > this.length) return 'properties that are longer than their packet';
    this.head = beginning.subarray(0, headBytes);
    this.payloadFrom = properties.end + properties.value;
    return null;
  }

  /** `bytes` begin at `from` of the packet. */
  private addSample(bytes: Uint8Array, from: number): void {
    const { head } = this;
    if (head === null || this.isTold) return;
    const begin = Math.max(0, this.payloadFrom - from);
    const wanted = bytes.subarray(begin, begin + this.sampleMax(head) - this.sampled);
    this.sampled += wanted.length;
    this.sample.push(wanted.slice());
  }
}

/** Reads the packets that a broker sends by their headers alone, so that none is put together that is larger than announced. Of a
 *  message that is too long the topic and a beginning are passed on: on the stop lanes the topic says everything. [S7] */
export class PacketGuard {
  /** A header that is not whole yet. */
  private header: Uint8Array = new Uint8Array();
  private passing = 0;
  private long: LongPublish | null = null;

  /** `pass` gets at most the end of one packet at a time. */
  constructor(
    private readonly bounds: PacketBounds,
    private readonly pass: (bytes: Uint8Array) => void,
  ) {}

  /** A text says why the connection has to end. */
  take(chunk: Uint8Array): string | null {
    let at = 0;
    while (at < chunk.length) {
      const rest = chunk.subarray(at);
      const step = this.step(rest);
      if (typeof step === 'string') return step;
      at += step;
    }
    return null;
  }

  /** Takes one part of what has come; how many bytes that was. */
  private step(rest: Uint8Array): number | string {
    if (this.passing > 0) return this.passOn(rest);
    if (this.long !== null) return this.takeLong(this.long, rest);
    return this.takeHeader(rest);
  }

  private passOn(rest: Uint8Array): number {
    const part = rest.subarray(0, this.passing);
    this.passing -= part.length;
    this.pass(part);
    return part.length;
  }

  private takeLong(long: LongPublish, rest: Uint8Array): number | string {
    const part = rest.subarray(0, long.left);
    const problem = long.take(part);
    if (problem !== null) return `the broker sends ${problem}`;
    const replacement = long.replacement();
    if (long.left === 0) this.long = null;
    if (replacement !== null) this.pass(replacement);
    return part.length;
  }

  private takeHeader(rest: Uint8Array): number | string {
    const before = this.header.length;
    const bytes = before === 0 ? rest : toBytes([this.header, rest.subarray(0, 1 + lengthBytesMax - before)]);
    const length = lengthAt(bytes, 1);
    if (length === 'bad') return 'the broker sends a packet of an impossible length';
    if (length === null) {
      this.header = bytes.slice();
      return bytes.length - before;
    }
    this.header = new Uint8Array();
    return this.begin(bytes.subarray(0, length.end), length.value, rest, length.end - before);
  }

  private begin(header: Uint8Array, length: number, rest: Uint8Array, taken: number): number | string {
    const firstByte = header[0] ?? 0;
    const isMessage = firstByte >> 4 === publishType;
    if (isMessage && (firstByte & 0x04) !== 0) return 'the broker sends with a QoS that was not asked for';
    if (header.length + length > this.bounds.packetBytesMax) {
      if (!isMessage) return `the broker sends a packet of ${header.length + length} bytes that is no message`;
      this.long = new LongPublish(firstByte, length, this.bounds);
      return taken;
    }
    if (taken < header.length) {
      this.passing = length;
      this.pass(header);
      return taken;
    }
    const whole = rest.subarray(0, taken + length);
    this.passing = taken + length - whole.length;
    this.pass(whole);
    return whole.length;
  }
}
