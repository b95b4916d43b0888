import { z } from 'zod';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const untilMs = z.number();

const dayMs = 86_400_000;
export const lifeMs = { session: 30 * dayMs, guest: 2 * 3_600_000, pass: 365 * dayMs, code: 600_000 } as const;
const most = { logins: 200, passes: 500, codes: 20 } as const;

const accessBookSchema = z.object({
  version: z.literal(1),
  /** Names this daemon's cookies: browsers send those of every port of a machine. */
  instance: z.string().regex(/^[0-9a-f]{8}$/),
  /** Of the token for which all this was given. */
  tokenHash: hash,
  logins: z.array(z.object({ hash, kind: z.enum(['session', 'guest']), untilMs })).max(most.logins),
  passes: z.array(z.object({ hash, untilMs })).max(most.passes),
});

/** Who is logged in: of what browsers hold only hashes, with the time of day until which it is good, in ms. Kept over restarts. */
export type AccessBook = z.infer<typeof accessBookSchema>;
export type Login = AccessBook['logins'][number];

export const accessBookName = 'http.access';

/** What the store had. Another token ends all that was given for the one before; a book that cannot be read is none. */
export function readAccessBook(record: unknown, tokenHash: string, newInstance: string): AccessBook {
  const read = accessBookSchema.safeParse(record).data;
  const instance = read?.instance ?? newInstance;
  if (read?.tokenHash === tokenHash) return read;
  return { version: 1, instance, tokenHash, logins: [], passes: [] };
}

const isGood =
  (nowMs: number) =>
  (each: { readonly untilMs: number }): boolean =>
    each.untilMs > nowMs;

export const loginOf = (book: AccessBook, hashes: readonly string[], nowMs: number): Login | null =>
  book.logins.find((each) => hashes.includes(each.hash) && isGood(nowMs)(each)) ?? null;

export const passOf = (book: AccessBook, hashes: readonly string[], nowMs: number): string | null =>
  book.passes.find((each) => hashes.includes(each.hash) && isGood(nowMs)(each))?.hash ?? null;

/** A login, and the stop pass that is given with it. Of too many the oldest end. */
export function withLogin(
  book: AccessBook,
  login: Omit<Login, 'untilMs'>,
  passHash: string,
  nowMs: number,
): AccessBook {
  const logins = [...book.logins.filter(isGood(nowMs)), { ...login, untilMs: nowMs + lifeMs[login.kind] }];
  return withPass({ ...book, logins: logins.slice(-most.logins) }, passHash, nowMs);
}

/** A stop pass, given or renewed for a year from now. */
export function withPass(book: AccessBook, passHash: string, nowMs: number): AccessBook {
  const others = book.passes.filter((each) => each.hash !== passHash && isGood(nowMs)(each));
  return { ...book, passes: [...others, { hash: passHash, untilMs: nowMs + lifeMs.pass }].slice(-most.passes) };
}

/** A login that is used goes on: thirty days from now. A guest's does not. */
function withLoginUsed(book: AccessBook, loginHash: string, nowMs: number): AccessBook {
  const logins = book.logins.map((each) =>
    each.hash === loginHash && each.kind === 'session' ? { ...each, untilMs: nowMs + lifeMs.session } : each,
  );
  return { ...book, logins };
}

/** What came with a visit of the page: hashes of what is good. */
export interface Visit {
  readonly login: string | null;
  readonly pass: string | null;
}

/** Renews what came with a visit; null where nothing is due: visits of one day are one renewal. */
export function renewed(book: AccessBook, { login, pass }: Visit, nowMs: number): AccessBook | null {
  const isDue = (of: readonly { readonly hash: string; readonly untilMs: number }[], wanted: string, life: number) =>
    of.some(({ hash: each, untilMs: until }) => each === wanted && until < nowMs + life - dayMs);
  const sessions = book.logins.filter(({ kind }) => kind === 'session');
  const newLogin = login !== null && isDue(sessions, login, lifeMs.session);
  const newPass = pass !== null && isDue(book.passes, pass, lifeMs.pass);
  if (!newLogin && !newPass) return null;
  const withNewLogin = newLogin ? withLoginUsed(book, login, nowMs) : book;
  return newPass ? withPass(withNewLogin, pass, nowMs) : withNewLogin;
}

export const withoutLogins = (book: AccessBook, hashes: readonly string[]): AccessBook => ({
  ...book,
  logins: book.logins.filter((each) => !hashes.includes(each.hash)),
});

/** A code that gives a login once. Times monotonic, ms: it does not outlive the daemon. */
export interface OneTimeCode {
  readonly hash: string;
  readonly kind: Login['kind'];
  readonly untilMs: number;
}

export const withCode = (
  codes: readonly OneTimeCode[],
  code: Omit<OneTimeCode, 'untilMs'>,
  nowMs: number,
): readonly OneTimeCode[] =>
  [...codes.filter(isGood(nowMs)), { ...code, untilMs: nowMs + lifeMs.code }].slice(-most.codes);

/** Takes a code: what it gives, and the codes that are left. */
export function takeCode(codes: readonly OneTimeCode[], codeHash: string, nowMs: number) {
  const left = codes.filter(isGood(nowMs));
  const taken = left.find((each) => each.hash === codeHash) ?? null;
  return { kind: taken?.kind ?? null, codes: left.filter((each) => each !== taken) } as const;
}
