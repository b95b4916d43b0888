import type { ByTechnique, ByZone } from './codes.js';

const zoneLabels: ByZone = { back: 'Back', seat: 'Seat', legs: 'Legs' };

const techniqueLabels: ByTechnique = {
  off: 'rest',
  knead: 'knead',
  tap: 'tap',
  roll: 'roll',
  press: 'press',
  compress: 'squeeze',
  vibrate: 'hum',
};

/** What every face that shows a chair says of it, in English: the page and `watch`. */
export const englishFace = {
  zones: zoneLabels,
  techniques: techniqueLabels,
  stopping: 'Stopping …',
  taken: (names: string, isMany: boolean) =>
    `Stop taken. Waiting until ${names === '' ? 'it is' : `${names} ${isMany ? 'are' : 'is'}`} still …`,
  still: (seconds: string) => `Still. Checked ${seconds} s after.`,
  startedAgain: (names: string) => `Was still, and has been started again since: ${names}.`,
  blind: (names: string, isMany: boolean) =>
    isMany
      ? `Stop sent. ${names} cannot say that they are still: look.`
      : `Stop sent. ${names === '' ? 'This chair' : names} cannot say that it is still: look.`,
  moving: (names: string) => `${names}: not still. Press the switch on the chair.`,
  escalated: (names: string) => `${names}: only the emergency stop ended it. Look at the chair.`,
  notConfirmed: 'Not confirmed. Press the switch on the chair.',
  notTaken: 'Stop refused. Press the switch on the chair.',
  offline: 'Not connected.',
  offlineFor: (seconds: number) => `Not connected for ${seconds} s.`,
  seenAt: (time: string) => `What you see is from ${time}.`,
  stopStillSends: 'Stop is sent all the same.',
  chairGone: 'The chair does not answer. Check its cable and power.',
  unknown: 'not known',
  derated: 'warm, weaker',
  hot: 'hot',
  stalled: 'blocked',
  atLimit: 'at its end',
  occupied: 'Somebody sits here',
  empty: 'Nobody sits here',
  phaseOf: (index: number, count: number) => `part ${index} of ${count}`,
  offlineNow: 'Not connected: nothing was sent. Try again once the connection is back.',
  restsUntil: (time: string) => `Rests until ${time}.`,
  lastEnded: (program: string, ending: string, time: string) => `${program} ${ending} at ${time}.`,
};
