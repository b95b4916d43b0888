/** Longer words of a chair or a program say nothing more. */
const unitsMax = 300;
/** One sign with its accents; what is piled up higher is no writing. */
const signUnitsMax = 24;

const plain = /^[\x20-\x7e]*$/;
/** What a terminal would obey, and what turns the direction of the text around it. */
const unshowable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;
const emoji = /\p{Emoji_Presentation}|\ufe0f|\u20e3/u;
/** East Asian letters, which a terminal shows twice as wide: Unicode Standard Annex 11, W and F. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;
const signs = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What somebody else has written, as a terminal may show it: nothing in it commands the terminal. */
export function shownText(text: string): string {
  const short = text.length > unitsMax ? `${text.slice(0, unitsMax)}…` : text;
  return plain.test(short) ? short : short.replaceAll(unshowable, '?');
}

const columnsOfSign = (sign: string): number => {
  if (/^\p{M}/u.test(sign)) return 0;
  return emoji.test(sign) || wide.test(sign) ? 2 : 1;
};

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  if (plain.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of signs.segment(text)) columns += columnsOfSign(segment);
  return columns;
}

/** As much of a text as fits, with `…` where something is missing. */
export function cutText(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (columnsOf(text) <= columns) return text;
  let cut = '';
  let taken = 0;
  for (const { segment } of signs.segment(text)) {
    const width = columnsOfSign(segment);
    if (taken + width > columns - 1) break;
    taken += width;
    cut += segment.slice(0, signUnitsMax);
  }
  return `${cut}…`;
}

/** A text in a column of a table. */
export function columnText(text: string, columns: number): string {
  const cut = cutText(shownText(text), columns);
  return cut + ' '.repeat(Math.max(0, columns - columnsOf(cut)));
}

/** Cut into lines between words; a word that is longer than a line is cut. */
export function wrapText(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of shownText(text).split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && columnsOf(last) + 1 + columnsOf(word) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cutText(word, columns));
  }
  return lines;
}
