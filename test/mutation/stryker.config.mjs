import process from 'node:process';

const folder = process.env.MUTATED_FOLDER;
if (folder === undefined) throw new Error('run it by `npm run mutate`, which names the folder');
const results = `test/mutation/results/${folder.replaceAll('/', '-')}`;

/** Of a chair by profile, what decides while it runs; what reads and checks its file is left out. */
const profileFiles =
  'aims,checks,commands,cut-frames,key-stop,reconcile,sight,stop-plan,stop-proof,unseen,unseen-stop,view';
const files = folder === 'src/core/profile' ? `{${profileFiles}}.ts` : '**/*.ts';

/** Paths are those of the repository's root, where the tool is run. */
export default {
  packageManager: 'npm',
  testRunner: 'vitest',
  vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', './test/mutation/texts-for-people.mjs'],
  ignorers: ['texts-for-people'],
  mutate: [`${folder}/${files}`],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  incremental: true,
  incrementalFile: `${results}-known.json`,
  jsonReporter: { fileName: `${results}.json` },
  reporters: ['json', 'progress-append-only', 'clear-text'],
  clearTextReporter: { logTests: false, reportTests: false },
  tempDirName: '.stryker-tmp',
  ignorePatterns: [
    '/dist',
    '/data',
    '/docs',
    '/coverage',
    '/test/mutation/node_modules',
    '/test/mutation/results',
    '.setup-lock*',
  ],
};
