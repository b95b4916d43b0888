import type { CommandForm } from '../../core/command/reading.js';
import type { BrokerMessage, CommandPath, Intake } from '../../ports.js';
import type { Results } from './results.js';

export interface CommandLaneParts {
  readonly intake: Intake;
  readonly path: CommandPath;
  readonly results: Results;
}

/** Commands that came on topics: to the intake, and what becomes of them to the topics of results. */
export class CommandLane {
  constructor(private readonly parts: CommandLaneParts) {}

  takeForChair(chairId: string, form: CommandForm, message: BrokerMessage): void {
    const { intake, path, results } = this.parts;
    const { payload, isRetained } = message;
    intake.take(chairId, { form, payload, isRetained }, path, (result, isQuiet) => {
      if (!isQuiet) results.publish(chairId, result, message);
    });
  }

  takeForGroup(chairIds: readonly string[], message: BrokerMessage): void {
    const { intake, path, results } = this.parts;
    const { payload, isRetained } = message;
    intake.takeForGroup(chairIds, { form: { kind: 'json' }, payload, isRetained }, path, (chairId, result, isQuiet) => {
      if (!isQuiet) results.publish(chairId, result, message);
    });
  }
}
