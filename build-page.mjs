// Builds the web page: `node build-page.mjs [folder] [--meta=FILE]`, into dist/page where no folder is named. Files are hashed in
// their names and compressed here, once; the daemon serves what the manifest lists and nothing else.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
// Rooms are files of their own, loaded when they are asked for, and so are the larger things within one. What they share with the page
// they take from the page's file. None can be hashed before the other, so all carry the hash of all.
const roomEntries = {
  setup: 'setup/setup-screen.tsx',
  history: 'history/history-screen.tsx',
  studio: 'studio/studio-screen.tsx',
  studio_english: 'studio/studio-english.ts',
  studio_german: 'studio/studio-german.ts',
  linter: 'studio/studio-findings.ts',
};
const rooms = Object.keys(roomEntries);
const unhashed = (name) => `./${name}-unhashed.js`;
const shared =
  /^(preact(\/.*)?|@preact\/signals|.*\/(network|routes|context|copy-line|drawing|command-note|program-cards|codes)\.js|.*\/program\/(compile|course-shapes|timeline|motion)\.js)$/;
const stemOf = (path) => basename(path, extname(path));
const roomFiles = {
  name: 'room-files',
  setup({ onResolve }) {
    onResolve({ filter: /\.js$/ }, ({ kind, path }) => {
      const room = rooms.find((name) => stemOf(roomEntries[name]) === stemOf(path));
      return kind === 'dynamic-import' && room !== undefined ? { path: unhashed(room), external: true } : undefined;
    });
  },
};
const sharedParts = {
  name: 'shared-parts',
  setup({ onResolve }) {
    onResolve({ filter: shared }, () => ({ path: unhashed('page'), external: true }));
  },
};
const page = await build({
  ...options,
  entryPoints: { page: join(source, 'main.tsx'), style: join(source, 'style', 'page.css') },
  plugins: [languageFiles, roomFiles],
});
const builtRooms = await Promise.all(
  rooms.map((room) =>
    build({
      ...options,
      entryPoints: [
        { in: join(source, roomEntries[room]), out: room },
        // Most of the looks of some, too.
        ...[join(source, room, `${room}.css`)].filter(existsSync).map((style) => ({ in: style, out: room })),
      ],
      plugins: [roomFiles, sharedParts],
    }),
  ),
);
const roomOutputs = builtRooms.flatMap(({ outputFiles }) => outputFiles);
const roomStyles = roomOutputs.filter(({ path }) => path.endsWith('.css'));
// Nobody else would see it before a browser: what the page's file does not give out, a room does not find.
const given = new Set(Object.values(page.metafile.outputs).flatMap(({ exports }) => exports));
const takenBy = ({ text }) =>
  [...text.matchAll(/import\{([^}]*)\}from"\.\/page-unhashed\.js"/g)].flatMap(([, names]) =>
    names.split(',').map((name) => name.split(' as ')[0]),
  );
const absent = roomOutputs.flatMap(takenBy).filter((name) => !given.has(name));
if (absent.length > 0)
  throw new Error(`src/page/page-parts.ts does not export what the rooms take: ${[...new Set(absent)].join(', ')}`);

const parts = [...page.outputFiles, ...roomOutputs].filter(({ path }) => path.endsWith('.js'));
const hash = createHash('sha256');
for (const { text } of [...parts, ...roomStyles]) hash.update(text);
const letters = hash.digest('hex').slice(0, 8).toUpperCase();
const hashed = (name) => `${name}-${letters}.js`;
const names = new Map([
  ...['page', ...rooms].map((name) => [unhashed(name), `./${hashed(name)}`]),
  ...roomStyles.map(({ path }) => [`./${basename(path).split('-')[0]}-unhashed.css`, `./${basename(path)}`]),
]);
const withHashes = (text) => [...names].reduce((done, [name, real]) => done.replaceAll(name, real), text);
const partFiles = parts.map(({ path, text }) => ({
  name: hashed(basename(path).split('-')[0]),
  bytes: withHashes(text),
}));
const style = page.outputFiles.find(({ path }) => path.endsWith('.css'));

const icon = encodeURIComponent(readFileSync(join(source, 'icon.svg'), 'utf8').trim());
const html = readFileSync(join(source, 'index.html'), 'utf8')
  .replace('{{page}}', hashed('page'))
  .replace('{{style}}', nameIn(page, 'style'))
  .replace('{{icon}}', `data:image/svg+xml,${icon}`);

const files = [
  { name: 'index.html', bytes: html, isImmutable: false },
  ...[...languages.outputFiles, style, ...roomStyles].map(({ path, contents }) => ({
    name: basename(path),
    bytes: contents,
  })),
  ...partFiles,
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
  const inputs = { ...languages.metafile.inputs, ...page.metafile.inputs };
  for (const { metafile } of builtRooms) Object.assign(inputs, metafile.inputs);
  writeFileSync(metaFile, JSON.stringify({ inputs }));
}
