const soundZone = {
    isStalled: false,
    isOverloaded: false,
    caseC: null,
    isSensorOpen: false,
    runaway: 'none',
};
export const sound = {
    zones: { back: soundZone, seat: soundZone, legs: soundZone },
    railMv: null,
    hasGhostCurrent: false,
    hasNoLease: false,
};
