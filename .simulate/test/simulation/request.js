const other = { wish: 'other', id: null, ts: null, isOn: false };
const wishes = ['start', 'resume', 'adjust', 'stop', 'estop', 'pause', 'skip', 'reset'];
function fieldsOf(payload) {
    try {
        const value = JSON.parse(payload);
        return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
    }
    catch {
        return null;
    }
}
const envelopeOf = (fields) => ({
    id: typeof fields['id'] === 'string' ? fields['id'] : null,
    ts: typeof fields['ts'] === 'number' ? fields['ts'] : null,
});
const isWish = (word) => typeof word === 'string' && wishes.includes(word);
function askedByJson(payload) {
    const fields = fieldsOf(payload);
    const command = fields?.['command'];
    if (fields === null)
        return other;
    if (command === 'remote_start')
        return { wish: 'remote-start', ...envelopeOf(fields), isOn: fields['enabled'] === true };
    return isWish(command) ? { wish: command, ...envelopeOf(fields), isOn: false } : other;
}
const switches = ['run', 'pause', 'remote_start'];
const switchWords = ['ON', 'OFF', 'TRUE', 'FALSE'];
function wishOfValue(name, value, isOn) {
    if (switches.includes(name) && !switchWords.includes(value))
        return 'other';
    if (name === 'run')
        return isOn ? 'start' : 'stop';
    if (name === 'pause')
        return isOn ? 'pause' : 'resume';
    if (name === 'remote_start')
        return 'remote-start';
    if (name === 'intensity' || name === 'duration')
        return 'adjust';
    return isWish(name) ? name : 'other';
}
function askedByValue(name, payload) {
    const fields = fieldsOf(payload);
    const value = String(fields?.['value'] ?? payload).toUpperCase();
    const isOn = value === 'ON' || value === 'TRUE';
    return { wish: wishOfValue(name, value, isOn), ...envelopeOf(fields ?? {}), isOn };
}
/** Reads a delivery. The topics are `<base>/<chair>/...`, `<base>/group/<group>/...`, `<base>/all/...`. */
export function askedBy({ topic, payload }) {
    const [, first = '', second = '', third] = topic.split('/');
    const leaf = third ?? second;
    if (leaf === 'stop' || leaf === 'estop')
        return { wish: leaf, id: null, ts: null, isOn: false };
    if (leaf !== 'set')
        return other;
    return second === 'set' || first === 'group' ? askedByJson(payload) : askedByValue(second, payload);
}
