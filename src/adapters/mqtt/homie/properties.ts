import type { ValueName } from '../../../core/command/value.js';
import { nobody } from '../../../core/ids.js';
import type { ScheduleStatus } from '../../../core/ledger/schedules/schedule-status.js';
import { minutesShown } from '../../../core/program/card.js';
import type { ServiceBook } from '../../../core/service-book.js';
import {
  activeStates,
  chairStates,
  type ProgramCard,
  type Status,
  type TelemetryStatus,
} from '../../../core/status.js';
import { techniques, type Zone, zones } from '../../../core/zones.js';
import type { StopKind } from '../topics.js';

/** What is known of a chair when it is described and read. */
export interface HomieChair {
  /** Null before the chair was ever met. */
  readonly book: ServiceBook | null;
  readonly programs: readonly ProgramCard[];
  /** Ids of the people; none where the configuration knows nobody. */
  readonly people: readonly string[];
  /** The longest session; may be a fraction. */
  readonly sessionMinutesMax: number;
  /** A schedule names it. */
  readonly isPlanned: boolean;
}

/** What is known of a chair beside its status. */
export interface HomieFacts {
  readonly schedule: ScheduleStatus | null;
  /** There is something to look after. */
  readonly isServiceDue: boolean;
}

/** A property as the description has it. */
export interface PropertyDescription {
  readonly name: string;
  readonly datatype: 'integer' | 'float' | 'boolean' | 'string' | 'enum' | 'datetime';
  readonly format?: string;
  readonly unit?: string;
  readonly settable?: true;
  readonly retained?: false;
}

/** What a message on a property's `/set` asks for. */
export type HomieWish =
  | { readonly kind: 'value'; readonly name: ValueName }
  | { readonly kind: 'stop'; readonly stop: StopKind };

export interface Property {
  readonly node: string;
  readonly id: string;
  readonly description: PropertyDescription;
  readonly wish?: HomieWish;
  /** The value in a status; null where there is none to say. Left out for what only takes commands. */
  readonly read?: (status: Status) => string | null;
  /** The value in what else is known; null where there is none to say. */
  readonly look?: (facts: HomieFacts) => string | null;
  /** The temperature in a telemetry, °C; null where the sensor has none. */
  readonly sense?: (telemetry: TelemetryStatus) => number | null;
}

export const nodeNames: Readonly<Record<string, string>> = {
  session: 'Massage',
  chair: 'Chair',
  back: 'Back',
  seat: 'Seat',
  legs: 'Legs',
};

/** An empty text: an empty payload would clear the topic. */
const noText = '\u0000';
const text = (value: string | null): string => (value === null || value === '' ? noText : value);

const rounded = (minutes: number): number => Math.round(minutes * 100) / 100;

/** A value outside the format would be none: a longer duration may be selected, but such a session is refused. */
function minutesWithin(seconds: number | null, minutesMax: number): string | null {
  const minutes = seconds === null ? null : rounded(seconds / 60);
  return minutes === null || minutes > rounded(minutesMax) ? null : `${minutes}`;
}

const reading = (
  node: string,
  id: string,
  description: PropertyDescription,
  read: (status: Status) => string | null,
): Property => ({ node, id, description, read });

const control = (
  [id, name]: readonly [string, ValueName],
  description: PropertyDescription,
  read: (status: Status) => string | null,
): Property => ({ node: 'session', id, wish: { kind: 'value', name }, description, read });

const button = (id: string, name: string, wish: HomieWish): Property => ({
  node: 'session',
  id,
  wish,
  description: { name, datatype: 'enum', format: 'press', settable: true, retained: false },
});

/** An enum without a value is none. */
const choice = (id: 'program' | 'person', name: string, options: readonly string[]): readonly Property[] =>
  options.length === 0
    ? []
    : [
        control(
          [id, id],
          { name, datatype: 'enum', format: options.join(','), settable: true },
          // What is selected may not be in the list yet.
          ({ selected }) => options.find((option) => option === (selected[id] ?? nobody)) ?? null,
        ),
      ];

/** The length of what runs, or else of what the next start would run; 0 takes a choice back. */
function length({ programs, sessionMinutesMax }: HomieChair): Property {
  const minutesMax = minutesShown(programs, sessionMinutesMax);
  return control(
    ['duration', 'duration'],
    { name: 'Duration', datatype: 'float', unit: 'min', settable: true, format: `0:${rounded(minutesMax)}` },
    ({ duration_s, selected }) => minutesWithin(duration_s ?? selected.duration_s, minutesMax),
  );
}

