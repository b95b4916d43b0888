import { readPemFile, readSecretFile, type SecretFile } from '../adapters/files/secret-file.js';
import type { BrokerAccess } from '../adapters/mqtt/attempt-plan.js';
import type { Config, Secrets } from '../config.js';
import type { Log } from '../ports.js';

type Part = 'password' | 'ca' | 'cert' | 'key';

/** Gives what the broker is opened with, and reads its files again each time: after a certificate or a password was changed nobody
 *  has to restart the daemon. A file that cannot be read now leaves what was there before. */
export function brokerAccess({ mqtt }: Pick<Config, 'mqtt'>, secrets: Secrets, log: Log): () => BrokerAccess {
  const { urls, username, password_file, ca_file, cert_file, key_file } = mqtt;
  const files: readonly (readonly [Part, string | undefined, (path: string) => SecretFile])[] = [
    ['password', password_file, readSecretFile],
    ['ca', ca_file, readPemFile],
    ['cert', cert_file, readPemFile],
    ['key', key_file, readPemFile],
  ];
  const { mqttPassword: password, mqttCa: ca, mqttCert: cert, mqttKey: key } = secrets;
  const known: Record<Part, string | undefined> = { password, ca, cert, key };
  const unreadable = new Set<Part>();
  return () => {
    for (const [part, path, read] of files) {
      if (path === undefined) continue;
      const result = read(path);
      if (result.kind === 'secret') {
        known[part] = result.secret;
        unreadable.delete(part);
      } else if (!unreadable.has(part)) {
        unreadable.add(part);
        log.warn('credentials_unreadable', { reason: result.message, hint: 'the ones from before are used' });
      }
    }
    return { urls, username, ...known };
  };
}
