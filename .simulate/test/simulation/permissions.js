import { zones } from '../../src/core/zones.js';
import { highestLevel } from './setup.js';
const idMs = 10 * 60_000;
const staleMs = 10_000;
const aheadMs = 2000;
/** An id that its process had no time to write down may come again. */
const writtenAfterMs = 100;
/** Decides by itself which requests may move anything: what the daemon should refuse is noted with the reason. */
export class Permissions {
    facts;
    setup;
    seen = new Map();
    constructor(facts, setup) {
        this.facts = facts;
        this.setup = setup;
    }
    /** A message that asks for motion has reached the daemon. */
    message(asked, delivery, wallMs, programs) {
        if (asked.wish !== 'start' && asked.wish !== 'resume')
            return;
        const blemish = this.blemishOf(asked, delivery, wallMs);
        this.grant(asked.wish, 'mqtt', delivery.receivedAtMs, blemish, this.levels(delivery, programs));
    }
    /** Somebody at the chair asks for motion. */
    button(programs) {
        const wish = this.facts.status?.state === 'paused' ? 'resume' : 'start';
        this.grant(wish, 'button', this.facts.nowMs, null, this.levels(null, programs));
    }
    grant(wish, source, sentAtMs, blemish, levelMax) {
        const { facts } = this;
        const wasRemoteStartOn = facts.settings.remoteStart !== false && !facts.isRemoteStartOff;
        const takenAtMs = facts.nowMs;
        const after = facts.interruption;
        facts.permissions.push({
            wish,
            source,
            takenAtMs,
            sentAtMs,
            blemish,
            levelMax,
            wasRemoteStartOn,
            after,
            isUsed: false,
        });
        if (facts.permissions.length > 100)
            facts.permissions.splice(0, 50);
    }
    blemishOf(asked, { isRetained, isEarly }, wallMs) {
        if (isRetained)
            return 'retained';
        if (isEarly)
            return 'delivered within a second of connecting';
        if (asked.ts === null && this.setup.requireTs)
            return 'without the time that is required';
        const ageMs = asked.ts === null ? 0 : wallMs - asked.ts * 1000;
        if (ageMs > staleMs || ageMs < -aheadMs)
            return 'stale';
        return asked.id === null ? null : this.doubled(asked.id);
    }
    doubled(id) {
        const { nowMs, process } = this.facts;
        const known = this.seen.get(id);
        const isForgotten = known !== undefined && known.by !== process?.clock && this.diedAtOnce(known);
        if (known !== undefined && !isForgotten && nowMs - known.atMs < idMs)
            return 'a repetition of an id';
        if (process !== null)
            this.seen.set(id, { atMs: nowMs, by: process.clock });
        return null;
    }
    diedAtOnce({ atMs }) {
        return this.facts.killedAtMs - atMs < writtenAfterMs || this.facts.tornAtMs > atMs;
    }
    /** The most that each zone may reach with this start. */
    levels(delivery, programs) {
        const named = delivery === null ? null : namedBy(delivery.payload);
        const program = named === null ? undefined : programs.get(named)?.program;
        const people = [...this.setup.people.values()];
        const personMax = people.length === 0 ? 100 : Math.max(...people.map(({ levelMax }) => levelMax));
        const levels = { back: 0, seat: 0, legs: 0 };
        for (const zone of zones) {
            const programMax = program === undefined ? 100 : highestLevel(program, zone);
            levels[zone] = Math.min(this.setup.settings.levelMax, personMax, programMax);
        }
        return levels;
    }
}
function namedBy(payload) {
    return /"program":"([a-z0-9-]+)"/.exec(payload)?.[1] ?? null;
}
