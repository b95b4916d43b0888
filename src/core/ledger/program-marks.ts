import type { ProgramMarks } from '../web/history.js';
import type { PastSession } from './past-sessions.js';

type ProgramMark = ProgramMarks[number];

/** What is shown over a timeline at most. */
const programMarksMax = 500;

/** Where the intensity was made less, by what was noted of it. */
function turnedDown({ opened, closed }: PastSession): readonly number[] {
  let before = opened.intensity;
  const places: number[] = [];
  for (const { at_s, what } of closed?.moments ?? []) {
    const chosen = /^intensity (\d+)$/.exec(what)?.[1];
    if (chosen === undefined) continue;
    if (Number(chosen) < before) places.push(at_s);
    before = Number(chosen);
  }
  return places;
}

/** What was marked and changed in the sessions of a program, of all that it is shown. */
export class ProgramMarkList {
  private marks: ProgramMark[] = [];

  take(session: PastSession): void {
    const { opened, closed, marks } = session;
    if (opened.planned_s <= 0) return;
    const add = (at_s: number, what: ProgramMark['what'], zone: ProgramMark['zone']): void => {
      this.marks.push({ share: Math.min(1, at_s / opened.planned_s), what, zone, at: opened.at });
    };
    for (const { at_s, what, zone } of marks) add(at_s, what, zone);
    for (const at_s of turnedDown(session)) add(at_s, 'turned_down', null);
    for (const { at_s, what } of closed?.moments ?? []) if (what === 'skipped') add(at_s, 'skipped', null);
    if (this.marks.length > 2 * programMarksMax) this.marks = [...this.newest];
  }

  /** True where nothing older can be among them: files are read from the newest to the oldest. */
  get isFull(): boolean {
    return this.marks.length >= programMarksMax;
  }

  get newest(): ProgramMarks {
    return [...this.marks].sort((one, other) => Date.parse(other.at) - Date.parse(one.at)).slice(0, programMarksMax);
  }
}
