import { z } from 'zod';
import type { BrokerMeasures } from '../../core/metrics/measures.js';
import type { Claim } from '../../core/ownership.js';
import { readJsonAs } from '../../core/shape/read-json.js';
import { chairCardSchema } from '../../core/status.js';
import type { Clock, Face, Log, Store } from '../../ports.js';
import type { MqttFace } from './mqtt-face.js';

const defaultId = 'bridge';
const leaveMs = 500;
/** The dot keeps it apart from every chair's own record. */
export const bridgeRecordName = 'mqtt.bridge';
const infoSchema = z.object({ epoch: z.string() });
const recordSchema = z.object({
  id: z
    .string()
    .regex(/^bridge-[0-9a-f]{4}$/)
    .nullable(),
  epoch: z.string(),
});

export type BridgeRecord = z.infer<typeof recordSchema>;

/** The run of a daemon that `<bridge>/info` is of. */
export const epochOfInfo = (info: Uint8Array): string | undefined => readJsonAs(info, infoSchema)?.epoch;

const chairsOfInfo = z.object({ chairs: z.array(chairCardSchema.pick({ id: true, commissioned: true })) });

/** By chair, what `<bridge>/info` says of its commissioning. */
export const commissionedInInfo = (info: Uint8Array): ReadonlyMap<string, boolean> =>
  new Map(readJsonAs(info, chairsOfInfo)?.chairs.map(({ id, commissioned }) => [id, commissioned]));

/** What the data folder knows of the bridge: an id of its own where one was made, and the run that used it last. */
export const readBridgeRecord = (record: unknown): BridgeRecord | null => recordSchema.safeParse(record).data ?? null;

/** The bridge id of a daemon: as configured, else its own where one was made, else `bridge`. */
export const bridgeIdOf = (configured: string | undefined, record: BridgeRecord | null): string =>
  configured ?? record?.id ?? defaultId;

export interface NamedFaceParts {
  /** `mqtt.bridge_id`; undefined where it is left to the daemon. */
  readonly configured: string | undefined;
  readonly epoch: string;
  readonly chairIds: readonly string[];
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** A face under this bridge id; `onTaken`: another live daemon keeps it. */
  readonly create: (bridgeId: string, onTaken: (to: Claim) => void) => MqttFace;
  /** The configured id is another daemon's. */
  readonly onRefused: (message: string) => void;
}

/** Its bridge id may change while it runs. */
export interface NamedMqttFace extends MqttFace {
  readonly bridgeId: string;
}

/** [S16] The MQTT face under a bridge id that is ours alone: where `bridge` is taken, a daemon without a configured id makes one of its
 *  own and keeps it; one with a configured id has to end. */
class NamedFace implements NamedMqttFace {
  private face: MqttFace;
  bridgeId: string;
  private isClosing = false;
  private web: string | null = null;

  constructor(private readonly parts: NamedFaceParts) {
    const { configured, store } = parts;
    const record = readBridgeRecord(store.load(bridgeRecordName));
    this.bridgeId = bridgeIdOf(configured, record);
    this.remember(record?.id ?? null);
    this.face = this.create();
  }

  get measures(): BrokerMeasures {
    return this.face.measures;
  }

  start(): void {
    this.face.start();
  }

  leave(deadlineMs: number): Promise<void> {
    this.isClosing = true;
    return this.face.leave(deadlineMs);
  }

  close(deadlineMs: number): Promise<void> {
    this.isClosing = true;
    return this.face.close(deadlineMs);
  }

  onStatus: Face['onStatus'] = (...told) => this.face.onStatus(...told);
  onEvent: Face['onEvent'] = (...told) => this.face.onEvent(...told);
  onStopForOwner: Face['onStopForOwner'] = (...told) => this.face.onStopForOwner(...told);
  onTelemetry: Face['onTelemetry'] = (...told) => this.face.onTelemetry(...told);
  onAvailability: Face['onAvailability'] = (...told) => this.face.onAvailability(...told);
  onPrograms: Face['onPrograms'] = (...told) => this.face.onPrograms(...told);
  onUsage: Face['onUsage'] = (...told) => this.face.onUsage(...told);
  onSchedule: Face['onSchedule'] = (...told) => this.face.onSchedule(...told);
  onUnsaved: Face['onUnsaved'] = (...told) => this.face.onUnsaved(...told);
  onCard: Face['onCard'] = (...told) => this.face.onCard(...told);

  onWeb(address: string | null): void {
    this.web = address;
    this.face.onWeb(address);
  }

  private create(): MqttFace {
    return this.parts.create(this.bridgeId, () => this.taken());
  }

  private taken(): void {
    const { configured, onRefused } = this.parts;
    if (configured === undefined) void this.rename();
    else onRefused(`another daemon answers to the bridge id ${configured}: give this one another mqtt.bridge_id`);
  }

  /** The old connections go without a word: what they would say is the other daemon's to say. */
  private async rename(): Promise<void> {
    const { log } = this.parts;
    const before = this.bridgeId;
    this.bridgeId = this.newId();
    this.remember(this.bridgeId);
    log.warn('bridge_renamed', { before, bridge_id: this.bridgeId, hint: 'set mqtt.bridge_id to a name of your own' });
    await this.face.leave(leaveMs);
    if (this.isClosing) return;
    this.face = this.create();
    this.face.onWeb(this.web);
    this.face.start();
  }

  private newId(): string {
    const { clock, chairIds } = this.parts;
    const number = Math.floor(clock.random() * 0x1_0000);
    const id = `${defaultId}-${number.toString(16).padStart(4, '0')}`;
    return id === this.bridgeId || chairIds.includes(id) ? this.newId() : id;
  }

  private remember(id: string | null): void {
    const { store, epoch } = this.parts;
    void store.save(bridgeRecordName, { id, epoch } satisfies BridgeRecord);
  }
}

/** Serves the chairs under a bridge id that no other live daemon has. */
export const createNamedFace = (parts: NamedFaceParts): NamedMqttFace => new NamedFace(parts);
