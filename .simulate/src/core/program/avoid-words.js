/** Why somebody should not use a program. Programs name them under `avoid`, people in the configuration too. */
export const avoidWords = [
    'clot-risk',
    'heart-failure',
    'arterial-disease',
    'open-wound',
    'pregnancy',
    'pacemaker',
    'osteoporosis',
    'neuropathy',
    'recent-surgery',
];
export const isAvoidWord = (word) => avoidWords.includes(word);
