import type { Redactor } from './redactor.js';

/** One part of a report. Where it is too long, its beginning or its end is kept: what is newest. */
export interface ReportSection {
  readonly title: string;
  readonly text: string;
  readonly keeps: 'beginning' | 'end';
  readonly bytesMax: number;
}

const lineLettersMax = 1000;
const encoder = new TextEncoder();
const bytesIn = (text: string): number => encoder.encode(text).length;

/** What a terminal would obey, and other signs that are no text. */
const readableText = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/(?![\n\t])\p{Cc}\[[0-9;?]*[A-Za-z]/gu, '')
    .replaceAll(/(?![\n\t])\p{Cc}/gu, '?')
    .replaceAll(/\p{Surrogate}/gu, '\ufffd');

const cutLine = (line: string): string =>
  line.length <= lineLettersMax ? line : `${line.slice(0, lineLettersMax)}... (${line.length} characters)`;

/** As many lines as fit. */
function linesWithin(lines: readonly string[], bytesMax: number): readonly string[] {
  let left = bytesMax;
  const end = lines.findIndex((line) => {
    left -= bytesIn(line) + 1;
    return left < 0;
  });
  return end < 0 ? lines : lines.slice(0, end);
}

function bounded(text: string, { keeps, bytesMax }: ReportSection): string {
  const lines = text.trimEnd().split('\n').map(cutLine);
  const kept =
    keeps === 'beginning' ? linesWithin(lines, bytesMax) : linesWithin(lines.toReversed(), bytesMax).toReversed();
  const left = lines.length - kept.length;
  const said = left === 0 ? [] : [`(${left} ${left === 1 ? 'line is' : 'lines are'} left out here, for length)`];
  return (keeps === 'beginning' ? [...kept, ...said] : [...said, ...kept]).join('\n');
}

/** The whole report: what it is, then its parts. Everything that is withheld is taken out before anything is cut, because half a secret
 *  would not be known as one. */
export function reportText(opening: string, sections: readonly ReportSection[], redactor: Redactor): string {
  const contents = sections.map(({ title }, index) => `  ${index + 1}. ${title}`).join('\n');
  const parts = sections.map((section, index) => {
    const heading = `${index + 1}. ${section.title}`;
    const body = bounded(redactor.text(readableText(section.text)), section);
    return `${heading}\n${'='.repeat(heading.length)}\n\n${body === '' ? '(nothing)' : body}\n`;
  });
  return redactor.withoutSecrets(`${opening.trimEnd()}\n\nIn it:\n${contents}\n\n\n${parts.join('\n\n')}`);
}
