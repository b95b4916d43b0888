import { knownIn } from '../core/setup/answers.js';
import type { SetupDesk } from '../core/setup/desk.js';
import type { ProcessEdge } from './process-edge.js';
import { LiveSetupDesk } from './setup-desk.js';
import type { PortCandidate } from './setup-ports.js';

/** A simulated chair that nobody drives, and where it is. */
export interface SpareChair {
  readonly port: string;
  close(): Promise<void>;
}

/** The set-up of the demo: whoever has no chair yet tries it on one more simulated chair, which is made when it is first asked for. It
 *  writes nothing: the page offers the text. */
export class DemoSetup {
  private desk: SetupDesk | null = null;
  private spare: Promise<SpareChair | null> | null = null;
  private readonly candidates: PortCandidate[] = [];

  constructor(
    private readonly edge: Pick<ProcessEdge, 'clock' | 'version'>,
    private readonly brokerUrl: string,
    private readonly makeChair: () => Promise<SpareChair>,
  ) {}

  open(): SetupDesk {
    this.spare ??= this.makeSpare();
    this.desk ??= this.makeDesk();
    return this.desk;
  }

  async close(): Promise<void> {
    await (await this.spare)?.close();
  }

  private makeDesk(): SetupDesk {
    const { clock, version } = this.edge;
    const source = { kind: 'source', file: 'chair2mqtt.yaml', text: null, known: knownIn(null) } as const;
    const { brokerUrl, candidates: others } = this;
    return new LiveSetupDesk({
      source,
      file: null,
      environment: {},
      clock,
      version,
      others,
      brokerUrl,
      demoBroker: () => brokerUrl,
      isSimulated: true,
      list: async () => [],
    });
  }

  private async makeSpare(): Promise<SpareChair | null> {
    const chair = await this.makeChair().catch(() => null);
    if (chair === null) return null;
    const { port } = chair;
    this.candidates.push({ key: port, port, path: port, about: 'simulated' });
    return chair;
  }
}
