import { type DrivenChair, showsOutputs } from '../chair/driver.js';
import type { Command } from '../core/command/schema.js';
import { isHalt, isHaltName } from '../core/command/verbs.js';
import { type Claimant, foreignOwnerOf, type Holding, ownHolding } from '../core/ownership.js';
import type { Button, Telemetry } from '../core/protocol/messages.js';
import { accepted, haltAccepted, refuseUntaken, verdictOfReset } from '../core/safety/rules.js';
import { toldStanding } from '../core/safety/told-latch.js';
import type { ChairCard, ChairState, CommandSource, Hindrance, LinkStatus, Status, Verdict } from '../core/status.js';
import type { ChairSignal, Origin } from '../ports.js';
import { ChairSession, plainEvent } from '../session/chair-session.js';
import type { SessionContext, SessionEvent, SessionNotice } from '../session/events.js';
import { statusEvent } from '../session/status-of.js';
import { ChairAnnouncer } from './announcer.js';
import { AskedStops } from './asked-stops.js';
import { ChairLedger } from './chair-ledger.js';
import type { UnitOptions } from './chair-settings.js';
import { decideCommand, meantByButton, refuseForeign, type StandingOffer, type UnitView } from './command-decision.js';
import { FlightRecorder, sessionMade } from './flight-recorder.js';
import { LatchTelling } from './latch-telling.js';
import { ResetWait } from './reset-wait.js';
import { stopVerified, verdictOfLost } from './stop-wait.js';
import { UnitHolding } from './unit-holding.js';
import { UnitMemory } from './unit-memory.js';
import { chairCard, type UnitParts, unitStatus, unitView } from './unit-view.js';

/** One chair: its line, its session, its memory, and what the faces see of it. */
export class ChairUnit {
  readonly chair: DrivenChair;
  private readonly session: ChairSession;
  readonly memory: UnitMemory;
  private readonly announcer: ChairAnnouncer;
  private readonly recorder: FlightRecorder;
  readonly ledger: ChairLedger;
  private readonly latch: LatchTelling;
  readonly stops: AskedStops;
  private readonly resets = new ResetWait();
  private readonly holder: UnitHolding;
  /** No start is taken any more. */
  isGoingDown = false;
  /** Why no session begins, although the one under way goes on; null: one may. */
  draining: Hindrance | null = null;
  /** What a schedule offers here, or null; it is taken by a press alone. [S18] */
  offer: (StandingOffer & { taken(): void }) | null = null;

  constructor(private readonly options: UnitOptions) {
    const { settings, driver, clock, log, openWire, hostName, face } = options;
    const { id: chairId, temperatureMaxC } = settings;
    this.holder = new UnitHolding(settings.isPortShared, clock);
    this.stops = new AskedStops(clock, showsOutputs(driver));
    this.announcer = new ChairAnnouncer(chairId, face, clock);
    this.recorder = new FlightRecorder(options, () => this.parts);
    this.memory = new UnitMemory({ ...options, onLatchSaved: () => this.settleLatch() });
    this.ledger = new ChairLedger(options, () => this.memory.service.book?.serial ?? null);
    this.latch = new LatchTelling({
      clock,
      faults: () => this.context.faults,
      isSaved: (fault) => this.memory.isSaved(fault),
      tell: (event) => this.announcer.event(event),
    });
    this.chair = driver.open({
      chairId,
      openWire: this.recorder.tap(this.holder.gate(openWire)),
      clock,
      log,
      hostName,
      temperatureMaxC,
      isEmergencyLatched: () => this.memory.faults.some((fault) => fault.code === 'estop'),
      wasMoving: () => this.memory.isOurs,
      onSignal: (signal) => this.takeSignal(signal),
      onTelemetry: (telemetry) => this.takeTelemetry(telemetry),
    });
    this.session = new ChairSession({
      chair: this.chair,
      clock,
      memory: this.memory,
      tell: (notice) => this.tell(notice),
      onChange: (state, { faults, lastSession, session }) => {
        this.recorder.moved(state);
        this.memory.remember(faults, lastSession, session);
        this.latch.settle();
      },
      onError: (error) => {
        this.halt();
        this.options.onBroken(error);
      },
    });
  }

