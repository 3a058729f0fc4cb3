export { onAbort, untilAborted, whenAborted } from './abort.ts';
export { backoffMs, type Backoff } from './backoff.ts';
export { Mailbox } from './mailbox.ts';
export { SharedWork, type SharedLimits } from './shared-work.ts';
export { waitOrAbort } from './wait-or-abort.ts';
export { withRetries, type Judged, type Limits, type RetryPolicy } from './with-retries.ts';
