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
] as const;
export type AvoidWord = (typeof avoidWords)[number];

export const isAvoidWord = (word: string): word is AvoidWord => (avoidWords as readonly string[]).includes(word);
