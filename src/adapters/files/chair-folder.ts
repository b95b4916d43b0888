import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { chairCountMax } from '../../core/configuration/chair-section.js';
import { meaningOf, readPlainFile } from './bounded-read.js';
import { readYaml, utf8TextOf, type YamlDocument, type YamlSource } from './yaml-source.js';

/** A chair that has a file of its own. `chair` is what stands there, with the file's name as its id where it has none. */
export interface ChairFile {
  readonly file: string;
  readonly chair: object;
  readonly document: YamlDocument;
}

type FileProblems = Extract<YamlSource, { readonly kind: 'unreadable' }>['problems'];

export type ChairFolder =
  | { readonly kind: 'chairs'; readonly files: readonly ChairFile[] }
  /** Files that are no chairs: none is passed over, because its chair would be missing without a word. */
  | { readonly kind: 'wrong-files'; readonly problems: FileProblems }
  /** What is wrong with the folder itself. */
  | { readonly kind: 'problem'; readonly message: string };

const fileBytesMax = 64 * 1024;

/** Reads a folder with one chair a file, `*.yaml`, in the order of their names. Hidden files and other endings are none of ours. Never throws. */
export function readChairFolder(directory: string): ChairFolder {
  const names = namesIn(directory);
  if (typeof names === 'string') return { kind: 'problem', message: names };
  if (names.length > chairCountMax) {
    return {
      kind: 'problem',
      message: `the folder holds ${names.length} chairs, and ${chairCountMax} is the most there may be`,
    };
  }
  const read = names.map((name) => readChairFile(join(directory, name), directory));
  const problems = read.flatMap((each) => (each.kind === 'unreadable' ? each.problems : []));
  if (problems.length > 0) return { kind: 'wrong-files', problems };
  return { kind: 'chairs', files: read.flatMap((each) => (each.kind === 'chair' ? [each] : [])) };
}

/** Also those that end in `.yml`, which are told how they have to end. */
function namesIn(directory: string): readonly string[] | string {
  try {
    return readdirSync(directory)
      .filter((name) => /^[^.].*\.ya?ml$/.test(name))
      .sort();
  } catch (error) {
    return `the folder of chairs cannot be read: ${meaningOf(error, 'folder')}`;
  }
}

type ReadChair = ({ readonly kind: 'chair' } & ChairFile) | Extract<YamlSource, { readonly kind: 'unreadable' }>;

function readChairFile(file: string, directory: string): ReadChair {
  const refused = (message: string): ReadChair => ({
    kind: 'unreadable',
    problems: [{ file, line: 1, column: 1, message }],
  });
  if (!file.endsWith('.yaml')) return refused('its name has to end in .yaml, or it is no chair');
  const read = readPlainFile(file, fileBytesMax, directory);
  if (read.kind === 'problem') return refused(read.message);
  const text = utf8TextOf(read.bytes);
  if (text === null) return refused('is not UTF-8 text');
  const document = readYaml(text, file, fileBytesMax);
  if (document.kind === 'unreadable') return document;
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused('must be the keys of one chair, such as port: /dev/ttyUSB0');
  }
  return { kind: 'chair', file, document, chair: { id: parse(file).name, ...value } };
}
