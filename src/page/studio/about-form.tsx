import { programGoals } from '../../core/program/bounds.js';
import type { Program } from '../../core/program/schema.js';
import { avoidWords } from '../../core/safety/people.js';
import { usePage } from '../views/context.js';
import { StudioChoice, StudioField } from './fields.js';
import type { StudioVisit } from './studio-visit.js';
import { useStudioWords } from './studio-words.js';

interface AboutFormProps {
  readonly visit: StudioVisit;
  readonly program: Program;
}

/** What the program says of itself. The id is the name of its file: only a copy can still choose it. */
export function AboutForm({ visit, program }: AboutFormProps) {
  const { words: page } = usePage();
  const words = useStudioWords();
  const known: readonly string[] = avoidWords;
  const listed = [...known, ...program.avoid.filter((word) => !known.includes(word))];
  const toggle = (word: string, isOn: boolean) =>
    void visit.edit({
      kind: 'avoid',
      words: isOn ? [...program.avoid, word] : program.avoid.filter((each) => each !== word),
    });
  const goal = (value: string) => {
    const chosen = programGoals.find((each) => each === value);
    if (chosen !== undefined) visit.edit({ kind: 'goal', goal: chosen });
  };
  return (
    <details class="studio-about">
      <summary>{words.about}</summary>
      <div class="studio-fields">
        <StudioField label={words.name} text={program.name} set={(name) => visit.edit({ kind: 'name', name })} />
        {visit.isCopy.value && (
          <StudioField label={words.id} text={program.id} set={(id) => visit.edit({ kind: 'id', id })} />
        )}
        <StudioChoice label={words.goal} value={program.goal} set={goal}>
          {programGoals.map((each) => (
            <option key={each} value={each}>
              {words.goals[each]}
            </option>
          ))}
        </StudioChoice>
        <StudioField
          label={words.summary}
          text={program.summary}
          isLong
          set={(summary) => visit.edit({ kind: 'summary', summary })}
        />
      </div>
      <fieldset class="studio-avoid">
        <legend>{words.avoid}</legend>
        {listed.map((word) => (
          <label key={word}>
            <input
              type="checkbox"
              checked={program.avoid.includes(word)}
              onChange={({ currentTarget }) => toggle(word, currentTarget.checked)}
            />
            <span>{page.avoidText(word)}</span>
          </label>
        ))}
      </fieldset>
    </details>
  );
}
