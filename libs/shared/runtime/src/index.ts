export { readConfig, ConfigError } from './config/read-config.ts';
export { variablesOf, type ConfigVariable } from './config/config-variables.ts';
export { KNOWN_VARIABLES } from './config/known-variables.ts';
export { setAmong } from './config/set-among.ts';
export { unreadVariables } from './config/unread-variables.ts';
export { childEnvironment } from './config/child-environment.ts';
export { address, commonConfig, gatewayAddress, port } from './config/common-config.ts';
export { wrongDatabaseUrl } from './config/database-url.ts';
export { gatewayCredentials, gatewayKey } from './config/gateway-key.ts';
export { gatewayKeysConfig } from './config/gateway-keys.ts';
export { isLoopback } from './config/loopback.ts';
export { createLog } from './log/create-log.ts';
export type { Logger, LogLevel } from './log/create-log.ts';
export { withZeros } from './contract/with-zeros.ts';
export { withoutPersonal } from './contract/redaction.ts';
export { callContext, currentCall, runAsJob, newRequestId, runInCall } from './call/call-context.ts';
export type { AskedModel, CallContext, JobContext } from './call/call-context.ts';
export { errorRecord } from './log/error-record.ts';
export {
  requestDescriptor,
  contractFiles,
  isWellKnown,
  isPersonal,
  messageDescriptor,
} from './contract/contract-files.ts';
export {
  callerOf,
  callerMetadata,
  CALLER_KEY,
  PEER_KEY,
  PLATFORM,
  ROLE_KEY,
  SECRET_KEY,
  SESSIONS_KEY,
} from './call/caller.ts';
export type { Caller } from './call/caller.ts';
export {
  INTERACTIVE_WORK,
  JOB_KEY,
  WORK_CLASS_KEY,
  workMetadata,
  workOf,
  wrongWorkClass,
} from './call/work.ts';
export type { Work, WorkClass } from './call/work.ts';
export { freePort, isFree } from './config/free-port.ts';
export { VERSION } from './version.ts';
export { startTraces } from './traces/start-traces.ts';
