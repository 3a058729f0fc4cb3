export {
  answering,
  broken,
  cutOff,
  failing,
  json,
  silent,
  stalling,
  streaming,
  type Behaviour,
} from './behaviours.ts';
export { llamaCpp, type LlamaCppServer } from './llama-cpp.ts';
export { startModelServer, type ModelServer } from './model-server.ts';
export type { SeenRequest } from './seen-request.ts';
export { aliveFor, sendEvent, serving, type ServedAnswer, type ServedTokens } from './served-answer.ts';
export {
  PASSING_KINDS,
  randomBehaviours,
  type RandomBehaviours,
  type RandomKind,
  type ServedCounts,
} from './random-behaviours.ts';
export {
  completion,
  serveBatches,
  type BatchedAnswer,
  type BatchedRequest,
  type BatchOutcome,
  type ServedBatch,
  type ServedBatches,
} from './served-batches.ts';
export { vllm, type VllmServer } from './vllm.ts';
export { fitting, wellBehaved } from './well-behaved.ts';
