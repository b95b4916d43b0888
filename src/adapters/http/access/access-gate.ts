import { z } from 'zod';
import { type AccessSettings, type Approach, approachOf } from '../../../core/access/approach.js';
import { refuseAtDoor, refuseStop } from '../../../core/access/doors.js';
import { type FailedLogins, holdUpMs, loginFailed } from '../../../core/access/login-limiter.js';
import { linkOf } from '../../../core/access/page-place.js';
import {
  type Admittance,
  type Admitted,
  type AnswerHeaders,
  type Denial,
  forbid,
  type RequestFacts,
  tooManyLogins,
  unauthenticated,
} from '../../../core/access/request-facts.js';
import { securityHeaders } from '../../../core/access/security-headers.js';
import { accessOf, hasCredential, hasLoggedIn, mayRead, type Worth } from '../../../core/access/worth.js';
import type { Access } from '../../../core/web/frames.js';
import type { Clock, Log, Store } from '../../../ports.js';
import type { Gate, SessionReply } from '../gate.js';
import { Logins, type MadeCode } from './logins.js';

export interface AccessGateOptions {
  readonly token: string;
  readonly settings: AccessSettings;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Where people reach the page, the surest first; none while that is not known. */
  readonly addresses: () => readonly string[];
}

const loginSchema = z.union([
  z.strictObject({ token: z.string().min(1).max(1000) }),
  z.strictObject({ code: z.string().min(1).max(100) }),
]);

const codeWishSchema = z.strictObject({ guest: z.boolean().default(false) }).default({ guest: false });

/** One request as far as it was judged. */
interface Judged {
  readonly facts: RequestFacts;
  readonly approach: Approach;
  readonly worth: Worth;
  readonly access: Access;
}

const replyOf = ({ status, error, headers }: Denial): SessionReply => ({
  status,
  body: error,
  ...(headers === undefined ? {} : { headers }),
});

const withCookies = (body: object, cookies: readonly string[]): SessionReply => {
  const headers: AnswerHeaders = cookies.length === 0 ? {} : { 'Set-Cookie': cookies };
  return { status: 200, body, headers };
};

/** Somebody opens the page. */
const isVisit = ({ method, path, isUpgrade }: RequestFacts): boolean => method === 'GET' && path === '' && !isUpgrade;

/** Says who may do what: keeps who is logged in, and how many have tried in vain. The rules are those of `core/access`. */
export class AccessGate implements Gate {
  private readonly logins: Logins;
  private failures: FailedLogins = [];

  constructor(private readonly options: AccessGateOptions) {
    this.logins = new Logins(options);
  }

  refuseStop(facts: RequestFacts): Denial | null {
    return refuseStop(facts, this.options.settings, hasCredential(this.logins.worthOf(facts)));
  }

  admit(facts: RequestFacts): Admittance {
    const judged = this.judge(facts);
    const denial = this.refuse(judged);
    if (denial !== null) return { kind: 'denied', denial };
    const cookies = isVisit(facts) ? this.logins.visit(facts, judged.approach) : [];
    return { ...this.admitted(judged), ...(cookies.length === 0 ? {} : { headers: { 'Set-Cookie': cookies } }) };
  }

  look(facts: RequestFacts): Admittance {
    return this.admitted(this.judge(facts));
  }

  neighbourhoodOf(facts: RequestFacts): string | null {
    const { way, neighbourhood } = approachOf(facts, this.options.settings);
    return way === 'ingress' ? null : neighbourhood;
  }

  headersFor(facts: RequestFacts): Readonly<Record<string, string>> {
    return securityHeaders(facts, approachOf(facts, this.options.settings));
  }

  /** A link's code, for whoever may read the terminal of this daemon. */
  makeCode(): MadeCode {
    return this.logins.makeCode('session');
  }

