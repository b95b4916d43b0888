import { useEffect } from 'preact/hooks';
import type { KnownChair } from '../logic/house.js';
import { CommandNote } from './command-note.js';
import { usePage } from './context.js';

const nobodyId = 'nobody';

function Choice({ chair, people }: { readonly chair: KnownChair; readonly people: readonly string[] }) {
  const { app, words } = usePage();
  const chosen = chair.status?.selected.person ?? nobodyId;
  const isOff = app.link.condition.value.isStale || !app.mayControl;
  return (
    <fieldset class="people" disabled={isOff}>
      <legend>{words.sitsIn(chair.name)}</legend>
      {[...people, nobodyId].map((person) => (
        <label key={person}>
          <input
            type="radio"
            name={`person-${chair.id}`}
            checked={person === chosen}
            onChange={() => void app.command(chair.id, { command: 'select', person })}
          />
          <span>{person === nobodyId ? words.nobody : person}</span>
        </label>
      ))}
      <CommandNote of={`${chair.id} select`} />
    </fieldset>
  );
}

/** Who there is, and who sits where. */
export function PeopleScreen() {
  const { app, words } = usePage();
  const mayKnow = app.mayOwn;
  useEffect(() => {
    if (mayKnow) void app.loadPeople();
  }, [app, mayKnow]);
  const people = app.people.value;
  return (
    <>
      <h1 tabIndex={-1}>{words.people}</h1>
      <p class="lead">{words.peopleText}</p>
      {!mayKnow && <p class="note">{words.peopleHidden}</p>}
      {mayKnow && people?.length === 0 && <p class="note">{words.peopleNone}</p>}
      {mayKnow &&
        people !== null &&
        people.length > 0 &&
        app.house.known().map((chair) => <Choice key={chair.id} chair={chair} people={people} />)}
    </>
  );
}
