// Puts the compiled program and its libraries together, into dist/program: read from a few files instead of a thousand it starts in half
// the time and holds less. What is loaded when it is asked for stays a file of its own. What has a binary of its own is installed as a
// package. The licences of all that is in there lie beside it.
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const compiled = join(root, 'dist', 'src');
const folder = join(root, 'dist', 'program');

rmSync(folder, { recursive: true, force: true });
/** Of the languages in which the library tells of wrong data this program speaks one, with words of its own. */
const oneLanguage = {
  name: 'one-language',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};
/** What a library brings along for browsers and for proxies, and never uses here: a third of what would be read at each start. */
const unused = /mqtt\/build\/lib\/connect\/socks\.js$|node_modules\/worker-timers\//;
const withoutUnused = {
  name: 'without-unused',
  setup({ onLoad }) {
    onLoad({ filter: unused }, ({ path }) => ({
      contents: `exports.default = () => { throw new Error(${JSON.stringify(`${basename(path)} is not part of this program`)}); };`,
    }));
  },
};
/** What a library would say to somebody who looks for its faults: it makes a list of each of the words that nobody hears. */
const withoutDebug = {
  name: 'without-debug',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/debug\/src\/index\.js$/ }, () => ({
      contents: 'const silent = () => {};\nsilent.extend = () => silent;\nmodule.exports = () => silent;',
    }));
  },
};
const together = {
  absWorkingDir: root,
  outbase: compiled,
  outdir: folder,
  chunkNames: 'parts/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['@serialport/bindings-cpp', 'bufferutil', 'utf-8-validate', 'supports-color'],
  // The streams of Node.js itself, where a library brings a copy of them for other engines.
  alias: { 'readable-stream': 'node:stream' },
  // Libraries of the older kind ask for the modules of Node.js by `require`, which a module does not have.
  banner: {
    js: "import { createRequire as requireFrom } from 'node:module';\nconst require = requireFrom(import.meta.url);",
  },
  // Names and lines stay readable in a stack trace.
  minify: false,
  legalComments: 'none',
  write: false,
  metafile: true,
  logLevel: 'warning',
};
/** Put together by themselves: what several commands share is cut into many small files, and the daemon starts from a few. */
const otherCommands = [];
const daemonAlone = {
  name: 'daemon-alone',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/.*\.js$/ }, ({ path, importer, kind }) => {
      if (kind !== 'dynamic-import' || !importer.endsWith('cli/command-line.js') || path === './start.js')
        return undefined;
      const place = join('cli', path);
      otherCommands.push(place);
      return { path: `./${place}`, external: true };
    });
  },
};
const plugins = [oneLanguage, withoutUnused, withoutDebug];
const inCompiled = (files) => files.map((file) => join(compiled, file));
const daemon = await build({ ...together, entryPoints: inCompiled(['main.js']), plugins: [...plugins, daemonAlone] });
const threads = [
  'adapters/files/program-worker.js',
  'adapters/files/program-desk-worker.js',
  'adapters/files/history-desk-worker.js',
  'cli/setup-worker.js',
];
const others = await build({ ...together, entryPoints: inCompiled([...threads, ...otherCommands]), plugins });
const outputFiles = [...daemon.outputFiles, ...others.outputFiles];
const inputs = { ...daemon.metafile.inputs, ...others.metafile.inputs };
for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  // With one other letter, such as in a comment, a file takes twice the memory.
  const plain = text.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  writeFileSync(path, plain);
}
chmodSync(join(folder, 'main.js'), 0o755);

/** What ships is read once, here: to read it again at each start takes long. */
async function readPrograms() {
  const load = (name) => import(pathToFileURL(join(compiled, 'adapters', 'files', `${name}.js`)).href);
  const [{ readProgramFile }, { anyChairLimits }, { contentName }] = await Promise.all(
    ['program-file', 'program-reader', 'read-at-build'].map(load),
  );
  const place = join(root, 'programs');
  const read = readdirSync(place).flatMap((file) => {
    const bytes = readFileSync(join(place, file));
    const outcome = file.endsWith('.yaml') ? readProgramFile(bytes, file, anyChairLimits) : { kind: 'other' };
    return outcome.kind === 'loaded' ? [[contentName(bytes), outcome.loaded]] : [];
  });
  return Object.fromEntries(read);
}
writeFileSync(join(folder, 'programs.json'), JSON.stringify(await readPrograms()));

const packageOf = (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
const packages = new Set(Object.keys(inputs).flatMap((path) => packageOf(path) ?? []));
const licenceOf = (path) => {
  const place = join(root, path);
  const { name, version, license } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  const texts = readdirSync(place)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .map((file) => readFileSync(join(place, file), 'utf8').trim());
  return [`${name} ${version}: ${license}`, ...texts].join('\n\n');
};
writeFileSync(
  join(folder, 'licences.txt'),
  `${[...packages]
    .sort()
    .map(licenceOf)
    .join(`\n\n${'-'.repeat(72)}\n\n`)}\n`,
);
