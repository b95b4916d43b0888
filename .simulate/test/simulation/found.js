/** Each of these bugs is also among the sabotages, which shows that its return would be noticed. */
export const found = [
    {
        invariant: 'S2',
        what: 'the last fade of a program went to off with a ramp of over 5 s, longer than what was left of the TTL',
        seed: 1,
        minutes: 2,
        steps: [],
    },
    {
        invariant: 'S7',
        what: 'a stop within 200 ms after a greeting was not written, because the greeting counted as one',
        seed: 2,
        minutes: 5,
        steps: [
            { atMs: 270_111, action: { kind: 'flood', count: 310, forMs: 894 } },
            { atMs: 272_006, action: { kind: 'flood', count: 196, forMs: 578 } },
            { atMs: 274_057, action: { kind: 'fault', text: 'unplug', forMs: 3594 } },
            { atMs: 279_897, action: { kind: 'fight', gapMs: 276, forMs: 5842 } },
        ],
    },
    {
        invariant: 'S12',
        what: 'a start was taken up to 2 s after the person had left, because leaving counts after a second only',
        seed: 14,
        minutes: 5,
        steps: [
            { atMs: 173_635, action: { kind: 'fault', text: 'leave', forMs: 11_379 } },
            { atMs: 188_463, action: { kind: 'fault', text: 'leave', forMs: 3665 } },
            { atMs: 229_538, action: { kind: 'fault', text: 'leave', forMs: 76_859 } },
        ],
    },
    {
        invariant: 'S14',
        what: 'after the daemon had stood still in idle, a start sent one KEEP upon lines that had waited meanwhile',
        seed: 5,
        minutes: 1,
        steps: [{ atMs: 5000, action: { kind: 'hang', forMs: 2464 } }],
    },
];
