import type { SetupAnswers } from '../../core/web/setup.js';
import { usePage } from '../views/context.js';
import { ChoiceField, NumberField, Pick, type SetupParts, TextField, useSetupWords } from './fields.js';

type NewPerson = SetupAnswers['people']['people'][number];

const nobodyNew: NewPerson = { id: '', avoid: [], level_max: 100 };

interface PersonFieldsProps {
  readonly person: NewPerson;
  readonly index: number;
  readonly avoidWords: readonly string[];
  onPerson(person: NewPerson | null): void;
}

function PersonFields({ person, index, avoidWords, onPerson }: PersonFieldsProps) {
  const { words: page } = usePage();
  const words = useSetupWords();
  const { id, avoid, level_max } = person;
  return (
    <li class="setup-person">
      <TextField
        label={words.personId}
        hint={words.personIdHint}
        value={id}
        onText={(text) => onPerson({ ...person, id: text })}
      />
      <NumberField
        label={words.personLevel}
        value={level_max}
        max={100}
        onNumber={(level) => onPerson({ ...person, level_max: level })}
      />
      <fieldset class="setup-picks few">
        <legend>{words.personAvoid}</legend>
        {avoidWords.map((word) => (
          <Pick
            key={word}
            type="checkbox"
            name={`avoid-${index}-${word}`}
            isChecked={avoid.includes(word)}
            onPick={(isIn) =>
              onPerson({ ...person, avoid: isIn ? [...avoid, word] : avoid.filter((each) => each !== word) })
            }
          >
            {page.avoidText(word)}
          </Pick>
        ))}
      </fieldset>
      <button type="button" onClick={() => onPerson(null)}>
        {words.personRemove(id === '' ? words.personNew : id)}
      </button>
    </li>
  );
}

/** Who may sit there. */
export function PeopleStep({ visit, state, answers }: SetupParts) {
  const words = useSetupWords();
  const { people, person } = answers.people;
  const change = (news: Partial<SetupAnswers['people']>) => visit.type('people', { ...answers.people, ...news });
  const everybody = [...state.known.people, ...people.map(({ id }) => id)].filter((id) => id !== '');
  /** Who sits there is still who was chosen, under another id or none. */
  const put = (index: number, changed: NewPerson | null) =>
    change({
      people: people.flatMap((each, at) => (at === index ? (changed ?? []) : each)),
      ...(person !== '' && person === people[index]?.id ? { person: changed?.id ?? '' } : {}),
    });
  return (
    <>
      <p>{words.peopleText}</p>
      {state.known.people.length > 0 && <p class="soft">{words.peopleKnown(state.known.people.join(', '))}</p>}
      <ul class="setup-people">
        {people.map((each, index) => (
          <PersonFields
            key={index}
            person={each}
            index={index}
            avoidWords={state.avoid_words}
            onPerson={(changed) => put(index, changed)}
          />
        ))}
      </ul>
      <button type="button" onClick={() => change({ people: [...people, nobodyNew] })}>
        {words.personAdd}
      </button>
      {answers.port.adds_chair && everybody.length > 0 && (
        <ChoiceField
          label={words.personSits}
          value={person}
          choices={[['', words.nobody], ...everybody.map((id) => [id, id] as const)]}
          onChoice={(id) => change({ person: id })}
        />
      )}
    </>
  );
}
