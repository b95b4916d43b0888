import type { TelemetryStatus } from '../../../core/status.js';
import type { Property } from './properties.js';

export const homiePrefix = 'homie/5';
export const descriptionLeaf = '/$description';

/** A device at the broker. */
export interface ShownDevice {
  readonly base: string;
  /** Null for the bridge. */
  readonly chairId: string | null;
  /** What was said last on each topic, so that only what has changed is said. */
  readonly said: Map<string, string>;
}

/** One chair as a child device. */
export interface HomieDevice extends ShownDevice {
  readonly chairId: string;
  /** Its chair has answered in this run. */
  wasReady: boolean;
  properties: readonly Property[];
  /** Null while the chair does not answer. */
  telemetry: TelemetryStatus | null;
  readonly told: Map<string, ToldTemperature>;
}

export const deviceIdOf = ({ base }: ShownDevice): string => base.slice(homiePrefix.length + 1);
export const stateTopicOf = ({ base }: ShownDevice): string => `${base}/$state`;
export const alertTopicOf = (base: string): string => `${base}/$alert/fault`;
export const propertyTopicOf = ({ base }: HomieDevice, { node, id }: Property): string => `${base}/${node}/${id}`;
export const outlineOf = (properties: readonly Property[]): string =>
  JSON.stringify(properties.map(({ node, id, description }) => [node, id, description]));
export const isSameProperty = (one: Property, other: Property): boolean =>
  one.node === other.node && one.id === other.id;

/** What was said last of a temperature, and when. */
export interface ToldTemperature {
  readonly celsius: number;
  readonly atMs: number;
}

const jumpC = 0.5;
const slowEveryMs = 10_000;

/** True where a temperature is worth saying: half a degree at once, less than that every 10 s. */
export function isNews(told: ToldTemperature | undefined, celsius: number, nowMs: number): boolean {
  if (told === undefined || Math.abs(celsius - told.celsius) >= jumpC) return true;
  return celsius !== told.celsius && nowMs - told.atMs >= slowEveryMs;
}
