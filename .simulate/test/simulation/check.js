/** Every invariant of the safety page, and the two that hold for any program: it does not break, and it becomes usable again. */
export const invariants = [
    'S1',
    'S2',
    'S3',
    'S4',
    'S5',
    'S6',
    'S7',
    'S8',
    'S9',
    'S10',
    'S11',
    'S12',
    'S13',
    'S14',
    'S15',
    'S16',
    'S17',
    'S18',
    'sound',
    'usable',
];
/** What measuring may cost, ms. */
export const toleranceMs = 50;
/** Firmware figures of the simulated chair, said again here. */
export const leaseMs = 600;
export const letGoMs = 500;