  async session(facts: RequestFacts, body: unknown): Promise<SessionReply> {
    const judged = this.judge(facts);
    const denial = this.refuse(judged);
    if (denial !== null) return replyOf(denial);
    if (facts.path.endsWith('codes')) return this.giveCode(judged, body);
    if (facts.method === 'POST') return this.logIn(judged, body);
    if (facts.method === 'DELETE') return this.logOut(judged);
    return withCookies(judged.access, this.logins.visit(facts, judged.approach));
  }

  private judge(facts: RequestFacts): Judged {
    const { settings } = this.options;
    const approach = approachOf(facts, settings);
    const worth = this.logins.worthOf(facts);
    return { facts, approach, worth, access: accessOf(worth, approach, settings) };
  }

  private admitted({ access }: Judged): Admitted {
    return { kind: 'admitted', access, mayRead: mayRead(access) };
  }

  /** A live session is never held up, whatever else comes with it. */
  private refuse({ facts, approach, worth }: Judged): Denial | null {
    const denial = refuseAtDoor(facts, approach, worth.bearer !== 'none');
    if (denial !== null || worth.bearer !== 'wrong' || worth.login !== null) return denial;
    return this.heldUp(approach) ?? this.failed(facts, approach, 'this is not the token of this daemon');
  }

  private heldUp({ neighbourhood }: Approach): Denial | null {
    const waitMs = holdUpMs(this.failures, neighbourhood, this.options.clock.nowMs());
    return waitMs === 0 ? null : tooManyLogins(Math.ceil(waitMs / 1000));
  }

  private failed({ peerAddress }: RequestFacts, { neighbourhood }: Approach, message: string): Denial {
    this.failures = loginFailed(this.failures, neighbourhood, this.options.clock.nowMs());
    this.options.log.warn('login_refused', { from: peerAddress });
    return unauthenticated(message, 'make a new link with `chair2mqtt link`, or use the token of http.token_file');
  }

  private logIn({ facts, approach }: Judged, body: unknown): SessionReply {
    if (approach.way === 'ingress')
      return replyOf(forbid('the hub has let you in already', 'users are those of the hub'));
    const login = loginSchema.safeParse(body).data;
    if (login === undefined) return { status: 400, body: badBody('{"token": "..."} or {"code": "..."}') };
    const held = this.heldUp(approach);
    if (held !== null) return replyOf(held);
    const kind =
      'code' in login ? this.logins.takeCode(login.code) : this.logins.isToken(login.token) ? 'session' : null;
    if (kind === null) {
      const what =
        'code' in login ? 'this link was used already, or is older than 10 minutes' : 'this is not the token';
      return replyOf(this.failed(facts, approach, what));
    }
    const { untilMs, cookies } = this.logins.begin(kind, facts, approach);
    this.options.log.info('logged_in', { from: facts.peerAddress, guest: kind === 'guest' });
    const worth: Worth = { bearer: 'none', login: { kind, untilMs }, hasPass: true };
    return withCookies(accessOf(worth, approach, this.options.settings), cookies);
  }

  private logOut({ facts, approach, worth }: Judged): SessionReply {
    const cookies = worth.login === null ? [] : this.logins.end(facts, approach);
    return withCookies(accessOf({ ...worth, login: null }, approach, this.options.settings), cookies);
  }

  private giveCode({ access }: Judged, body: unknown): SessionReply {
    if (!access.rights.includes('own')) {
      const help = 'log in with the token, or with a link of `chair2mqtt link`';
      return replyOf(
        hasLoggedIn(access)
          ? forbid('a link needs the right own', help)
          : unauthenticated('a link needs a login', help),
      );
    }
    const wish = codeWishSchema.safeParse(body).data;
    if (wish === undefined) return { status: 400, body: badBody('{"guest": true} or nothing') };
    const made = this.logins.makeCode(wish.guest ? 'guest' : 'session');
    const links = this.options.addresses().map((address) => linkOf(address, made.code));
    return { status: 200, body: { ...made, links } };
  }
}

const badBody = (wanted: string) => ({ code: 'invalid_json', message: `send ${wanted}`, values: {} });
