import type { DrivenChair } from '../chair/driver.js';
import type { FlightCheckpoint } from '../core/flight/entries.js';
import { defaultLimits, type LintLimits } from '../core/program/lint-limits.js';
import type { Program } from '../core/program/schema.js';
import type { Identity } from '../core/protocol/messages.js';
import { unsavedText } from '../core/safety/rules.js';
import { type LatchSaving, toldStanding } from '../core/safety/told-latch.js';
import type { Selection } from '../core/session.js';
import type { ChairCard, Hindrance, Status, StopStatus, TelemetryStatus } from '../core/status.js';
import type { SupervisedChair } from '../core/systemd/watchdog.js';
import type { Course } from '../core/web/frames.js';
import { zones } from '../core/zones.js';
import type { ChairSession } from '../session/chair-session.js';
import { leadingFault, statusOf } from '../session/status-of.js';
import { telemetryStatus } from './announcer.js';
import { mustBeOccupied, remoteStartBar, type UnitOptions } from './chair-settings.js';
import type { UnitView } from './command-decision.js';
import { isOffered } from './offered-programs.js';
import { newUlid, selectedLengthMs, selectionAmong } from './plan-session.js';
import type { UnitMemory } from './unit-memory.js';

/** What there is to look at in a chair's unit. */
export interface UnitParts {
  readonly options: UnitOptions;
  readonly chair: DrivenChair;
  readonly session: ChairSession;
  readonly memory: UnitMemory;
}

/** Those that hubs offer for it, by id: all of them where no profile says what it lacks. */
function offeredOf({ options }: Pick<UnitParts, 'options'>): UnitView['programs'] {
  const { profile } = options.driver;
  const programs = options.programs();
  return profile === null ? programs : new Map([...programs].filter(([, { program }]) => isOffered(program, profile)));
}

const selectionOf = ({ options, memory }: UnitParts): Selection =>
  selectionAmong(memory.selection, { programs: offeredOf({ options }), people: options.people });

const remoteBarOf = ({ options, session, memory }: UnitParts): Hindrance | null =>
  remoteStartBar(options, session.context.hasSeatSensor, memory.commissioning.why);

/** A unit as commands see it. */
export function unitView(
  unit: UnitParts,
  { holding, isGoingDown, draining, offer }: Pick<UnitView, 'holding' | 'isGoingDown' | 'draining' | 'offer'>,
  isBehindStop: boolean,
): UnitView {
  const { chair, memory } = unit;
  const { settings, driver, people, programs, clock } = unit.options;
  const { state, context } = unit.session;
  return {
    holding,
    isGoingDown,
    draining,
    offer,
    isBehindStop,
    emergencySwitch: settings.emergencySwitch,
    state,
    session: context.session,
    faultCode: leadingFault(context)?.code ?? null,
    isResetPending: context.reset !== 'none',
    remoteStartBar: remoteBarOf(unit),
    isRemoteStartOff: memory.isRemoteStartOff,
    mustBeOccupied: mustBeOccupied(settings, context.hasSeatSensor),
    isComingHome: chair.isComingHome,
    isOccupied: chair.record.isLeaving ? false : context.isOccupied,
    selection: selectionOf(unit),
    programs: programs(),
    isOffered: (program) => isOffered(program, driver.profile),
    people,
    defaultPerson: settings.person,
    unfit: (timeline) => driver.unfit(timeline, chair.link.capabilities),
    levelMax: settings.levelMax,
    sessionMsMax: settings.sessionMsMax,
    unsaved: unsavedText(unit.options.store.unsaved),
    dailyLeftMs: memory.dailyLeftMs,
    restLeftMs: memory.restLeftMs,
    newSessionId: () => newUlid(clock),
    nowMs: clock.nowMs(),
    wallMs: clock.wallMs(),
  };
}

/** A unit as it is published; `sequence` counts what was published before, `saving` says how far its latch has come, `stop` what became
 *  of the last stop. */
