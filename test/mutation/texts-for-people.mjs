import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Two words in a row: no word of the line, no code and no key has a space between small letters. */
const isSentence = (text) => /[a-z,:;)] [a-z(]/.test(text);

function shouldIgnore(path) {
  const { node } = path;
  const texts = path.isStringLiteral() ? [node.value] : [];
  if (path.isTemplateLiteral()) texts.push(...node.quasis.map((quasi) => quasi.value.raw));
  return texts.some(isSentence) ? 'A text for people: its wording is no behaviour.' : undefined;
}

/** Leaves sentences alone; the words of the protocol are mutated like everything else. */
export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'texts-for-people', { shouldIgnore })];
