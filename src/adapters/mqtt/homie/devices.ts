import type { Status, TelemetryStatus } from '../../../core/status.js';
import type { Publication } from '../../../ports.js';
import type { HomieFacts, Property } from './properties.js';

export const homiePrefix = 'homie/5';
export const stateLeaf = '/$state';
export const descriptionLeaf = '/$description';
export const alertTopicOf = (base: string): string => `${base}/$alert/fault`;

/** Publishes something that is retained; an empty payload clears its topic. */
export type SendRetained = (topic: string, payload: string, offline?: Publication['offline']) => void;

/** A device at the broker. */
export class ShownDevice {
  readonly stateTopic: string;
  /** What was said last on each topic, so that only what has changed is said. */
  private readonly said = new Map<string, string>();

  constructor(
    readonly base: string,
    private readonly send: SendRetained,
  ) {
    this.stateTopic = `${base}${stateLeaf}`;
  }

  get id(): string {
    return this.base.slice(homiePrefix.length + 1);
  }

  /** The broker may hold something else on this topic, or on all of them. */
  forget(topic?: string): void {
    if (topic === undefined) this.said.clear();
    else this.said.delete(topic);
  }

  /** Said also where no value was, and then cleared: an earlier run may have left one. */
  say(topic: string, payload: string): void {
    if (this.said.get(topic) === payload) return;
    this.said.set(topic, payload);
    this.send(topic, payload);
  }

  /** A description may change only while the device is not ready: then `ready` must not take the place of a waiting `init`. */
  sayDescription(description: object, isNew: boolean): void {
    this.said.set(this.stateTopic, 'init');
    this.send(this.stateTopic, 'init', isNew ? 'queue' : 'newest');
    this.say(`${this.base}${descriptionLeaf}`, JSON.stringify(description));
  }
}

/** One chair as a child device. */
export class HomieDevice extends ShownDevice {
  properties: readonly Property[] = [];
  /** Its chair has answered in this run. */
  wasReady = false;
  /** Null while the chair does not answer. */
  telemetry: TelemetryStatus | null = null;
  private readonly told = new Map<string, ToldTemperature>();

  constructor(
    readonly chairId: string,
    base: string,
    send: SendRetained,
  ) {
    super(base, send);
  }

  topicOf({ node, id }: Property): string {
    return `${this.base}/${node}/${id}`;
  }

  override forget(topic?: string): void {
    super.forget(topic);
    if (topic === undefined) this.told.clear();
  }

  sayStatus(status: Status): void {
    for (const property of this.properties) this.sayValue(property, status);
    this.say(alertTopicOf(this.base), status.fault?.message ?? '');
  }

  sayValue(property: Property, status: Status): void {
    if (property.read !== undefined) this.say(this.topicOf(property), property.read(status) ?? '');
  }

  sayFacts(facts: HomieFacts): void {
    for (const property of this.properties)
      if (property.look !== undefined) this.say(this.topicOf(property), property.look(facts) ?? '');
  }

  sayTemperatures(nowMs: number): void {
    for (const property of this.properties) {
      if (property.sense === undefined) continue;
      const topic = this.topicOf(property);
      const celsius = this.telemetry === null ? null : property.sense(this.telemetry);
      if (celsius === null) {
        this.told.delete(topic);
        this.say(topic, '');
      } else if (isNews(this.told.get(topic), celsius, nowMs)) {
        this.told.set(topic, { celsius, atMs: nowMs });
        this.say(topic, `${celsius}`);
      }
    }
  }
}

interface ToldTemperature {
  readonly celsius: number;
  readonly atMs: number;
}

const jumpC = 0.5;
const slowEveryMs = 10_000;

/** True where a temperature is worth saying: half a degree at once, less than that every 10 s. */
function isNews(told: ToldTemperature | undefined, celsius: number, nowMs: number): boolean {
  if (told === undefined || Math.abs(celsius - told.celsius) >= jumpC) return true;
  return celsius !== told.celsius && nowMs - told.atMs >= slowEveryMs;
}
