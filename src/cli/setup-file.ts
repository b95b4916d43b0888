import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { type ConfigProblem, readConfigText, usualConfigFiles } from '../adapters/files/config-file.js';
import { maskSecrets, secretsIn } from '../adapters/files/config-secrets.js';
import { editedConfigText } from '../adapters/files/config-text.js';
import { readYaml } from '../adapters/files/yaml-source.js';
import { type KnownSetup, knownIn } from '../core/setup/answers.js';
import type { SentAnswers } from '../core/setup/desk.js';
import { differenceOf } from '../core/setup/difference.js';
import { type ConfigEdit, editsOf } from '../core/setup/edits.js';
import { setupFieldOf, withFieldName } from '../core/setup/fields.js';
import { valueAt } from '../core/shape/complaints.js';
import type { DifferenceLine, SetupAnswers, SetupDraft, SetupProblem } from '../core/web/setup.js';
import { readSetupPort } from './judge-port.js';
import { type LoadedConfig, loadConfigText, showProblem } from './load-config.js';

/** The file that a set-up is about: the one that is named or found, else a new one here. */
export const setupFile = (named: string | undefined): string =>
  named ?? usualConfigFiles.find((file) => existsSync(file)) ?? usualConfigFiles[0] ?? '';

/** Paths that are typed begin where the program was started, those of a file in its folder. */
export const pathFromFile = (file: string, path: string): string =>
  path === '' || isAbsolute(path) || resolve(dirname(file)) === resolve('.') ? path : resolve(path);

/** The same for a port, which may be no path. */
export const portFromFile = (file: string, text: string): string => {
  const port = readSetupPort(text);
  return 'kind' in port && port.kind === 'path' ? pathFromFile(file, text) : text;
};

/** Answers as they stand in the file: paths that were not there before were typed. */
export function answersFromFile(sent: SentAnswers, { file, known }: SetupSource): SentAnswers {
  const { port, broker } = sent;
  const path = (typed: string, before: string): string => (typed === before ? typed : pathFromFile(file, typed));
  return {
    ...sent,
    ...(port === undefined ? {} : { port: { ...port, port: portFromFile(file, port.port) } }),
    ...(broker === undefined
      ? {}
      : {
          broker: {
            ...broker,
            password_file: path(broker.password_file, known.broker.passwordFile),
            ca_file: path(broker.ca_file, known.broker.caFile),
          },
        }),
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The file that a set-up is about, as it was read. */
export interface SetupSource {
  readonly kind: 'source';
  /** How problems call it. */
  readonly file: string;
  /** Null: there is none yet. */
  readonly text: string | null;
  readonly known: KnownSetup;
}

type ReadSource = SetupSource | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** Reads a file for the set-up; null where nothing is written: then it begins with nothing. A file that is there has to be right before
 *  anything is added to it. */
export function readSetupSource(
  file: string,
  isThere: boolean,
  environment: Environment,
  load = loadConfigText,
): ReadSource {
  if (!isThere) return { kind: 'source', file, text: null, known: knownIn(null) };
  const text = readConfigText(file);
  if (typeof text !== 'string') return refused(text.problems.map(showProblem));
  const source = readYaml(text, file);
  const known = knownIn(source.kind === 'document' ? source.value : null);
  const lacksChair = source.kind === 'document' && known.chairs.length === 0 && !hasChairFolder(source.value);
  const loaded = load(file, lacksChair ? editedConfigText(text, [anyChair]) : text, environment);
  if (loaded.kind === 'refused') return refused(loaded.problems.map(showProblem));
  return { kind: 'source', file, text, known };
}

const hasChairFolder = (data: unknown): boolean => valueAt(data, ['chairs_dir']) !== undefined;

/** A file may wait for its first chair: the rest of it is looked at as if that were there. */
const anyChair: ConfigEdit = { kind: 'append', path: ['chairs'], value: { id: 'chair', port: '/dev/null' } };

const refused = (problems: readonly string[]): ReadSource => ({
  kind: 'refused',
  problems: problems.map((each) => each.trimEnd()),
});

/** What the file would be with these answers. */
export interface ComposedFile {
  readonly text: string;
  /** As the daemon would read it. */
  readonly loaded: LoadedConfig;
  readonly problems: readonly SetupProblem[];
  /** Without secrets. */
  readonly difference: readonly DifferenceLine[];
  readonly hasSecret: boolean;
}

/** Nothing that changes belongs below /etc, where a new file would else have its data beside it. */
const placeOfData = (file: string): readonly ConfigEdit[] =>
  resolve(file).startsWith('/etc/') ? [{ kind: 'set', path: ['data_dir'], value: '/var/lib/chair2mqtt' }] : [];

export function composeFile(
  source: SetupSource,
  answers: SetupAnswers,
  environment: Environment,
  load = loadConfigText,
): ComposedFile {
  const { file, text: before, known } = source;
  const edits =
    before === null ? [...editsOf(answers, known, true), ...placeOfData(file)] : editsOf(answers, known, false);
  const text = editedConfigText(before, edits);
  const loaded = load(file, text, environment);
  return {
    text,
    loaded,
    problems: loaded.kind === 'refused' ? loaded.problems.map((each) => setupProblem(each, source, answers)) : [],
    difference: differenceOfTexts(before ?? '', text),
    hasSecret: secretsIn(text).size > 0,
  };
}

/** What was answered is called as the form calls it; it stands in no line yet. */
function setupProblem(problem: ConfigProblem, { file, known }: SetupSource, answers: SetupAnswers): SetupProblem {
  const { line, column, path, message, suggestion = null } = problem;
  if (problem.file !== file) {
    return { field: null, line: null, column: null, message: `${problem.file}: ${message}`, suggestion };
  }
  const field = setupFieldOf(path, answers, known.chairs.length);
  return field === null
    ? { field, line, column, message, suggestion }
    : { field, line: null, column: null, message: withFieldName(field, message), suggestion };
}

/** A secret that is another one now shows that, and not what it is. */
function differenceOfTexts(before: string, after: string): readonly DifferenceLine[] {
  const old = secretsIn(before);
  const shown = maskSecrets(after, (value) => (old.has(value) ? '***' : '*** (new)'));
  return differenceOf(maskSecrets(before), shown);
}

/** The text for a download: what its reader did not bring is not in it. */
export function downloadOf(source: SetupSource, composed: ComposedFile, commands: readonly string[]): SetupDraft {
  const old = secretsIn(source.text ?? '');
  let withheld = 0;
  const text = maskSecrets(composed.text, (value, written) => {
    if (!old.has(value)) return written;
    withheld += 1;
    return '"***"';
  });
  return {
    text,
    withheld,
    commands: [...commands],
    difference: [...composed.difference],
    problems: [...composed.problems],
  };
}
