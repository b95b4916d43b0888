import { CommandLane } from './command-lane.js';
import { ConnectionState } from './connection-state.js';
import { FenceLane } from './fence-lane.js';
import { GroupStarts } from './group-starts.js';
import { LoopLag } from './health.js';
import { OwnerClaims } from './owner-claims.js';
import { Publisher } from './publisher.js';
import { Results } from './results.js';
import { StopLane } from './stop-lane.js';
import { commandSubscriptions, stopSubscriptions } from './subscriptions.js';
const healthEveryMs = 60_000;
const claimEveryMs = 10_000;
const ownershipEveryMs = 1000;
const interruptions = [
    'paused',
    'fault',
    'link_lost',
    'chair_restarted',
    'emergency_stopped',
    'stop_unverified',
];
const isInterruption = ({ event_type, ended_by }) => interruptions.includes(event_type) || (event_type === 'session_ended' && ended_by !== 'completed');
class TwoConnectionFace {
    options;
    commands = null;
    stops = null;
    lag = null;
    timers = [];
    protocolVersion = null;
    claim;
    startedMs;
    connections;
    groupStarts;
    fence;
    publisher;
    owners;
    commandLane;
    stopLane;
    constructor(options) {
        this.options = options;
        const { fleet, topics, clock, log, epoch, bridgeId, startedAt } = options;
        const send = (publication) => this.commands?.publish(publication);
        const sendOnStops = (publication) => this.stops?.publish(publication);
        const owns = (chairId) => this.owners.owns(chairId);
        this.claim = { epoch, bridge_id: bridgeId, started_at: startedAt };
        this.startedMs = clock.nowMs();
        this.connections = new ConnectionState(clock);
        this.groupStarts = new GroupStarts(clock);
        this.fence = new FenceLane({ topic: topics.bridge('fence'), epoch, clock, send: sendOnStops });
        this.publisher = new Publisher({ ...options, send, owns });
        this.owners = new OwnerClaims({
            self: this.claim,
            fleet,
            clock,
            log,
            answer: (chairId) => this.introduce(chairId),
            onReclaimed: (chairId) => this.introduce(chairId),
        });
        const results = new Results({ ...options, send, owns });
        this.commandLane = new CommandLane({
            ...options,
            results,
            settings: options,
            groupStarts: this.groupStarts,
            isSettling: () => this.connections.isSettling(),
            isFenced: (chairId) => this.fence.isFenced(chairId),
            unavailable: () => this.connections.unavailable(),
        });
        this.stopLane = new StopLane({
            ...options,
            results,
            send: sendOnStops,
            chairsOf: (scope) => this.chairsOf(scope),
            onStopped: (chairIds) => this.stopped(chairIds),
        });
    }
    start() {
        const { clock } = this.options;
        this.lag = new LoopLag(clock);
        this.timers = [
            clock.every(healthEveryMs, () => this.tellHealth()),
            clock.every(claimEveryMs, () => this.claimAll()),
            clock.every(ownershipEveryMs, () => this.owners.tick()),
        ];
        this.stops = this.connectStops();
        this.commands = this.connectCommands();
    }
    async close(deadlineMs) {
        this.connections.isClosing = true;
        this.groupStarts.dropAll('the daemon is going down; start again when it is back');
        for (const chairId of this.options.fleet.chairIds)
            this.publisher.availability(chairId, false);
        this.publisher.bridgeState('offline');
        for (const timer of this.timers)
            this.options.clock.clear(timer);
        this.fence.close();
        this.lag?.close();
        await Promise.all([this.commands?.close(deadlineMs), this.stops?.close(deadlineMs)]);
    }
    onStatus(chairId, status) {
        this.publisher.status(chairId, status);
    }
    onEvent(chairId, event) {
        if (isInterruption(event))
            this.commandLane.interrupt(chairId, 'a stop or fault has come for this chair meanwhile');
        this.publisher.event(chairId, event);
    }
    onStop(chairId) {
        this.commandLane.interrupt(chairId, 'a stop or pause has come for this chair meanwhile');
    }
    onTelemetry(chairId, telemetry) {
        this.publisher.telemetry(chairId, telemetry);
    }
    onAvailability(chairId, isAvailable) {
        this.publisher.availability(chairId, isAvailable);
    }
    onPrograms(chairId) {
        this.publisher.programs(chairId);
    }
    onCard(_chairId) {
        this.tellInfo();
    }
    connectCommands() {
        const { connect, topics, fleet } = this.options;
        const subscriptions = commandSubscriptions(topics, fleet.chairIds, this.groups());
        const will = { topic: topics.bridge('state'), payload: 'offline' };
        return connect({ clientIdSuffix: '', subscriptions, will }, {
            onOnline: ({ protocolVersion }) => this.commandsOnline(protocolVersion),
            // [S8] Only what has not begun yet is dropped: a session goes on to its end without a broker.
            onOffline: () => {
                this.connections.commandsOffline();
                this.groupStarts.dropAll('the broker was away; send the command again');
            },
            onMessage: (message) => this.takeMessage(message),
        });
    }
    connectStops() {
        const { connect, topics, fleet } = this.options;
        const subscriptions = stopSubscriptions(topics, fleet.chairIds, this.groups());
        return connect({ clientIdSuffix: '-stop', subscriptions }, {
            onOnline: ({ protocolVersion }) => {
                this.connections.areStopsOnline = true;
                this.stopLane.protocolVersion = protocolVersion;
                this.fence.reconnected();
                this.commands?.retryNow();
            },
            onOffline: () => {
                this.connections.areStopsOnline = false;
                this.groupStarts.dropAll('the connection for stops was down; send the command again');
            },
            onMessage: (message) => {
                const address = topics.parse(message.topic);
                if (address.kind === 'stop')
                    this.stopLane.take(address.scope, address.stop, message);
            },
        });
    }
    commandsOnline(protocolVersion) {
        this.protocolVersion = protocolVersion;
        // [S7] A broker that is back must not hear commands long before it hears stops.
        this.stops?.retryNow();
        this.connections.commandsOnline();
        this.publisher.bridgeState('online');
        this.tellInfo();
        for (const chairId of this.options.fleet.chairIds)
            this.introduce(chairId);
        this.tellHealth();
        this.fence.reconnected();
    }
    /** The claim comes last: who answers it puts right what we have written. */
    introduce(chairId) {
        this.publisher.chair(chairId);
        this.publisher.owner(chairId, this.claim);
    }
    takeMessage(message) {
        // Somebody clears what was retained on a topic of ours; that asks for nothing.
        if (message.isRetained && message.payload.length === 0)
            return;
        const address = this.options.topics.parse(message.topic);
        switch (address.kind) {
            case 'set':
                this.takeCommand(address.scope, message);
                break;
            case 'value':
                if (this.isOurs(address.chairId))
                    this.takeValue(address, message);
                break;
            case 'owner':
                if (this.isOurs(address.chairId))
                    this.owners.take(address.chairId, message);
                break;
            case 'fence':
                this.fence.take(message);
                break;
            case 'stop':
            case 'other':
                break;
        }
    }
    takeCommand(scope, message) {
        const chairIds = this.chairsOf(scope);
        if (scope.kind === 'group')
            this.commandLane.takeForGroup(chairIds, message);
        else
            for (const chairId of chairIds)
                this.commandLane.takeForChair(chairId, { kind: 'json' }, message);
    }
    takeValue({ chairId, name }, message) {
        this.commandLane.takeForChair(chairId, { kind: 'value', name }, message);
    }
    stopped(chairIds) {
        for (const chairId of chairIds)
            this.commandLane.interrupt(chairId, 'a stop has come for this chair meanwhile');
        this.fence.stopped(chairIds);
    }
    claimAll() {
        for (const chairId of this.options.fleet.chairIds)
            this.publisher.owner(chairId, this.claim);
    }
    tellInfo() {
        const { version, startedAt, epoch } = this.options;
        this.publisher.info({ version, started_at: startedAt, epoch, protocol_version: this.protocolVersion });
    }
    tellHealth() {
        const { clock, residentBytes } = this.options;
        const { areCommandsOnline, areStopsOnline, reconnects } = this.connections;
        this.publisher.health({
            uptime_s: Math.round((clock.nowMs() - this.startedMs) / 1000),
            rss_mb: Math.round(residentBytes() / 2 ** 20),
            event_loop_lag_ms: this.lag?.takeWorstMs() ?? 0,
            mqtt: { commands_online: areCommandsOnline, stops_online: areStopsOnline, reconnects },
        });
    }
    isOurs(chairId) {
        return this.options.fleet.chairIds.includes(chairId);
    }
    chairsOf(scope) {
        const { fleet } = this.options;
        switch (scope.kind) {
            case 'all':
                return fleet.chairIds;
            case 'group':
                return fleet.chairIds.filter((chairId) => fleet.card(chairId).groups.includes(scope.group));
            case 'chair':
                return this.isOurs(scope.chairId) ? [scope.chairId] : [];
        }
    }
    groups() {
        const { fleet } = this.options;
        return [...new Set(fleet.chairIds.flatMap((chairId) => fleet.card(chairId).groups))];
    }
}
/** Serves the chairs of `fleet` over MQTT. */
export function createMqttFace(options) {
    return new TwoConnectionFace(options);
}
