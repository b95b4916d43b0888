/** Why the configuration or the chair allows no remote starts, or null. [S18] */
export function remoteStartBar(settings, hasSeatSensor) {
    const { remoteStart, mustBeCommissioned } = settings;
    if (mustBeCommissioned)
        return 'the chair has to be commissioned before it may be started from afar';
    if (remoteStart === false)
        return 'remote_start is off for this chair in the configuration';
    if (remoteStart === true || hasSeatSensor)
        return null;
    return 'the chair has no occupancy sensor: set remote_start: true for it, or start it at the chair';
}
/** Whether somebody has to sit in the chair for it to move. [S12] */
export const mustBeOccupied = ({ occupancy }, hasSeatSensor) => occupancy === 'required' || (occupancy === 'auto' && hasSeatSensor);
