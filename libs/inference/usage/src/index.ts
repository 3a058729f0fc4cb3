export { INFERENCE_MIGRATIONS, INFERENCE_SCHEMA } from './migrations.ts';
export type { ModelCall } from './model-call.ts';
export { UsageLog, type UsageLogOptions } from './usage-log.ts';
