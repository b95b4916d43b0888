import type { DrivenChair } from '../chair/driver.js';
import type { Selection } from '../core/session.js';
import type { Status } from '../core/status.js';
import { zones } from '../core/zones.js';
import type { ChairSession } from '../session/chair-session.js';
import { leadingFault, statusOf } from '../session/status-of.js';
import { mustBeOccupied, remoteStartBar, type UnitOptions } from './chair-settings.js';
import type { UnitView } from './command-decision.js';
import { withProgram } from './plan-session.js';
import { newUlid } from './session-id.js';
import type { UnitMemory } from './unit-memory.js';

/** What there is to look at in a chair's unit. */
export interface UnitParts {
  readonly options: UnitOptions;
  readonly chair: DrivenChair;
  readonly session: ChairSession;
  readonly memory: UnitMemory;
}

const selectionOf = ({ options, memory }: UnitParts): Selection => withProgram(memory.selection, options.programs());

const remoteBarOf = ({ options, session, memory }: UnitParts): string | null =>
  remoteStartBar(options.settings, session.context.hasSeatSensor, memory.commissioning.why);

/** A unit as commands see it. */
export function unitView(unit: UnitParts, own: Pick<UnitView, 'foreignOwner' | 'isGoingDown'>): UnitView {
  const { chair, memory } = unit;
  const { settings, driver, people, programs, clock } = unit.options;
  const { state, context } = unit.session;
  return {
    ...own,
    state,
    session: context.session,
    faultCode: leadingFault(context)?.code ?? null,
    isResetPending: context.reset !== 'none',
    remoteStartBar: remoteBarOf(unit),
    isRemoteStartOff: memory.isRemoteStartOff,
    mustBeOccupied: mustBeOccupied(settings, context.hasSeatSensor),
    isOccupied: chair.record.isLeaving ? false : context.isOccupied,
    selection: selectionOf(unit),
    programs: programs(),
    people,
    defaultPerson: settings.person,
    unfit: (timeline) => driver.unfit(timeline, chair.link.capabilities),
    levelMax: settings.levelMax,
    sessionMsMax: settings.sessionMsMax,
    dailyLeftMs: memory.dailyLeftMs,
    restLeftMs: memory.restLeftMs,
    newSessionId: () => newUlid(clock),
    nowMs: clock.nowMs(),
    wallMs: clock.wallMs(),
  };
}

/** A unit as it is published; `sequence` counts what was published before. */
export function unitStatus(unit: UnitParts, sequence: number): Status {
  const { chair, session, memory } = unit;
  const { clock, epoch } = unit.options;
  return statusOf({
    state: session.state,
    context: session.context,
    telemetry: chair.record.telemetry,
    zones: chair.link.identity?.zones ?? zones,
    selection: selectionOf(unit),
    isRemoteStartOn: !memory.isRemoteStartOff && remoteBarOf(unit) === null,
    restLeftMs: memory.restLeftMs,
    epoch,
    sequence,
    wallMs: clock.wallMs(),
  });
}
