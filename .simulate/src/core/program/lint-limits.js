/** What the simulated chair can do: the reference for programs that are checked without a chair. */
export const referenceCapabilities = {
    back: {
        knead: { min: 5, max: 60 },
        tap: { min: 100, max: 750 },
        roll: { min: 2, max: 30 },
        press: { min: 2, max: 20 },
        vibrate: { min: 20, max: 90 },
    },
    seat: { compress: { min: 1, max: 20 }, vibrate: { min: 20, max: 90 } },
    legs: { compress: { min: 1, max: 12 }, roll: { min: 2, max: 30 }, vibrate: { min: 20, max: 90 } },
};
/** The limits of a session and of a motor case that warns at 45 degC and stops at 70. */
export const defaultLimits = {
    sessionMsMax: 30 * 60_000,
    levelMax: 100,
    slopeMax: 40,
    steadyMsMax: 20_000,
    ventMsMin: 2000,
    endLevelMax: 30,
    temperatureWarnC: 45,
    temperatureMaxC: 70,
    capabilities: referenceCapabilities,
};
