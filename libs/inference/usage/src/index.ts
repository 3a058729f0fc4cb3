export { INFERENCE_MIGRATIONS, INFERENCE_SCHEMA } from './migrations.ts';
export type { ModelCall } from './model-call.ts';
export { DEFAULT_RETENTION_DAYS, forgetModelCalls, keepModelCalls } from './retention.ts';
export { UsageLog, type UsageLogOptions } from './usage-log.ts';
