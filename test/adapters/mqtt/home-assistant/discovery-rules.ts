import { type Fields, type KeyTable, own } from './discovery-values.js';
import classes from './schema/classes.json' with { type: 'json' };

interface ClassRow {
  readonly units?: readonly (string | null)[];
  readonly stateClasses?: readonly string[];
}

/** One component of a config, with what it inherits from its device. */
export interface Entity {
  readonly platform: string;
  readonly fields: Fields;
  readonly entityCategories: readonly string[];
  readonly table: KeyTable;
}

/** Why a component is wrong although each of its keys is right for itself; null where it is not. */
type Rule = (entity: Entity) => string | null;

const tables: Readonly<Record<string, Readonly<Record<string, ClassRow>>>> = classes;
const quoted = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
const isTextList = (value: unknown): value is readonly string[] => Array.isArray(value);
/** The micro sign has two code points, which Home Assistant takes for one. */
const sameMicro = (unit: unknown): unknown => (typeof unit === 'string' ? unit.replace('\u00b5', '\u03bc') : unit);

/** The names of the device classes that have a table, for the enumeration of the key. */
export const deviceClasses = (platform: string): readonly string[] => Object.keys(own(tables, platform) ?? {});

function classRow({ platform, fields }: Entity): ClassRow {
  return own(own(tables, platform) ?? {}, String(fields['device_class'])) ?? {};
}

function valueOrDefault({ fields, table }: Entity, key: string): unknown {
  return fields[key] ?? own(table, key)?.default;
}

const unitFitsClass: Rule = (entity) => {
  const { units } = classRow(entity);
  const { device_class, unit_of_measurement = null } = entity.fields;
  if (units === undefined || units.some((unit) => sameMicro(unit) === sameMicro(unit_of_measurement))) return null;
  const wanted = units.map((unit) => unit ?? 'none').join(', ');
  return `unit_of_measurement: ${quoted(unit_of_measurement)} does not go with device_class ${device_class}, which wants ${wanted}`;
};

const stateClassFitsClass: Rule = (entity) => {
  const { stateClasses } = classRow(entity);
  const { device_class, state_class = null } = entity.fields;
  if (stateClasses === undefined || state_class === null || stateClasses.includes(String(state_class))) return null;
  return `state_class: ${quoted(state_class)} does not go with device_class ${device_class}`;
};

const angleIsInDegrees: Rule = ({ fields: { state_class, unit_of_measurement } }) =>
  state_class === 'measurement_angle' && unit_of_measurement !== '°'
    ? 'state_class: measurement_angle needs the unit °'
    : null;

const lastResetOnlyForTotals: Rule = ({ fields }) =>
  fields['last_reset_value_template'] !== undefined && fields['state_class'] !== 'total'
    ? 'last_reset_value_template: only with state_class total'
    : null;

const optionsOnlyForEnums: Rule = ({
  platform,
  fields: { options, device_class, state_class, unit_of_measurement },
}) => {
  if (platform !== 'sensor' || !isTextList(options)) return null;
  if (options.length === 0) return 'options: must not be empty';
  if (device_class !== 'enum') return 'options: only with device_class enum';
  const isNumeric = (state_class ?? unit_of_measurement ?? null) !== null;
  return isNumeric ? 'options: not together with state_class or unit_of_measurement' : null;
};

/** The word by which a state becomes unknown can never be chosen; a select takes it in any case. */
const optionsAvoidNone: Rule = ({ platform, fields: { options } }) => {
  if (!isTextList(options)) return null;
  const taken = options.find((option) =>
    platform === 'select' ? String(option).toLowerCase() === 'none' : option === 'None',
  );
  return taken === undefined ? null : `options: ${quoted(taken)} means unknown`;
};

const eventHasTypes: Rule = ({ platform, fields: { event_types } }) =>
  platform === 'event' && isTextList(event_types) && event_types.length === 0 ? 'event_types: must not be empty' : null;

const rangeIsNotEmpty: Rule = (entity) => {
  const [min, max] = [valueOrDefault(entity, 'min'), valueOrDefault(entity, 'max')];
  return typeof min === 'number' && typeof max === 'number' && min > max ? `max: ${max} is less than min ${min}` : null;
};

const statesDiffer: Rule = (entity) => {
  const on = entity.fields['state_on'] ?? valueOrDefault(entity, 'payload_on');
  const off = entity.fields['state_off'] ?? valueOrDefault(entity, 'payload_off');
  return on !== undefined && on === off ? `payload_off: on and off are both ${quoted(on)}` : null;
};

const installHasPayload: Rule = ({ platform, fields }) =>
  platform === 'update' && fields['command_topic'] !== undefined && fields['payload_install'] === undefined
    ? 'payload_install: missing, and command_topic offers to install'
    : null;

const categoryFitsPlatform: Rule = ({ platform, fields: { entity_category }, entityCategories }) =>
  ['config', 'diagnostic'].includes(String(entity_category)) && !entityCategories.includes(String(entity_category))
    ? `entity_category: a ${platform} cannot be ${entity_category}`
    : null;

const entityIdFitsPlatform: Rule = ({ platform, fields: { default_entity_id } }) =>
  typeof default_entity_id === 'string' && !default_entity_id.startsWith(`${platform}.`)
    ? `default_entity_id: must begin with ${platform}.`
    : null;

const rules: readonly Rule[] = [
  unitFitsClass,
  stateClassFitsClass,
  angleIsInDegrees,
  lastResetOnlyForTotals,
  optionsOnlyForEnums,
  optionsAvoidNone,
  eventHasTypes,
  rangeIsNotEmpty,
  statesDiffer,
  installHasPayload,
  categoryFitsPlatform,
  entityIdFitsPlatform,
];

/** Rules that tie the keys of one component to one another. */
export function ruleProblems(entity: Entity): string[] {
  return rules.map((rule) => rule(entity)).filter((problem) => problem !== null);
}
