import { createPrivateKey, X509Certificate } from 'node:crypto';
import { tokenLengthMin } from '../../core/access/settings.js';
import { readBounded } from './bounded-read.js';

export type SecretFile =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'problem'; readonly message: string };

const secretBytesMax = 64 * 1024;

/** Reads a password or token: the file's one line. Never throws, and no message holds what was read. */
export function readSecretFile(path: string): SecretFile {
  const text = readText(path);
  if (text.kind === 'problem') return text;
  const secret = text.secret.replace(/\r?\n$/, '');
  if (secret === '') return { kind: 'problem', message: `${path} is empty` };
  if (/\p{Cc}/u.test(secret)) return { kind: 'problem', message: `${path} holds more than one line of text` };
  return { kind: 'secret', secret };
}

/** Reads the token of the HTTP face: one that could be guessed is none. */
export function readTokenFile(path: string): SecretFile {
  const read = readSecretFile(path);
  if (read.kind === 'problem' || read.secret.length >= tokenLengthMin) return read;
  return {
    kind: 'problem',
    message: `the token in ${path} is too short: it must have at least ${tokenLengthMin} characters`,
  };
}

/** Reads a certificate or key. */
export function readPemFile(path: string): SecretFile {
  const text = readText(path);
  if (text.kind === 'problem' || text.secret.includes('-----BEGIN ')) return text;
  return { kind: 'problem', message: `${path} is not a PEM file: it has no line -----BEGIN ...-----` };
}

/** Why a certificate and a key cannot serve together, or null; also where one of them is not there. */
export function whyNoPair(cert: string | undefined, key: string | undefined): string | null {
  if (cert === undefined || key === undefined) return null;
  try {
    const isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
    return isPair ? null : 'this is the key of another certificate than that of cert_file';
  } catch {
    return 'the certificate or the key cannot be used: both must be PEM, and the key without a passphrase';
  }
}

function readText(path: string): SecretFile {
  const read = readBounded(path, secretBytesMax);
  return read.kind === 'bytes'
    ? { kind: 'secret', secret: read.bytes.toString('utf8') }
    : { kind: 'problem', message: `${path} cannot be read: ${read.message}` };
}
