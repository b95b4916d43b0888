import {
  type Admission,
  type AdmissionState,
  admit,
  interrupted,
  newAdmission,
  withAnswer,
} from '../../core/command/admission.js';
import type { FreshnessSettings } from '../../core/command/freshness.js';
import { type Command, isHalt, type ResultCode } from '../../core/command/schema.js';
import { isoTime } from '../../core/iso-time.js';
import type { Clock, Fleet } from '../../ports.js';

export interface CommandAnswer {
  readonly ok: boolean;
  readonly code: ResultCode;
  readonly message: string;
}

const tooMany: CommandAnswer = {
  ok: false,
  code: 'rate_limited',
  message: 'more than 10 commands in a second; send fewer (stop, estop and pause are always taken)',
};

/** From a payload to the fleet, and from its verdict to an answer. The checks are those of MQTT commands. */
export class CommandDesk {
  private readonly states = new Map<string, AdmissionState>();

  constructor(
    private readonly fleet: Fleet,
    private readonly clock: Clock,
    private readonly settings: FreshnessSettings,
  ) {}

  /** `reply` comes exactly once; for `reset` up to 3 s later. */
  take(chairId: string, payload: Uint8Array, reply: (answer: CommandAnswer) => void): void {
    const admission = this.admit(chairId, payload);
    if (admission.kind === 'run') this.run(chairId, admission, reply);
    else if (admission.kind === 'silent') reply(tooMany);
    else if (admission.kind === 'refused') reply({ ok: false, ...pick(admission.refusal) });
    else reply({ ok: admission.result.ok, ...pick(admission.result) });
  }

  /** A stop, fault or pause has come for this chair, from wherever. */
  interrupt(chairId: string): void {
    this.change(chairId, interrupted);
  }

  private admit(chairId: string, payload: Uint8Array): Admission {
    const [state, admission] = admit(
      this.states.get(chairId) ?? newAdmission,
      {
        form: { kind: 'json' },
        payload,
        nowMs: this.clock.nowMs(),
        wallMs: this.clock.wallMs(),
        state: this.fleet.status(chairId).state,
        isRetained: false,
        isSettling: false,
        isFenced: false,
      },
      this.settings,
    );
    this.states.set(chairId, state);
    return admission;
  }

  private run(
    chairId: string,
    { command, note }: Extract<Admission, { kind: 'run' }>,
    reply: (answer: CommandAnswer) => void,
  ) {
    this.fleet.run(chairId, command, { source: 'http', unavailable: null }, ({ code, message }) => {
      const answer = { ok: code === 'ok', code, message: note === null ? message : `${message} ${note}`.trim() };
      this.remember(chairId, command, answer);
      reply(answer);
    });
  }

  private remember(chairId: string, command: Command, answer: CommandAnswer): void {
    const { id } = command;
    if (id === undefined || isHalt(command)) return;
    const { state } = this.fleet.status(chairId);
    const result = { id, command: command.command, ...answer, state, ts: isoTime(this.clock.wallMs()) };
    this.change(chairId, (before) => withAnswer(before, id, result));
  }

  private change(chairId: string, step: (state: AdmissionState) => AdmissionState): void {
    this.states.set(chairId, step(this.states.get(chairId) ?? newAdmission));
  }
}

const pick = ({ code, message }: { readonly code: ResultCode; readonly message: string }) => ({ code, message });
