// Builds the web page: `node build-page.mjs [folder] [--meta=FILE]`, into dist/page where no folder is named. Files are hashed in
// their names and compressed here, once; the daemon serves what the manifest lists and nothing else.
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
const page = await build({
  ...options,
  entryPoints: { page: join(source, 'main.tsx'), style: join(source, 'style', 'page.css') },
  plugins: [languageFiles],
});

const icon = encodeURIComponent(readFileSync(join(source, 'icon.svg'), 'utf8').trim());
const html = readFileSync(join(source, 'index.html'), 'utf8')
  .replace('{{page}}', nameIn(page, 'page'))
  .replace('{{style}}', nameIn(page, 'style'))
  .replace('{{icon}}', `data:image/svg+xml,${icon}`);

const files = [
  { path: '', file: 'index.html', bytes: html, isImmutable: false },
  ...[...languages.outputFiles, ...page.outputFiles].map(({ path, contents }) => {
    const name = basename(path);
    return { path: name, file: name, bytes: contents, isImmutable: true };
  }),
];

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
  const inputs = { ...languages.metafile.inputs, ...page.metafile.inputs };
  writeFileSync(metaFile, JSON.stringify({ inputs }));
}
