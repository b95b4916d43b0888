import { brokerUrls, likelyBroker } from '../configuration/addresses.js';
import { idLike, personId, topicId } from '../configuration/values.js';
import { splitAdvice } from '../cure.js';
import { nobody } from '../ids.js';
import { avoidWords, isAvoidWord } from '../safety/people.js';
import { nearestWord } from '../shape/nearest-word.js';
import { addressesIn, addressText } from './broker-text.js';

/** What is wrong with an answer, what to do about it, and the answer that was probably meant, where there is one. */
export interface AnswerFault {
  readonly what: string;
  readonly cure: string | null;
  readonly meant: string | null;
}

interface Read {
  readonly success: boolean;
  readonly error?: { readonly issues: readonly { readonly message: string }[] } | undefined;
}

/** What a schema has against a value, or null. */
export function faultOf({ error }: Read, meant: string | null = null): AnswerFault | null {
  const text = error?.issues[0]?.message;
  return text === undefined ? null : { ...splitAdvice(text), meant };
}

const ifRight = (text: string, schema: { safeParse(value: string): Read }): string | null =>
  schema.safeParse(text).success ? text : null;

export const chairIdFault = (id: string): AnswerFault | null =>
  faultOf(topicId().safeParse(id), ifRight(idLike(id), topicId()));

/** `text` is one address, or those of the nodes of a cluster. */
export function brokerUrlFault(text: string): AnswerFault | null {
  const addresses = addressesIn(text);
  if (addresses.length < 2) return faultOf(brokerUrls().safeParse(text), likelyBroker(text));
  const right = addresses.map((each) => (brokerUrls().safeParse(each).success ? each : likelyBroker(each)));
  const wrong = addresses.find((each) => !brokerUrls().safeParse(each).success);
  const meant = right.every((each) => each !== null) ? addressText(right) : null;
  return faultOf(brokerUrls().safeParse(wrong ?? addresses), meant);
}

/** `taken` are the ids of the other people. */
export function personIdFault(id: string, taken: readonly string[]): AnswerFault | null {
  if (taken.includes(id)) return { what: `${id} is the id of somebody else`, cure: 'choose another id', meant: null };
  if (id === nobody) return { what: `no person can be called ${id}`, cure: 'choose another id', meant: null };
  const fault = faultOf(personId().safeParse(id), ifRight(idLike(id), personId()));
  return fault === null ? null : { ...fault, what: `the id ${fault.what}` };
}

interface ReadAvoid {
  readonly words: readonly string[];
  /** What is none of the words. */
  readonly strange: readonly string[];
  /** The words with those in place that were probably meant; null where that cannot be told of each. */
  readonly meant: string | null;
}

/** A word may be written with a space or a capital letter; else spaces stand between words. */
function wordsIn(text: string): readonly string[] {
  const parts = text.split(/\s+/).map(idLike);
  return isAvoidWord(idLike(text)) || !parts.some(isAvoidWord) ? [idLike(text)] : parts;
}

/** What somebody must be spared, as it is typed: words with commas. */
export function readAvoid(text: string): ReadAvoid {
  const typed = text.split(',').map((each) => each.trim());
  const found = typed.filter((each) => each !== '').flatMap(wordsIn);
  const near = found.map((each) => (isAvoidWord(each) ? each : nearestWord(each, avoidWords)));
  const words = [...new Set(found.filter(isAvoidWord))];
  const strange = found.filter((each) => !isAvoidWord(each));
  return { words, strange, meant: near.includes(null) ? null : [...new Set(near)].join(', ') };
}
