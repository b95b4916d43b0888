import { Buffer } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Admitted, RequestFacts } from '../../core/access/request-facts.js';
import type { Status, StatusEvent } from '../../core/status.js';
import { dueZones } from '../../core/wear/service-notes.js';
import type { PassChair, ShortChair } from '../../core/web/frames.js';
import { readStreamText, type StreamReading } from '../../core/web/stop-request.js';
import { anonymous, passChair } from '../../core/web/viewer.js';
import type { Face, Log, Timer } from '../../ports.js';
import type { Gate } from './gate.js';
import type { Snapshots, SnapshotsParts } from './snapshots.js';
import { takeHalt } from './stop-lane.js';
import { StreamClient } from './stream-client.js';

export interface StreamsParts extends SnapshotsParts {
  readonly gate: Gate;
  readonly snapshots: Snapshots;
  readonly log: Log;
}

const streamsMax = 64;
const streamsPerAddressMax = 16;
/** A stop is taken with whatever payload of up to this. [S7] */
const frameBytesMax = 1024 * 1024;
const beatEveryMs = 1000;
const telemetryEveryMs = 500;
const closedByPolicy = 1008;
const goingAway = 1001;

/** The pages that listen. What chairs tell goes to those that watch them; the short form of what has changed to all, once a second. */
export class Streams
  implements Pick<Face, 'onStatus' | 'onEvent' | 'onAvailability' | 'onUsage' | 'onPrograms' | 'onCard'>
{
  /** How many were cut off because nobody read them. */
  cutOffCount = 0;
  private readonly clients = new Set<StreamClient>();
  private readonly changed = new Set<string>();
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: frameBytesMax,
    clientTracking: false,
  });
  private readonly timers: readonly Timer[];

  constructor(private readonly parts: StreamsParts) {
    const { clock } = parts;
    this.timers = [clock.every(beatEveryMs, () => this.beat()), clock.every(telemetryEveryMs, () => this.measure())];
  }

  /** Whether one more of this address may listen; the rest polls. */
  hasRoomFor(facts: RequestFacts): boolean {
    const { gate } = this.parts;
    if (this.clients.size >= streamsMax) return false;
    const neighbourhood = gate.neighbourhoodOf(facts);
    if (neighbourhood === null) return true;
    const same = [...this.clients].filter((each) => gate.neighbourhoodOf(each.facts) === neighbourhood).length;
    return same < streamsPerAddressMax;
  }

  /** Takes over the socket of an upgrade that was admitted. */
  open(request: IncomingMessage, socket: Duplex, head: Buffer, facts: RequestFacts, admitted: Admitted): void {
    this.server.handleUpgrade(request, socket, head, (webSocket) => this.join(webSocket, facts, admitted));
  }

  onStatus(chairId: string, status: Status): void {
    this.changed.add(chairId);
    this.tellState(chairId, status);
  }

  onAvailability(chairId: string): void {
    this.changed.add(chairId);
    if (this.isWatched(chairId)) this.tellState(chairId, this.parts.fleet.status(chairId));
  }

  onUsage(chairId: string): void {
    if (this.isWatched(chairId)) this.tellState(chairId, this.parts.fleet.status(chairId));
  }

  onCard(chairId: string): void {
    this.changed.add(chairId);
  }

  onEvent(chairId: string, event: StatusEvent): void {
    for (const client of this.watching(chairId)) client.tell('event', { chair: chairId, event });
  }

  onPrograms(chairId: string): void {
    if (!this.isWatched(chairId)) return;
    const programs = [...this.parts.fleet.programs(chairId)];
    for (const client of this.watching(chairId)) client.tell('programs', { chair: chairId, programs });
  }

  close(): void {
    for (const timer of this.timers) this.parts.clock.clear(timer);
    for (const client of this.clients) client.end(goingAway, 'the daemon ends');
  }

  private join(socket: WebSocket, facts: RequestFacts, admitted: Admitted): void {
    const { clock, house, log } = this.parts;
    const client = new StreamClient(socket, facts, admitted, { epoch: house.epoch, clock });
    this.clients.add(client);
    socket.on('close', () => this.clients.delete(client));
    socket.on('error', (error) => log.debug('stream_failed', { reason: error.message }));
    socket.on('message', (data) => this.take(client, textOf(data)));
    this.showAll(client);
  }

  private take(client: StreamClient, text: string): void {
    const reading = readStreamText(text);
    if (reading.kind === 'stop') this.stop(client, reading);
    else if (client.isFlooding()) client.end(closedByPolicy, 'too many requests');
    else if (reading.kind === 'watch') this.watch(client, reading.chairs);
  }

  /** [S7] Before anything else is done with the frame. */
  private stop(client: StreamClient, { verb, chair, n }: Extract<StreamReading, { kind: 'stop' }>): void {
    const { fleet, gate } = this.parts;
    if (gate.refuseStop(client.facts) !== null) {
      client.end(closedByPolicy, 'this login may not stop any more');
      return;
    }
    const isKnown = chair === null || fleet.chairIds.includes(chair);
    const taken = takeHalt(this.parts, verb, isKnown ? (chair === null ? fleet.chairIds : [chair]) : [], n);
    const unknown = { id: chair ?? '', ok: false, code: 'not_found', message: 'there is no such chair' };
    client.queue('taken', isKnown ? taken : { ...taken, chairs: [unknown] });
  }

  private watch(client: StreamClient, chairs: readonly string[]): void {
    if (client.isPass) return;
    const before = client.watched;
    client.watched = new Set(chairs.filter((id) => this.parts.fleet.chairIds.includes(id)));
    for (const chairId of client.watched) if (!before.has(chairId)) this.showWatched(client, chairId);
  }

  private *watching(chairId: string): Iterable<StreamClient> {
    for (const client of this.clients) if (client.watched.has(chairId)) yield client;
  }

  private isWatched(chairId: string): boolean {
    return !this.watching(chairId)[Symbol.iterator]().next().done;
  }

  private tellState(chairId: string, status: Status): void {
    if (!this.isWatched(chairId)) return;
    const state = this.stateOf(chairId, status);
    for (const client of this.watching(chairId)) client.tell('state', client.mayOwn ? state.forOwner : state.forOthers);
  }

  private stateOf(chairId: string, status: Status) {
    const { fleet } = this.parts;
    const told = { chair: chairId, available: fleet.isAvailable(chairId), course: fleet.course(chairId) };
    return {
      forOwner: { ...told, status, service: dueZones(fleet.service(chairId)) },
      forOthers: { ...told, status: anonymous(status), service: null },
    };
  }

  private showAll(client: StreamClient): void {
    const { house, snapshots, fleet } = this.parts;
    const chairs: (ShortChair | PassChair)[] = fleet.chairIds.map((id) =>
      client.isPass ? snapshots.pass(id) : snapshots.short(id),
    );
    const named = { bridge_id: house.bridgeId(), house: house.house, demo: house.demo };
    client.queue('snapshot', { ...named, access: client.access, chairs });
    for (const chairId of client.watched) this.showWatched(client, chairId);
  }

  private showWatched(client: StreamClient, chairId: string): void {
    const { fleet } = this.parts;
    const state = this.stateOf(chairId, fleet.status(chairId));
    client.tell('state', client.mayOwn ? state.forOwner : state.forOthers);
    client.tell('programs', { chair: chairId, programs: [...fleet.programs(chairId)] });
    const telemetry = fleet.telemetry(chairId);
    if (telemetry !== null) client.tell('telemetry', { chair: chairId, telemetry });
  }

  private measure(): void {
    const measured = new Map(
      [...new Set([...this.clients].flatMap(({ watched }) => [...watched]))].map((id) => [
        id,
        this.parts.fleet.telemetry(id),
      ]),
    );
    for (const client of this.clients) {
      for (const chairId of client.watched) {
        const telemetry = measured.get(chairId) ?? null;
        if (telemetry !== null) client.tell('telemetry', { chair: chairId, telemetry });
      }
    }
  }

  private beat(): void {
    const { snapshots, clock } = this.parts;
    const shorts = this.clients.size === 0 ? [] : [...this.changed].map((id) => snapshots.short(id));
    const passes = shorts.map(passChair);
    this.changed.clear();
    for (const client of this.clients) {
      if (!client.keepUp(clock.nowMs())) {
        if (client.cutOff()) this.cutOffCount += 1;
      } else if (this.isStillLetIn(client)) this.bring(client, client.isPass ? passes : shorts);
    }
  }

  /** Brings a client up to this second. */
  private bring(client: StreamClient, chairs: (ShortChair | PassChair)[]): void {
    if (client.hasCaughtUp) {
      client.isBehind = false;
      this.showAll(client);
    } else if (chairs.length > 0) client.tell('chairs', { chairs });
    client.tell('beat', {});
  }

  /** A login that has ended leaves the form that its pass allows; the socket stays. */
  private isStillLetIn(client: StreamClient): boolean {
    const now = this.parts.gate.look(client.facts);
    if (now.kind === 'denied' || !(now.mayRead || now.access.rights.includes('stop'))) {
      client.end(closedByPolicy, 'this login has ended');
      return false;
    }
    const isChanged = JSON.stringify(now.access) !== JSON.stringify(client.access) || now.mayRead === client.isPass;
    client.admitted = now;
    if (!isChanged) return true;
    if (client.isPass) client.watched = new Set();
    this.showAll(client);
    return true;
  }
}

/** Also what is no text is looked through for a stop. */
function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
