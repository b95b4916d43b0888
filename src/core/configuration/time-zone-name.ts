import { nearestWord } from '../shape/nearest-word.js';
import { isTimeZone } from '../time-zone.js';
import { advise, checkedText } from './values.js';

const form = 'must be the IANA name of a time zone that this machine knows, such as Europe/Berlin';

const simple = (name: string): string => name.toLowerCase().replaceAll(/[\s_-]+/g, '_');

/** `Europe/Berlin` for `berlin`. */
function nameLike(text: string): string | null {
  const names = Intl.supportedValuesOf('timeZone');
  const typed = simple(text);
  const sameCity = names.filter((name) => simple(name).split('/').at(-1) === typed);
  return sameCity.length === 1 ? (sameCity[0] ?? null) : nearestWord(text, names);
}

function timeZoneProblem(text: string): string | null {
  if (isTimeZone(text)) return null;
  const meant = nameLike(text);
  return advise(form, meant === null ? null : `write ${meant}`);
}

export const timeZoneName = () => checkedText('the name of a time zone', timeZoneProblem);
