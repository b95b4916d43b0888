/** A shorter secret may be part of any word: it is only known where it stands by itself. */
export const wordLettersMin = 4;

/** A log cuts long texts: this much of a longer secret is enough to know it by. */
const knownLettersMin = 16;

const utf8Of = (text: string): Uint8Array => new TextEncoder().encode(text);

const base64Of = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** In base64 a text looks different by its place among the bytes around it. The letters at both ends belong to these too. */
function base64Cores(bytes: Uint8Array): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const shifted = new Uint8Array(before + bytes.length);
    shifted.set(bytes, before);
    const own = base64Of(shifted).slice(Math.ceil((before * 8) / 6), Math.floor((shifted.length * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

const hexDigitsOf = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Also the signs that some programs encode and others leave. */
const strictly = (encoded: string): string =>
  encoded.replaceAll(/[!'()*~._-]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const smallHex = (encoded: string): string => encoded.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());

function urlForms(secret: string): readonly string[] {
  const usual = encodeURIComponent(secret);
  const some = usual.replaceAll(/[!'()*]/g, strictly);
  const forms = [usual, some, strictly(usual), some.replaceAll('%20', '+'), usual.replaceAll('%20', '+')];
  return [...forms, encodeURI(secret)].flatMap((form) => [form, smallHex(form)]);
}

/** As it stands within quotes, in JSON, in YAML and in what programs print of a text. */
const quotedForms = (secret: string): readonly string[] => [
  JSON.stringify(secret).slice(1, -1),
  secret.replaceAll("'", "''"),
  secret.replaceAll('\\', '\\\\').replaceAll("'", "\\'"),
  secret.replaceAll(/\p{C}/gu, '?'),
];

/** Every form in which a secret may stand in a text, the longest first. Half a character counts as none. */
export function formsOfSecret(written: string): readonly string[] {
  const secret = written.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  if (secret.length < wordLettersMin) return [secret];
  const bytes = utf8Of(secret);
  const plain = [secret, secret.trim(), ...quotedForms(secret), ...urlForms(secret)];
  const packed = [...base64Cores(bytes), hexDigitsOf(bytes), hexDigitsOf(bytes).toUpperCase()];
  const forms = [...plain, ...packed].filter((form) => form.length >= wordLettersMin);
  return [...new Set(forms)].sort((left, right) => right.length - left.length);
}

/** Where a form begins in a text from `from` on, and how far it goes: to its end, or to where the text was cut. Null where it is not. */
export function findForm(text: string, form: string, from: number): readonly [start: number, end: number] | null {
  const known = form.slice(0, knownLettersMin);
  const start = text.indexOf(known, from);
  if (start < 0) return null;
  let length = known.length;
  while (length < form.length && text[start + length] === form[length]) length += 1;
  return [start, start + length];
}
