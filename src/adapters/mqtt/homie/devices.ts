import type { TelemetryStatus } from '../../../core/status.js';
import type { Property } from './properties.js';
import type { ToldTemperature } from './temperature-news.js';

export const homiePrefix = 'homie/5';
export const descriptionLeaf = '/$description';

/** A device at the broker. */
export interface ShownDevice {
  readonly base: string;
  /** What was said last on each topic, so that only what has changed is said. */
  readonly said: Map<string, string>;
}

/** One chair as a child device. */
export interface HomieDevice extends ShownDevice {
  readonly chairId: string;
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
