import { expect, it } from 'vitest';
import { chairStates, endings, resultCodes } from '../../src/core/status.js';
import { textOf } from './page.js';

const named = new Set(
  textOf('docs/mqtt.md')
    .split('`')
    .filter((_, at) => at % 2 === 1)
    .flatMap((text) => text.split(/\s+/)),
);

it.each([
  ['every way in which a session ends', endings],
  ['every state', chairStates],
  ['every code of a result', resultCodes],
])('the page on MQTT names %s', (_, words) => {
  expect(words.filter((word) => !named.has(word))).toEqual([]);
});
