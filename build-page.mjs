// Builds the web page: `node build-page.mjs [folder] [--meta=FILE]`, into dist/page where no folder is named. Files are hashed in
// their names and compressed here, once; the daemon serves what the manifest lists and nothing else.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const source = join(root, 'src', 'page');
const words = process.argv.slice(2);
const folder = resolve(words.find((word) => !word.startsWith('--')) ?? join(root, 'dist', 'page'));
const metaFile = words.find((word) => word.startsWith('--meta='))?.slice('--meta='.length);

const typeOf = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

const options = {
  outdir: folder,
  entryNames: '[name]-[hash]',
  bundle: true,
  format: 'esm',
  platform: 'browser',
  // The oldest browsers that have to show it.
  target: ['chrome90', 'firefox91', 'safari14'],
  // Safari 14.0 destructures; esbuild leaves it out for a rare bug with defaults of arguments, which nothing here meets.
  supported: { destructuring: true },
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  tsconfigRaw: '{}',
  metafile: true,
  write: false,
  logLevel: 'warning',
};

const nameIn = ({ outputFiles }, start) =>
  basename(outputFiles.find(({ path }) => basename(path).startsWith(`${start}-`)).path);

// Each language is one file of its own, so that the first load asks for one, and for nothing that both share.
const languages = await build({
  ...options,
  entryPoints: [join(source, 'words', 'english.ts'), join(source, 'words', 'german.ts')],
});
const languageFiles = {
  name: 'language-files',
  setup({ onResolve }) {
    onResolve({ filter: /\/words\/(english|german)\.js$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: `./${nameIn(languages, basename(path, '.js'))}`, external: true } : undefined,
    );
  },
};
// The set-up is a file of its own, loaded when it is asked for. What it shares with the page it takes from the page's file. Neither can be
// hashed before the other, so both carry the hash of both.
const pagePlace = './page-in-two.js';
const setupPlace = './setup-in-two.js';
const shared = /^(preact(\/.*)?|@preact\/signals|.*\/(network|routes|context|copy-line|drawing)\.js)$/;
const setupFile = {
  name: 'setup-file',
  setup({ onResolve }) {
    onResolve({ filter: /\/setup\/setup-screen\.js$/ }, () => ({ path: setupPlace, external: true }));
  },
};
const sharedParts = {
  name: 'shared-parts',
  setup({ onResolve }) {
    onResolve({ filter: shared }, () => ({ path: pagePlace, external: true }));
  },
};
const page = await build({
  ...options,
  entryPoints: { page: join(source, 'main.tsx'), style: join(source, 'style', 'page.css') },
  plugins: [languageFiles, setupFile],
});
const setup = await build({
  ...options,
  entryPoints: { setup: join(source, 'setup', 'setup-screen.tsx') },
  plugins: [sharedParts],
});
// Nobody else would see it before a browser: what the page's file does not give out, the set-up does not find.
const given = new Set(Object.values(page.metafile.outputs).flatMap(({ exports }) => exports));
const takenBy = ({ text }) =>
  [...text.matchAll(/import\{([^}]*)\}from"\.\/page-in-two\.js"/g)].flatMap(([, names]) =>
    names.split(',').map((name) => name.split(' as ')[0]),
  );
const absent = setup.outputFiles.flatMap(takenBy).filter((name) => !given.has(name));
if (absent.length > 0)
  throw new Error(`src/page/page-parts.ts does not export what the set-up takes: ${absent.join(', ')}`);

const halves = [...page.outputFiles, ...setup.outputFiles].filter(({ path }) => path.endsWith('.js'));
const hash = createHash('sha256');
for (const { text } of halves) hash.update(text);
const letters = hash.digest('hex').slice(0, 8).toUpperCase();
const halfName = (start) => `${start}-${letters}.js`;
const halfFiles = halves.map(({ path, text }) => ({
  name: halfName(basename(path).split('-')[0]),
  bytes: text.replaceAll(pagePlace, `./${halfName('page')}`).replaceAll(setupPlace, `./${halfName('setup')}`),
}));
const style = page.outputFiles.find(({ path }) => path.endsWith('.css'));

const icon = encodeURIComponent(readFileSync(join(source, 'icon.svg'), 'utf8').trim());
const html = readFileSync(join(source, 'index.html'), 'utf8')
  .replace('{{page}}', halfName('page'))
  .replace('{{style}}', nameIn(page, 'style'))
  .replace('{{icon}}', `data:image/svg+xml,${icon}`);

const files = [
  { name: 'index.html', bytes: html, isImmutable: false },
  ...[...languages.outputFiles, style].map(({ path, contents }) => ({ name: basename(path), bytes: contents })),
  ...halfFiles,
].map(({ name, bytes, isImmutable = true }) => ({ path: isImmutable ? name : '', file: name, bytes, isImmutable }));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const manifest = files.map(({ path, file, bytes, isImmutable }) => {
  const gzip = `${file}.gz`;
  const br = `${file}.br`;
  writeFileSync(join(folder, file), bytes);
  writeFileSync(join(folder, gzip), gzipSync(bytes, { level: 9 }));
  writeFileSync(join(folder, br), brotliCompressSync(bytes));
  return { path, file, type: typeOf[extname(file)], gzip, br, isImmutable };
});
writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
if (metaFile !== undefined) {
  const inputs = { ...languages.metafile.inputs, ...page.metafile.inputs, ...setup.metafile.inputs };
  writeFileSync(metaFile, JSON.stringify({ inputs }));
}
