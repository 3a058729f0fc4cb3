export { startService } from './start-service.ts';
export type { RunningService, ServedService, ServiceOptions } from './start-service.ts';
export type { HealthState } from './health.ts';
export { startOrClose } from './start-or-close.ts';
export { CHECK_VARIABLES, runMain } from './run-main.ts';
export type { CheckedMessage, StartedMessage } from './run-main.ts';
export { constraintOf, type Constraint } from './validation/constraint.ts';
export { checkMessage } from './validation/message-checks.ts';
