import type { DataPath } from '../shape/complaints.js';
import { hintFor } from '../shape/nearest-word.js';
import { avoidWords, isAvoidWord } from './avoid-words.js';
import type { CompiledProgram } from './compile.js';
import type { Remark } from './finding.js';

/** Beginnings of words that promise more than comfort. */
const claims =
  /\b(?:cur(?:e[sd]?|ing|ative)|heal(?:s|ed|ing|er)?|treat(?:s|ed|ing|ments?)?|therap(?:y|ies|eutic\w*|ists?)|medic(?:al|ally|ine|ation|inal)|clinic(?:al|ally|s)?|diagnos\w+|diseases?|illness(?:es)?|disorders?|symptoms?|syndromes?|patients?|pain(?:s|ful|kill\w*)?|remed(?:y|ies|ial)|rehab\w*|prescri\w+|prevent(?:s|ed|ing|ion)?|thrombo\w+|(?:lymph)?o?edema|arthriti[sc]|sciatica|injur(?:y|ies))\b/iu;

/** What the texts say, and whom the program is not for. */
export function lintTexts({ about, phases }: CompiledProgram): Remark[] {
  const texts: [DataPath, string, number][] = [
    [['name'], about.name, 0],
    [['summary'], about.summary, 0],
    ...phases.map(({ name, startMs }, index): [DataPath, string, number] => [['phases', index, 'name'], name, startMs]),
  ];
  return [...texts.flatMap(claimRule), ...about.avoid.flatMap(avoidRule)];
}

function claimRule([path, text, at]: [DataPath, string, number]): Remark[] {
  const word = claims.exec(text)?.[0];
  if (word === undefined) return [];
  const message = `'${word}' claims treatment; texts speak of comfort only`;
  return [{ rule: 'claim', severity: 'error', path, at, message }];
}

function avoidRule(word: string, index: number): Remark[] {
  if (isAvoidWord(word)) return [];
  const message = `unknown avoid word '${word}'; ${hintFor(word, avoidWords, `known: ${avoidWords.join(', ')}`)}`;
  return [{ rule: 'avoid', severity: 'error', path: ['avoid', index], at: 0, message }];
}
