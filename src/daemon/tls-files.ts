import { readPemFile, whyNoPair } from '../adapters/files/secret-file.js';
import type { TlsPair } from '../adapters/http/http-server.js';
import type { Clock, Log, Timer } from '../ports.js';

const lookEveryMs = 60_000;

export interface TlsFilesParts {
  readonly files: { readonly cert_file: string; readonly key_file: string };
  /** What was read at the start. */
  readonly known: TlsPair;
  readonly clock: Clock;
  readonly log: Log;
  readonly onRenewed: (pair: TlsPair) => void;
}

type Read = { readonly pair: TlsPair } | { readonly problem: string };

/** Looks each minute whether the certificate was renewed, so that nobody has to restart the daemon for that. What cannot be used
 *  leaves the one from before, which is said once. */
export class TlsFiles {
  private readonly timer: Timer;
  private known: TlsPair;
  private problem: string | null = null;

  constructor(private readonly parts: TlsFilesParts) {
    this.known = parts.known;
    this.timer = parts.clock.every(lookEveryMs, () => this.look());
  }

  close(): void {
    this.parts.clock.clear(this.timer);
  }

  private look(): void {
    const { log, onRenewed } = this.parts;
    const read = this.read();
    if ('problem' in read) {
      if (this.problem !== read.problem)
        log.warn('credentials_unreadable', { reason: read.problem, hint: 'the ones from before are used' });
      this.problem = read.problem;
      return;
    }
    this.problem = null;
    const { cert, key } = read.pair;
    if (cert === this.known.cert && key === this.known.key) return;
    this.known = read.pair;
    onRenewed(read.pair);
    log.info('certificate_renewed', { file: this.parts.files.cert_file });
  }

  private read(): Read {
    const { cert_file, key_file } = this.parts.files;
    const cert = readPemFile(cert_file);
    const key = readPemFile(key_file);
    if (cert.kind === 'problem') return { problem: cert.message };
    if (key.kind === 'problem') return { problem: key.message };
    const problem = whyNoPair(cert.secret, key.secret);
    return problem === null ? { pair: { cert: cert.secret, key: key.secret } } : { problem };
  }
}
