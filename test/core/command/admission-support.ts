import {
  type Admission,
  type AdmissionState,
  admit,
  type CommandRequest,
  newAdmission,
} from '../../../src/core/command/admission.js';
import type { FreshnessSettings } from '../../../src/core/command/freshness.js';
import type { Result } from '../../../src/core/status.js';

/** 2026-01-01 12:00:00 UTC. */
export const wallMs = 1_767_268_800_000;
export const wallS = wallMs / 1000;

export const settings: FreshnessSettings = { requireTs: false, buildWallMs: wallMs - 86_400_000 };

export const request = (payload: unknown, rest: Partial<CommandRequest> = {}): CommandRequest => ({
  source: 'mqtt',
  form: { kind: 'json' },
  payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
  isRetained: false,
  isDuplicate: false,
  nowMs: 100_000,
  wallMs,
  isSettling: false,
  lateness: null,
  isFenced: false,
  stoppedAgoMs: null,
  state: 'idle',
  ...rest,
});

export const value = (name: string, payload: unknown, rest: Partial<CommandRequest> = {}): CommandRequest =>
  request(payload, { form: { kind: 'value', name }, ...rest });

/** What becomes of one message: the command that runs, or the code of its refusal. */
const outcome = (admission: Admission): unknown => {
  switch (admission.kind) {
    case 'run':
      return admission.command;
    case 'refused':
      return admission.isQuiet ? 'silent' : admission.refusal.code;
    case 'repeated':
      return admission.result;
  }
};

export const once = (message: CommandRequest, using: FreshnessSettings = settings): unknown =>
  outcome(admit(newAdmission, message, using)[1]);

/** Admits one message after the other. */
export class Admitting {
  state: AdmissionState = newAdmission;

  take(message: CommandRequest): unknown {
    const [state, admission] = admit(this.state, message, settings);
    this.state = state;
    return outcome(admission);
  }
}

export const result = (rest: Partial<Result> = {}): Result => ({
  id: 'a1',
  command: 'start',
  ok: true,
  code: 'ok',
  message: '',
  values: {},
  state: 'starting',
  age_s: null,
  late: false,
  ts: '2026-01-01T12:00:00Z',
  ...rest,
});
