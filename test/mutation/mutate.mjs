// Installs the mutation tester on demand, runs it over the folders that keep people safe, and holds it to a least score.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
const stampFile = join(here, 'node_modules', '.stamp');
const scoreMin = 85;
const allFolders = ['src/core/safety', 'src/core/protocol', 'src/core/profile', 'src/chair'];

const isKilled = (status) => status === 'Killed' || status === 'Timeout';
const isSurvivor = (status) => status === 'Survived' || status === 'NoCoverage';

function run(command, words, folder, env = {}) {
  const options = { cwd: folder, stdio: 'inherit', env: { ...process.env, ...env } };
  const { status, signal, error } = spawnSync(command, words, options);
  if (status !== 0)
    throw new Error(`${[command, ...words].join(' ')}: ${error?.message ?? signal ?? `code ${status}`}`);
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(here, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lock) return;
  process.stderr.write('Installing the mutation tester (once) ...\n');
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], here);
  writeFileSync(stampFile, lock);
}

/** Changes one folder; gives how many changes were noticed. Those that were left out on purpose or do not compile count nowhere. */
function mutate(folder) {
  const reportFile = join(here, 'results', `${folder.replaceAll('/', '-')}.json`);
  rmSync(reportFile, { force: true });
  const stryker = join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  run(process.execPath, [stryker, 'run', 'test/mutation/stryker.config.mjs'], root, { MUTATED_FOLDER: folder });
  const { files } = JSON.parse(readFileSync(reportFile, 'utf8'));
  const statuses = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const killed = statuses.filter(isKilled).length;
  const survived = statuses.filter(isSurvivor).length;
  const mutants = killed + survived;
  return { folder, mutants, killed, survived, score: mutants === 0 ? 0 : (100 * killed) / mutants };
}

function table(rows) {
  const line = (cells) => cells.map((cell, at) => (at === 0 ? cell.padEnd(20) : cell.padStart(10))).join('');
  const head = line(['folder', 'mutants', 'killed', 'survived', 'score']);
  const body = rows.map(({ folder, mutants, killed, survived, score }) =>
    line([folder, String(mutants), String(killed), String(survived), `${score.toFixed(1)} %`]),
  );
  return ['', head, ...body, ''].join('\n');
}

function main(wanted) {
  const folders = wanted.length === 0 ? allFolders : wanted;
  const unknown = folders.filter((folder) => !allFolders.includes(folder));
  if (unknown.length > 0) throw new Error(`mutated are ${allFolders.join(', ')}; not ${unknown.join(', ')}`);
  install();
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const rows = folders.map(mutate);
  console.log(table(rows));
  const low = rows.filter(({ score }) => score < scoreMin).map(({ folder }) => folder);
  if (low.length > 0) throw new Error(`under ${scoreMin} %: ${low.join(', ')}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
