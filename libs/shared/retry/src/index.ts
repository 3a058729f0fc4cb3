export { backoffMs, type Backoff } from './backoff.ts';
export { waitOrAbort } from './waiting.ts';
export { withRetries, type Judged, type Limits, type RetryPolicy } from './with-retries.ts';
