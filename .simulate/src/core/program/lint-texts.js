import { avoidWords, isAvoidWord } from './avoid-words.js';
import { nearestWord } from './nearest-word.js';
/** Beginnings of words that promise more than comfort. */
const claims = /\b(?:cur(?:e[sd]?|ing|ative)|heal(?:s|ed|ing|er)?|treat(?:s|ed|ing|ments?)?|therap(?:y|ies|eutic\w*|ists?)|medic(?:al|ally|ine|ation|inal)|clinic(?:al|ally|s)?|diagnos\w+|diseases?|illness(?:es)?|disorders?|symptoms?|syndromes?|patients?|pain(?:s|ful|kill\w*)?|remed(?:y|ies|ial)|rehab\w*|prescri\w+|prevent(?:s|ed|ing|ion)?|thrombo\w+|(?:lymph)?o?edema|arthriti[sc]|sciatica|injur(?:y|ies))\b/iu;
/** What the texts say, and whom the program is not for. */
export function lintTexts({ about, phases }) {
    const texts = [
        [['name'], about.name, 0],
        [['summary'], about.summary, 0],
        ...phases.map(({ name, startMs }, index) => [
            ['phases', index, 'name'],
            name,
            startMs,
        ]),
    ];
    return [...texts.flatMap(claimRule), ...about.avoid.flatMap(avoidRule)];
}
function claimRule([path, text, at]) {
    const word = claims.exec(text)?.[0];
    if (word === undefined)
        return [];
    const message = `'${word}' claims treatment; texts speak of comfort only`;
    return [{ rule: 'claim', severity: 'error', path, at, message }];
}
function avoidRule(word, index) {
    if (isAvoidWord(word))
        return [];
    const nearest = nearestWord(word, avoidWords);
    const hint = nearest === null ? `known: ${avoidWords.join(', ')}` : `did you mean '${nearest}'?`;
    const message = `unknown avoid word '${word}'; ${hint}`;
    return [{ rule: 'avoid', severity: 'error', path: ['avoid', index], at: 0, message }];
}
