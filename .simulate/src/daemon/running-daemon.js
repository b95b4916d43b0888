import { ChairUnit } from './chair-unit.js';
import { createFleet, Faces } from './fleet.js';
/** The one timer of the daemon: deadlines of the line are multiples of it. */
const tickMs = 50;
/** Longer than a stop may take until its alarm (ramp 1 s and 2.5 s), so that every way to end has its chance. */
const shutdownMs = 4000;
const farewellMs = 1000;
const flightsMs = 1000;
/** Chairs and faces at work. [S15] */
export class RunningDaemon {
    parts;
    fleet;
    units;
    running;
    timer;
    constructor(parts) {
        this.parts = parts;
        const faces = new Faces();
        const { clock, log, store, flights, people, programs, epoch, hostName } = parts;
        const unitOf = ({ settings, openWire }) => new ChairUnit({
            settings,
            openWire,
            clock,
            log: log.child({ chair: settings.id }),
            store,
            flights,
            people,
            programs,
            face: faces,
            epoch,
            hostName,
            onBroken: (error) => this.broke(error),
        });
        this.units = new Map(parts.chairs.map((chair) => [chair.settings.id, unitOf(chair)]));
        this.fleet = createFleet(this.units);
        this.running = parts.faces.map((create) => create(this.fleet));
        for (const face of this.running)
            faces.join(face);
        for (const face of this.running)
            face.start();
        this.timer = clock.every(tickMs, () => this.tick());
        this.tick();
    }
    /** The program folder has changed. */
    programsChanged() {
        for (const chairId of this.units.keys()) {
            for (const face of this.running)
                face.onPrograms(chairId);
        }
    }
    /** Stops every chair, sees that it is still, says goodbye. Resolves within about 5.5 s. [S15] */
    async stop() {
        const units = [...this.units.values()];
        const verdicts = await Promise.all(units.map((unit) => unit.shutdown(shutdownMs)));
        const connected = verdicts.filter((verdict) => verdict !== null);
        await Promise.all(units.map((unit) => unit.close()));
        await Promise.all(this.running.map((face) => face.close(farewellMs)));
        this.parts.clock.clear(this.timer);
        await this.flightsSettled();
        return { connected: connected.length, isVerified: connected.every((verdict) => verdict) };
    }
    /** [S15] The halt of last resort: needs no machine and no broker, and throws nothing. */
    halt() {
        for (const unit of this.units.values()) {
            try {
                unit.halt();
            }
            catch (error) {
                this.parts.log.error('halt.failed', { error });
            }
        }
    }
    tick() {
        const nowMs = this.parts.clock.nowMs();
        for (const unit of this.units.values())
            unit.tick(nowMs);
    }
    /** A disk that hangs must not keep a process alive whose chairs are still. */
    async flightsSettled() {
        const { clock, flights } = this.parts;
        await new Promise((resolve) => {
            const deadline = clock.after(flightsMs, resolve);
            void flights.settled().then(() => {
                clock.clear(deadline);
                resolve();
            });
        });
    }
    broke(error) {
        this.parts.log.error('session.broken', { error });
        this.halt();
        this.parts.onBroken(error);
    }
}