  /** Moves the line and the session; called by the daemon's one timer, about every 50 ms. */
  tick(nowMs: number): void {
    const before = this.state;
    if (this.session.tick()) {
      this.memory.watchClock();
      if (this.state !== before) this.announcer.changed();
    }
    if (this.latch.settle()) this.announcer.changed();
    this.recorder.tick(nowMs, this.session.polledAtMs);
    if (this.announcer.isDue(nowMs)) this.publish();
  }

  /** Runs a command, or refuses it. `reply` comes once: at once, for a reset up to 3 s later. */
  run(command: Command, origin: Origin, answer: (verdict: Verdict) => void): void {
    const entry = this.recorder.command(command, origin.source);
    this.stops.asked(command, origin.source);
    const reply = (verdict: Verdict): void => {
      entry.code = verdict.code;
      entry.session = sessionMade(command, verdict, this.context.session);
      this.ledger.commanded(command, origin.source, verdict, this.context.session);
      if (command.command === 'offer' && verdict.code === 'ok') this.offer?.taken();
      answer(verdict);
    };
    const judgement = decideCommand(command, origin, this.view());
    switch (judgement.kind) {
      case 'refused':
        reply(judgement.verdict);
        break;
      case 'foreign':
        if (judgement.pass !== null && origin.source !== 'mqtt')
          this.options.face.onStopForOwner(this.options.settings.id, judgement.pass);
        reply(judgement.verdict);
        return;
      case 'event':
        this.ask(judgement.event, reply);
        break;
      case 'select':
        this.memory.select(judgement.selection);
        reply(accepted);
        break;
      case 'remote-start':
        this.memory.switchRemoteStart(judgement.isOn);
        reply(accepted);
    }
    if (isHalt(command)) this.options.face.onStop(this.options.settings.id, command.command);
    this.publish();
  }

  /** [S7] The stop lanes: no check at all. Of a chair that another daemon owns this one can only pass a stop on. */
  stop(kind: 'stop' | 'estop', source: CommandSource, isLate: boolean): Verdict {
    const { face, settings } = this.options;
    const refusal = source === 'mqtt' ? null : refuseForeign({ command: kind }, { ...settings, holding: this.holding });
    if (refusal !== null) {
      face.onStopForOwner(settings.id, kind);
      return refusal;
    }
    this.stops.came(kind, isLate);
    this.recorder.command({ command: kind }, source).code = 'ok';
    this.session.send(plainEvent(kind, source));
    face.onStop(settings.id, kind);
    this.publish();
    return haltAccepted(kind);
  }

  /** Ends the session for good and resolves with whether the stop was verified; null where there was nothing to stop. [S15] */
  async shutdown(deadlineMs: number): Promise<boolean | null> {
    this.isGoingDown = true;
    const wasUp = this.chair.link.isUp;
    this.recorder.deed('shutdown');
    this.session.shutdown();
    if (!wasUp) return verdictOfLost(this.memory.isOurs, this.options.driver);
    const isVerified = await stopVerified(this.chair, this.options.clock, deadlineMs);
    this.publish();
    return isVerified;
  }

  /** [S15] The halt that needs no machine: for the composition root, when everything else may be broken. */
  halt(): void {
    this.session.halt();
    this.recorder.halted();
  }

  async close(): Promise<void> {
    this.recorder.finish();
    await this.memory.save();
    await this.chair.close();
  }

  get holding(): Holding {
    return this.holder.holding;
  }

  /** [S16] Whose chair this is. Who gives it up falls silent first: no byte more is written. */
  settle(holding: Holding): void {
    const isGivenUp = this.holder.settle(holding);
    if (isGivenUp && holding.kind === 'yielded') {
      this.recorder.deed('foreign-owner', holding.why);
      this.session.claimed(holding.why);
      this.holder.giveUp('the port was left to the daemon that owns this chair');
    }
    this.publish();
  }

  /** What a claim on the chair says of us. */
  get claim(): Omit<Claimant, 'epoch'> {
    return { heldMs: this.holder.heldMs, isInSession: this.context.session !== null };
  }

  /** [S3] A record of this chair cannot be read. */
  distrust(message: string): void {
    this.session.send({ type: 'chair.fault', code: 'internal', zone: null, message });
  }

  get isAvailable(): boolean {
    return this.context.isLinkUp;
  }

  readonly link = (): LinkStatus => this.chair.linkStatus();

