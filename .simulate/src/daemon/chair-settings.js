/** Why the configuration or the chair allows no remote starts, or null. `uncommissioned`: why its dead-man does not count as
 *  proved. [S18] */
export function remoteStartBar(settings, hasSeatSensor, uncommissioned) {
    const { id, remoteStart, mustBeCommissioned } = settings;
    if (mustBeCommissioned && uncommissioned !== null) {
        return `the chair is not commissioned (${uncommissioned}): stop the daemon and run "chair2mqtt commission ${id}"`;
    }
    if (remoteStart === false)
        return 'remote_start is off for this chair in the configuration';
    if (remoteStart === true || hasSeatSensor)
        return null;
    return 'the chair has no occupancy sensor: set remote_start: true for it, or start it at the chair';
}
/** Whether somebody has to sit in the chair for it to move. [S12] */
export const mustBeOccupied = ({ occupancy }, hasSeatSensor) => occupancy === 'required' || (occupancy === 'auto' && hasSeatSensor);
