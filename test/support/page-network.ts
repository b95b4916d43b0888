import type {
  PageMethod,
  PageNetwork,
  PageReply,
  RequestOptions,
  StreamListener,
} from '../../src/page/logic/network.js';

/** A stream as the page opened it; the test plays the daemon behind it. */
export class TestStream {
  readonly sent: string[] = [];
  isOpen = false;
  isClosed = false;
  isClogged = false;
  private seq = 0;

  constructor(
    private readonly listener: StreamListener,
    private readonly wallMs: () => number,
  ) {}

  /** Queues a frame, numbered as the daemon numbers it. */
  say(frame: object, header: object = {}): void {
    this.isOpen = true;
    this.seq += 1;
    const at = new Date(this.wallMs()).toISOString();
    this.listener.onText(JSON.stringify({ epoch: 'e1', at, seq: this.seq, ...frame, ...header }));
  }

  /** A frame that got lost on the way. */
  lose(): void {
    this.seq += 1;
  }

  /** A line without a number, such as telemetry. */
  mention(frame: object): void {
    const at = new Date(this.wallMs()).toISOString();
    this.listener.onText(JSON.stringify({ epoch: 'e1', at, ...frame }));
  }

  breakOff(): void {
    this.isClosed = true;
    this.listener.onClose();
  }

  send(text: string): boolean {
    if (!this.isOpen || this.isClosed) return false;
    this.sent.push(text);
    return true;
  }

  close(): void {
    this.isClosed = true;
  }
}

/** A request as the page sent it; it hangs until the test answers. */
export class TestRequest {
  isAborted = false;
  isOver = false;
  readonly reply: Promise<PageReply | null>;
  private resolve: (reply: PageReply | null) => void = () => {};

  constructor(
    readonly method: PageMethod,
    readonly path: string,
    readonly options: RequestOptions,
  ) {
    this.reply = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  answer(body: unknown, status = 200): void {
    this.finish({ status, body });
  }

  fail(): void {
    this.finish(null);
  }

  abort(): void {
    this.isAborted = true;
    this.finish(null);
  }

  private finish(reply: PageReply | null): void {
    this.isOver = true;
    this.resolve(reply);
  }
}

/** The way to a daemon that the test plays. */
export class TestNetwork implements PageNetwork {
  readonly streams: TestStream[] = [];
  readonly requests: TestRequest[] = [];

  constructor(private readonly wallMs: () => number) {}

  openStream(listener: StreamListener): TestStream {
    const stream = new TestStream(listener, this.wallMs);
    this.streams.push(stream);
    return stream;
  }

  ask(method: PageMethod, path: string, options: RequestOptions = {}): TestRequest {
    const request = new TestRequest(method, path, options);
    this.requests.push(request);
    return request;
  }

  get stream(): TestStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new Error('no stream was opened');
    return stream;
  }

  /** Those to this path, with or without a query. */
  to(path: string): readonly TestRequest[] {
    return this.requests.filter((request) => request.path.split('?')[0] === path);
  }

  /** How many of these are under way. */
  open(path: string): number {
    return this.to(path).filter(({ isOver }) => !isOver).length;
  }
}
