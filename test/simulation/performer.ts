import { Chance } from './chance.js';
import { publicationsOf } from './hostile-messages.js';
import { nextDeed } from './owner.js';
import type { Action, DrainAction } from './plan.js';
import { textOf } from './plan.js';
import { letDrain, treatProcess } from './process-deeds.js';
import type { World } from './world.js';

const settleMs = 3500;
const ownerEveryMs = 2500;
/** Until a connection finds out that its broker is back. */
const mendMs = 3100;
const soonMs = 50;
const oldMs = 60_000;
const ofPerson = 'button:';

/** Does to a world what the plan says, and lives in it as its owner. */
export class Performer {
  private turn = 0;
  private ids = 0;
  private queue: { readonly topic: string; readonly payload: string }[] = [];

  constructor(private readonly world: World) {}

  /** The owner begins to use the chair. */
  begin(untilMs: number): void {
    const { time } = this.world;
    const timer = time.every(ownerEveryMs, () => {
      if (time.nowMs() >= untilMs) time.clear(timer);
      else this.liveOn();
    });
  }

  perform(action: Action): void {
    const { world } = this;
    world.trace.tell(`STORM  ${textOf(action)}`);
    switch (action.kind) {
      case 'fault':
        this.fault(action.text, action.forMs);
        return;
      case 'line':
        world.plant.mislead(action.trouble, action.forMs);
        return;
      case 'broker':
        this.cutBroker(action);
        return;
      case 'lag':
        this.lag(action);
        return;
      case 'silence':
        this.silence(action);
        return;
      case 'deny':
        this.deny(action);
        return;
      case 'redelivery':
        world.broker.redelivery.begin(action.forMs);
        return;
      case 'message':
        this.message(action.message);
        return;
      case 'flood':
        this.flood(action);
        return;
      case 'fight':
        this.fight(action);
        return;
      case 'twin':
        world.twin.begin(action);
        return;
      case 'clock':
        world.time.jumpWall(action.byMs);
        return;
      case 'kill':
      case 'terminate':
      case 'bug':
      case 'hang':
        treatProcess(world, action);
        return;
      case 'drain':
        this.drain(action);
        return;
      case 'disk':
        world.disk.become(action.mood);
        this.after(action.forMs, () => world.disk.become('sound'));
        return;
      case 'programs':
        world.programs = world.beginning.programVariants[action.variant] ?? world.programs;
    }
  }

  /** Ends whatever of the storm still goes on. */
  calm(): void {
    const { world } = this;
    world.plant.calm();
    world.disk.become('sound');
    world.broker.lagMs.commands = 2;
    world.broker.lagMs.stops = 2;
    world.broker.endSilence();
    world.broker.redelivery.end();
    world.broker.denied.clear();
    world.facts.stopsSilentFromMs = null;
    world.facts.stopsDenied.clear();
    world.programs = world.beginning.programVariants[0];
    if (world.facts.brokerAwayAtMs !== null) this.mendBroker();
    world.facts.disturb(settleMs);
    // Nobody waits long for a service that has ended.
    if (world.onDrained !== null) letDrain(world, { manner: 'plain', downMs: soonMs });
  }

  /** What is written for who has drained a daemon and wants it to go on. */
  undrain(): void {
    if (this.world.onDrained !== null) this.askToDrain(false, 'timed');
  }

  /** A new id for a command. */
  nextId(): string {
    this.ids += 1;
    return `id-${this.ids}`;
  }

  private after(delayMs: number, run: () => void): void {
    this.world.time.after(Math.max(1, delayMs), run);
  }

  /** A hub whose broker is away keeps what it has, and sends it when the broker is back. */
  publish(topic: string, payload: string, isRetained = false): void {
    const { broker } = this.world;
    if (broker.isUp) broker.publish(topic, payload, isRetained);
    else if (this.queue.length < 50) this.queue.push({ topic, payload });
  }

  private liveOn(): void {
    const { world } = this;
    const { status, chair } = world.facts;
    if (status === null) return;
    this.turn += 1;
    const deed = nextDeed(world.setup.seed, this.turn, {
      state: status.state,
      isRemoteStartOn: status.remote_start,
      isOccupied: chair.isOccupied,
      hasPeople: world.setup.people.size > 0,
      isOffered: world.isOffered,
      wallMs: world.time.wallMs(),
      id: this.nextId(),
    });
    if (deed === null) return;
    if (deed.kind === 'publish') this.publish(deed.topic, deed.payload);
    else if (deed.kind === 'sit') world.plant.sit();
    else this.press(deed.button);
  }

  private press(button: string): void {
    const { world } = this;
    world.trace.tell(`PERSON presses ${button}`);
    world.plant.press(button);
  }

  private fault(text: string, forMs: number): void {
    if (text.startsWith(ofPerson)) this.press(text.slice(ofPerson.length));
    else this.world.plant.suffer(text, forMs);
  }

