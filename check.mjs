// Runs every `check:` script of package.json at the same time, and says what those say that fail. They share nothing, and each
// keeps less than a processor busy.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';

const { scripts } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const checks = Object.entries(scripts).filter(([name]) => name.startsWith('check:'));

/** What a script said where it failed, empty where all is well. npm has put the packages' commands on the path. */
async function failureOf([name, command]) {
  const child = spawn(command, { shell: true, cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const [code] = await once(child, 'close');
  return code === 0 ? '' : `${name}\n${said}`;
}

const failures = (await Promise.all(checks.map(failureOf))).filter((text) => text !== '');
process.stdout.write(failures.join('\n'));
if (failures.length > 0) process.exitCode = 1;
