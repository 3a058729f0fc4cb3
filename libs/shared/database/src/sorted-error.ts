import { RookeryError, type ErrorCode } from '@rookery/shared-errors';
import { errorCode } from './error-code.ts';

/** When trying again makes sense after an outage, in milliseconds. */
const AWAY_RETRY_MS = 1_000;
/** The same where others were in the way. */
const CONFLICT_RETRY_MS = 200;

/** Node's codes of a connection that could not be made, or was lost. */
const LOST_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENETRESET',
  'EADDRNOTAVAIL',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'ESERVFAIL',
  'ETIMEOUT',
  'ERR_SOCKET_CLOSED',
]);

/** What the driver says of a lost connection, without a code. */
const LOST_IN_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered a connection|Client was closed|Query read timeout)/;

/** Node's codes of a server whose certificate will not do. */
const UNTRUSTED_SERVER =
  /^(EPROTO$|CRL_|INVALID_CA$|HOSTNAME_MISMATCH$|CERT_|ERR_TLS_|ERR_SSL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/;

type Sort = (state: string, caught: unknown) => RookeryError;

/** By SQLSTATE; the first that matches. */
const SORTS: readonly (readonly [states: RegExp, sort: Sort])[] = [
  [/^25006$/, away('the database takes no writes for the moment')],
  [/^53...$/, away('the database has no room or no connection left')],
  [/^57P04$/, denies('the database was dropped')],
  [
    /^57014$/,
    denies('the database ended a statement that took too long or was cancelled by its administrator'),
  ],
  [/^(08|57|58)...$|^25P03$/, away('the database is away')],
  [/^25P04$/, denies('the database ended a transaction that took too long')],
  [/^(28...|3D000)$/, denies('the database does not let the service in any more')],
  [/^42501$/, deniesPermission],
  [/^54...$/, denies('a limit of the database was passed')],
  [/^XX00[12]$/, denies('the database says that it is damaged')],
  [/^F0...$/, denies('the configuration of the database is wrong')],
  // Of proxies too, of which nobody knows whether it passes: what waited for it might wait for ever.
  [/^XX...$/, denies('the database failed in itself')],
  [/^P0001$/, denies('a rule in the database refused it')],
  [/^(40...|55P03)$/, conflict],
  [/^23505$/, overtaken('ALREADY_EXISTS', 'another call has made the same at this moment')],
  [/^23503$/, overtaken('FAILED_PRECONDITION', 'what this refers to was erased at this moment')],
  [/^22(021|P05)$/, callers('holds a text that cannot be stored (U+0000?)')],
  [/^22...$/, callers('holds a value that cannot be stored')],
];

/**
 * A caught error of the driver as one that services can pass on, by its SQLSTATE: what the caller sent is INVALID_ARGUMENT;
 * an outage UNAVAILABLE (DATABASE_AWAY) with a time; what lasts FAILED_PRECONDITION (DATABASE_DENIES); what others were in
 * the way of ABORTED, or says what they did. No message holds SQL or a value. Anything else, a mistake of ours, comes back as it is.
 */
export function sorted(caught: unknown): unknown {
  if (caught instanceof RookeryError) return caught;
  const code = errorCode(caught);
  const sort = isSqlState(code) ? SORTS.find(([states]) => states.test(code))?.[1] : undefined;
  if (sort !== undefined) return sort(code, caught);
  if (UNTRUSTED_SERVER.test(code)) {
    return denies('the connection to the database cannot be made safe')(code, caught);
  }
  return isLostConnection(code, caught) ? away('the database is away')(code, caught) : caught;
}

/** Runs what may throw errors of the driver, and throws them sorted. */
export async function withSortedErrors<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (caught) {
    throw sorted(caught);
  }
}

/** The driver's own error behind a sorted one, for libraries that know its codes. */
export function unsorted(caught: unknown): unknown {
  return sqlState(caught) === undefined || !(caught instanceof RookeryError) ? caught : caught.cause;
}

/** The SQLSTATE of an error of the database, sorted or not. */
export function sqlState(caught: unknown): string | undefined {
  const origin = caught instanceof RookeryError ? caught.cause : caught;
  const code = errorCode(origin);
  return isSqlState(code) ? code : undefined;
}

/** Whether the database was away or others were in the way, and not the statement wrong. */
export function isDatabaseOutage(caught: unknown): boolean {
  const error = sorted(caught);
  return error instanceof RookeryError && (error.reason === 'DATABASE_AWAY' || isConflict(error));
}

/** Whether the database undid a transaction because of others, so that it may succeed when it is repeated. */
export function isConflict(caught: unknown): boolean {
  return /^(40|55P03)/.test(sqlState(caught) ?? '');
}

/** Whether the connection came from, or went to, a server that takes no writes. */
export function isReadOnly(caught: unknown): boolean {
  return sqlState(caught) === '25006';
}

/** Whether the connection that it came from is of no use any more. */
export function endsConnection(caught: unknown): boolean {
  if (!(caught instanceof RookeryError)) return false;
  const { reason, cause } = caught;
  return (
    reason === 'DATABASE_AWAY' ||
    (cause instanceof Error && 'severity' in cause && cause.severity === 'FATAL')
  );
}

function isSqlState(code: string): boolean {
  return /^[0-9FHPX][0-9A-Z]{4}$/.test(code);
}

function isLostConnection(code: string, caught: unknown): boolean {
  if (LOST_CONNECTION.has(code)) return true;
  // By shape and not by class: test runners give Node's own errors another one.
  if (code !== 'unknown' || typeof caught !== 'object' || caught === null || !('message' in caught))
    return false;
  return LOST_IN_WORDS.test(String(caught.message));
}

function away(what: string): Sort {
  return (state, cause) =>
    new RookeryError(
      'UNAVAILABLE',
      `${what} (${state === 'unknown' ? 'no connection' : state}); try again soon`,
      {
        reason: 'DATABASE_AWAY',
        retryAfterMs: AWAY_RETRY_MS,
        cause,
      },
    );
}

function denies(what: string): Sort {
  return (state, cause) =>
    new RookeryError(
      'FAILED_PRECONDITION',
      `${what} (${isSqlState(state) ? 'SQLSTATE ' : ''}${state}); its administrator has to change that`,
      {
        reason: 'DATABASE_DENIES',
        cause,
      },
    );
}

function deniesPermission(state: string, cause: unknown): RookeryError {
  // Of all that a database says, this alone holds nothing but a name of ours.
  const message =
    typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : '';
  const what = /^permission denied for [a-z ]+ [\w.]+$/.exec(message)?.[0] ?? 'permission denied';
  return denies(`the database denies the service what it needs: ${what}`)(state, cause);
}

function conflict(state: string, cause: unknown): RookeryError {
  return new RookeryError(
    'ABORTED',
    `another call changed or held the same at this moment (SQLSTATE ${state}); try again`,
    { retryAfterMs: CONFLICT_RETRY_MS, cause },
  );
}

function overtaken(code: ErrorCode, what: string): Sort {
  return (state, cause) => new RookeryError(code, `${what} (SQLSTATE ${state})`, { cause });
}

function callers(what: string): Sort {
  return (state, cause) =>
    new RookeryError('INVALID_ARGUMENT', `the request ${what} (SQLSTATE ${state})`, { cause });
}
