interface Named {
  readonly id: string;
  readonly name: string;
}

const plain = (text: string): string => text.trim().toLowerCase();

/** The program that somebody means by an id, or by a name that only one program has; null where there is none. */
export function programNamed<Some extends Named>(text: string, programs: readonly Some[]): Some | null {
  const byId = programs.find(({ id }) => id === text);
  if (byId !== undefined) return byId;
  const [only, other] = programs.filter(({ name }) => plain(name) === plain(text));
  return only !== undefined && other === undefined ? only : null;
}

/** What a program is shown as: its name where `programNamed` finds it by that, else its id. */
export const programLabel = <Some extends Named>(program: Some, programs: readonly Some[]): string =>
  programNamed(program.name, programs) === program ? program.name : program.id;
