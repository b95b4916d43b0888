/** What Homie 5 asks of ids, descriptions and values, as a table: which fields there are, of which kind, and which are required. */
type Kind = 'text' | 'whole number' | 'yes or no' | 'map' | 'list of ids' | 'id';
type Fields = Readonly<Record<string, readonly [Kind, 'required' | 'optional']>>;

const deviceFields: Fields = {
  homie: ['text', 'required'],
  version: ['whole number', 'required'],
  nodes: ['map', 'optional'],
  name: ['text', 'optional'],
  type: ['text', 'optional'],
  children: ['list of ids', 'optional'],
  root: ['id', 'optional'],
  parent: ['id', 'optional'],
  extensions: ['list of ids', 'optional'],
};

const nodeFields: Fields = {
  name: ['text', 'optional'],
  type: ['text', 'optional'],
  properties: ['map', 'optional'],
};

const propertyFields: Fields = {
  name: ['text', 'optional'],
  datatype: ['text', 'required'],
  format: ['text', 'optional'],
  settable: ['yes or no', 'optional'],
  retained: ['yes or no', 'optional'],
  unit: ['text', 'optional'],
};

/** The formats of each datatype that this project could use; null where the convention has none. */
const formats: Readonly<Record<string, { readonly pattern: RegExp | null; readonly isRequired: boolean }>> = {
  integer: { pattern: /^(-?\d+)?:(-?\d+)?(:[1-9]\d*)?$/, isRequired: false },
  float: { pattern: /^(-?\d+(\.\d+)?)?:(-?\d+(\.\d+)?)?(:\d+(\.\d+)?)?$/, isRequired: false },
  boolean: { pattern: /^[^,]+,[^,]+$/, isRequired: false },
  enum: { pattern: /^[^,]+(,[^,]+)*$/, isRequired: true },
  string: { pattern: null, isRequired: false },
  datetime: { pattern: null, isRequired: false },
  duration: { pattern: null, isRequired: false },
};

const units = '°C °F ° L gal V W kW kWh A Hz rpm % m m³ ft m/s kn Pa psi ppm s min h lx K MK⁻¹ #'.split(' ');

export const isId = (text: unknown): boolean => typeof text === 'string' && /^[a-z0-9-]+$/.test(text);
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const kinds: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  'whole number': Number.isSafeInteger,
  'yes or no': (value) => typeof value === 'boolean',
  map: isMap,
  'list of ids': (value) => Array.isArray(value) && value.every(isId) && new Set(value).size === value.length,
  id: isId,
};

function fieldProblems(where: string, value: unknown, fields: Fields): readonly string[] {
  if (!isMap(value)) return [`${where} is no map`];
  const unknown = Object.keys(value).filter((key) => fields[key] === undefined);
  const missing = Object.entries(fields).filter(([key, [, need]]) => need === 'required' && value[key] === undefined);
  const wrong = Object.entries(fields).filter(([key, [kind]]) => value[key] !== undefined && !kinds[kind](value[key]));
  return [
    ...unknown.map((key) => `${where}: ${key} is unknown`),
    ...missing.map(([key]) => `${where}: ${key} is missing`),
    ...wrong.map(([key, [kind]]) => `${where}: ${key} is no ${kind}`),
  ];
}

function propertyProblems(where: string, property: unknown): readonly string[] {
  const problems = fieldProblems(where, property, propertyFields);
  if (problems.length > 0 || !isMap(property)) return problems;
  const { datatype, format, unit } = property;
  const rule = formats[String(datatype)];
  if (rule === undefined) return [`${where}: ${datatype} is no datatype`];
  const found: string[] = [];
  if (format === undefined && rule.isRequired) found.push(`${where}: ${datatype} needs a format`);
  if (format !== undefined && rule.pattern?.test(String(format)) !== true)
    found.push(`${where}: ${format} is no format`);
  const options = datatype === 'enum' ? String(format).split(',') : [];
  if (new Set(options).size < options.length) found.push(`${where}: an option is there twice`);
  if (unit !== undefined && !units.includes(String(unit))) found.push(`${where}: ${unit} is no unit that hubs know`);
  return found;
}

function mapProblems(
  where: string,
  map: unknown,
  problemsOf: (where: string, value: unknown) => readonly string[],
): readonly string[] {
  return Object.entries(isMap(map) ? map : {}).flatMap(([id, value]) => [
    ...(isId(id) ? [] : [`${where}/${id} is no id`]),
    ...problemsOf(`${where}/${id}`, value),
  ]);
}

function nodeProblems(where: string, node: unknown): readonly string[] {
  const { properties } = isMap(node) ? node : {};
  return [...fieldProblems(where, node, nodeFields), ...mapProblems(where, properties, propertyProblems)];
}

/** What the convention has against a description; empty where nothing. */
export function descriptionProblems(description: unknown): readonly string[] {
  const own = fieldProblems('device', description, deviceFields);
  if (!isMap(description)) return own;
  const { homie, nodes } = description;
  const version = /^5\.\d+$/.test(String(homie)) ? [] : ['device: homie is no version of Homie 5'];
  return [...own, ...version, ...mapProblems('device', nodes, nodeProblems)];
}

function isWithin(value: string, format: unknown): boolean {
  const [min = '', max = ''] = typeof format === 'string' ? format.split(':') : [];
  return (min === '' || Number(value) >= Number(min)) && (max === '' || Number(value) <= Number(max));
}

/** True for a payload that the convention takes as a value of such a property. */
export function isValue(
  payload: string,
  { datatype, format }: { readonly datatype: string; readonly format?: string },
) {
  switch (datatype) {
    case 'integer':
      return /^-?\d+$/.test(payload) && isWithin(payload, format);
    case 'float':
      return /^-?\d+(\.\d+)?([eE]-?\d+)?$/.test(payload) && isWithin(payload, format);
    case 'boolean':
      return payload === 'true' || payload === 'false';
    case 'enum':
      return (format ?? '').split(',').includes(payload);
    case 'string':
      return payload !== '';
    case 'datetime':
      return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/.test(payload);
    default:
      return false;
  }
}
