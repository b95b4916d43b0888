import type { ForgottenRecords } from '../adapters/files/record-forgetting.js';
import { errorText } from '../core/error-text.js';
import type { Forgetting, GoalOutcome, GoalWish, PeopleKeeper } from '../core/people/keeper.js';
import type { ShownGoal } from '../core/people/view.js';
import type { Ledger, Log } from '../ports.js';
import type { ChairUnit } from './chair-unit.js';
import type { HouseGoals } from './house-goals.js';
import type { CommandIntake } from './intake.js';

export interface HousePeopleParts {
  readonly units: ReadonlyMap<string, ChairUnit>;
  readonly intake: Pick<CommandIntake, 'forget'>;
  readonly ledger: Pick<Ledger, 'forget'>;
  readonly log: Log;
  /** In records that no unit keeps. */
  readonly forgetInRecords: (person: string) => Promise<ForgottenRecords>;
}

const refused = (code: Extract<Forgetting, { kind: 'refused' }>['code'], message: string): Forgetting => ({
  kind: 'refused',
  code,
  message,
});

/** What the daemon knows of people beside the chairs. */
export class HousePeople implements PeopleKeeper {
  constructor(
    private readonly parts: HousePeopleParts,
    private readonly ownGoals: HouseGoals,
  ) {}

  get published(): PeopleKeeper['published'] {
    return this.ownGoals.published;
  }

  onPublished(listener: () => void): void {
    this.ownGoals.onPublished(listener);
  }

  get isRead(): boolean {
    return this.ownGoals.isRead;
  }

  goalOf(person: string): ShownGoal | null {
    return this.ownGoals.of(person);
  }

  setGoal(person: string, wish: GoalWish): GoalOutcome {
    return this.ownGoals.set(person, wish);
  }

  async forget(person: string): Promise<Forgetting> {
    const sitsIn = this.chairsOf(({ parts: { session } }) => session.context.session?.person === person);
    if (sitsIn.length > 0)
      return refused('not_in_state', `a session of ${person} runs on ${sitsIn.join(', ')}: stop it first`);
    const chosenOn = this.chairsOf(({ memory }) => memory.selection.person === person);
    try {
      const failure = await this.forgetEverywhere(person, chosenOn);
      if (typeof failure === 'string')
        return refused('unavailable', `not everything could be changed (${failure}): see to it, and ask again`);
      // Nobody is named: the log is out of reach.
      this.ownGoals.changed();
      this.parts.log.info('person_forgotten', { files: failure.files, lines: failure.lines });
      return failure;
    } catch (error) {
      return refused('unavailable', `the data folder cannot be read: ${errorText(error)}`);
    }
  }

  /** Gives what was done, or what failed. */
  private async forgetEverywhere(
    person: string,
    chosenOn: readonly string[],
  ): Promise<Extract<Forgetting, { kind: 'forgotten' }> | string> {
    const { intake, ledger, forgetInRecords } = this.parts;
    intake.forget(person);
    const saved = await Promise.all(chosenOn.map((chairId) => this.unchoose(chairId)));
    const records = await forgetInRecords(person);
    const lines = await ledger.forget(person);
    if ('failure' in lines) return lines.failure;
    if (records.failure !== null) return records.failure;
    if (saved.includes(false)) return 'a record could not be written';
    return { kind: 'forgotten', ...lines, chairs: [...chosenOn, ...records.chairs], removed: records.removed };
  }

  /** Also where another daemon owns the chair. */
  private async unchoose(chairId: string): Promise<boolean> {
    const unit = this.parts.units.get(chairId);
    if (unit === undefined) return true;
    unit.memory.select({ ...unit.memory.selection, person: null });
    unit.publish();
    return await unit.memory.save();
  }

  private chairsOf(isMeant: (unit: ChairUnit) => boolean): readonly string[] {
    return [...this.parts.units].flatMap(([chairId, unit]) => (isMeant(unit) ? [chairId] : []));
  }
}
