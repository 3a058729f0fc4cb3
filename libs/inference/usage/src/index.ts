export { INFERENCE_MIGRATIONS, INFERENCE_SCHEMA } from './migrations.ts';
export type { ModelCall } from './model-call.ts';
export { DEFAULT_RETENTION_DAYS, forgetModelCalls, keepModelCalls } from './retention.ts';
export { UsageLog, type UsageLogOptions } from './usage-log.ts';
export { sumUsage, type UsageColumn, type UsageQuestion, type UsageSumRow } from './usage-sums.ts';
export { INFERENCE_PLACES } from './places.ts';
