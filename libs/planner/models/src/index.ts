export { addUsage, CallLedger } from './call-ledger.ts';
export { callId } from './call-id.ts';
export { modelCalls } from './model-calls.ts';
export type { ModelCall, ModelCalls } from './model-calls.ts';
export { patiently } from './patiently.ts';
export { deriveSeed } from './seed.ts';
