import { useState } from 'preact/hooks';
import type { FoundPort } from '../../core/web/setup.js';
import { Pick, type SetupParts, TextField, useSetupWords } from './fields.js';

/** A new chair, or only the rest: asked where the file has chairs already. */
function What({ visit, state, answers }: SetupParts) {
  const words = useSetupWords();
  const { port } = answers;
  if (state.known.chairs.length === 0) return null;
  return (
    <fieldset class="setup-picks">
      <legend>{words.whatChair}</legend>
      {[true, false].map((adds) => (
        <Pick
          key={String(adds)}
          type="radio"
          name="adds-chair"
          isChecked={port.adds_chair === adds}
          onPick={() => visit.type('port', { ...port, adds_chair: adds })}
        >
          {adds ? words.addsChair : words.addsNone}
        </Pick>
      ))}
    </fieldset>
  );
}

function PortPick({ found, parts: { visit, answers } }: { readonly found: FoundPort; readonly parts: SetupParts }) {
  const words = useSetupWords();
  const { port, path, about, chair, change } = found;
  return (
    <Pick
      type="radio"
      name="port"
      isChecked={answers.port.port === port}
      onPick={() => visit.type('port', { ...answers.port, port })}
    >
      <strong>{path}</strong>
      {about !== '' && <small class="soft">{about}</small>}
      {chair !== null && <small class="soft">{words.portOfChair(chair)}</small>}
      {change !== 'same' && <small class={`port-change ${change}`}>{words.portChanges[change]}</small>}
    </Pick>
  );
}

/** Which of them is the chair's is seen by pulling it out. */
function PlugWatch({ visit, state }: SetupParts) {
  const words = useSetupWords();
  const [isWatching, setWatching] = useState(false);
  const gone = state.ports.find(({ change }) => change === 'gone');
  const begin = async () => {
    setWatching(false);
    setWatching(await visit.watch());
  };
  const said =
    state.recognised === null
      ? gone === undefined
        ? words.watching
        : words.watchGone(gone.path)
      : words.watchFound(state.ports.find(({ port }) => port === state.recognised)?.path ?? state.recognised);
  return (
    <div class="setup-watch">
      <button type="button" disabled={visit.isBusy.value} onClick={() => void begin()}>
        {isWatching ? words.watchAgain : words.watch}
      </button>
      <p role="status">{isWatching ? said : ''}</p>
    </div>
  );
}

/** At which port the chair is. */
export function PortStep(parts: SetupParts) {
  const words = useSetupWords();
  const { visit, state, answers } = parts;
  const { port } = answers;
  const isLive = state.mode === 'live';
  return (
    <>
      <What {...parts} />
      {port.adds_chair && isLive && (
        <fieldset class="setup-picks">
          <legend>{words.portChoice}</legend>
          {state.ports.length === 0 && <p class="soft">{words.portNone}</p>}
          {state.ports.map((found) => (
            <PortPick key={found.port} found={found} parts={parts} />
          ))}
        </fieldset>
      )}
      {port.adds_chair && isLive && <PlugWatch {...parts} />}
      {port.adds_chair && (
        <TextField
          label={isLive ? words.portElse : words.steps.port}
          hint={words.portElseHint}
          value={port.port}
          onText={(text) => visit.type('port', { ...port, port: text.trim() })}
        />
      )}
    </>
  );
}
