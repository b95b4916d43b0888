import type { Program } from '../../core/program/schema.js';
import { writtenProgram } from '../../core/studio/written.js';
import { hashFor } from '../logic/routes.js';
import type { StudioVisit } from './studio-visit.js';
import { useStudioWords } from './studio-words.js';

/** A file for the browser to keep. JSON is YAML: without an answer of the daemon it is that. */
function handOverProgram({ id }: Program, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/yaml' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${id}.yaml`;
  link.click();
  URL.revokeObjectURL(address);
}

function Conflict({ visit, isNew }: { readonly visit: StudioVisit; readonly isNew: boolean }) {
  const words = useStudioWords();
  return (
    <div class="banner" role="alert">
      <p>{isNew ? words.taken : words.conflict}</p>
      <div class="control-row">
        {!isNew && (
          <button type="button" onClick={() => void visit.loadTheirs()}>
            {words.loadTheirs}
          </button>
        )}
        <button type="button" onClick={() => void visit.toCopy()}>
          {words.saveAsOther}
        </button>
      </div>
    </div>
  );
}

function Outcome({ visit }: { readonly visit: StudioVisit }) {
  const words = useStudioWords();
  const saving = visit.saving.value;
  if (saving.kind === 'conflict') return <Conflict visit={visit} isNew={saving.isNew} />;
  if (saving.kind === 'refused')
    return (
      <p class="studio-wrong" role="alert">
        {words.notSaved(saving.messages.join('; '))}
      </p>
    );
  const texts = { none: '', working: words.saveWorking, saved: words.saved, unanswered: words.saveUnanswered };
  return <p role="status">{texts[saving.kind]}</p>;
}

interface SaveBarProps {
  readonly visit: StudioVisit;
  readonly program: Program;
  readonly hasErrors: boolean;
}

/** The way back and forth, and into a file. */
export function SaveBar({ visit, program, hasErrors }: SaveBarProps) {
  const words = useStudioWords();
  const { past, undone } = visit.history.value ?? { past: [], undone: [] };
  const written = visit.text.value;
  const download = () => {
    const json = `${JSON.stringify(writtenProgram(program), null, 2)}\n`;
    handOverProgram(program, written?.of === program ? written.text : json);
  };
  const save = async () => {
    await visit.save();
    // The address of what was saved, so that a page loaded anew opens that.
    if (visit.saving.peek().kind === 'saved')
      history.replaceState(null, '', hashFor({ screen: 'studio', id: program.id }));
  };
  return (
    <section class="studio-save" aria-label={words.save}>
      <div class="control-row">
        <button type="button" aria-disabled={past.length === 0} onClick={() => visit.undo()}>
          {words.undo}
        </button>
        <button type="button" aria-disabled={undone.length === 0} onClick={() => visit.redo()}>
          {words.redo}
        </button>
        {visit.maySave && (
          <button
            type="button"
            class="main-action"
            aria-disabled={hasErrors || visit.saving.value.kind === 'working'}
            onClick={() => hasErrors || void save()}
          >
            {words.save}
          </button>
        )}
        <button type="button" onClick={download}>
          {words.download}
        </button>
      </div>
      {visit.maySave && hasErrors && <p class="soft">{words.hasErrors}</p>}
      {!visit.maySave && <p class="soft">{words.mayNotSave}</p>}
      {visit.isCopy.value && <p class="soft">{words.isCopy(program.id)}</p>}
      {visit.isDirty && (
        <p class="studio-unsaved">
          {visit.isFromDraft.value && `${words.fromDraft} `}
          {words.unsaved}{' '}
          <button type="button" class="quiet" onClick={() => visit.discard()}>
            {words.discard}
          </button>
        </p>
      )}
      <Outcome visit={visit} />
    </section>
  );
}
