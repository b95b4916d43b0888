/** What forgetting a person here does not reach. */
export const outOfReach = [
  'the hub and its history',
  'what a broker or a bridge has stored on its own; retained topics of this daemon are made anew',
  'backups and other copies of the data folder',
  'logs',
  'texts in which people have written the name',
  'the configuration: as long as it names the person, new sessions do too',
] as const;

export const outOfReachText = `Out of reach: ${outOfReach.join('; ')}.`;
