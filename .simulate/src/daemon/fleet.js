/** The chairs of this daemon, as the faces see them. */
export function createFleet(units) {
    const unitOf = (chairId) => {
        const unit = units.get(chairId);
        if (unit === undefined)
            throw new Error(`a face asked for a chair that it was not told of: ${chairId}`);
        return unit;
    };
    return {
        chairIds: [...units.keys()],
        card: (chairId) => unitOf(chairId).card(),
        status: (chairId) => unitOf(chairId).status(),
        link: (chairId) => unitOf(chairId).link(),
        programs: (chairId) => unitOf(chairId).programs(),
        isAvailable: (chairId) => unitOf(chairId).isAvailable,
        run: (chairId, command, origin, reply) => unitOf(chairId).run(command, origin, reply),
        stop: (chairId, kind, source) => unitOf(chairId).stop(kind, source),
        foreignOwner: (chairId, reason) => unitOf(chairId).setForeignOwner(reason),
    };
}
/** Tells every face what the chairs tell. Faces join after the chairs exist; what was told before, they ask for. */
export class Faces {
    faces = [];
    join(face) {
        this.faces.push(face);
    }
    onStatus = (chairId, status) => {
        for (const face of this.faces)
            face.onStatus(chairId, status);
    };
    onEvent = (chairId, event) => {
        for (const face of this.faces)
            face.onEvent(chairId, event);
    };
    onStop = (chairId) => {
        for (const face of this.faces)
            face.onStop(chairId);
    };
    onTelemetry = (chairId, telemetry) => {
        for (const face of this.faces)
            face.onTelemetry(chairId, telemetry);
    };
    onAvailability = (chairId, isAvailable) => {
        for (const face of this.faces)
            face.onAvailability(chairId, isAvailable);
    };
    onPrograms = (chairId) => {
        for (const face of this.faces)
            face.onPrograms(chairId);
    };
    onCard = (chairId) => {
        for (const face of this.faces)
            face.onCard(chairId);
    };
}
