/**
 * The SQLSTATE, errno or SQLite code of a caught error, else `unknown`. Its message is not for a log: it may
 * quote data. The shape is asked instead of the class, because test runners give Node's own errors another one.
 */
export function errorCode(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
}
