import { type BrokerLimits, type PublicationSizes, passageOf } from '../../core/broker/broker-limits.js';
import type { BrokerLoad } from '../../core/metrics/measures.js';
import type { Log, Publication } from '../../ports.js';
import type { PublicationEvents, PublishRefusal } from './connection-attempt.js';
import { reasonOfRefusal } from './connection-trouble.js';
import { type Departure, Outbox } from './outbox.js';

/** So many connections may die while a publication is under way. */
const deathsMax = 2;
/** A publication that nobody acknowledges is suspected only where its size can be why a connection ended. */
const suspectBytes = 1024;
const suspectsMax = 20;
/** Topics that are told of once each; beyond these none is. */
const toldMax = 100;

type Write = (publication: Publication, events: PublicationEvents) => void;

const utf8Bytes = (text: string): number => Buffer.byteLength(text);

const sizesOf = ({ topic, payload, responseTopic, correlation, expiryS }: Publication): PublicationSizes => ({
  topicBytes: utf8Bytes(topic),
  payloadBytes: utf8Bytes(payload),
  responseTopicBytes: responseTopic === undefined ? null : utf8Bytes(responseTopic),
  correlationBytes: correlation?.length ?? null,
  hasExpiry: expiryS !== undefined,
});

/** Everything that goes to the broker: what waits, what is under way, and what came to grief. */
export class Departures {
  private readonly outbox = new Outbox();
  private inFlight: readonly Departure[] = [];
  /** They hold up nothing, and go again with the next connection: the broker has answered others, and lost these or their answers. */
  private unanswered: readonly Departure[] = [];
  /** Large ones that nobody acknowledges, since the broker last showed that it had read what was sent. */
  private suspects: readonly string[] = [];
  private readonly suspectDeaths = new Map<string, number>();
  private readonly told = new Set<string>();
  /** Null while there is no connection. */
  private limits: BrokerLimits | null = null;
  private tooLarge = 0;

  constructor(
    private readonly write: Write,
    private readonly log: Log,
    private readonly onSettled: () => void,
  ) {}

  /** Nothing waits and nothing is under way. */
  get areOver(): boolean {
    return this.inFlight.length === 0 && this.outbox.size === 0;
  }

  get load(): BrokerLoad {
    const { size: outbox, events, asideSize: setAside, dropped: droppedEvents } = this.outbox;
    const inFlight = this.inFlight.length + this.unanswered.length;
    return { outbox, events, inFlight, setAside, droppedEvents, tooLarge: this.tooLarge };
  }

  add(publication: Publication): void {
    if (publication.offline === 'drop' && this.limits === null) return;
    if (publication.offline === 'drop' && publication.qos === 0) {
      this.send({ key: '', publication, deaths: 0 });
    } else {
      this.outbox.add(publication);
      this.pump();
    }
  }

  /** What comes now is sent; what waits, with the next `pump`. */
  online(limits: BrokerLimits): void {
    this.limits = limits;
  }

  /** The connection has ended. What was not acknowledged is sent again; where it was not our doing, it may be what ended it. */
  offline(isOurDoing: boolean): void {
    this.limits = null;
    const suspected = this.inFlight.map((each) => (isOurDoing ? each : { ...each, deaths: each.deaths + 1 }));
    const departed = [...this.unanswered, ...suspected];
    this.inFlight = [];
    this.unanswered = [];
    const isBad = ({ deaths }: Departure) => deaths >= deathsMax;
    this.outbox.putBack(departed.filter((each) => !isBad(each)));
    for (const departure of departed.filter(isBad)) {
      this.outbox.setAside(departure);
      this.tellSetAside(departure.publication.topic, sizesOf(departure.publication).payloadBytes);
    }
    if (!isOurDoing) for (const topic of this.suspects) this.blame(topic);
    this.suspects = [];
  }

  /** A connection has lived for long: what was set aside may try again. */
  forgive(): void {
    this.suspectDeaths.clear();
    this.outbox.release();
    this.pump();
  }

  /** Sends what waits. One that was there when a connection died goes alone the next time: so the next death shows which one it is. */
  pump(): void {
    while (this.limits !== null && this.inFlight.length < this.limits.inFlightMax) {
      const next = this.outbox.next();
      if (next === null) return;
      const isAlone = this.inFlight.length === 0;
      if (!isAlone && (next.deaths > 0 || this.inFlight.some(({ deaths }) => deaths > 0))) return;
      this.outbox.take();
      this.send(next);
    }
  }

  private send(departure: Departure): void {
    const { publication } = departure;
    const { topic } = publication;
    if (this.limits === null) return;
    const sizes = sizesOf(publication);
    const passage = passageOf(sizes, publication, this.limits);
    if (passage.kind === 'too-large') {
      const { bytes, bytesMax } = passage;
      this.tooLarge += 1;
      const hint = "raise the broker's limit of packets";
      if (this.isNews(`large ${topic}`))
        this.log.warn('publication_too_large', { topic, bytes, bytes_max: bytesMax, hint });
    }
    if (passage.kind !== 'goes') return;
    const { qos, isRetained } = passage;
    const isLarge = qos === 0 && sizes.payloadBytes >= suspectBytes;
    if (isLarge && (this.suspectDeaths.get(topic) ?? 0) >= deathsMax) return;
    if (isLarge) this.suspects = [...this.suspects.slice(-suspectsMax + 1), topic];
    if (qos > 0) {
      this.inFlight = [...this.inFlight, departure];
      this.unanswered = this.unanswered.filter(({ key }) => key !== departure.key);
    }
    this.write(
      { ...publication, qos, isRetained },
      {
        onDone: (refusal) => this.done(departure, qos, refusal),
        onAnswerLost: () => this.answerLost(departure),
      },
    );
  }

  private done(departure: Departure, qos: 0 | 1, refusal: PublishRefusal): void {
    const isOther = (other: Departure) => other !== departure;
    this.inFlight = this.inFlight.filter(isOther);
    this.unanswered = this.unanswered.filter(isOther);
    if (qos > 0) this.suspects = [];
    this.tellRefusal(departure.publication.topic, refusal);
    if (qos > 0) this.pump();
    this.onSettled();
  }

  private answerLost(departure: Departure): void {
    const { topic } = departure.publication;
    this.inFlight = this.inFlight.filter((other) => other !== departure);
    this.unanswered = [...this.unanswered, departure];
    const hint = 'the broker answers later ones: it loses publications or its answers to them; look into its log';
    if (this.isNews(`unanswered ${topic}`)) this.log.warn('publication_unanswered', { topic, hint });
    this.pump();
    this.onSettled();
  }

  private blame(topic: string): void {
    const deaths = (this.suspectDeaths.get(topic) ?? 0) + 1;
    this.suspectDeaths.set(topic, deaths);
    if (deaths === deathsMax) this.tellSetAside(topic, null);
  }

  private tellSetAside(topic: string, bytes: number | null): void {
    const hint = 'two connections died while it was sent: look into the log of the broker for its limits and rights';
    if (this.isNews(`aside ${topic}`)) this.log.warn('publication_set_aside', { topic, bytes, hint });
  }

  private tellRefusal(topic: string, refusal: PublishRefusal): void {
    if (refusal === null || !this.isNews(`refused ${topic}`)) return;
    const hint = reasonOfRefusal(refusal.code);
    this.log.warn('publish_refused', { topic, reason: refusal.message, ...(hint === null ? {} : { hint }) });
  }

  private isNews(what: string): boolean {
    if (this.told.has(what) || this.told.size >= toldMax) return false;
    this.told.add(what);
    return true;
  }
}
