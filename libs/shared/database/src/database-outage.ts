import { errorCode } from './error-code.ts';

const LOST_CONNECTION: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/**
 * Whether the database was away, and not the statement wrong: a failed connection (its code is Node's, or it has none and
 * comes from the driver), SQLSTATE class 08 (connection), 53 (resources), 57 (shutdown, starting up), 40 (deadlock).
 */
export function isDatabaseOutage(caught: unknown): boolean {
  const code = errorCode(caught);
  if (code !== 'unknown') return LOST_CONNECTION.has(code) || /^(08|40|53|57)[0-9A-Z]{3}$/.test(code);
  // By shape and not by class: test runners give Node's own errors another one.
  if (typeof caught !== 'object' || caught === null || !('message' in caught)) return false;
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection)/.test(
    String(caught.message),
  );
}
