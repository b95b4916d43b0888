import { Buffer } from 'node:buffer';
import {
  type AccessBook,
  accessBookName,
  type Login,
  lifeMs,
  loginOf,
  type OneTimeCode,
  passOf,
  readAccessBook,
  renewed,
  takeCode,
  withCode,
  withLogin,
  withoutLogins,
} from '../../../core/access/access-book.js';
import type { Approach } from '../../../core/access/approach.js';
import { bearerOf, cookieText, cookieValues } from '../../../core/access/cookies.js';
import type { RequestFacts } from '../../../core/access/request-facts.js';
import { noWorth, type Worth } from '../../../core/access/worth.js';
import { isoTime } from '../../../core/time-text.js';
import type { Clock, Store } from '../../../ports.js';
import { equalsSecret, hashOf, newCookieValue, newInstance, newOneTimeCode } from './secrets.js';

export interface LoginsParts {
  readonly token: string;
  readonly store: Store;
  readonly clock: Clock;
}

/** A one-time code as it is handed out. */
export interface MadeCode {
  readonly code: string;
  readonly guest: boolean;
  readonly until: string;
}

type Cookies = readonly string[];

/** Who is logged in, and what was given for it. Browsers hold the secrets, this only their hashes. */
export class Logins {
  private book: AccessBook;
  private codes: readonly OneTimeCode[] = [];

  constructor(private readonly parts: LoginsParts) {
    const { store, token } = parts;
    this.book = readAccessBook(store.load(accessBookName), hashOf(token), newInstance());
  }

  /** What came with a request. */
  worthOf(facts: RequestFacts): Worth {
    if (facts.listener === 'ingress') return noWorth;
    const nowMs = this.parts.clock.wallMs();
    const bearer = bearerOf(facts);
    // Node gives the bytes of headers as Latin-1.
    const isRight = bearer !== null && equalsSecret(Buffer.from(bearer, 'latin1'), this.parts.token);
    return {
      bearer: bearer === null ? 'none' : isRight ? 'right' : 'wrong',
      login: loginOf(this.book, this.hashesOf(facts, 'login'), nowMs),
      hasPass: this.passOf(facts) !== null,
    };
  }

  isToken(text: string): boolean {
    return equalsSecret(Buffer.from(text), this.parts.token);
  }

  makeCode(kind: Login['kind']): MadeCode {
    const code = newOneTimeCode();
    const { clock } = this.parts;
    this.codes = withCode(this.codes, { hash: hashOf(code), kind }, clock.nowMs());
    return { code, guest: kind === 'guest', until: isoTime(clock.wallMs() + lifeMs.code) };
  }

  /** What a code gives, once; null for one that is unknown, used or too old. */
  takeCode(code: string): Login['kind'] | null {
    const taken = takeCode(this.codes, hashOf(code), this.parts.clock.nowMs());
    this.codes = taken.codes;
    return taken.kind;
  }

  /** Logs a browser in: its cookie, and a stop pass with it. What it was before ends. */
  begin(
    kind: Login['kind'],
    facts: RequestFacts,
    approach: Approach,
  ): { readonly untilMs: number; readonly cookies: Cookies } {
    const [secret, pass] = [newCookieValue(), newCookieValue()];
    const nowMs = this.parts.clock.wallMs();
    const before = withoutLogins(this.book, this.hashesOf(facts, 'login'));
    const known = this.passOf(facts);
    this.keep(withLogin(before, { hash: hashOf(secret), kind }, known?.hash ?? hashOf(pass), nowMs));
    const login = this.loginCookie(secret, kind, approach);
    return { untilMs: nowMs + lifeMs[kind], cookies: [login, this.passCookie(known?.value ?? pass, approach)] };
  }

  end(facts: RequestFacts, approach: Approach): Cookies {
    this.keep(withoutLogins(this.book, this.hashesOf(facts, 'login')));
    return [cookieText(this.nameOf('login'), '', 0, approach)];
  }

  /** A visit renews the login for thirty days, and the stop pass for a year. */
  visit(facts: RequestFacts, approach: Approach): Cookies {
    const nowMs = this.parts.clock.wallMs();
    const pass = this.passOf(facts);
    const login = this.sessionOf(facts);
    const book = renewed(this.book, { login: login?.hash ?? null, pass: pass?.hash ?? null }, nowMs);
    if (book !== null) this.keep(book);
    return [
      login === null ? [] : this.loginCookie(login.value, 'session', approach),
      pass === null ? [] : this.passCookie(pass.value, approach),
    ].flat();
  }

  private sessionOf(facts: RequestFacts): { readonly value: string; readonly hash: string } | null {
    const values = this.valuesOf(facts, 'login');
    const login = loginOf(this.book, values.map(hashOf), this.parts.clock.wallMs());
    const value = values.find((each) => hashOf(each) === login?.hash);
    return login?.kind !== 'session' || value === undefined ? null : { value, hash: login.hash };
  }

  private loginCookie(value: string, kind: Login['kind'], approach: Approach): string {
    return cookieText(this.nameOf('login'), value, lifeMs[kind], approach);
  }

  private passOf(facts: RequestFacts): { readonly value: string; readonly hash: string } | null {
    const values = this.valuesOf(facts, 'pass');
    const hash = passOf(this.book, values.map(hashOf), this.parts.clock.wallMs());
    const value = values.find((each) => hashOf(each) === hash);
    return hash === null || value === undefined ? null : { value, hash };
  }

  private passCookie(value: string, approach: Approach): string {
    return cookieText(this.nameOf('pass'), value, lifeMs.pass, approach);
  }

  private hashesOf(facts: RequestFacts, what: 'login' | 'pass'): readonly string[] {
    return this.valuesOf(facts, what).map(hashOf);
  }

  /** The hub's ingress has logins of its own. */
  private valuesOf(facts: RequestFacts, what: 'login' | 'pass'): readonly string[] {
    return facts.listener === 'ingress' ? [] : cookieValues(facts, this.nameOf(what));
  }

  private nameOf(what: 'login' | 'pass'): string {
    return `chair2mqtt_${this.book.instance}${what === 'pass' ? '_stop' : ''}`;
  }

  private keep(book: AccessBook): void {
    this.book = book;
    void this.parts.store.save(accessBookName, book);
  }
}
