const retained = { qos: 1, isRetained: true, offline: 'newest' };
const queued = { qos: 1, isRetained: false, offline: 'queue' };
const fleeting = { qos: 0, isRetained: false, offline: 'drop' };
/** Everything that is written but results: topics, flags and form. */
export class Publisher {
    parts;
    constructor(parts) {
        this.parts = parts;
    }
    bridgeState(state) {
        this.send(this.parts.topics.bridge('state'), state, retained);
    }
    info(info) {
        const chairs = this.parts.fleet.chairIds.map((chairId) => this.parts.fleet.card(chairId));
        this.send(this.parts.topics.bridge('info'), JSON.stringify({ ...info, chairs }), retained);
    }
    health(health) {
        const { topics, fleet } = this.parts;
        const chairs = Object.fromEntries(fleet.chairIds.map((chairId) => [chairId, fleet.link(chairId)]));
        this.send(topics.bridge('health'), JSON.stringify({ ...health, chairs }), fleeting);
    }
    availability(chairId, isAvailable) {
        this.sendOwn(chairId, 'availability', isAvailable ? 'online' : 'offline', retained);
    }
    status(chairId, status) {
        if (!this.parts.owns(chairId))
            return;
        this.sendOwn(chairId, 'state', JSON.stringify(status), retained);
    }
    telemetry(chairId, telemetry) {
        this.sendOwn(chairId, 'telemetry', JSON.stringify(telemetry), fleeting);
    }
    programs(chairId) {
        this.sendOwn(chairId, 'programs', JSON.stringify(this.parts.fleet.programs(chairId)), retained);
    }
    event(chairId, event) {
        this.send(this.parts.topics.chair(chairId, 'event'), JSON.stringify(event), queued);
    }
    owner(chairId, claim) {
        this.sendOwn(chairId, 'owner', JSON.stringify(claim), fleeting);
    }
    /** Everything that is retained of a chair, in the order in which hubs want it. */
    chair(chairId) {
        const { fleet } = this.parts;
        this.availability(chairId, fleet.isAvailable(chairId));
        this.programs(chairId);
        this.status(chairId, fleet.status(chairId));
    }
    sendOwn(chairId, leaf, payload, manner) {
        if (this.parts.owns(chairId))
            this.send(this.parts.topics.chair(chairId, leaf), payload, manner);
    }
    send(topic, payload, manner) {
        this.parts.send({ topic, payload, ...manner });
    }
}
