/** What somebody publishes, as the storm names it. */
export const messages = [
    'retained-start',
    'retained-run',
    'retained-resume',
    'stale-start',
    'early-start',
    'doubled-start',
    'old-id-start',
    'late-resume',
    'garbage',
    'huge',
    'wrong-type',
    'unknown-key',
    'unknown-program',
    'rude-start',
    'group-start',
    'stretch',
    'louder',
    'skip',
    'select-rude',
    'remote-on',
    'remote-off',
    'pause',
    'stop',
    'stop-lane',
    'stop-all',
    'stop-group',
    'estop',
    'estop-lane',
    'retained-stop',
    'reset',
];
const chair = 'chair2mqtt/chair';
const set = (fields, rest = {}) => ({
    topic: `${chair}/set`,
    payload: JSON.stringify(fields),
    ...rest,
});
const value = (name, payload, rest = {}) => ({
    topic: `${chair}/${name}/set`,
    payload,
    ...rest,
});
const lane = (leaf, payload = '') => ({ topic: `${chair}/${leaf}`, payload });
const oldMs = 60_000;
/** The publications behind a name. `id` is new with each call; `wallMs` is the time of day. */
export function publicationsOf(message, id, wallMs) {
    const ts = wallMs / 1000;
    const start = { command: 'start', program: 'demo' };
    switch (message) {
        case 'retained-start':
            return [set({ ...start, id }, { isRetained: true })];
        case 'retained-run':
            return [value('run', 'ON', { isRetained: true })];
        case 'retained-resume':
            return [value('pause', 'OFF', { isRetained: true })];
        case 'stale-start':
            return [set({ ...start, id, ts: (wallMs - oldMs) / 1000 })];
        case 'early-start':
            return [set({ ...start, id, ts: (wallMs + oldMs) / 1000 })];
        case 'doubled-start':
            return [
                set({ ...start, id, ts }),
                lane('stop'),
                set({ ...start, id, ts }, { gapMs: 1500 }),
                set({ ...start, id, ts }),
            ];
        case 'old-id-start':
            return [set({ ...start, id: 'always-the-same', ts })];
        case 'late-resume':
            return [set({ command: 'resume', id, ts: (wallMs - oldMs) / 1000 })];
        case 'garbage':
            return [
                set({}, { payload: '\u0000{{{"command":"start"' }),
                value('start', '{"value":', {}),
                value('run', 'PERHAPS'),
            ];
        case 'huge':
            return [set({ ...start, id, padding: 'x'.repeat(5000) })];
        case 'wrong-type':
            return [set({ command: 'start', program: 7 }), set({ command: ['start'] }), value('intensity', '1e9')];
        case 'unknown-key':
            return [set({ ...start, id, ts, force: true })];
        case 'unknown-program':
            return [set({ command: 'start', program: 'no-such-program', id, ts })];
        case 'rude-start':
            return [set({ command: 'start', program: 'rude', id, ts })];
        case 'group-start':
            return [{ topic: 'chair2mqtt/group/floor/set', payload: JSON.stringify({ ...start, id, ts }) }];
        case 'stretch':
            return [set({ command: 'adjust', duration: '30m', id, ts })];
        case 'louder':
            return [set({ command: 'adjust', intensity: 100, id, ts })];
        case 'skip':
            return [value('skip', '')];
        case 'select-rude':
            return [set({ command: 'select', program: 'rude', intensity: 100, id, ts })];
        case 'remote-on':
            return [value('remote_start', 'ON')];
        case 'remote-off':
            return [value('remote_start', 'OFF')];
        case 'pause':
            return [value('pause', 'ON')];
        case 'stop':
            return [set({ command: 'stop', nonsense: true })];
        case 'stop-lane':
            return [lane('stop', 'whatever')];
        case 'stop-all':
            return [{ topic: 'chair2mqtt/all/stop', payload: '' }];
        case 'stop-group':
            return [{ topic: 'chair2mqtt/group/floor/stop', payload: '{' }];
        case 'estop':
            return [set({ command: 'estop' })];
        case 'estop-lane':
            return [lane('estop')];
        case 'retained-stop':
            return [{ ...lane('stop', 'now'), isRetained: true }];
        case 'reset':
            return [value('reset', '')];
    }
}
