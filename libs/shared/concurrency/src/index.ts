export { onAbort, untilAborted, whenAborted } from './abort.ts';
export { backoffMs, type Backoff } from './backoff.ts';
export { beating } from './beating.ts';
export { GroupedWork, type GroupedWorkOptions } from './grouped-work.ts';
export { Mailbox } from './mailbox.ts';
export { SharedWork, type SharedLimits } from './shared-work.ts';
export { waitOrAbort } from './wait-or-abort.ts';
export { withinMs } from './within-ms.ts';
export { withRetries, type Judged, type Limits, type RetryPolicy } from './with-retries.ts';
