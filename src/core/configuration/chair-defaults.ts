import { type DataPath, valueAt } from '../shape/complaints.js';

type DataMap = Readonly<Record<string, unknown>>;

const asMap = (value: unknown): DataMap | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as DataMap) : null;

/** What a chair has itself goes before what all have; limits are taken one by one. */
function merged(defaults: DataMap, chair: DataMap): DataMap {
  const [common, own] = [asMap(defaults['limits']), asMap(chair['limits'])];
  const limits = common === null || own === null ? {} : { limits: { ...common, ...own } };
  return { ...defaults, ...chair, ...limits };
}

/** A configuration as plain data, with what stands under `chair_defaults` put into each of its chairs. */
export function withChairDefaults(data: unknown): unknown {
  const [whole, defaults] = [asMap(data), asMap(valueAt(data, ['chair_defaults']))];
  const chairs = valueAt(data, ['chairs']);
  if (whole === null || defaults === null || !Array.isArray(chairs)) return data;
  const each = (chair: unknown): unknown => {
    const own = asMap(chair);
    return own === null ? chair : merged(defaults, own);
  };
  return { ...whole, chairs: chairs.map(each) };
}

/** Where it was written what stands at `path` of such data: with the chair, or among the defaults. */
export function writtenPath(data: unknown, path: DataPath): DataPath {
  const [section, index, ...rest] = path;
  if (section !== 'chairs' || typeof index !== 'number' || rest.length === 0) return path;
  const common = ['chair_defaults', ...rest];
  const isOwn = valueAt(data, path) !== undefined;
  return isOwn || valueAt(data, common) === undefined ? path : common;
}
