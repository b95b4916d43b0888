import { isDeviceForm, migration, placeHolder } from './discovery-topics.js';
import type { StandingConfigs } from './standing-configs.js';

/** How long the hub gets to unload what is given up before its new form comes. */
const migrationMs = 1000;

export interface HandOverParts {
  readonly standing: StandingConfigs;
  /** Calls once when everything has come that the broker had in hand; never where the connection ends before. */
  readonly echo: (take: () => void) => void;
  /** Forgotten where the connection ends before. */
  readonly after: (delayMs: number, run: () => void) => void;
  /** Says something that the broker does not keep. */
  readonly tell: (topic: string, payload: string) => void;
  readonly clear: (topics: readonly string[]) => void;
  /** Topics that stand there in the other form. */
  readonly old: () => readonly string[];
  /** One on which there is something. */
  readonly knownTopic: string;
  /** Nothing stands there in the other form. `handed`: what did, and is cleared now. */
  readonly onSettled: (handed: readonly string[]) => void;
}

/** What stands there in the other form is given up, cleared while the hub has nothing of it loaded, because it would forget names and
 *  ids otherwise, and may be announced anew then. */
export class HandOver {
  private readonly handed = new Set<string>();
  private isUnderWay = false;

  constructor(private readonly parts: HandOverParts) {}

  /** What comes of this topic is an echo. */
  has(topic: string): boolean {
    return this.handed.has(topic);
  }

  /** What comes while one is under way is noticed by it. */
  begin(): void {
    if (this.isUnderWay) return;
    this.isUnderWay = true;
    this.listen();
  }

  forget(): void {
    this.handed.clear();
    this.isUnderWay = false;
  }

  /** Everything that the broker keeps has come when an echo has brought nothing with it. */
  private listen(): void {
    this.parts.echo(this.unlessFound(() => this.giveUp()));
  }

  private giveUp(): void {
    const { old, tell, echo } = this.parts;
    const topics = old();
    if (topics.length === 0) {
      this.settled([]);
      return;
    }
    for (const topic of topics) this.handed.add(topic);
    for (const topic of topics) tell(topic, migration);
    for (const topic of topics.filter(isDeviceForm)) this.holdPlace(topic);
    echo(this.unlessFound(() => this.clear(topics)));
  }

  private clear(topics: readonly string[]): void {
    const { clear, after } = this.parts;
    clear(topics.filter((topic) => !isDeviceForm(topic)));
    const finish = (): void => {
      clear(topics.filter(isDeviceForm));
      this.settled(topics);
    };
    after(migrationMs, this.unlessFound(finish));
  }

  private settled(topics: readonly string[]): void {
    this.forget();
    this.parts.onSettled(topics);
  }

  /** What another daemon has announced meanwhile the hub may have loaded: then all of it goes from the beginning. */
  private unlessFound(run: () => void): () => void {
    const { standing } = this.parts;
    const { finds } = standing;
    return () => (standing.finds === finds ? run() : this.listen());
  }

  /** The hub complains of a device that is cleared while it has nothing of it: for that moment it gets something. */
  private holdPlace(topic: string): void {
    const { standing, tell, knownTopic } = this.parts;
    const held = placeHolder(standing.payloadOf(topic) ?? '', knownTopic);
    if (held !== null) tell(topic, held);
  }
}
