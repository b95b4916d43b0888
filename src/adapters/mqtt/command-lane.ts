import type { CommandForm } from '../../core/command/reading.js';
import { isHaltName } from '../../core/command/verbs.js';
import type { Result } from '../../core/status.js';
import type { BrokerMessage, CommandPath, Intake } from '../../ports.js';
import type { FaceParts } from './face-parts.js';
import type { Results } from './results.js';
import { chairsInScope } from './subscriptions.js';
import type { TopicScope } from './topics.js';

export interface CommandLaneParts extends Pick<FaceParts, 'fleet' | 'send' | 'log'> {
  readonly intake: Intake;
  readonly path: CommandPath;
  readonly results: Results;
}

/** Commands that came on topics: to the intake, and what becomes of them to the topics of results. */
export class CommandLane {
  constructor(private readonly parts: CommandLaneParts) {}

  take(scope: TopicScope, message: BrokerMessage): void {
    const chairIds = chairsInScope(this.parts.fleet, scope);
    if (scope.kind === 'group') this.takeForGroup(chairIds, message);
    else for (const chairId of chairIds) this.takeForChair(chairId, { kind: 'json' }, message);
  }

  takeValue(chairId: string, name: string, message: BrokerMessage): void {
    if (this.parts.fleet.chairIds.includes(chairId)) this.takeForChair(chairId, { kind: 'value', name }, message);
  }

  /** Nobody is told of a refusal but the log: a bridge has no topic for results. */
  takeDrain(asked: BrokerMessage): void {
    const { intake, path, log } = this.parts;
    const { code, message } = intake.drain(asked, path);
    if (code !== 'ok') log.warn('drain_refused', { code, message });
  }

  private takeForChair(chairId: string, form: CommandForm, message: BrokerMessage): void {
    const { intake, path, results } = this.parts;
    const { payload, isRetained, isDuplicate } = message;
    intake.take(chairId, { form, payload, isRetained, isDuplicate }, path, (result, isQuiet) => {
      if (!isQuiet) results.publish(chairId, result, message);
      this.clearHalt(result, message);
    });
  }

  private takeForGroup(chairIds: readonly string[], message: BrokerMessage): void {
    const { intake, path, results } = this.parts;
    const { payload, isRetained, isDuplicate } = message;
    const asked = { form: { kind: 'json' }, payload, isRetained, isDuplicate } as const;
    intake.takeForGroup(chairIds, asked, path, (chairId, result, isQuiet) => {
      if (!isQuiet) results.publish(chairId, result, message);
      this.clearHalt(result, message);
    });
  }

  /** A halt that is retained would come again at each connection; it was obeyed, so it is cleared. */
  private clearHalt({ command }: Result, { topic, isRetained }: BrokerMessage): void {
    if (!isRetained || !isHaltName(command)) return;
    this.parts.send({ topic, payload: '', qos: 1, isRetained: true, offline: 'newest' });
  }
}
