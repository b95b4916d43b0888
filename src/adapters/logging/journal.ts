import { execFile } from 'node:child_process';

/** What the journal of the machine has of a service, or why nothing. */
export type JournalLines =
  | { readonly kind: 'lines'; readonly text: string }
  | { readonly kind: 'nothing'; readonly reason: string };

const waitMsMax = 7000;
const linesMax = 2000;
const bytesMax = 4 * 1024 * 1024;

const ask = (words: readonly string[], env: NodeJS.ProcessEnv): Promise<JournalLines> =>
  new Promise((resolve) => {
    execFile('journalctl', words, { env, timeout: waitMsMax, maxBuffer: bytesMax }, (error, stdout, stderr) => {
      const text = stdout.replaceAll(/^-- .* --\n?/gm, '').trimEnd();
      if (text !== '') return resolve({ kind: 'lines', text });
      if (error?.code === 'ENOENT') return resolve({ kind: 'nothing', reason: 'this machine has no journalctl' });
      const said = error?.killed === true ? 'journalctl did not answer in time' : stderr.trim().split('\n')[0];
      return resolve({ kind: 'nothing', reason: said === undefined || said === '' ? 'it has no entries' : said });
    });
  });

/** The newest lines of a service, of the machine's or else of this user's. Never rejects. */
export async function readJournal(unit: string, env: NodeJS.ProcessEnv): Promise<JournalLines> {
  const usual = ['-u', unit, '-n', String(linesMax), '--no-pager', '-o', 'short-iso'];
  const ofMachine = await ask(usual, env);
  if (ofMachine.kind === 'lines') return ofMachine;
  const ofUser = await ask(['--user', ...usual], env);
  return ofUser.kind === 'lines' ? ofUser : ofMachine;
}
