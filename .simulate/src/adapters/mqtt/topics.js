const other = { kind: 'other' };
const topicBytesMax = 256;
function parseScoped(scope, leaf) {
    if (leaf === 'stop' || leaf === 'estop')
        return { kind: 'stop', scope, stop: leaf };
    return leaf === 'set' && scope.kind !== 'all' ? { kind: 'set', scope } : other;
}
function parseLevels(levels, bridgeId) {
    const [first = '', second = '', third] = levels;
    if (levels.length === 2) {
        if (first === bridgeId)
            return second === 'fence' ? { kind: 'fence' } : other;
        if (first === 'all')
            return parseScoped({ kind: 'all' }, second);
        if (second === 'owner')
            return { kind: 'owner', chairId: first };
        return parseScoped({ kind: 'chair', chairId: first }, second);
    }
    if (levels.length !== 3 || third === undefined)
        return other;
    if (first === 'group')
        return parseScoped({ kind: 'group', group: second }, third);
    return third === 'set' ? { kind: 'value', chairId: first, name: second } : other;
}
const hasForbidden = (topic) => ['+', '#', '\0'].some((character) => topic.includes(character));
export function topicsOf(base, bridgeId) {
    const prefix = `${base}/`;
    const parse = (topic) => topic.startsWith(prefix) ? parseLevels(topic.slice(prefix.length).split('/'), bridgeId) : other;
    return {
        base,
        bridge: (leaf) => `${base}/${bridgeId}/${leaf}`,
        chair: (chairId, leaf) => `${base}/${chairId}/${leaf}`,
        value: (chairId, name) => `${base}/${chairId}/${name}/set`,
        group: (group, leaf) => `${base}/group/${group}/${leaf}`,
        all: (leaf) => `${base}/all/${leaf}`,
        parse,
        isAnswerable: (topic, chairIds) => {
            if (topic === '' || Buffer.byteLength(topic) > topicBytesMax || hasForbidden(topic))
                return false;
            if (!topic.startsWith(prefix))
                return !topic.startsWith('$');
            const [first = ''] = topic.slice(prefix.length).split('/');
            return ![...chairIds, bridgeId, 'all', 'group'].includes(first);
        },
    };
}
