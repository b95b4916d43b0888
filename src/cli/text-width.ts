/** Widths of the widest fonts that a system may show, in em, by the signs. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[ijltf.,:;'|!()[\] ]/, 0.42],
  [/[mwMW@%&]/, 1],
  [/[A-Z]/, 0.78],
  [/[\u{20}-\u{24F}]/u, 0.66],
];

/** How wide a text is at most in a font of this size: nobody knows which font it will be. */
export function textWidth(text: string, fontSize: number): number {
  const em = [...text].reduce((sum, sign) => sum + (widths.find(([signs]) => signs.test(sign))?.[1] ?? 1.1), 0);
  return em * fontSize;
}
