import { Outbox } from '../../src/adapters/mqtt/outbox.js';
const settleMs = 1000;
const bytes = new TextEncoder();
const matches = (filter, topic) => {
    const [wanted, given] = [filter.split('/'), topic.split('/')];
    return wanted.length === given.length && wanted.every((level, at) => level === '+' || level === given[at]);
};
/** One of the daemon's two connections. In order, like TCP. */
class Connection {
    server;
    needs;
    events;
    process;
    isOnline = false;
    side;
    outbox = new Outbox();
    filters;
    patterns;
    run = 0;
    onlineAtMs = 0;
    dueMs = 0;
    isClosed = false;
    constructor(server, needs, events, process) {
        this.server = server;
        this.needs = needs;
        this.events = events;
        this.process = process;
        this.side = needs.clientIdSuffix === '' ? 'commands' : 'stops';
        const topics = needs.subscriptions.map(({ topic }) => topic);
        this.filters = new Set(topics.filter((topic) => !topic.includes('+')));
        this.patterns = topics.filter((topic) => topic.includes('+'));
    }
    publish(publication) {
        if (publication.offline === 'drop' && !this.isOnline)
            return;
        this.outbox.add(publication);
        if (this.isOnline)
            this.pump();
    }
    retryNow() {
        if (!this.isOnline && !this.isClosed)
            this.server.comesBack(this, 20);
    }
    async close() {
        this.isClosed = true;
        this.drop(null);
    }
    wants(topic) {
        return this.filters.has(topic) || this.patterns.some((pattern) => matches(pattern, topic));
    }
    online() {
        if (this.isOnline || this.isClosed || !this.process.isAlive)
            return;
        this.isOnline = true;
        this.run += 1;
        this.onlineAtMs = this.server.parts.time.nowMs();
        this.process.enter(() => {
            if (!this.isOnline)
                return;
            this.events.onOnline({ protocolVersion: this.server.parts.protocolVersion });
            this.pump();
        });
        for (const { topic, retainHandling } of this.needs.subscriptions) {
            const isWanted = retainHandling === 0 || this.server.parts.protocolVersion === 4;
            if (isWanted)
                this.server.sendKept(this, topic);
        }
    }
    /** The line to the broker is cut; `reason` null: we closed it ourselves. */
    drop(reason) {
        if (!this.isOnline)
            return;
        this.isOnline = false;
        if (reason !== null)
            this.process.enter(() => this.events.onOffline(reason));
    }
    deliver(message, lagMs) {
        const { time, onDelivery } = this.server.parts;
        const { run } = this;
        const receivedAtMs = time.nowMs();
        this.dueMs = Math.max(this.dueMs, receivedAtMs + lagMs);
        time.after(this.dueMs - receivedAtMs, () => this.process.enter(() => {
            if (!this.isOnline || run !== this.run)
                return;
            const isEarly = time.nowMs() - this.onlineAtMs < settleMs;
            onDelivery({ side: this.side, ...message, receivedAtMs, isEarly });
            const { topic, isRetained, payload } = message;
            this.events.onMessage({ topic, payload: bytes.encode(payload), isRetained });
        }));
    }
    pump() {
        for (let departure = this.outbox.take(); departure !== null; departure = this.outbox.take()) {
            this.server.takes(departure.publication);
        }
    }
}
/** A broker in memory, under the simulation's clock. It keeps what is retained and may go away, wholly or on one side. */
export class VirtualBroker {
    parts;
    isUp = true;
    /** How long a message takes to the daemon on each connection, ms. */
    lagMs = { commands: 2, stops: 2 };
    kept = new Map();
    connections = [];
    constructor(parts) {
        this.parts = parts;
    }
    /** What a process connects with. */
    connectorFor(process) {
        return (needs, events) => {
            const connection = new Connection(this, needs, events, process);
            this.connections = [...this.connections.filter((each) => each.process.isAlive), connection];
            this.comesBack(connection, 5 + this.parts.chance.next() * 100);
            return connection;
        };
    }
    comesBack(connection, delayMs) {
        this.parts.time.after(delayMs, () => this.isUp && connection.online());
    }
    /** The broker's host has died, or the network has: both connections, or one of them. */
    cut(side) {
        if (side === 'both')
            this.isUp = false;
        for (const each of this.connections)
            if (side === 'both' || each.side === side)
                each.drop('the network is down');
    }
    /** Everything is back; each connection finds out in its own time. */
    mend() {
        this.isUp = true;
        for (const each of this.connections)
            this.comesBack(each, 50 + this.parts.chance.next() * 3000);
    }
    isOnline(side) {
        return this.connections.some((each) => each.process.isAlive && each.side === side && each.isOnline);
    }
    /** A client publishes. */
    publish(topic, payload, isRetained = false) {
        if (!this.isUp)
            return;
        if (isRetained)
            this.keep(topic, payload);
        this.route(topic, payload, isRetained);
    }
    /** What the daemon publishes is on its way for a moment. */
    takes(publication) {
        this.parts.time.after(1, () => {
            if (!this.isUp)
                return;
            const { topic, payload, isRetained } = publication;
            this.parts.onPublished(publication);
            if (isRetained)
                this.keep(topic, payload);
            this.route(topic, payload, isRetained);
        });
    }
    sendKept(connection, filter) {
        for (const [topic, payload] of this.kept) {
            if (matches(filter, topic))
                connection.deliver({ topic, payload, isRetained: true, isKept: true }, this.lagMs[connection.side]);
        }
    }
    keep(topic, payload) {
        if (payload === '')
            this.kept.delete(topic);
        else
            this.kept.set(topic, payload);
    }
    route(topic, payload, isKept) {
        const isRetained = isKept && this.parts.protocolVersion === 5;
        for (const each of this.connections) {
            if (each.isOnline && each.wants(topic)) {
                each.deliver({ topic, payload, isRetained, isKept }, this.lagMs[each.side]);
            }
        }
    }
}
