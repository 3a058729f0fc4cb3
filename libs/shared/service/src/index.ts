export { readConfig, ConfigError } from './config/read-config.ts';
export { childEnvironment } from './config/child-environment.ts';
export { address, commonConfig, port } from './config/common-config.ts';
export { gatewayKey } from './config/gateway-key.ts';
export { createLog } from './log/create-log.ts';
export type { Logger, LogLevel } from './log/create-log.ts';
export { withoutPersonal } from './contract/redaction.ts';
export { callContext, currentCall, runAsJob } from './call/call-context.ts';
export type { CallContext, JobContext } from './call/call-context.ts';
export { checkMessage } from './validation/message-checks.ts';
export { DETAILS_KEY, encodeDetails } from './errors/error-details.ts';
export { statusOf, codeOf } from './errors/status-codes.ts';
export { startService } from './server/start-service.ts';
export type {
  ContractService,
  RunningService,
  ServedService,
  ServiceOptions,
} from './server/start-service.ts';
export type { ReadProcesses } from './server/processes.ts';
export type { ReadinessCheck } from './server/readiness.ts';
export { startOrClose } from './server/start-or-close.ts';
export { runMain } from './run-main.ts';
export type { StartedMessage } from './run-main.ts';
export { connect } from './client/connect.ts';
export { client } from './client/client.ts';
export type { ClientCallOptions } from './client/client.ts';
export { reachableCheck, servingCheck } from './client/readiness-checks.ts';
