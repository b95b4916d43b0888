/** A number with what people write into and behind it: `115,200`, `80 %`, `60C`. */
const form = /^\s*([+-]?\d[\d., _']*(?:e\d+)?)\s*(?!k)[%\p{L}\xb0/]*\s*$/iu;

/** The numbers that something wrong was probably meant as, the likeliest first; `isPercent` takes 0.8 for 80. */
export function looseNumbers(input: unknown, isPercent: boolean): readonly number[] {
  if (typeof input === 'number') return readings(input, isPercent);
  const match = typeof input === 'string' ? form.exec(input) : null;
  const digits = match?.[1];
  if (digits === undefined) return [];
  const plain = Number(
    digits
      .replaceAll(/[ _']/g, '')
      .replace(/,(?=\d{3}\b)/g, '')
      .replace(',', '.'),
  );
  if (!Number.isFinite(plain)) return [];
  return readings(plain, isPercent);
}

/** YAML reads 115.200, which some people write for 115200, as 115.2. */
function readings(value: number, isPercent: boolean): readonly number[] {
  const shares = isPercent && value > 0 && value < 1 ? [Math.round(100 * value)] : [];
  const thousands = Number.isInteger(value) ? [] : [Math.round(1000 * value)];
  return [value, ...shares, ...thousands];
}