  /** Somebody wants a massage just then. */
  private drain(action: DrainAction): void {
    const { world } = this;
    letDrain(world, action);
    if (action.manner !== 'signal') this.askToDrain(true, action.manner);
    const start = { command: 'start', program: 'quick-break', id: this.nextId(), ts: world.time.wallMs() / 1000 };
    this.publish('chair2mqtt/chair/set', JSON.stringify(start));
    this.after(action.forMs, () => this.askToDrain(false, 'timed'));
  }

  private askToDrain(isOn: boolean, manner: Exclude<DrainAction['manner'], 'signal'>): void {
    const value = isOn ? 'ON' : 'OFF';
    const ts = (this.world.time.wallMs() - (manner === 'stale' ? oldMs : 0)) / 1000;
    const payload = manner === 'plain' ? value : JSON.stringify({ value, ts });
    this.publish('chair2mqtt/bridge/drain', payload, manner === 'retained');
  }

  private cutBroker({ side, forMs }: Extract<Action, { kind: 'broker' }>): void {
    const { world } = this;
    world.facts.doubtWay(forMs + mendMs);
    world.broker.cut(side);
    world.facts.brokerAwayAtMs ??= world.time.nowMs();
    this.after(forMs, () => this.mendBroker());
  }

  private mendBroker(): void {
    const { world } = this;
    world.broker.mend();
    world.facts.brokerAwayAtMs = null;
    world.facts.brokerBackAtMs = world.time.nowMs();
    const { queue } = this;
    this.queue = [];
    const delayMs = new Chance(world.setup.seed, `queue ${this.ids}`).between(10, 4000);
    this.after(delayMs, () => {
      for (const { topic, payload } of queue) world.broker.publish(topic, payload);
    });
  }

  private lag({ side, lagMs, forMs }: Extract<Action, { kind: 'lag' }>): void {
    const { broker, facts } = this.world;
    facts.doubtWay(forMs + lagMs);
    broker.lagMs[side] = lagMs;
    this.after(forMs, () => {
      broker.lagMs[side] = 2;
    });
  }

  private silence({ side, forMs, lateMs }: Extract<Action, { kind: 'silence' }>): void {
    const { broker, facts } = this.world;
    broker.silence(side, forMs, lateMs);
    facts.doubtWay(forMs + lateMs);
    if (side === 'commands') return;
    facts.stopsSilentFromMs ??= facts.nowMs;
    this.after(forMs, () => {
      if (!broker.isSilent('stops')) facts.stopsSilentFromMs = null;
    });
  }

  private deny({ topic, forMs }: Extract<Action, { kind: 'deny' }>): void {
    const { broker, facts } = this.world;
    broker.denied.add(topic);
    const before = facts.stopsDenied.get(topic);
    const untilMs = Math.max(facts.nowMs + forMs, before?.untilMs ?? 0);
    facts.stopsDenied.set(topic, { fromMs: before?.fromMs ?? facts.nowMs, untilMs });
    this.after(forMs, () => {
      if (facts.nowMs < (facts.stopsDenied.get(topic)?.untilMs ?? 0)) return;
      broker.denied.delete(topic);
      facts.stopsDenied.delete(topic);
    });
  }

  private message(name: Parameters<typeof publicationsOf>[0]): void {
    let delayMs = 0;
    for (const { topic, payload, isRetained, gapMs } of publicationsOf(name, this.nextId(), this.world.time.wallMs())) {
      delayMs += gapMs ?? 0;
      if (delayMs === 0) this.publish(topic, payload, isRetained);
      else this.after(delayMs, () => this.publish(topic, payload, isRetained));
    }
  }

  /** Many messages, and a stop in the middle of them. */
  private flood({ count, forMs }: Extract<Action, { kind: 'flood' }>): void {
    const start = JSON.stringify({ command: 'start', program: 'demo' });
    for (let at = 0; at < count; at += 1) {
      this.after((at * forMs) / count, () =>
        this.publish('chair2mqtt/chair/set', at % 2 === 0 ? start : '{"command":'),
      );
    }
    this.after(forMs / 2, () => this.publish('chair2mqtt/chair/stop', 'x'));
    this.after(forMs / 2 + 50, () => this.publish('chair2mqtt/chair/set', '{"command":"stop"}'));
  }

  /** One hub starts, another stops. */
  private fight({ gapMs, forMs }: Extract<Action, { kind: 'fight' }>): void {
    for (let atMs = 0; atMs < forMs; atMs += 2 * gapMs) {
      this.after(atMs, () => {
        const ts = this.world.time.wallMs() / 1000;
        const start = { command: 'start', program: 'quick-break', id: this.nextId(), ts };
        this.publish('chair2mqtt/chair/set', JSON.stringify(start));
      });
      this.after(atMs + gapMs, () => this.publish('chair2mqtt/chair/run/set', 'OFF'));
    }
  }
}