  card(): ChairCard {
    const isCommissioned = this.memory.commissioning.why === null;
    return chairCard(this.options, this.chair.link.identity, isCommissioned, foreignOwnerOf(this.holding));
  }

  status(): Status {
    return unitStatus(this.parts, this.announcer.sequence, { saving: this.latch.saving, stop: this.stops.status });
  }

  /** The state as it is told: see `core/safety/told-latch.ts`. [S3] */
  get toldState(): ChairState {
    return toldStanding({ state: this.state, faults: this.context.faults }, this.latch.saving).state;
  }

  private get context(): SessionContext {
    return this.session.context;
  }

  get state(): ChairState {
    return this.session.state;
  }

  /** As commands see it. */
  readonly view = (): UnitView => unitView(this.parts, this, this.stops.isBehind);

  /** What there is to look at. */
  get parts(): UnitParts {
    const { options, chair, session, memory } = this;
    return { options, chair, session, memory };
  }

  /** Nothing is told to be taken that the machine does not take. The verdict of a reset comes when it is done. [S3] */
  private ask(event: SessionEvent, reply: (verdict: Verdict) => void): void {
    if (!this.session.can(event)) {
      reply(refuseUntaken(this.state));
      return;
    }
    this.stops.taken(event.type);
    if (event.type === 'reset') {
      this.resets.asked(reply);
      // [S16] The other has been silent for 30 s: whoever resets the chair takes it back, and its port is opened for that.
      if (this.holding.kind === 'yielded') this.holder.settle(ownHolding);
    }
    this.session.send(event);
    if (event.type !== 'reset') reply(isHaltName(event.type) ? haltAccepted(event.type) : accepted);
  }

  private takeSignal(signal: ChairSignal): void {
    if (signal.type === 'chair.button') {
      this.takeButton(signal.button);
      return;
    }
    if (signal.type === 'chair.adopted') {
      this.options.log.info('remote_adopted', { what: signal.what });
      this.tell({ type: 'button', session: this.context.session, source: 'button' });
    }
    this.stops.signal(signal, this.isAvailable);
    if (signal.type === 'chair.still' || signal.type === 'chair.unseen') this.memory.seenStill();
    if (signal.type === 'chair.up') {
      this.holder.greeted();
      this.memory.greeted(this.chair.link.identity);
    }
    this.session.send(signal);
    if (signal.type === 'chair.resetDone') {
      const hasFault = this.context.faults.length > 0;
      this.resets.done(verdictOfReset(signal.missing, hasFault, this.chair.link.isUp));
    }
    // What the machine has not come to yet is published when it has.
    if (this.session.isBusy) this.announcer.changed();
    else this.publish();
  }

  /** The chair has acted on its buttons itself; the session follows. */
  private takeButton(button: Button): void {
    this.tell({ type: 'button', session: this.context.session, source: 'button' });
    this.run({ command: meantByButton(button, this.view()) }, { source: 'button', unavailable: null }, (verdict) => {
      if (verdict.code !== 'ok') this.options.log.info('button_refused', { button, ...verdict });
    });
  }

  private takeTelemetry(telemetry: Telemetry): void {
    const hasSeatSensor = telemetry.occupied !== 'none';
    if (hasSeatSensor !== this.context.hasSeatSensor) this.session.send({ type: 'seat.sensor', hasSeatSensor });
    this.stops.telemetry(telemetry);
    this.announcer.telemetry(telemetry, this.link);
    this.memory.measured(telemetry, this.context.session);
    this.ledger.measured(telemetry, this.context.session);
  }

  private tell(notice: SessionNotice): void {
    const { clock, face, log, settings } = this.options;
    const event = statusEvent(notice, clock.wallMs(), this.stops.isLate);
    const { program, ended_by, fault } = event;
    this.recorder.told(notice);
    this.ledger.told(notice);
    log.info(notice.type, { program, ended_by, fault: fault?.code, message: fault?.message });
    // What was asked before is over at once, although nobody may be told yet why.
    if (notice.type === 'emergency_stopped') face.onStop(settings.id, 'estop');
    this.latch.take(event);
  }

  /** A latch is on the disk. */
  private settleLatch(): void {
    if (!this.latch.settle()) return;
    if (this.session.isBusy) this.announcer.changed();
    else this.publish();
  }

  publish(): void {
    this.announcer.status(this.isAvailable, () => this.status());
  }
}
