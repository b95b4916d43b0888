import type { Zone } from '../../src/core/zones.js';
import { zones } from '../../src/core/zones.js';
import type { Facts, Permission } from './facts.js';
import type { Delivery } from './handed.js';
import type { ProcessClock } from './process-clock.js';
import type { Asked } from './request.js';
import { highestLevel, type Programs, type Setup } from './setup.js';

const idMs = 10 * 60_000;
const staleMs = 10_000;
const aheadMs = 2000;
/** What a way held for longer is late: its silence shows. */
const heldMs = 3100;
/** An id that its process had no time to write down may come again. */
const writtenAfterMs = 100;

interface SeenId {
  readonly atMs: number;
  readonly by: ProcessClock;
}

/** Decides by itself which requests may move anything: what the daemon should refuse is noted with the reason. */
export class Permissions {
  private readonly seen = new Map<string, SeenId>();

  constructor(
    private readonly facts: Facts,
    private readonly setup: Setup,
  ) {}

  /** A message that asks for motion has reached the daemon. */
  message(asked: Asked, delivery: Delivery, wallMs: number, programs: Programs): void {
    const { wish, id } = asked;
    if (wish !== 'start' && wish !== 'resume') return;
    const blemish = this.blemishOf(asked, delivery, wallMs);
    const program = namedBy(delivery.payload);
    this.grant({ wish, id, source: 'mqtt', sentAtMs: delivery.receivedAtMs, blemish, program }, programs);
  }

  /** Somebody at the chair asks for motion. */
  button(programs: Programs): void {
    const wish = this.facts.status?.state === 'paused' ? 'resume' : 'start';
    this.grant(
      { wish, id: null, source: 'button', sentAtMs: this.facts.nowMs, blemish: null, program: null },
      programs,
    );
  }

  private grant(
    asked: Pick<Permission, 'wish' | 'id' | 'source' | 'sentAtMs' | 'blemish' | 'program'>,
    programs: Programs,
  ): void {
    const { facts } = this;
    const wasRemoteStartOn = facts.settings.remoteStart !== false && !facts.isRemoteStartOff;
    const takenAtMs = facts.nowMs;
    const after = facts.interruption;
    facts.permissions.push({
      ...asked,
      takenAtMs,
      levelMax: this.levels(asked.program, programs),
      wasRemoteStartOn,
      after,
      isUsed: false,
    });
    if (facts.permissions.length > 1000) facts.permissions.splice(0, 500);
  }

  /** Why a message must not be taken, or null. An id counts as seen from then on. */
  blemishOf(asked: Asked, delivery: Delivery, wallMs: number): string | null {
    const { isRetained, isDuplicate, isEarly } = delivery;
    if (isRetained) return 'retained';
    if (isDuplicate) return 'delivered again';
    if (isEarly) return 'delivered within a second of connecting';
    if (asked.ts === null && this.setup.requireTs) return 'without the time that is required';
    const heldForMs = this.facts.nowMs - delivery.receivedAtMs;
    if (asked.ts === null && heldForMs > heldMs) return `without a time, and ${heldForMs} ms late`;
    const ageMs = asked.ts === null ? 0 : wallMs - asked.ts * 1000;
    if (ageMs > staleMs || ageMs < -aheadMs) return 'stale';
    return asked.id === null ? null : this.doubled(asked.id);
  }

  private doubled(id: string): string | null {
    const { nowMs, process } = this.facts;
    const known = this.seen.get(id);
    const isForgotten = known !== undefined && known.by !== process?.clock && this.diedAtOnce(known);
    if (known !== undefined && !isForgotten && nowMs - known.atMs < idMs) return 'a repetition of an id';
    if (process !== null) this.seen.set(id, { atMs: nowMs, by: process.clock });
    return null;
  }

  private diedAtOnce({ atMs }: SeenId): boolean {
    return this.facts.killedAtMs - atMs < writtenAfterMs || this.facts.tornAtMs > atMs;
  }

  /** The most that each zone may reach with this start. */
  private levels(named: string | null, programs: Programs): Readonly<Record<Zone, number>> {
    const program = named === null ? undefined : programs.get(named)?.program;
    const people = [...this.setup.people.values()];
    const personMax = people.length === 0 ? 100 : Math.max(...people.map(({ levelMax }) => levelMax));
    const levels: Record<Zone, number> = { back: 0, seat: 0, legs: 0 };
    for (const zone of zones) {
      const programMax = program === undefined ? 100 : highestLevel(program, zone);
      levels[zone] = Math.min(this.setup.settings.levelMax, personMax, programMax);
    }
    return levels;
  }
}

function namedBy(payload: string): string | null {
  return /"program":"([a-z0-9-]+)"/.exec(payload)?.[1] ?? null;
}
