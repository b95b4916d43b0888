import type { ServiceBook } from '../../../core/service-book.js';
import type { ProgramCard } from '../../../core/status.js';
import type { Topics } from '../topics.js';

/** The kinds of entities that are announced. */
export type Platform = 'select' | 'number' | 'switch' | 'button' | 'sensor' | 'binary_sensor' | 'event';

/** One entity as the hub's discovery wants it, without what is the same for all: its ids and the availability. */
export interface Entity {
  readonly platform: Platform;
  readonly name: string;
  /** When it can be used: `chair` while the chair answers, `bridge` while the daemon is there, `always`. */
  readonly available: 'chair' | 'bridge' | 'always';
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Entities by their keys: part of topics and unique ids, and never changed. */
export type Entities = Readonly<Record<string, Entity>>;

/** [S6] Wraps a control's value with the time of the hub, so that what waited somewhere on the way is refused as stale. */
export const stampedCommand = "{{ {'value': value, 'ts': now().timestamp() | round(3)} | tojson }}";

/** Takes a value out of a JSON state; what is null is unknown. */
export const stateValue = (path: string): string => `{{ value_json.${path} }}`;

/** Everything that the discovery of one chair is made of. */
export interface ChairIntroduction {
  readonly chairId: string;
  readonly name: string;
  readonly book: ServiceBook;
  readonly programs: readonly Pick<ProgramCard, 'id' | 'name' | 'duration_s'>[];
  /** Ids of the people; none where the configuration knows nobody. */
  readonly people: readonly string[];
  /** The longest session; may be a fraction. */
  readonly sessionMinutesMax: number;
  readonly topics: Topics;
  /** A schedule offers something on it. */
  readonly isPlanned: boolean;
}

/** A template for ON and OFF. */
export const onOff = (condition: string): string => `{{ 'ON' if ${condition} else 'OFF' }}`;

/** What a hub shows of a topic. */
export const readingEntity = (
  platform: 'sensor' | 'binary_sensor',
  name: string,
  topic: string,
  template: string,
  rest: Readonly<Record<string, unknown>>,
  available: Entity['available'] = 'chair',
): Entity => ({ platform, name, available, settings: { state_topic: topic, value_template: template, ...rest } });

/** What a hub can press. */
export const buttonEntity = (
  command_topic: string,
  name: string,
  icon: string,
  available: Entity['available'],
): Entity => ({
  platform: 'button',
  name,
  available,
  settings: { command_topic, command_template: stampedCommand, icon },
});
