import { isoTime } from '../time-text.js';
import type { Access } from '../web/frames.js';
import type { AccessSettings, Approach } from './approach.js';

/** What came with a request, and what that is worth. Times of day, ms. */
export interface Worth {
  readonly bearer: 'none' | 'right' | 'wrong';
  readonly login: { readonly kind: 'session' | 'guest'; readonly untilMs: number } | null;
  readonly hasPass: boolean;
}

export const noWorth: Worth = { bearer: 'none', login: null, hasPass: false };

/** Whether a token, a session or a stop pass came. */
export const hasCredential = ({ bearer, login, hasPass }: Worth): boolean =>
  bearer === 'right' || login !== null || hasPass;

/** Everything there is to do here. */
const allRights = ({ mayEdit }: AccessSettings): Access['rights'] => [
  'stop',
  'control',
  'own',
  ...(mayEdit ? (['edit'] as const) : []),
];

/** Who asks, and what may be done: the most of what came with it and what the way itself gives. */
export function accessOf(worth: Worth, approach: Approach, settings: AccessSettings): Access {
  if (approach.way === 'ingress') {
    const rights: Access['rights'] = settings.ingress === 'own' ? allRights(settings) : ['stop', 'control'];
    return { rights, kind: 'session', until: null };
  }
  if (worth.bearer === 'right') return { rights: allRights(settings), kind: 'token', until: null };
  if (approach.isLoopback && settings.loopback === 'own')
    return { rights: allRights(settings), kind: 'loopback', until: null };
  if (worth.login !== null) {
    const { kind, untilMs } = worth.login;
    const rights: Access['rights'] = kind === 'guest' ? ['stop', 'control'] : allRights(settings);
    return { rights, kind, until: isoTime(untilMs) };
  }
  if (approach.isLoopback) return { rights: ['stop'], kind: 'loopback', until: null };
  if (worth.hasPass) return { rights: ['stop'], kind: 'pass', until: null };
  return { rights: settings.isStopOpen ? ['stop'] : [], kind: 'nobody', until: null };
}

/** Who has no login is told to log in, others that theirs is not enough. */
export const hasLoggedIn = ({ kind }: Access): boolean => kind === 'token' || kind === 'session' || kind === 'guest';

/** May see chairs. The loopback may without a login. */
export const mayRead = ({ rights, kind }: Access): boolean => rights.includes('control') || kind === 'loopback';