const controls = (chair: HomieChair): readonly Property[] => [
  ...choice(
    'program',
    'Program',
    chair.programs.map(({ id }) => id),
  ),
  control(
    ['intensity', 'intensity'],
    { name: 'Intensity', datatype: 'integer', format: '1:100', unit: '%', settable: true },
    ({ intensity, selected }) => `${intensity ?? selected.intensity}`,
  ),
  length(chair),
  control(
    ['massage', 'run'],
    { name: 'Massage', datatype: 'boolean', settable: true },
    ({ state }) => `${activeStates.includes(state)}`,
  ),
  control(
    ['pause', 'pause'],
    { name: 'Pause', datatype: 'boolean', settable: true },
    ({ state }) => `${state === 'paused'}`,
  ),
  control(
    ['remote-start', 'remote_start'],
    { name: 'Remote start', datatype: 'boolean', settable: true },
    ({ remote_start }) => `${remote_start}`,
  ),
  ...choice('person', 'Person', chair.people.length === 0 ? [] : [nobody, ...chair.people]),
  button('start', 'Start', { kind: 'value', name: 'start' }),
  button('skip', 'Skip phase', { kind: 'value', name: 'skip' }),
  button('reset', 'Reset', { kind: 'value', name: 'reset' }),
  button('stop', 'Stop', { kind: 'stop', stop: 'stop' }),
  button('emergency-stop', 'Emergency stop', { kind: 'stop', stop: 'estop' }),
];

/** What schedules have planned. An offer begins by a press alone: no value that is set could be one. [S5] */
const plans: readonly Property[] = [
  {
    ...{ node: 'session', id: 'next-scheduled', description: { name: 'Next scheduled', datatype: 'datetime' } },
    look: ({ schedule }) => schedule?.next?.at ?? null,
  },
  {
    ...{ node: 'session', id: 'offer', description: { name: 'Offer', datatype: 'boolean' } },
    look: ({ schedule }) => `${schedule?.offer?.ready === true}`,
  },
  button('start-offer', 'Start the offer', { kind: 'value', name: 'offer' }),
];

const serviceDue: Property = {
  ...{ node: 'chair', id: 'service-due', description: { name: 'Service due', datatype: 'boolean' } },
  look: ({ isServiceDue }) => `${isServiceDue}`,
};

const readings = ({ book }: HomieChair): readonly Property[] => [
  reading('session', 'state', { name: 'State', datatype: 'enum', format: chairStates.join(',') }, ({ state }) => state),
  reading('session', 'phase', { name: 'Phase', datatype: 'string' }, ({ phase }) => text(phase)),
  reading(
    'session',
    'remaining',
    { name: 'Remaining', datatype: 'integer', format: '0:', unit: 's' },
    ({ remaining_s }) => `${Math.round(remaining_s ?? 0)}`,
  ),
  reading(
    'session',
    'progress',
    { name: 'Progress', datatype: 'float', format: '0:100', unit: '%' },
    ({ progress }) => `${progress ?? 0}`,
  ),
  ...(book?.hasSeatSensor === true
    ? [
        reading('chair', 'occupied', { name: 'Occupied', datatype: 'boolean' }, ({ occupied }) =>
          occupied === null ? null : `${occupied}`,
        ),
      ]
    : []),
  reading('chair', 'problem', { name: 'Problem', datatype: 'boolean' }, ({ fault }) => `${fault !== null}`),
  reading('chair', 'fault', { name: 'Fault', datatype: 'string' }, ({ fault }) => text(fault?.message ?? null)),
  ...(book === null ? [] : [serviceDue]),
];

const zoneReadings = (zone: Zone): readonly Property[] => [
  reading(zone, 'level', { name: 'Level', datatype: 'integer', format: '0:100', unit: '%' }, ({ zones: shown }) => {
    const level = shown[zone]?.level ?? null;
    return level === null ? null : `${Math.round(level)}`;
  }),
  reading(
    zone,
    'technique',
    { name: 'Technique', datatype: 'enum', format: ['off', ...techniques].join(',') },
    (status) => status.zones[zone]?.technique ?? null,
  ),
];

const temperature = (zone: Zone): Property => ({
  node: zone,
  id: 'temperature',
  description: { name: 'Temperature', datatype: 'float', unit: '\u00b0C' },
  sense: (telemetry) => telemetry.zones[zone]?.temperature_c ?? null,
});

/** Everything that a chair has, in the order in which it is shown. */
export const propertiesOf = (chair: HomieChair): readonly Property[] => [
  ...controls(chair),
  ...(chair.isPlanned ? plans : []),
  ...readings(chair),
  ...zones
    .filter((zone) => chair.book?.zones.includes(zone) === true)
    .flatMap((zone) => [
      ...zoneReadings(zone),
      ...(chair.book?.warmZones.includes(zone) === true ? [temperature(zone)] : []),
    ]),
];
