import { zones } from '../../src/core/zones.js';
import { Chance } from './chance.js';
import { messages } from './hostile-messages.js';
import { lineTroubles } from './line.js';
const short = (chance) => Math.round(chance.pick([200, 800, 2500, 8000, 20_000]) * chance.between(0.5, 1.5));
const down = (chance) => Math.round(chance.pick([50, 400, 1500, 6000, 20_000]) * chance.between(0.5, 1.5));
const faulty = (name, args = () => '', duration = short) => (chance) => {
    const words = args(chance);
    return { kind: 'fault', text: words === '' ? name : `${name}:${words}`, forMs: duration(chance) };
};
const rate = (chance) => `${chance.pick(['0.05', '0.2', '0.5', '0.9'])}${chance.pick(['', ':rx', ':tx'])}`;
const zone = (chance) => chance.pick([...zones]);
const fault = (name, args, duration) => ({
    name,
    draw: faulty(name, args, duration),
});
const moment = () => 0;
const away = (chance) => Math.round(chance.pick([800, 3000, 20_000, 70_000]) * chance.between(0.5, 1.5));
const ofTheSimulator = [
    fault('mute'),
    fault('deaf'),
    ...['garbage', 'corrupt', 'drop-line', 'drop-newline', 'duplicate'].map((name) => fault(name, rate)),
    fault('split', (chance) => chance.pick(['', 'rx', 'tx'])),
    fault('slow', (chance) => String(chance.whole(10, 1500))),
    fault('stall-write'),
    fault('wrong-seq'),
    fault('wrong-crc'),
    fault('late-ack', (chance) => String(chance.whole(10, 1500))),
    fault('flood', (chance) => String(chance.whole(20, 300))),
    fault('reboot', (chance) => chance.pick(['power', 'watchdog', 'brownout']), (chance) => chance.whole(100, 4000)),
    fault('unplug'),
    fault('half-open'),
    ...['stall', 'overcurrent', 'sensor-open'].map((name) => fault(name, zone)),
    fault('hot', (chance) => `${zone(chance)}:${chance.whole(40, 80)}`, (chance) => chance.whole(2000, 40_000)),
    fault('sag', (chance) => String(chance.pick([5000, 9000, 12_000, 40_000]))),
    fault('contradiction'),
    fault('runaway', (chance) => `${zone(chance)}${chance.pick(['', '', ':hard'])}`),
    fault('no-lease'),
    fault('leave', undefined, away),
    fault('button', (chance) => chance.pick(['start', 'pause', 'stop', 'estop']), moment),
];
const hourMs = 3_600_000;
const ofTheWorld = [
    ...lineTroubles.map((trouble) => ({
        name: trouble,
        draw: (chance) => ({ kind: 'line', trouble, forMs: short(chance) }),
    })),
    {
        name: 'broker',
        draw: (chance) => ({
            kind: 'broker',
            side: chance.pick(['both', 'both', 'commands', 'stops']),
            forMs: away(chance),
        }),
    },
    {
        name: 'lag',
        draw: (chance) => {
            const side = chance.pick(['commands', 'commands', 'stops']);
            return { kind: 'lag', side, lagMs: chance.whole(20, side === 'stops' ? 140 : 4000), forMs: short(chance) };
        },
    },
    { name: 'message', draw: (chance) => ({ kind: 'message', message: chance.pick(messages) }) },
    {
        name: 'burst',
        draw: (chance) => ({ kind: 'flood', count: chance.whole(50, 400), forMs: chance.whole(200, 2000) }),
    },
    {
        name: 'fight',
        draw: (chance) => ({ kind: 'fight', gapMs: chance.whole(30, 700), forMs: chance.whole(1000, 9000) }),
    },
    {
        name: 'rival',
        draw: (chance) => ({ kind: 'rival', isOlder: chance.is(0.5), forMs: chance.whole(100, 25_000) }),
    },
    {
        name: 'clock',
        draw: (chance) => ({
            kind: 'clock',
            byMs: Math.round(chance.pick([3000, 60_000, hourMs, 25 * hourMs]) * chance.pick([-1, 1]) * chance.between(0.5, 1)),
        }),
    },
    {
        name: 'kill',
        draw: (chance) => ({ kind: 'kill', downMs: down(chance), isTorn: chance.is(0.3), isMachine: chance.is(0.15) }),
    },
    { name: 'terminate', draw: (chance) => ({ kind: 'terminate', downMs: down(chance) }) },
    { name: 'bug', draw: (chance) => ({ kind: 'bug', downMs: down(chance) }) },
    { name: 'hang', draw: (chance) => ({ kind: 'hang', forMs: chance.whole(60, 4000) }) },
    { name: 'programs', draw: (chance) => ({ kind: 'programs', variant: chance.whole(0, 2) }) },
];
const vocabulary = [...ofTheSimulator, ...ofTheWorld];
/** Everything that a storm may draw. */
export const actionNames = vocabulary.map(({ name }) => name);
/** What this seed does to the world, in order. Each seed knows half of the vocabulary, so that some storms are all of one kind.
 *  `only` limits it further. */
export function drawPlan(seed, stormMs, only) {
    const chance = new Chance(seed, 'plan');
    const allowed = only === null ? vocabulary : vocabulary.filter(({ name }) => only.includes(name));
    const drawn = allowed.filter(() => only !== null || chance.is(0.5));
    const [first, ...rest] = drawn;
    if (first === undefined)
        return [];
    const gapMs = chance.pick([3000, 8000, 20_000, 60_000]);
    const steps = [];
    for (let atMs = 5000; atMs < stormMs; atMs += 50 + chance.next() * 2 * gapMs) {
        steps.push({ atMs: Math.round(atMs), action: chance.pick([first, ...rest]).draw(chance) });
    }
    return steps;
}
/** An action in words, for the trace. */
export function textOf(action) {
    const { kind, ...rest } = action;
    const words = Object.entries(rest).map(([key, value]) => `${key}=${String(value)}`);
    return [kind, ...words].join(' ');
}