export function unitStatus(
  unit: UnitParts,
  sequence: number,
  { saving, stop }: { readonly saving: LatchSaving; readonly stop: StopStatus | null },
): Status {
  const { chair, session, memory } = unit;
  const { clock, epoch } = unit.options;
  const selection = selectionOf(unit);
  const { state, faults } = toldStanding({ state: session.state, faults: session.context.faults }, saving);
  return statusOf({
    state,
    context: { ...session.context, faults },
    telemetry: chair.record.telemetry,
    zones: chair.link.identity?.zones ?? zones,
    selection,
    selectedLengthMs: selectedLengthMs(selection, unit.options.programs()),
    isRemoteStartOn: !memory.isRemoteStartOff && remoteBarOf(unit) === null,
    restLeftMs: memory.restLeftMs,
    stop,
    epoch,
    sequence,
    wallMs: clock.wallMs(),
  });
}

export const programsOf = (unit: Pick<UnitParts, 'options'>): readonly Program[] =>
  [...offeredOf(unit).values()].map(({ program }) => program);

/** What this chair allows of a program; what it can do is known from its handshake on. */
export function lintLimitsOf({ chair, options }: Pick<UnitParts, 'chair' | 'options'>): LintLimits {
  const { levelMax, sessionMsMax, temperatureMaxC } = options.settings;
  const capabilities = chair.link.identity === null ? null : chair.link.capabilities;
  return { ...defaultLimits, levelMax, sessionMsMax, temperatureMaxC, capabilities };
}

/** The newest telemetry; null before the first, and while the chair does not answer. */
export function unitTelemetry({ chair, session, options }: UnitParts): TelemetryStatus | null {
  const { telemetry } = chair.record;
  if (telemetry === null || !session.context.isLinkUp) return null;
  return telemetryStatus(telemetry, chair.linkStatus(), options.clock.wallMs());
}

const tenths = (ms: number): number => Math.round(ms / 100) / 10;

/** Where the timeline of the session stands: after a skip or a stretch the time that has passed does not say it. */
export function courseOf({ session: { context } }: Pick<UnitParts, 'session'>): Course | null {
  const { session } = context;
  return session === null
    ? null
    : { position_s: tenths(session.positionMs), total_s: tenths(session.timeline.totalMs) };
}

/** A chair as the bridge introduces it; `identity` is that of its last handshake. */
export const chairCard = (
  { settings, driver }: Pick<UnitOptions, 'settings' | 'driver'>,
  identity: Identity | null,
  isCommissioned: boolean,
  foreignOwner: string | null,
): ChairCard => ({
  id: settings.id,
  name: settings.name,
  // What is only told by a profile has no number of its own.
  serial: (driver.profile === null ? identity?.id : null) ?? null,
  model: identity?.model ?? null,
  fw: identity?.fw ?? null,
  driver: driver.name,
  guarantees: { ...driver.guarantees },
  commissioned: isCommissioned,
  groups: [...settings.groups],
  foreign_owner: foreignOwner,
});

/** A unit as a replay can begin from it, by reference and not copied; null while something is under way. */
export function unitCheckpoint(unit: UnitParts, isWireOpen: boolean): FlightCheckpoint | null {
  const { session, chair, memory } = unit;
  const { moment } = session;
  const isUnderWay = session.isPassing || (chair.isStopping && chair.moment === null) || moment.reset !== 'none';
  if (isUnderWay || moment.isLinkUp !== chair.link.isUp) return null;
  const { identity, capabilities } = chair.link;
  const { restMs } = unit.options.settings;
  const pacedAtMs = session.pace.tickedAtMs;
  const { runs } = memory.budget;
  return { ...moment, isWireOpen, pacedAtMs, runs, restMs, identity, capabilities, chair: chair.moment };
}

/** How the supervision of the chair stands. */
export function supervisedChair({ options, chair, session, memory }: UnitParts): SupervisedChair {
  const { tickedAtMs } = session.pace;
  const isArmed = memory.isOurs || chair.isStopping;
  return { id: options.settings.id, isArmed, lookedAfterMs: tickedAtMs > 0 ? tickedAtMs : null };
}
