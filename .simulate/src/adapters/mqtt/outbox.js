const queuedMax = 1000;
/** What waits for the broker: the newest publication of a topic, and the last 1,000 of those that queue, in the order in which
 *  they came. */
export class Outbox {
    waiting = new Map();
    queued = 0;
    serial = 0;
    /** How many were pushed out of the queue. */
    dropped = 0;
    get size() {
        return this.waiting.size;
    }
    add(publication) {
        if (publication.offline === 'newest') {
            const key = `newest ${publication.topic}`;
            this.waiting.delete(key);
            this.waiting.set(key, publication);
            return;
        }
        this.serial += 1;
        this.waiting.set(`queue ${this.serial}`, publication);
        this.queued += 1;
        if (this.queued > queuedMax)
            this.dropOldest();
    }
    take() {
        for (const [key, publication] of this.waiting) {
            this.waiting.delete(key);
            if (publication.offline !== 'newest')
                this.queued -= 1;
            return { key, publication };
        }
        return null;
    }
    /** Departures that were not acknowledged when the connection broke, oldest first: they go again before everything else,
     *  unless something newer for their topic waits. */
    putBack(departures) {
        const later = [...this.waiting];
        this.waiting.clear();
        this.queued = 0;
        const kept = departures.filter(({ publication }) => publication.offline !== 'drop');
        const entries = new Map(kept.map(({ key, publication }) => [key, publication]));
        for (const [key, publication] of later) {
            entries.delete(key);
            entries.set(key, publication);
        }
        for (const [key, publication] of entries) {
            this.waiting.set(key, publication);
            if (publication.offline !== 'newest')
                this.queued += 1;
        }
        while (this.queued > queuedMax)
            this.dropOldest();
    }
    dropOldest() {
        for (const [key, publication] of this.waiting) {
            if (publication.offline === 'newest')
                continue;
            this.waiting.delete(key);
            this.queued -= 1;
            this.dropped += 1;
            return;
        }
    }
}
