import { useState } from 'preact/hooks';
import type { DifferenceLine, SetupProblem, SetupState } from '../../core/web/setup.js';
import { CopyLine } from '../views/copy-line.js';
import { type SetupParts, useSetupWords } from './fields.js';

const signs: Readonly<Record<DifferenceLine['kind'], string>> = { same: ' ', added: '+', removed: '−', gap: '' };

/** What would change, line by line; told apart by sign and by word, not by colour alone. */
function Difference({ lines }: { readonly lines: readonly DifferenceLine[] }) {
  const words = useSetupWords();
  if (lines.length === 0) return <p class="soft">{words.fileSame}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled sideways must be reached by the keyboard
    <section class="difference" aria-label={words.difference} tabIndex={0}>
      {lines.map(({ kind, text }, index) => (
        <p key={index} class={kind}>
          <span aria-hidden="true">{signs[kind]}</span>
          <span class="unseen">{words.lineKinds[kind]}</span>
          {kind === 'gap' ? `… ${words.gap} …` : text}
        </p>
      ))}
    </section>
  );
}

function Problems({ problems }: { readonly problems: readonly SetupProblem[] }) {
  const words = useSetupWords();
  if (problems.length === 0) return null;
  return (
    <div class="finding problem">
      <p>{words.problems}</p>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.line} ${problem.message}`}>{words.problem(problem)}</li>
        ))}
      </ul>
    </div>
  );
}

function WhatThen({ commands }: { readonly commands: readonly string[] }) {
  const words = useSetupWords();
  return (
    <>
      <p>{words.whatThen}</p>
      {commands.map((command) => (
        <CopyLine key={command} text={command} />
      ))}
    </>
  );
}

function Written({ written }: { readonly written: NonNullable<SetupState['written']> }) {
  const words = useSetupWords();
  const { file, backup, commands } = written;
  return (
    <div role="status">
      <p class="big">{words.written(file)}</p>
      {backup !== null && <p>{words.backup(backup)}</p>}
      <WhatThen commands={commands} />
    </div>
  );
}

/** A file for the browser to keep. */
function handOver(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = 'chair2mqtt.yaml';
  link.click();
  URL.revokeObjectURL(address);
}

interface FileButtonProps extends Pick<SetupParts, 'visit' | 'state'> {
  readonly isReady: boolean;
}

/** The file as it would be, for the browser to keep: nothing is written here. */
export function Download({ visit, isReady }: Omit<FileButtonProps, 'state'>) {
  const words = useSetupWords();
  const [said, setSaid] = useState('');
  const download = async () => {
    const text = await visit.text();
    if (text !== null) handOver(text);
    setSaid(text === null ? words.downloadFailed : words.downloaded);
  };
  const { withheld = 0, commands = [] } = visit.draft.value ?? {};
  return (
    <>
      <button type="button" class={isReady ? 'main-action' : ''} disabled={!isReady} onClick={() => void download()}>
        {words.download}
      </button>
      <p class="downloaded" role="status">
        {said} {said !== '' && withheld > 0 && words.withheld(withheld)}
      </p>
      {said === words.downloaded && <WhatThen commands={commands} />}
    </>
  );
}

/** The end of it: written where there is a file to write, else taken away. */
export function FileButton({ visit, state, isReady }: FileButtonProps) {
  const words = useSetupWords();
  if (state.file === null) return <Download visit={visit} isReady={isReady} />;
  const isWanted = isReady && state.difference.length > 0;
  return (
    <button type="button" class={isWanted ? 'main-action' : ''} disabled={!isWanted} onClick={() => void visit.write()}>
      {words.write}
    </button>
  );
}

/** What the answers come to: the file, as a difference to the one that is there. */
export function FileStep({ visit, state }: SetupParts) {
  const words = useSetupWords();
  const { file, is_new, written, mode } = state;
  const { difference, problems } = (mode === 'draft' ? visit.draft.value : null) ?? state;
  if (written !== null) return <Written written={written} />;
  const intro = file === null ? words.fileNameless : is_new ? words.fileNew(file) : words.fileChanged(file);
  return (
    <>
      {difference.length > 0 && <p>{intro}</p>}
      <Difference lines={difference} />
      <Problems problems={problems} />
    </>
  );
}
